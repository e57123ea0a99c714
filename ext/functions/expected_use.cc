#include "functions/expected_use.h"

#include <algorithm>

#include "functions/included_quantity.h"
#include "functions/usual_weeks.h"

namespace cf_billing {

using Days = std::chrono::days;

void LineUse::add(Day day, std::optional<Day> cycle, const MetricDay& amounts) {
  MetricDay& sums = days_[day];
  add_known(sums.quantity, amounts.quantity);
  add_known(sums.priced, amounts.priced);
  add_known(sums.cost, amounts.cost);
  if (!cycle || !amounts.quantity || !amounts.priced) {
    is_told_ = false;
    return;
  }
  Cycle& of = cycles_[*cycle];
  of.quantity += *amounts.quantity;
  of.priced += *amounts.priced;
}

void LineUse::weigh(std::string_view metric, std::string_view unit, Day seen_from) {
  double priced = 0;
  double cost = 0;
  for (const auto& [day, amounts] : days_) {
    if (!amounts.cost || !amounts.priced) continue;
    priced += *amounts.priced;
    cost += *amounts.cost;
  }
  price_ = is_told_ && priced > 0 && cost > 0 ? cost / priced : 0;
  if (price_ == 0) return;
  in_blocks_ = is_paid_in_blocks(days_);
  double seen = 0;
  for (const auto& [first, of] : cycles_) {
    if (of.priced <= 0) continue;
    if (first >= seen_from && of.priced >= of.quantity) return;
    seen = std::max(seen, of.quantity - of.priced);
  }
  allowance_ = included_quantity(metric, unit).value_or(seen);
}

std::optional<double> LineUse::comparable_cost(const MetricDay& amounts) const {
  if (!amounts.cost || price_ == 0) return amounts.cost;
  if (in_blocks_) return *amounts.quantity * price_;
  return *amounts.cost + std::max(*amounts.quantity - *amounts.priced, 0.0) * price_;
}

void LineUse::add_relief(const OpenCycle& open, Day from, Day to,
                         const std::array<double, 7>& usual, double used,
                         std::map<Day, double>& relief) const {
  if (price_ == 0 || allowance_ == 0) return;
  double left = allowance_;
  if (const auto found = cycles_.find(open.first); found != cycles_.end()) {
    const auto& [quantity, priced] = found->second;
    left = priced > 0 ? 0 : std::max(allowance_ - quantity, 0.0);
  }
  Day next = open.next;
  for (Day day = from; day <= to; day += Days{1}) {
    for (; next <= day; next = cycle_around(open.anchor, next).last + Days{1}) left = allowance_;
    double use = usual[weekday_of(day)];
    if (day == from) use = std::max(use - used, 0.0);
    const double free = std::min(left, use);
    left -= free;
    if (free > 0) relief[day] += free * price_;
  }
}

}  // namespace cf_billing
