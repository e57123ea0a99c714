// A list that comes page by page, read to its end or to where somebody stops reading.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/fetch.h"
#include "scan/pages.h"

namespace cf_billing {

struct PageRules {
  std::int64_t per_page;  ///< asked for; a server may clamp it
  /// The field with an item's identifier: see ListItems.
  std::string_view identifier;
  /// Fields that tell items of one identifier apart, and that no item changes.
  std::vector<std::string_view> kinds{};
  /// The field by whose time the list may be ordered; empty: by none.
  std::string_view ordered_by{};
  /// Reading stops at items that begin with an earlier day than this text, once the pages are seen
  /// to descend.
  std::optional<std::string> not_before{};
  /// The API leaves some items out: what it says of the list's length is about all of them.
  bool is_filtered = false;
  /// Rows are handed out page by page, so that who stops early asks for no more; then an item that
  /// changes when its older content is out is an error. Else none is before the list is complete.
  bool is_lazy = false;
};

/// A list in numbered pages. `account` is what the rows' account column says. The request's layout
/// has the fields of `rules`.
std::unique_ptr<Fetch> paged_fetch(ApiRequest request, std::string account, PageRules rules);

/// The same for a list whose pages each tell the cursor of the next.
std::unique_ptr<Fetch> cursor_paged_fetch(ApiRequest request, std::string account, PageRules rules,
                                          CursorParameters parameters = {});

}  // namespace cf_billing
