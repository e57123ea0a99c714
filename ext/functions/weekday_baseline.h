// What each day of a series of amounts is expected to be, from the same weekday of the weeks
// before: weekends are compared with weekends, and one earlier outlier does not move the
// expectation.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/day.h"

namespace cf_billing {

/// Amounts by day; nothing where a day's amount is not known. A day that is absent, from the first
/// on, is a day of 0.
using DailyAmounts = std::map<Day, std::optional<double>>;

struct DayBaseline {
  Day day;
  std::optional<double> amount;
  double expected;        ///< the median of the same weekday's amounts in the six weeks before
  double usual_distance;  ///< the median distance of those amounts from `expected`
};

/// The days on which a free allowance makes a cost lower than on others: it covers records of a
/// metric that is paid for on other days. A metric that is free throughout makes no day different.
class AllowanceDays {
 public:
  void add(const std::string& metric, Day day, bool is_covered);
  std::set<Day> days() const;

 private:
  std::unordered_map<std::string, std::map<Day, bool>> metrics_;
};

/// For the days `first` to `last` that have at least four such weeks since the series began, with
/// amounts that are all known. Of these weeks those whose day is in `allowance` are left out,
/// unless all are; a day in it that costs less than expected is left out itself.
std::vector<DayBaseline> weekday_baseline(const DailyAmounts& amounts, Day first, Day last,
                                          const std::set<Day>& allowance = {});

}  // namespace cf_billing
