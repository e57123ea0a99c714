// The sandbox's accounts, their zones and subscriptions, and the traits in which the feeds of
// real accounts differ from each other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "decimal.h"

namespace sandbox {

struct Zone {
  std::string id;
  std::string name;
};

struct Subscription {
  std::string id;
  std::string plan;
  unsigned anchor_day = 1;
  Cents fee = 0;  // each billing cycle
  Day start;
  std::optional<Day> end;  // the last day, of a cancelled one
};

// How much of the money columns an account's FOCUS records fill in.
enum class FocusMoney { kAbsent, kNull, kFilled };
enum class FocusTimes { kPlain, kMilliseconds, kInclusiveEnds };

// How far back an account has figures, unless it says otherwise.
constexpr int kMonthsKept = 18;

struct Account {
  std::string id;
  std::string name;
  std::string currency = "USD";
  bool covered = true;  // by pay-as-you-go billing
  bool focus_restricted = false;
  bool name_resolved = true;     // in pay-as-you-go records
  bool splits_invoices = false;  // usage and plan fee are two items
  std::string open_status;       // of the newest invoice; empty: it is paid
  FocusMoney focus_money = FocusMoney::kFilled;
  FocusTimes focus_times = FocusTimes::kPlain;
  bool odd_focus_numbers = false;  // see odd_numbers_service()
  double scale = 1;
  int months_kept = kMonthsKept;
  std::vector<std::size_t> services;  // positions in the catalog
  std::vector<Zone> zones;
  std::vector<Subscription> subscriptions;
};

struct Organization {
  std::string id;
  std::string name;
  std::vector<std::string> account_ids;
};

// As they stand on the day `today`: the cancelled subscription ended about five months before.
// Behind those that README.md describes come `extra` small ones.
std::vector<Account> make_accounts(Day today, std::size_t extra);

const Organization& organization();

}  // namespace sandbox
