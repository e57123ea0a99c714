#include "functions/account_days.h"

#include <algorithm>
#include <cmath>

namespace cf_billing {

namespace {

// Below this, costs are none that anybody looks into.
constexpr double kLeastCost = 1;

void add_to(std::optional<double>& sum, std::optional<double> amount) {
  if (sum && amount) *sum += *amount;
  if (!amount || (sum && !std::isfinite(*sum))) sum.reset();
}

}  // namespace

SeriesName AccountDays::series_of(const SeriesName& name) const {
  if (of_ == Of::costs) return {name.product, std::nullopt, std::nullopt, name.currency};
  return {name.product, name.metric, name.unit, std::nullopt};
}

void AccountDays::add(const SeriesName& name, Day day, const MetricDay& amounts) {
  known_.insert(day);
  MetricDay& sums = series_[series_of(name)][name][day];
  add_to(sums.quantity, amounts.quantity);
  add_to(sums.priced, amounts.priced);
  add_to(sums.cost, amounts.cost);
}

DailySeries AccountDays::dense(const std::map<Day, std::optional<double>>& amounts, Day since,
                               Day last) const {
  DailySeries series{since, {}};
  const Day newest = *known_.rbegin();
  for (Day day = since; day <= last; day += std::chrono::days{1}) {
    if (const auto found = amounts.find(day); found != amounts.end()) {
      series.amounts.push_back(found->second);
    } else if (day > newest || known_.contains(day)) {
      series.amounts.push_back(0);
    } else {
      series.amounts.push_back(std::nullopt);
    }
  }
  return series;
}

std::vector<ComparedSeries> AccountDays::compare(Day first, Day last, Day late_from) const {
  std::vector<ComparedSeries> compared;
  if (known_.empty()) return compared;
  if (*known_.rbegin() >= late_from) last = std::min(last, *known_.rbegin());
  for (const auto& [name, metrics] : series_) {
    std::map<Day, std::optional<double>> comparable;
    std::map<Day, std::optional<double>> charged;
    for (const auto& [metric, days] : metrics) {
      const auto costs =
          of_ == Of::costs ? comparable_costs(days) : std::map<Day, std::optional<double>>();
      for (const auto& [day, amounts] : days) {
        const bool is_cost = of_ == Of::costs;
        add_to(comparable.try_emplace(day, 0).first->second,
               is_cost ? costs.at(day) : amounts.quantity);
        add_to(charged.try_emplace(day, 0).first->second,
               is_cost ? amounts.cost : amounts.quantity);
      }
    }
    Day since = comparable.begin()->first;
    if (since - *known_.begin() >= std::chrono::weeks{kEnough}) since = *known_.begin();
    ComparedSeries one{name,
                       unusual_days(dense(comparable, since, last), first, last,
                                    of_ == Of::costs ? kLeastCost : 0),
                       {}};
    for (const UnusualEvent& event : one.days.events) {
      auto& sum = one.charged.emplace_back(0);
      for (const Day day : event.days) {
        const auto found = charged.find(day);
        add_to(sum, found == charged.end() ? 0 : found->second);
      }
    }
    compared.push_back(std::move(one));
  }
  return compared;
}

}  // namespace cf_billing
