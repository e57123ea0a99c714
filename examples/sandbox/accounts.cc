#include "accounts.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <numeric>
#include <string_view>
#include <utility>

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

Subscription& subscribe(Account& account, unsigned anchor_day, Cents fee, const Product& product) {
  Subscription subscription;
  subscription.anchor_day = anchor_day;
  subscription.fee = fee;
  subscription.plan = product.public_name;
  subscription.product = &product;
  subscription.invoiced_with = account.subscriptions.size();
  const Chance chance = Chance("subscription").with(account.id).with(account.subscriptions.size());
  subscription.id = chance.symbols("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 26);
  // A month with 31 days, so that the anchor's own timestamp never needs clamping.
  subscription.start = Day{std::chrono::year{2023} / 1 / std::chrono::day{anchor_day}};
  account.subscriptions.push_back(std::move(subscription));
  return account.subscriptions.back();
}

// To Workers Paid, for the fee, and with it to what the account's other services take.
void subscribe_to_all(Account& account, unsigned anchor_day, Cents fee) {
  subscribe(account, anchor_day, fee, workers_product());
  for (const std::size_t service : account.services) {
    const Product& product = product_of(catalog()[service]);
    const auto is_of_product = [&](const Subscription& known) { return known.product == &product; };
    if (std::ranges::none_of(account.subscriptions, is_of_product)) {
      subscribe(account, anchor_day, 0, product).invoiced_with = 0;
    }
  }
}

const Product& product_of_family(std::string_view family) {
  return product_of(*std::ranges::find(catalog(), family, &Service::family));
}

// Whoever takes it in the middle of a cycle pays for the rest of it first.
Subscription& take_zone_plan(Account& account, std::size_t zone, Cents fee, const char* plan,
                             Day start) {
  Subscription taken;
  taken.id = Chance("zone plan").with(account.id).with(start).hex_id();
  taken.plan = plan;
  taken.anchor_day = account.subscriptions.front().anchor_day;
  taken.fee = fee;
  taken.start = start;
  taken.zone = zone;
  account.zone_plans.push_back(std::move(taken));
  return account.zone_plans.back();
}

// An event: a plan is taken nine days after a cycle has begun, and kept for ten more cycles. Those
// of which something is in sight.
void take_a_plan_now_and_then(Account& account, Day today) {
  constexpr int kWhich = 17;
  constexpr days kAfter{9};
  constexpr int kCycles = 10;
  const unsigned anchor = account.subscriptions.front().anchor_day;
  for (Day cycle = cycle_start(months_before(today, 2 * kMonthsBetweenEvents), anchor);
       cycle + kAfter <= today; cycle = next_cycle_start(cycle, anchor)) {
    if (is_month_of_event(cycle, kWhich)) {
      Day end = next_cycle_start(cycle, anchor);
      for (int n = 0; n < kCycles; ++n) {
        end = next_cycle_start(end, anchor);
      }
      take_zone_plan(account, 1, 2500, "Pro", cycle + kAfter).end = end - days{1};
    }
  }
}

Account named(const char* id, const char* name) {
  Account account;
  account.id = id;
  account.name = name;
  account.services.resize(catalog().size());
  std::iota(account.services.begin(), account.services.end(), std::size_t{0});
  return account;
}

std::size_t position_of(std::string_view metric_id) {
  const auto found = std::ranges::find(catalog(), metric_id, &Service::metric_id);
  return static_cast<std::size_t>(found - catalog().begin());
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

// So many of those that are billed on one subscription.
void use_services_of(Account& account, const Product& product, std::size_t count) {
  use_some_services(account, catalog().size());
  std::erase_if(account.services,
                [&](std::size_t service) { return &product_of(catalog()[service]) != &product; });
  account.services.resize(std::min(count, account.services.size()));
}

Account first_account() {
  Account account = named(kFirstAccount, "Lighthouse Studio");
  account.focus_money = FocusMoney::kAbsent;
  account.zones =
      make_zones(account.id, {"example.com", "münchen.example", "shared.example",
                              "shop.example.com", "api.example.net", "docs.example.org"});
  account.passes_threshold = true;
  account.services.resize(20);
  subscribe_to_all(account, 1, 500);
  take_zone_plan(account, 0, 2000, "Pro", account.subscriptions.front().start);
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
  subscribe_to_all(account, 19, 500);
  return account;
}

Account month_end_account() {
  Account account = named(kMonthEndAccount, "Month End Ltd");
  account.name_resolved = false;
  account.odd_focus_numbers = true;
  account.tax_basis_points = 825;
  account.scale = 1.7;
  account.zones = make_zones(account.id, {"month-end.example", "日本.example"});
  use_some_services(account, 12);
  subscribe_to_all(account, 31, 2000);
  return account;
}

Account many_plans_account(Day today) {
  Account account = named(kManyPlansAccount, "Many Plans Inc");
  account.open_status = "open";
  account.focus_times = FocusTimes::kMilliseconds;
  account.zones = make_zones(account.id, {"plans.example", "staging.plans.example"});
  use_some_services(account, 10);
  const Day start = subscribe(account, 5, 500, workers_product()).start;
  subscribe(account, 22, 0, product_of_family("R2"));
  take_zone_plan(account, 0, 20000, "Business", start);
  Subscription& cancelled = subscribe(account, 12, 500, product_of_family("Argo"));
  cancelled.start = cycle_start(months_before(today, 14), cancelled.anchor_day);
  // In the middle of a cycle: its last invoice covers ten days.
  cancelled.end = cycle_start(months_before(today, 5), cancelled.anchor_day) + days{9};
  take_a_plan_now_and_then(account, today);
  return account;
}

Account euro_account() {
  Account account = named(kEuroAccount, "Café Zürich SARL");
  account.currency = "EUR";
  account.focus_times = FocusTimes::kInclusiveEnds;
  account.scale = 0.8;
  account.zones = make_zones(account.id, {"café.example", "zürich.example"});
  use_some_services(account, 8);
  // Requests have a cost for a million of them.
  account.services.front() = position_of("durable_objects_requests");
  const Day start = subscribe(account, 29, 500, workers_product()).start;
  subscribe(account, 30, 0, product_of_family("R2"));
  subscribe(account, 31, 500, product_of_family("Argo"));
  take_zone_plan(account, 0, 2500, "Pro", start);
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
  subscribe(account, 8, 0, product_of_family("R2"));
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
  // Every fourth is on the free plan of Workers, of which no billing endpoint tells.
  const bool has_r2_alone = nth % 4 == 3;
  const Product& product = has_r2_alone ? product_of_family("R2") : workers_product();
  use_services_of(account, product, 3);
  subscribe(account, static_cast<unsigned>(nth % kLongestMonth) + 1, has_r2_alone ? 0 : 500,
            product);
  return account;
}

}  // namespace

bool is_month_of_event(Day day, int which) {
  constexpr int kMonths = 12;
  const std::chrono::year_month_day date{day};
  const int month = int{date.year()} * kMonths + static_cast<int>(unsigned{date.month()});
  return month % kMonthsBetweenEvents == which;
}

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
