// What keeps a list from being complete, in words.
#pragma once

#include <cstdint>
#include <optional>

#include "api/answer.h"
#include "scan/list_totals.h"
#include "scan/page_end.h"

namespace cf_billing {

/// The pages end before the totals are reached. `last`: the page where they do.
Error list_lacks_items(const Answer& answer, const PageShown& last, const ListTotals& totals);
/// Page `last` is full, and its answer says nothing of the list.
Error list_has_no_end(const Answer& answer, const PageShown& last);
/// The page at `empty_place` is empty, and the one behind it is not.
Error list_has_hole(const Answer& answer, std::int64_t empty_place);
/// Pages do not fit together. `how`: in words.
Error list_changed(const Answer& answer, const std::string& how);
/// One page has two contents for an item that the total counts once.
Error list_has_two_versions(const Answer& answer, std::int64_t total, std::uint64_t distinct);

/// For an endpoint that is not known to come in pages: the error if the answer says that there is
/// more than came with it. To be given to Fetch::lacks().
std::optional<Error> cut_list(const Answer& answer);

}  // namespace cf_billing
