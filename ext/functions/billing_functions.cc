#include "functions/billing_functions.h"

#include <array>
#include <cmath>
#include <memory>
#include <string>

#include "core/billing_cycle.h"
#include "core/day.h"
#include "core/redact.h"
#include "functions/function_call.h"
#include "functions/number_text.h"
#include "functions/register_functions.h"
#include "functions/weekday_baseline.h"

namespace cf_billing {

namespace {

Day day_of(const char* function, const std::string& text) {
  const auto day = parse_day(text);
  if (!day) {
    throw Error(ErrorKind::usage,
                std::string(function) + ": not a day as in 2026-10-31: '" + text + "'");
  }
  return *day;
}

/// cf_billing_cycle_end(first_day, anchor_day): the last day of the cycle that `first_day` lies in.
/// No anchor day: the one of `first_day` itself. NULL where it lies behind the year 9999.
void cf_billing_cycle_end(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto first_text = text_of(argv[0]);
    if (!first_text) return sqlite3_result_null(context);
    const Day first = day_of("cf_billing_cycle_end", *first_text);
    std::chrono::day anchor = std::chrono::year_month_day{first}.day();
    if (const auto anchor_text = text_of(argv[1])) {
      const sqlite3_int64 number = sqlite3_value_int64(argv[1]);
      if (sqlite3_value_numeric_type(argv[1]) != SQLITE_INTEGER || number < 1 || number > 31) {
        throw Error(ErrorKind::usage,
                    "cf_billing_cycle_end: an anchor day is 1 to 31, not '" + *anchor_text + "'");
      }
      anchor = std::chrono::day{static_cast<unsigned>(number)};
    }
    const Day last = cycle_around(anchor, first).last;
    if (last > kLastDay) return sqlite3_result_null(context);
    result_text(context, to_text(last));
  });
}

/// cf_number(x): a number as text, in FOCUS spelling. A REAL with as few digits as read back as the
/// same; text that spells a number, as in a record's `raw`, with all of its digits.
void cf_number(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto text = text_of(argv[0]);
    if (!text) return sqlite3_result_null(context);
    std::optional<std::string> spelled;
    if (sqlite3_value_type(argv[0]) != SQLITE_FLOAT) {
      spelled = focus_spelling(*text);
    } else if (const double number = sqlite3_value_double(argv[0]); std::isfinite(number)) {
      spelled = shortest_text(number);
    }
    if (!spelled) throw Error(ErrorKind::usage, "cf_number: not a number: '" + *text + "'");
    result_text(context, *spelled);
  });
}

/// cf_weekday_baseline(day, amount, first_day, last_day [, metric, is_covered]), an aggregate: a
/// JSON array with {day, amount, expected, usual_distance} for those of the days first_day to
/// last_day that can be compared with the weeks before. Amounts of a day are added; one that is
/// NULL makes the day's unknown, and so does a sum that is infinite or, of both infinities, none:
/// JSON has no spelling for it. A text that is no number is an error. is_covered tells of records
/// that a free allowance covers, if only in part.
struct Baseline {
  DailyAmounts amounts;
  AllowanceDays allowance;
  std::string first_text, last_text;  // As given, and what they mean.
  Day first, last;
};

/// Of a value that is not NULL. A text that is no number does not become 0.
double number_of(const char* function, sqlite3_value* value) {
  const int type = sqlite3_value_numeric_type(value);
  if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) {
    throw Error(ErrorKind::usage,
                std::string(function) + ": not a number: " + quoted(text_of(value).value_or("")));
  }
  return sqlite3_value_double(value);
}

/// JSON has no other numbers than those that are finite.
std::string in_json(std::optional<double> number) {
  return number && std::isfinite(*number) ? shortest_text(*number) : "null";
}

/// SQLite keeps one pointer for the group, zero at first.
std::unique_ptr<Baseline>* baseline_of(sqlite3_context* context, int bytes) {
  return static_cast<std::unique_ptr<Baseline>*>(sqlite3_aggregate_context(context, bytes));
}

void add_to_baseline(sqlite3_context* context, int argc, sqlite3_value** argv) {
  answer(context, [&] {
    auto* group = baseline_of(context, sizeof(std::unique_ptr<Baseline>));
    if (group == nullptr) throw std::bad_alloc();
    const auto day = text_of(argv[0]);
    const auto first = text_of(argv[2]);
    const auto last = text_of(argv[3]);
    if (!day || !first || !last) return;
    if (!*group) *group = std::make_unique<Baseline>();
    Baseline& baseline = **group;
    const char* name = "cf_weekday_baseline";
    if (baseline.first_text != *first || baseline.last_text != *last) {
      baseline.first = day_of(name, *first);
      baseline.last = day_of(name, *last);
      baseline.first_text = *first;
      baseline.last_text = *last;
    }
    const Day then = day_of(name, *day);
    if (argc > 4) {
      baseline.allowance.add(text_of(argv[4]).value_or(""), then, sqlite3_value_int(argv[5]) != 0);
    }
    auto& amount = baseline.amounts.try_emplace(then, 0.0).first->second;
    if (sqlite3_value_type(argv[1]) == SQLITE_NULL) {
      amount.reset();
      return;
    }
    const double added = number_of(name, argv[1]);
    if (amount) *amount += added;
    if (amount && !std::isfinite(*amount)) amount.reset();
  });
}

void tell_baseline(sqlite3_context* context) {
  auto* group = baseline_of(context, 0);
  std::unique_ptr<Baseline> baseline;
  if (group != nullptr)
    baseline = std::move(*group);  // SQLite frees the pointer, not what it is to.
  answer(context, [&] {
    std::string json = "[";
    if (baseline) {
      const auto days = weekday_baseline(baseline->amounts, baseline->first, baseline->last,
                                         baseline->allowance.days());
      for (const DayBaseline& day : days) {
        if (json.size() > 1) json += ',';
        json += R"({"day":")" + to_text(day.day) + R"(","amount":)" + in_json(day.amount) +
                R"(,"expected":)" + in_json(day.expected) + R"(,"usual_distance":)" +
                in_json(day.usual_distance) + '}';
      }
    }
    result_text(context, json + ']');
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = "cf_billing_cycle_end", .arguments = 2, .call = cf_billing_cycle_end},
    SqlFunction{.name = "cf_number", .arguments = 1, .call = cf_number},
    SqlFunction{.name = "cf_weekday_baseline",
                .arguments = 4,
                .step = add_to_baseline,
                .result = tell_baseline},
    SqlFunction{.name = "cf_weekday_baseline",
                .arguments = 6,
                .step = add_to_baseline,
                .result = tell_baseline}};

}  // namespace

int register_billing_functions(sqlite3* db) {
  return register_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
