// The sandbox's accounts, their zones and subscriptions, and the traits in which the feeds of
// real accounts differ from each other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "decimal.h"
#include "products.h"

namespace sandbox {

struct Zone {
  std::string id;
  std::string name;
};

struct Subscription {
  std::string id;
  std::string plan;
  unsigned anchor_day = 1;
  Cents fee = 0;  // of each billing cycle, charged when it begins
  Day start;
  std::optional<Day> end;            // the last day, of one that is or will be cancelled
  std::optional<std::size_t> zone;   // position among the account's, of a plan for a zone
  const Product* product = nullptr;  // whose services are billed on it; null: a plan without usage
  // Position of the subscription, perhaps this one, with which it shares its cycles and invoices.
  std::size_t invoiced_with = 0;

  bool is_on(Day day) const { return start <= day && (!end || day <= *end); }
};

// How much of the money columns an account's FOCUS records fill in.
enum class FocusMoney { kAbsent, kNull, kFilled };
enum class FocusTimes { kPlain, kMilliseconds, kInclusiveEnds };

// How far back an account has figures, unless it says otherwise.
constexpr int kMonthsKept = 18;

// What happens once in so many months happens in one of the months in sight, and the same one on
// whatever day one looks.
constexpr int kMonthsBetweenEvents = kMonthsKept + 1;
bool is_month_of_event(Day day, int which);

struct Account {
  std::string id;
  std::string name;
  std::string currency = "USD";
  bool covered = true;  // by pay-as-you-go billing
  bool focus_restricted = false;
  bool name_resolved = true;      // in pay-as-you-go records
  bool splits_invoices = false;   // usage and plan fee are two items
  int tax_basis_points = 0;       // sales tax, a part of each invoice
  bool passes_threshold = false;  // an event: an invoice in the middle of a cycle
  std::string open_status;        // of the newest invoice; empty: it is paid
  FocusMoney focus_money = FocusMoney::kFilled;
  FocusTimes focus_times = FocusTimes::kPlain;
  bool odd_focus_numbers = false;  // see odd_numbers_service()
  double scale = 1;
  int months_kept = kMonthsKept;
  std::vector<std::size_t> services;  // positions in the catalog
  std::vector<Zone> zones;
  std::vector<Subscription> subscriptions;  // that usage is billed on, one for each product
  // Of zones, without usage: on the invoices of the first subscription, whose anchor day they have.
  std::vector<Subscription> zone_plans;
};

struct Organization {
  std::string id;
  std::string name;
  std::vector<std::string> account_ids;
};

// As seen on the day `today`: one subscription began about fourteen months before, and ended about
// five before.
// Behind those that README.md describes come `extra` small ones.
std::vector<Account> make_accounts(Day today, std::size_t extra);

const Organization& organization();

}  // namespace sandbox
