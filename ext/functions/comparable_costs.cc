#include "functions/comparable_costs.h"

#include <algorithm>
#include <cmath>

namespace cf_billing {

namespace {

// A price that changes by less is none of blocks; one that changes no more than twice neither: it
// was raised, or lowered for a while.
constexpr double kPriceChange = 0.2;
constexpr int kPriceChanges = 2;

bool is_known(const MetricDay& day) { return day.quantity && day.priced && day.cost; }

std::map<Day, std::optional<double>> charged(const MetricDays& days) {
  std::map<Day, std::optional<double>> costs;
  for (const auto& [day, amounts] : days) costs[day] = amounts.cost;
  return costs;
}

}  // namespace

bool is_paid_in_blocks(const MetricDays& days) {
  bool is_free_at_times = false;
  bool is_charged_at_times = false;
  int changes = 0;
  std::optional<double> before;
  for (const auto& [day, amounts] : days) {
    if (!is_known(amounts) || !(*amounts.priced > 0)) continue;
    const double price = *amounts.cost / *amounts.priced;
    (price > 0 ? is_charged_at_times : is_free_at_times) = true;
    if (before && std::abs(price - *before) > kPriceChange * std::max(price, *before)) ++changes;
    before = price;
  }
  return (is_free_at_times && is_charged_at_times) || changes > kPriceChanges;
}

std::map<Day, std::optional<double>> comparable_costs(const MetricDays& days) {
  double quantity = 0;
  double priced = 0;
  double cost = 0;
  for (const auto& [day, amounts] : days) {
    // A day whose cost is not known is no measure for others.
    if (!amounts.cost) continue;
    if (!is_known(amounts)) return charged(days);
    quantity += *amounts.quantity;
    priced += *amounts.priced;
    cost += *amounts.cost;
  }
  const bool in_blocks = quantity > 0 && is_paid_in_blocks(days);
  auto costs = charged(days);
  for (const auto& [day, amounts] : days) {
    auto& comparable = costs[day];
    if (!comparable) continue;
    if (in_blocks) {
      comparable = *amounts.quantity * (cost / quantity);
    } else if (priced > 0) {
      *comparable += std::max(*amounts.quantity - *amounts.priced, 0.0) * (cost / priced);
    }
  }
  return costs;
}

}  // namespace cf_billing
