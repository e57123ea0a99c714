// Several requests whose answers overlap: every record of theirs becomes a row once.
#pragma once

#include "scan/fetch.h"

namespace cf_billing {

/// For records that are definitions, not amounts: identical ones of two answers are the same one.
/// `requests`: at least one, all of one owner.
std::unique_ptr<Fetch> union_fetch(std::vector<ApiRequest> requests, std::string account);

}  // namespace cf_billing
