// The same query with its tables in whatever order SQLite likes.
//
// CROSS JOIN and outer joins fix the order in which tables are read. Of a condition whose value a
// later table has SQLite then says nothing at all to a table that is read before: not even that it
// is there (seen on 3.31 to 3.54). Such a scan would be answered for the default account or the
// default days, and the rows of all others be missing without a word. So where a scan lacks either,
// the statement is prepared once more, with the order set free, to see what SQLite would offer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cf_billing {

/// `sql` with JOIN in place of CROSS JOIN and of outer joins; empty if there was nothing to
/// replace. The conditions in an outer join's ON, which leave out no row of its other side, hold
/// always.
std::string with_free_order(std::string_view sql);

/// The SELECT of a CREATE VIEW.
std::string_view body_of_view(std::string_view sql);

/// The statements of a CREATE TRIGGER, with parameters in place of NEW.x and OLD.x.
std::vector<std::string> statements_of_trigger(std::string_view sql);

}  // namespace cf_billing
