#include "functions/anomaly_functions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/day.h"
#include "functions/account_days.h"
#include "functions/aggregate_state.h"
#include "functions/daily_series.h"
#include "functions/function_call.h"
#include "functions/json_text.h"
#include "functions/register_functions.h"

namespace cf_billing {

namespace {

/// The days first_day to last_day, both arguments of an aggregate: the same in each of its rows.
class Span {
 public:
  Span(const char* function, const std::string& first, const std::string& last)
      : first_(day_of(function, first)), last_(day_of(function, last)) {
    if (last_ - first_ > kLongest) {
      throw Error(ErrorKind::usage, std::string(function) + ": from " + quoted(first) + " to " +
                                        quoted(last) + " are more than " +
                                        std::to_string(kLongest.count()) + " days: ask for fewer.");
    }
  }

  Day first() const { return first_; }
  Day last() const { return last_; }
  /// Whether a day is in it, or one that its days are compared with.
  bool needs(Day day) const { return day >= first_ - kCompared && day <= last_; }

 private:
  static constexpr std::chrono::days kLongest{3660};  // Ten years.
  Day first_;
  Day last_;
};

/// cf_weekday_baseline(day, amount, first_day, last_day): a JSON array with {day, amount, expected,
/// usual_distance} for those of the days first_day to last_day that can be compared with the weeks
/// before. Amounts of a day are added; one that is NULL makes the day's unknown, and so does a sum
/// that is infinite. A day without a row, from the first on that has one, is a day of 0.
constexpr const char* kWeekdayBaseline = "cf_weekday_baseline";

struct Amounts {
  explicit Amounts(Span of) : span(of) {}
  Span span;
  std::map<Day, std::optional<double>> days;
};

void add_to_baseline(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto day = text_of(argv[0]);
    const auto first = text_of(argv[2]);
    const auto last = text_of(argv[3]);
    if (!day || !first || !last) return;
    auto& amounts = state_for<Amounts>(context, Span(kWeekdayBaseline, *first, *last));
    const Day then = day_of(kWeekdayBaseline, *day);
    const auto added = number_of(kWeekdayBaseline, argv[1]);
    if (!amounts.span.needs(then)) return;
    auto& amount = amounts.days.try_emplace(then, 0.0).first->second;
    if (amount && added) *amount += *added;
    if (!added || (amount && !std::isfinite(*amount))) amount.reset();
  });
}

void tell_baseline(sqlite3_context* context) {
  const auto amounts = last_of<Amounts>(context);
  answer(context, [&] {
    std::string json = "[";
    if (amounts && !amounts->days.empty()) {
      const auto& [span, days] = *amounts;
      DailySeries series{days.begin()->first, {}};
      for (Day day = series.first; day <= span.last(); day += std::chrono::days{1}) {
        const auto found = days.find(day);
        series.amounts.push_back(found == days.end() ? 0.0 : found->second);
      }
      for (Day day = span.first(); day <= span.last(); day += std::chrono::days{1}) {
        const auto baseline = weekday_baseline(series, day);
        if (!baseline) continue;
        if (json.size() > 1) json += ',';
        json += R"({"day":")" + to_text(day) + R"(","amount":)" + in_json(series.at(day)) +
                R"(,"expected":)" + in_json(baseline->expected) + R"(,"usual_distance":)" +
                in_json(baseline->usual_distance) + '}';
      }
    }
    result_text(context, json + ']');
  });
}

/// cf_unusual_days(what, first_day, last_day, read_on, day, product, metric, unit, currency,
/// quantity, priced_quantity, cost), over the records of an account: a JSON array with an array for
/// each series, of which the views take what they need by its place:
///   [product, metric, unit, currency, days compared, events]
/// `read_on` is the day on which the records were read. From it on nothing is compared, as that day
/// was not over; nor are up to three days before it that have no record at all, as those may come
/// late. `what` is 'costs', by product and currency, or 'quantities', by metric and unit. Events
/// are
///   [first day, last day, days, what, charged, compared, expected, usual distance]
/// Amounts are texts, since SQLite up to 3.41 reads a number in JSON by the decimal mark of the
/// process's locale.
constexpr const char* kUnusualDays = "cf_unusual_days";
/// How far back a day may lie that is not there yet, three whole ones and the one that is not over.
constexpr std::chrono::days kDaysThatMayBeLate{4};

