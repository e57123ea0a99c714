#include "functions/projection_functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/day.h"
#include "functions/aggregate_state.h"
#include "functions/function_call.h"
#include "functions/json_text.h"
#include "functions/projections.h"
#include "functions/register_functions.h"

namespace cf_billing {

namespace {

/// cf_projections(days, with_today, currency, day, cycle_start, cycle_end, billed_in, subscription,
/// metric, unit, quantity, priced_quantity, cost, is_correction), over the records of an account: a
/// JSON array with an array for each month and billing cycle that is open on one of `days`, which
/// are separated by commas:
///   [seen on, 'month' or 'cycle', subscription, currency, first day, day after the last, cost,
///   records
///    without a cost, projected, error, recent daily cost, [[day, cost], …], expected from,
///    [[day, expected cost], …], cost in the end]
/// Of each of `days` what is before it is known, of itself only if with_today. `currency`: only
/// records that are billed in it, or in none that is told; NULL: all. Amounts are texts, but those
/// of days.
constexpr const char* kProjections = "cf_projections";

struct Account {
  AccountProjections records;
  std::vector<Day> seen_on;
  bool with_today = false;
  std::optional<std::string> currency;
};

void set_up(Account& account, sqlite3_value** argv) {
  if (!account.seen_on.empty()) return;
  std::string_view rest = text_view_of(argv[0]).value_or("");
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    account.seen_on.push_back(day_of(kProjections, rest.substr(0, comma)));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  account.with_today = sqlite3_value_int(argv[1]) != 0;
  account.currency = text_of(argv[2]);
}

/// A cycle's day that is none, or not told, is none.
std::optional<Day> cycle_day(sqlite3_value* value) {
  const auto text = text_view_of(value);
  return text ? parse_day(*text) : std::nullopt;
}

void add_record(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto day = text_view_of(argv[3]);
    if (!day) return;
    auto& account = state_for<Account>(context);
    set_up(account, argv);
    account.records.add({text_of(argv[6]), text_of(argv[7]), text_of(argv[8]), text_of(argv[9])},
                        {day_of(kProjections, *day),
                         cycle_day(argv[4]),
                         cycle_day(argv[5]),
                         {number_of(kProjections, argv[10]), number_of(kProjections, argv[11]),
                          number_of(kProjections, argv[12])},
                         sqlite3_value_int(argv[13]) != 0});
  });
}

/// To a billionth of a unit, as sums of the same records in another order differ in their last
/// digit.
std::string days_in_json(const std::map<Day, double>& amounts) {
  constexpr double kBillion = 1e9;
  std::string json = "[";
  for (const auto& [day, amount] : amounts) {
    if (json.size() > 1) json += ',';
    json += "[\"" + to_text(day) + "\"," + in_json(std::round(amount * kBillion) / kBillion) + ']';
  }
  return json + ']';
}

std::string projection_in_json(Day seen_on, const Projection& one) {
  return "[\"" + to_text(seen_on) + "\",\"" +
         (one.of == Projection::Of::month ? "month" : "cycle") + "\"," + in_json(one.subscription) +
         ',' + in_json(one.currency) + ",\"" + to_text(one.starts) + "\"," +
         in_json(one.ends ? std::optional{to_text(*one.ends)} : std::nullopt) + ',' +
         amount_in_json(one.cost) + ',' + std::to_string(one.unknown) + ',' +
         amount_in_json(one.projected) + ',' + amount_in_json(one.error) + ',' +
         amount_in_json(one.recent) + ',' + days_in_json(one.known) + ",\"" +
         to_text(one.expected_from) + "\"," + days_in_json(one.expected) + ',' +
         amount_in_json(one.whole) + ']';
}

void tell_projections(sqlite3_context* context) {
  const auto account = last_of<Account>(context);
  answer(context, [&] {
    std::string json = "[";
    if (account) {
      for (const Day today : account->seen_on) {
        for (const Projection& one :
             account->records.seen_on(today, account->with_today, account->currency)) {
          if (json.size() > 1) json += ',';
          json += projection_in_json(today, one);
        }
      }
    }
    result_text(context, json + ']');
  });
}

constexpr std::array kFunctions = {SqlFunction{
    .name = kProjections,
    .arguments = 14,
    .step = add_record,
    .result = tell_projections,
    .question = "Part of the views of projections: what will an account's month and cycles cost?",
    .example = "SELECT cf_projections(date('now'), 1, NULL, charge_date, NULL, NULL, "
               "BillingCurrency, SubscriptionId, ServiceName, PricingUnit, ConsumedQuantity, "
               "PricingQuantity, BilledCost, 0) FROM cf_paygo_usage;"}};

}  // namespace

std::span<const SqlFunction> projection_functions() { return kFunctions; }

int register_projection_functions(sqlite3* db) {
  return register_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
