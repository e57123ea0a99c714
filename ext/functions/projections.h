// What calendar months and billing cycles that are open have cost so far, and will have cost at
// their end. sql/views/11_month_to_date.sql says what is expected, and how far off that may be.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "functions/expected_use.h"

namespace cf_billing {

/// A record of usage. `amounts.priced` is told only where it is a part of `amounts.quantity`.
struct UsageOfDay {
  Day day;
  std::optional<Day> cycle_start;
  std::optional<Day> cycle_end;  ///< the day after the last, where it is told
  MetricDay amounts;
  bool is_correction = false;
};

/// What a record's line is of.
struct LineName {
  std::optional<std::string> currency;
  std::optional<std::string> subscription;
  std::optional<std::string> metric;
  std::optional<std::string> unit;

  bool operator<(const LineName& other) const {
    return std::tie(currency, subscription, metric, unit) <
           std::tie(other.currency, other.subscription, other.metric, other.unit);
  }
};

struct Projection {
  enum class Of : std::uint8_t { month, cycle };
  Of of;
  std::optional<std::string> subscription;
  std::optional<std::string> currency;
  Day starts;
  /// The day after the last. Nothing if nobody can tell: of a cycle whose end is not told and which
  /// starts on the last day of a short month, if no other start says what its anchor is.
  std::optional<Day> ends;
  std::optional<double> cost;
  int unknown = 0;  ///< records without a cost
  std::optional<double> projected;
  std::optional<double> error;
  std::optional<double> recent;  ///< mean cost of the last seven days that are known
  std::map<Day, double> known;   ///< what days have cost
  Day expected_from;
  std::map<Day, double> expected;  ///< what is still to come of each day; empty: it cannot be told
  std::optional<double> whole;     ///< what it cost in the end, as far as there are records
};

class AccountProjections {
 public:
  void add(const LineName& name, const UsageOfDay& record);

  /// As seen on `today`, from the 31 days before it, and from what is known of the day itself if
  /// `with_today`. Of a currency: those records, and such that name none.
  std::vector<Projection> seen_on(Day today, bool with_today,
                                  const std::optional<std::string>& currency) const;

 private:
  std::map<LineName, std::vector<UsageOfDay>> lines_;
};

}  // namespace cf_billing
