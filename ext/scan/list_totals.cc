#include "scan/list_totals.h"

#include <algorithm>

namespace cf_billing {

void ListTotals::hear(const PageInfo& told, std::int64_t place, std::uint64_t received,
                      std::uint64_t distinct) {
  if (!are_believed_) return;
  const auto came = static_cast<std::int64_t>(distinct);
  if (told.total_pages && *told.total_pages >= 0) {
    have_changed_ = have_changed_ || (pages_ && *pages_ != *told.total_pages);
    // An empty page may be the one behind the last.
    if (*told.total_pages >= place - (received > 0 ? 0 : 1)) pages_ = told.total_pages;
  }
  if (told.total_count && *told.total_count >= 0) {
    have_changed_ = have_changed_ || (last_told_ && *last_told_ != *told.total_count);
    last_told_ = told.total_count;
    most_told_ = std::max(most_told_.value_or(0), *told.total_count);
    if (items_ && *items_ < came) items_.reset();
    if (*told.total_count >= came) items_ = told.total_count;
  } else if (last_told_ && received > 0) {
    have_changed_ = true;
  }
  // A number of pages may be made from the length asked for: the number of items counts more.
  const bool is_more =
      last_told_ ? *last_told_ < came : told.total_pages && *told.total_pages < place;
  if (received > 0 && is_more) are_contradicted_ = true;
}

bool ListTotals::are_certain() const {
  return (items_ || pages_) && !have_changed_ && !are_contradicted_;
}

bool ListTotals::lack(std::uint64_t distinct, std::int64_t place) const {
  if (items_) return *items_ > static_cast<std::int64_t>(distinct);
  return pages_ && *pages_ >= place;
}

}  // namespace cf_billing
