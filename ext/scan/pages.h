// How the next page of a list is asked for: by its number, or by the cursor that the page before it
// told.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scan/page_end.h"

namespace cf_billing {

/// One page of a list, as it is asked for.
struct ListPage {
  std::int64_t place = 1;  ///< in the list, from 1
  std::string token{};     ///< the number or cursor; empty: the first of those with cursors
  std::vector<std::pair<std::string, std::string>> query{};  ///< not yet encoded
  bool operator==(const ListPage&) const = default;
};

/// Knows what was read so far: one for each list that is read.
class Pages {
 public:
  Pages() = default;
  virtual ~Pages() = default;
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  struct Following {
    PageEnd::Next next = PageEnd::Next::none;
    ListPage page{};  ///< the one behind; also where `next` is `lacking`, if there is one
  };

  [[nodiscard]] virtual ListPage first() const = 0;
  /// As PageEnd::doubts().
  virtual bool doubts(const PageShown& shown, const ListTotals& totals, bool accepts_lacks) = 0;
  /// What follows on `page`; as PageEnd::after(). Throws std::invalid_argument, saying what is
  /// wrong with the page.
  virtual Following after(const ListPage& page, const PageShown& shown,
                          const ListTotals& totals) = 0;
  /// The page is one that came before: the server ignores what it is asked for.
  [[nodiscard]] virtual bool repeats(const PageShown& shown) const = 0;
  /// Whether items may move from page to page while one reads.
  [[nodiscard]] virtual bool shift() const = 0;
};

/// `page=2&per_page=50`, until PageEnd says that it ends. A server may clamp `per_page`.
std::unique_ptr<Pages> numbered_pages(std::int64_t per_page);

/// What an endpoint calls the size of a page, and the cursor.
struct CursorParameters {
  const char* size = "per_page";
  const char* cursor = "cursor";
};

/// `per_page=50&cursor=…`, until a page tells no cursor: an empty page with a cursor ends nothing,
/// nor does a full one that says nothing at all of the list.
/// A cursor that came before would lead round in a circle and is an error.
std::unique_ptr<Pages> cursor_pages(std::int64_t per_page, CursorParameters parameters = {});

}  // namespace cf_billing
