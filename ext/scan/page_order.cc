#include "scan/page_order.h"

#include "core/instant.h"

namespace cf_billing {

namespace {

// Fractions are spelled in varying lengths.
constexpr std::size_t kToTheSecond = std::string_view("YYYY-MM-DDTHH:MM:SS").size();
constexpr std::size_t kToTheDay = std::string_view("YYYY-MM-DD").size();

}  // namespace

void PageOrder::see(std::optional<std::string_view> time) {
  if (!time || !instant_day(*time)) {
    never_ascended_ = false;
    return;
  }
  const std::string second = instant_key(*time).substr(0, kToTheSecond);
  if (last_) {
    never_ascended_ = never_ascended_ && second <= *last_;
    descended_ = descended_ || second < *last_;
  }
  last_ = second;
}

bool PageOrder::has_passed_bound() const {
  return not_before_ && last_ && never_ascended_ && descended_ &&
         last_->substr(0, kToTheDay) < not_before_->substr(0, kToTheDay);
}

}  // namespace cf_billing
