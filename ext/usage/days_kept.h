// Which of the days asked for the PayGo endpoint no longer keeps.
//
// It keeps about 30 days (FACTS: PayGo usage), and answers for older ones as if nothing had been
// used. So empty days at the front of a scan mean nothing, unless they are younger or `info` says
// that there was no subscription.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/day_set.h"
#include "scan/session.h"

namespace cf_billing {

/// Younger days are kept.
inline constexpr std::chrono::days kDaysKept{30};

/// Of the days `wanted` those that are gone: before the first of the days `charged` (of all records
/// that came), more than 30 days before `today`, and not explained by `lives`, which explain
/// nothing if there are records of days on which no subscription is said to have been there.
DaySet gone_days(const DaySet& wanted, const std::set<Day>& charged, Day today,
                 const std::vector<SubscriptionLife>& lives);

/// `first_charges`: for each day on which a billing period starts its first charge. Of periods that
/// begin before what is kept, and whose first days are empty, the days that may be gone.
DaySet cut_days(const std::map<Day, Day>& first_charges, Day today);

}  // namespace cf_billing
