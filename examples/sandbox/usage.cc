#include "usage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "billing_cycle.h"
#include "chance.h"

namespace sandbox {
namespace {

constexpr Micros kUnit = 1'000'000;

// A day this old is never restated.
constexpr int kFinalAge = 4;

// The zone services split their use over at most three zones.
constexpr std::array<double, 3> kZoneShares = {0.6, 0.3, 0.1};

double level(const Service& service, const Chance& subject, Day day) {
  constexpr Day kGrowthStart{std::chrono::year{2025} / 1 / 1};
  const double years = static_cast<double>((day - kGrowthStart).count()) / 365.25;
  const std::chrono::weekday weekday{day};
  const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
  const Chance chance = subject.with(day);
  double amount = service.monthly_use / 30.4 * std::pow(1 + service.growth, years);
  amount *= weekend ? service.weekend : 1.0;
  amount *= chance.with("noise").between(0.85, 1.15);
  if (chance.with("anomaly").one_in(220)) {
    amount *= chance.with("anomaly size").between(3, 9);
  }
  return amount;
}

// A day without use has no record. New and vanished metrics: such a service is away for whole
// quarters.
bool is_away(const Service& service, const Chance& subject, Day day) {
  if (service.pauses && subject.with("pause").with(day).one_in(9)) {
    return true;
  }
  if (!service.comes_and_goes) {
    return false;
  }
  const std::chrono::year_month_day date{day};
  const unsigned quarter = static_cast<unsigned>(static_cast<int>(date.year())) * 4 +
                           (static_cast<unsigned>(date.month()) - 1) / 3;
  return subject.with("away").with(std::uint64_t{quarter}).one_in(4);
}

// What part of its final amount a record shows `age` days after its day: mostly too little,
// sometimes too much, and closer from day to day.
double restatement(const Chance& subject, const Zone* zone, Day day, int age) {
  if (age >= kFinalAge) {
    return 1;
  }
  const Chance chance = subject.with("restated")
                            .with(zone ? zone->name : "")
                            .with(day)
                            .with(static_cast<std::uint64_t>(age));
  const double error = chance.between(0.03, 0.1) * (kFinalAge - age);
  return chance.with("too much").one_in(5) ? 1 + error : 1 - error;
}

Micros measured(const Service& service, double amount) {
  if (!service.fractional) {
    return static_cast<Micros>(amount) * kUnit;
  }
  return static_cast<Micros>(std::llround(amount * static_cast<double>(kUnit)));
}

// Running totals of one service within one cycle.
class Meter {
 public:
  Meter(const Service& service, Usage usage) : service_(service), usage_(usage) {}

  // Adds `copies` identical records. Their cumulated figures are those after all of them: the
  // real feed repeats a record in every field.
  void add(Day day, const Zone* zone, Micros consumed, int copies, std::vector<Usage>& out) {
    const Micros before = priced();
    consumed_ += consumed * copies;
    usage_.day = day;
    usage_.zone = zone;
    usage_.consumed = consumed;
    usage_.priced = (priced() - before) / copies;
    usage_.charged = service_.block == 0 ? usage_.priced : in_blocks(priced()) - in_blocks(before);
    usage_.cost = cost_of(usage_.charged, service_.unit_price);
    usage_.cumulated_priced += usage_.priced * copies;
    usage_.cumulated_cost += usage_.cost * copies;
    out.insert(out.end(), static_cast<std::size_t>(copies), usage_);
  }

 private:
  Micros priced() const { return std::max<Micros>(consumed_ - service_.allowance * kUnit, 0); }
  // Whoever begins a block pays for all of it, on the day on which it is begun.
  Micros in_blocks(Micros quantity) const {
    const Micros block = service_.block * kUnit;
    return (quantity + block - 1) / block * block;
  }

  const Service& service_;
  Usage usage_;
  Micros consumed_ = 0;
};

void add_day(Meter& meter, const Service& service, const Chance& subject, Day day, const Zone* zone,
             double amount, std::vector<Usage>& out) {
  const Chance chance = subject.with(zone ? zone->name : "").with(day);
  const Micros consumed = measured(service, amount);
  if (consumed == 0) {
    return;
  }
  if (chance.with("split").one_in(13)) {
    const Micros part = measured(service, amount * chance.with("part").between(0.1, 0.4));
    meter.add(day, zone, part, 1, out);
    meter.add(day, zone, consumed - part, 1, out);
    return;
  }
  // Of identical records none can be the one that begins a block.
  const bool repeats = service.block == 0 && chance.with("copies").one_in(31);
  const int copies = repeats ? (chance.with("three").one_in(6) ? 3 : 2) : 1;
  meter.add(day, zone, measured(service, amount / copies), copies, out);
}

bool bills(const Subscription& subscription, const Service& service) {
  return subscription.product == &product_of(service);
}

// One service's use during one cycle, up to but not including `end`.
void add_cycle(const Account& account, const Usage& blank, Day end, Day today, RecentDays recent,
               std::vector<Usage>& out) {
  const Service& service = catalog()[blank.service];
  const Chance subject =
      Chance(account.id)
          .with(account.subscriptions[account.subscriptions[blank.subscription].invoiced_with].id)
          .with(service.metric_id);
  Meter meter(service, blank);
  for (Day day = blank.cycle; day < end; day += days{1}) {
    if (is_away(service, subject, day)) {
      continue;
    }
    const double so_far = day == today ? kTodaySoFar : 1.0;
    const double amount = level(service, subject, day) * account.scale * so_far;
    const auto add = [&](const Zone* zone, double share) {
      const int age =
          recent == RecentDays::kFinal ? kFinalAge : static_cast<int>((today - day).count());
      add_day(meter, service, subject, day, zone,
              amount * share * restatement(subject, zone, day, age), out);
    };
    if (!service.per_zone) {
      add(nullptr, 1);
      continue;
    }
    for (std::size_t z = 0; z < std::min(account.zones.size(), kZoneShares.size()); ++z) {
      add(&account.zones[z], kZoneShares[z]);
    }
  }
}

}  // namespace

std::vector<Usage> make_usage(const Account& account, Day today, RecentDays recent) {
  std::vector<Usage> records;
  for (std::size_t s = 0; s < account.subscriptions.size(); ++s) {
    const Subscription& subscription = account.subscriptions[s];
    const unsigned anchor = subscription.anchor_day;
    const Day last = std::min(today, subscription.end.value_or(today));
    const Day first = std::max(months_before(today, account.months_kept), subscription.start);
    for (Day cycle = cycle_start(first, anchor); cycle <= last;
         cycle = next_cycle_start(cycle, anchor)) {
      const Day end = std::min(next_cycle_start(cycle, anchor), last + days{1});
      for (std::size_t i = 0; i < account.services.size(); ++i) {
        if (bills(subscription, catalog()[account.services[i]])) {
          Usage blank;
          blank.subscription = s;
          blank.service = account.services[i];
          blank.cycle = cycle;
          add_cycle(account, blank, end, today, recent, records);
        }
      }
    }
  }
  return records;
}

}  // namespace sandbox
