// Whether statements compare days, wherever they do so.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace cf_billing {

/// The places among `texts` (a statement, and the CREATE VIEWs that it reads) of those that have
/// one of these columns in a condition (of WHERE, ON, HAVING or USING, or by NATURAL, INTERSECT or
/// EXCEPT; CASE chooses no rows), or a name that a SELECT in any of them gives to something made of
/// one. Columns are in capitals. Rather one too many than one too few.
std::vector<std::size_t> with_condition_on(const std::vector<std::string>& texts,
                                           std::set<std::string> columns);

}  // namespace cf_billing
