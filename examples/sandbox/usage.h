// What the accounts consumed: one record per subscription, service, zone and day, priced. Both
// feeds and the invoices are made from these records, so that they agree.
#pragma once

#include <cstddef>
#include <vector>

#include "accounts.h"
#include "catalog.h"
#include "clock.h"
#include "decimal.h"

namespace sandbox {

struct Usage {
  std::size_t subscription = 0;
  std::size_t service = 0;     // position in the catalog
  const Zone* zone = nullptr;  // owned by the account
  Day day;
  Day cycle;  // its first day
  Micros consumed = 0;
  Micros priced = 0;   // the part beyond the allowance
  Micros charged = 0;  // what is paid for: of a service sold in blocks, those that were begun
  Tenths cost = 0;
  Micros cumulated_priced = 0;  // in the cycle, for the service
  Tenths cumulated_cost = 0;
};

// What part of its use the day that is not over has.
constexpr double kTodaySoFar = 0.37;

// Whether the last days, today among them, show other figures than those they end up with, and
// others again every day.
enum class RecentDays { kFinal, kRestated };

// Ordered by subscription, cycle, service and day, from the cycle that was open when the account's
// figures begin through today, which is still incomplete. `account` must outlive the result.
std::vector<Usage> make_usage(const Account& account, Day today, RecentDays recent);

}  // namespace sandbox
