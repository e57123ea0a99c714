// When a list that comes in numbered pages ends.
#pragma once

#include <cstdint>
#include <optional>

#include "records/record_reader.h"
#include "scan/list_totals.h"

namespace cf_billing {

/// What one page showed.
struct PageShown {
  std::int64_t place = 1;       ///< in the list, from 1
  std::uint64_t received = 0;   ///< items on the page
  std::uint64_t fresh = 0;      ///< those of them that no earlier page brought
  std::uint64_t changed = 0;    ///< those of them that an earlier page brought otherwise
  std::uint64_t distinct = 0;   ///< those of all pages read so far
  PageInfo told{};              ///< its `result_info`
  bool is_reused = false;       ///< as in Delivery
  bool is_second_look = false;  ///< as in Answer
};

/// A list is read until what the server says of its length has come and a page is shorter than
/// others, or else to an empty page. A short page says nothing by itself: a server may clamp what
/// was asked for and not say so, or hide items of a page. An empty one may be a slip: it is asked
/// for once more, and where nothing else tells the end, so is the page behind it.
class PageEnd {
 public:
  enum class Next {
    page,     ///< the page behind this one
    behind,   ///< the page behind this one, which is empty if the list ends here
    none,     ///< the list is complete
    lacking,  ///< it ends before what was told
    unclear,  ///< nothing says whether that is all
  };

  /// `per_page`: as asked for.
  explicit PageEnd(std::int64_t per_page) : per_page_(per_page) {}

  /// Whether to ask for the page once more, as it should not be empty. `totals` has heard of it.
  /// `accepts_lacks`: of a page that was kept it is no news.
  bool doubts(const PageShown& shown, const ListTotals& totals, bool accepts_lacks);
  /// What to ask for after a page, to be told of every page in the order of the list.
  Next after(const PageShown& shown, const ListTotals& totals);
  /// The page is one that came before.
  [[nodiscard]] bool repeats(const PageShown& shown) const;

 private:
  [[nodiscard]] Next after_repeat(const PageShown& shown, const ListTotals& totals);
  /// How many items a full page has, as far as is known.
  [[nodiscard]] std::uint64_t told_length(const PageInfo& told) const;

  std::int64_t per_page_;
  std::uint64_t last_received_ = 0;
  std::uint64_t longest_ = 0;
  std::int64_t stale_ = 0;                   // Items on pages without a new one.
  std::optional<std::int64_t> asked_again_;  // The place of the page.
  std::optional<std::int64_t> last_repeat_;  // Likewise, of a page that came before.
};

}  // namespace cf_billing
