#include "accounts.h"

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <numeric>

#include "billing_cycle.h"
#include "catalog.h"
#include "chance.h"

namespace sandbox {
namespace {

constexpr const char* kFirstAccount = "023e105f4ecef8ad9ca31a8372d0c353";
constexpr const char* kMidMonthAccount = "1a7c09e2b5d84f36a0c1e97d52b8f413";
constexpr const char* kMonthEndAccount = "2b90f1d3c6e75a48b1d20fa864c93e57";
constexpr const char* kManyPlansAccount = "3ca1e2f4d7068b59c2e31ab975da4f68";
constexpr const char* kEuroAccount = "4db2f305e8179c6ad3f42bca86eb5079";
constexpr const char* kContractAccount = "5ec30416f928ad7be4053cdb97fc618a";
constexpr const char* kQuietAccount = "6fd415270a39be8cf5164deca80d729b";

std::vector<Zone> make_zones(const std::string& account_id,
                             std::initializer_list<const char*> names) {
  std::vector<Zone> zones;
  for (const char* name : names) {
    zones.push_back({Chance("zone").with(account_id).with(name).hex_id(), name});
  }
  return zones;
}

void subscribe(Account& account, unsigned anchor_day, Cents fee, const char* plan) {
  Subscription subscription;
  subscription.anchor_day = anchor_day;
  subscription.fee = fee;
  subscription.plan = plan;
  const Chance chance = Chance("subscription").with(account.id).with(account.subscriptions.size());
  subscription.id = chance.symbols("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 26);
  // A month with 31 days, so that the anchor's own timestamp never needs clamping.
  subscription.start = Day{std::chrono::year{2023} / 1 / std::chrono::day{anchor_day}};
  account.subscriptions.push_back(subscription);
}

Account named(const char* id, const char* name) {
  Account account;
  account.id = id;
  account.name = name;
  account.services.resize(catalog().size());
  std::iota(account.services.begin(), account.services.end(), std::size_t{0});
  return account;
}

void use_some_services(Account& account, std::size_t count) {
  // A stride that shares no factor with the catalog's size visits every service once.
  constexpr std::size_t kStride = 5;
  const std::size_t first = Chance("services").with(account.id).bits() % catalog().size();
  account.services.clear();
  for (std::size_t i = 0; i < count; ++i) {
    account.services.push_back((first + i * kStride) % catalog().size());
  }
}

Account first_account() {
  Account account = named(kFirstAccount, "Lighthouse Studio");
  account.focus_money = FocusMoney::kAbsent;
  account.zones =
      make_zones(account.id, {"example.com", "münchen.example", "shared.example",
                              "shop.example.com", "api.example.net", "docs.example.org"});
  account.services.resize(20);
  subscribe(account, 1, 2500, "Workers Paid and Pro");
  return account;
}

Account mid_month_account() {
  Account account = named(kMidMonthAccount, "Quill \"Q\" & Sons");
  account.focus_money = FocusMoney::kNull;
  account.splits_invoices = true;
  account.open_status = "unpaid";
  account.scale = 0.55;
  account.zones = make_zones(account.id, {"quill.example", "shared.example"});
  use_some_services(account, 14);
  subscribe(account, 19, 500, "Workers Paid");
  return account;
}

Account month_end_account() {
  Account account = named(kMonthEndAccount, "Month End Ltd");
  account.name_resolved = false;
  account.odd_focus_numbers = true;
  account.scale = 1.7;
  account.zones = make_zones(account.id, {"month-end.example", "日本.example"});
  use_some_services(account, 12);
  subscribe(account, 31, 2000, "Workers Paid");
  return account;
}

Account many_plans_account(Day today) {
  Account account = named(kManyPlansAccount, "Many Plans Inc");
  account.open_status = "open";
  account.focus_times = FocusTimes::kMilliseconds;
  account.zones = make_zones(account.id, {"plans.example", "staging.plans.example"});
  use_some_services(account, 10);
  subscribe(account, 5, 500, "Workers Paid");
  subscribe(account, 22, 20000, "Business");
  subscribe(account, 12, 1000, "Images and Stream");
  Subscription& cancelled = account.subscriptions.back();
  // In the middle of a cycle: its last invoice covers ten days.
  cancelled.end = cycle_start(months_before(today, 5), cancelled.anchor_day) + days{9};
  return account;
}

Account euro_account() {
  Account account = named(kEuroAccount, "Café Zürich SARL");
  account.currency = "EUR";
  account.focus_times = FocusTimes::kInclusiveEnds;
  account.scale = 0.8;
  account.zones = make_zones(account.id, {"café.example", "zürich.example"});
  use_some_services(account, 8);
  subscribe(account, 29, 500, "Workers Paid");
  subscribe(account, 30, 1000, "Images and Stream");
  subscribe(account, 31, 2500, "Pro");
  return account;
}

Account contract_account() {
  Account account = named(kContractAccount, "Contract Holdings AG");
  account.covered = false;
  account.focus_restricted = true;
  account.services.clear();
  account.zones = make_zones(account.id, {"holdings.example"});
  return account;
}

Account quiet_account() {
  Account account = named(kQuietAccount, "Quiet Garden");
  account.services.clear();
  account.zones = make_zones(account.id, {"garden.example"});
  subscribe(account, 8, 0, "Workers Free");
  return account;
}

// One of the many: little enough of everything that hundreds can be asked in a test.
Account extra_account(std::size_t nth) {
  constexpr unsigned kLongestMonth = 31;
  char name[32];
  std::snprintf(name, sizeof name, "Extra Account %04u", static_cast<unsigned>(nth + 1));
  const Chance chance = Chance("extra account").with(std::uint64_t{nth});
  Account account = named(chance.hex_id().c_str(), name);
  account.scale = chance.with("scale").between(0.3, 1.6);
  account.months_kept = 3;
  if (nth % 10 == 9) {
    account.open_status = "unpaid";
  }
  account.zones = make_zones(account.id, {"extra.example"});
  use_some_services(account, 3);
  subscribe(account, static_cast<unsigned>(nth % kLongestMonth) + 1, 500, "Workers Paid");
  return account;
}

}  // namespace

std::vector<Account> make_accounts(Day today, std::size_t extra) {
  std::vector<Account> accounts = {
      first_account(), mid_month_account(), month_end_account(), many_plans_account(today),
      euro_account(),  contract_account(),  quiet_account()};
  accounts.reserve(accounts.size() + extra);
  for (std::size_t nth = 0; nth < extra; ++nth) {
    accounts.push_back(extra_account(nth));
  }
  return accounts;
}

const Organization& organization() {
  static const Organization only = {"7ae526381b4acf9d06275efdb91e83ac",
                                    "Example Organization",
                                    {kFirstAccount, kMonthEndAccount, kManyPlansAccount}};
  return only;
}

}  // namespace sandbox
