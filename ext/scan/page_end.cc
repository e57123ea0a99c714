#include "scan/page_end.h"

#include <algorithm>
#include <utility>

namespace cf_billing {

PageEnd::Next PageEnd::after(const PageShown& shown) {
  const auto distinct = static_cast<std::int64_t>(shown.distinct);
  const std::uint64_t before = std::exchange(last_received_, shown.received);
  const bool was_asked_again = std::exchange(was_asked_again_, false);
  told_ = std::max(told_, shown.told.total_count.value_or(0));
  if (shown.received == 0) {
    was_asked_again_ = !was_asked_again && !shown.is_reused && distinct < told_;
    return was_asked_again_ ? Next::same : Next::none;
  }
  // Shorter than the page before it is the last one, filled by what new items pushed there. A
  // server that ignores the page's number sends the same again.
  if (shown.fresh == 0 && shown.received >= before) {
    const bool is_all = shown.told.total_count && *shown.told.total_count <= distinct;
    return is_all ? Next::none : Next::repeats;
  }
  const bool is_short =
      shown.told.per_page && static_cast<std::int64_t>(shown.received) < *shown.told.per_page;
  return is_short ? Next::none : Next::page;
}

}  // namespace cf_billing
