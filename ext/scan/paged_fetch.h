// A list that comes page by page, each page only when somebody reads that far.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scan/fetch.h"

namespace cf_billing {

struct PageRules {
  std::int64_t per_page;  ///< asked for; a server may clamp it
  std::string_view key;   ///< the field that tells two items apart
  /// The field by whose time the list may be ordered; empty: by none.
  std::string_view ordered_by{};
  /// Reading stops at items that begin with an earlier day than this text, once the pages are seen
  /// to descend.
  std::optional<std::string> not_before{};
};

/// `account` is what the rows' account column says. The request's layout has the fields of `rules`.
std::unique_ptr<Fetch> paged_fetch(ApiRequest request, std::string account, PageRules rules);

}  // namespace cf_billing