struct Account {
  Account(AccountDays::Of of, Span asked, Day read) : days(of), span(asked), read_on(read) {}
  AccountDays days;
  Span span;
  Day read_on;
};

AccountDays::Of what_of(sqlite3_value* value) {
  const auto what = text_of(value).value_or("");
  if (what == "costs") return AccountDays::Of::costs;
  if (what == "quantities") return AccountDays::Of::quantities;
  throw Error(ErrorKind::usage, std::string(kUnusualDays) +
                                    ": compares 'costs' or 'quantities', not " + quoted(what));
}

void add_to_account(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    for (int n = 1; n <= 4; ++n) {
      if (sqlite3_value_type(argv[n]) == SQLITE_NULL) return;
    }
    auto* state = state_of<Account>(context, sizeof(std::unique_ptr<Account>));
    if (state == nullptr) throw std::bad_alloc();
    // What is the same in each record is read once.
    if (!*state) {
      *state = std::make_unique<Account>(
          what_of(argv[0]),
          Span(kUnusualDays, text_of(argv[1]).value_or(""), text_of(argv[2]).value_or("")),
          day_of(kUnusualDays, text_view_of(argv[3]).value_or("")));
    }
    Account& account = **state;
    const Day then = day_of(kUnusualDays, text_view_of(argv[4]).value_or(""));
    if (!account.span.needs(then)) return;
    account.days.add({text_of(argv[5]), text_of(argv[6]), text_of(argv[7]), text_of(argv[8])}, then,
                     {number_of(kUnusualDays, argv[9]), number_of(kUnusualDays, argv[10]),
                      number_of(kUnusualDays, argv[11])});
  });
}

std::string event_in_json(const UnusualEvent& event, std::optional<double> charged) {
  constexpr std::array<const char*, 4> kKinds = {"more", "less", "began", "ended"};
  return R"([")" + to_text(event.first) + R"(",")" + to_text(event.days.back()) + R"(",)" +
         std::to_string(event.days.size()) + R"(,")" +
         kKinds[static_cast<std::size_t>(event.kind)] + R"(",)" + amount_in_json(charged) + ',' +
         amount_in_json(event.amount) + ',' + amount_in_json(event.expected) + ',' +
         amount_in_json(event.usual_distance) + ']';
}

void tell_account(sqlite3_context* context) {
  const auto account = last_of<Account>(context);
  answer(context, [&] {
    std::string json = "[";
    if (account) {
      const Day read_on = account->read_on;
      const Day last = std::min(account->span.last(), read_on - std::chrono::days{1});
      for (const ComparedSeries& one :
           account->days.compare(account->span.first(), last, read_on - kDaysThatMayBeLate)) {
        if (json.size() > 1) json += ',';
        json += '[' + in_json(one.name.product) + ',' + in_json(one.name.metric) + ',' +
                in_json(one.name.unit) + ',' + in_json(one.name.currency) + ',' +
                std::to_string(one.days.compared) + ",[";
        for (std::size_t n = 0; n < one.charged.size(); ++n) {
          if (n > 0) json += ',';
          json += event_in_json(one.days.events[n], one.charged[n]);
        }
        json += "]]";
      }
    }
    result_text(context, json + ']');
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = kWeekdayBaseline,
                .arguments = 4,
                .step = add_to_baseline,
                .result = tell_baseline,
                .question = "What is usual on the weekday of each day, from the six weeks before?",
                .example = "SELECT cf_weekday_baseline(charge_date, BilledCost, date('now', '-2 "
                           "days'), date('now')) FROM cf_paygo_usage;"},
    SqlFunction{
        .name = kUnusualDays,
        .arguments = 12,
        .step = add_to_account,
        .result = tell_account,
        .question = "Part of the views of anomalies: what is unusual in an account's records?",
        .example = "SELECT cf_unusual_days('costs', date('now', '-2 days'), date('now', '-1 day'), "
                   "date('now'), charge_date, '', ServiceName, '', BillingCurrency, "
                   "ConsumedQuantity, PricingQuantity, BilledCost) FROM cf_paygo_usage;"}};

}  // namespace

std::span<const SqlFunction> anomaly_functions() { return kFunctions; }

int register_anomaly_functions(sqlite3* db) {
  return register_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
