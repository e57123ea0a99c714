// The usage of one account day by day, in series that are compared each for itself.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "functions/comparable_costs.h"
#include "functions/unusual_days.h"

namespace cf_billing {

/// What a series is of. Costs are a product's in a currency, quantities a metric's in a unit; what
/// does not tell series apart is nothing.
struct SeriesName {
  std::optional<std::string> product;
  std::optional<std::string> metric;
  std::optional<std::string> unit;
  std::optional<std::string> currency;

  bool operator==(const SeriesName&) const = default;
  bool operator<(const SeriesName& other) const {
    return std::tie(product, metric, unit, currency) <
           std::tie(other.product, other.metric, other.unit, other.currency);
  }
};

struct ComparedSeries {
  SeriesName name;
  UnusualDays days;
  /// Of each event, what was charged on its days; of quantities what was used.
  std::vector<std::optional<double>> charged;
};

class AccountDays {
 public:
  enum class Of : bool { quantities, costs };

  explicit AccountDays(Of of) : of_(of) {}

  /// Adds a record. An amount that is not known makes that of its day unknown.
  void add(const SeriesName& name, Day day, const MetricDay& amounts);

  /// Compares the days `first` to `last` with those before. A day on which the account has no
  /// record at all is not known; but those after its newest one are days of nothing, unless that is
  /// `late_from` or later: then they are still to come. What is new has been so since its first
  /// record if the account is known for less than four weeks before.
  std::vector<ComparedSeries> compare(Day first, Day last, Day late_from) const;

 private:
  using Metrics = std::map<SeriesName, MetricDays>;

  /// The name of the series that a metric's records belong to.
  SeriesName series_of(const SeriesName& name) const;
  DailySeries dense(const std::map<Day, std::optional<double>>& amounts, Day since, Day last) const;

  Of of_;
  std::map<SeriesName, Metrics> series_;
  std::set<Day> known_;
};

}  // namespace cf_billing
