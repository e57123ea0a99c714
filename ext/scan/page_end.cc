#include "scan/page_end.h"

#include <algorithm>

namespace cf_billing {

std::uint64_t PageEnd::told_length(const PageInfo& told) const {
  const std::int64_t length = told.per_page.value_or(per_page_);
  return static_cast<std::uint64_t>(length > 0 ? std::min(length, per_page_) : per_page_);
}

bool PageEnd::repeats(const PageShown& shown) const {
  // Shorter than the page before it, it is the last one, filled by what new items pushed there.
  return shown.place > 1 && shown.received > 0 && shown.fresh == 0 && shown.changed == 0 &&
         shown.received >= last_received_;
}

bool PageEnd::doubts(const PageShown& shown, const ListTotals& totals, bool accepts_lacks) {
  if (shown.received > 0 || asked_again_ == shown.place) return false;
  const bool lacks = totals.lack(shown.distinct, shown.place);
  // Of what was kept somebody made sure, unless their query ended before.
  const bool is_sure = shown.is_reused && shown.is_second_look;
  if (!lacks && (is_sure || totals.are_certain())) return false;
  if (shown.is_reused && accepts_lacks) return false;
  asked_again_ = shown.place;
  return true;
}

PageEnd::Next PageEnd::after(const PageShown& shown, const ListTotals& totals) {
  if (shown.received == 0) {
    if (totals.lack(shown.distinct, shown.place)) return Next::lacking;
    return totals.are_certain() || shown.distinct == 0 ? Next::none : Next::behind;
  }
  if (repeats(shown)) return after_repeat(shown, totals);
  std::uint64_t full = told_length(shown.told);
  if (longest_ > 0) full = std::min(full, longest_);
  longest_ = std::max(longest_, shown.received);
  last_received_ = shown.received;
  if (!totals.are_certain()) return Next::page;
  if (totals.items() && totals.lack(shown.distinct, shown.place)) return Next::page;
  if (totals.pages() && *totals.pages() > shown.place) return Next::page;
  // That nothing is behind a full page is seen by asking for it.
  return shown.received < full ? Next::none : Next::page;
}

PageEnd::Next PageEnd::after_repeat(const PageShown& shown, const ListTotals& totals) {
  if (totals.lack(shown.distinct, shown.place)) {
    // Where a page's worth was added in front, the next page is the one before.
    stale_ += static_cast<std::int64_t>(shown.received);
    const std::int64_t missing =
        totals.items().value_or(0) - static_cast<std::int64_t>(shown.distinct);
    return totals.have_changed() && stale_ <= missing ? Next::page : Next::lacking;
  }
  if (totals.items() || totals.pages()) return Next::none;
  // As much as fits on a page may have been added in front, and then this is the page before: the
  // one behind it tells.
  if (last_repeat_ != shown.place - 1) {
    last_repeat_ = shown.place;
    return Next::page;
  }
  // With room left on it, or with more than was asked for, the page is the whole list.
  return shown.received == told_length(shown.told) ? Next::unclear : Next::none;
}

}  // namespace cf_billing
