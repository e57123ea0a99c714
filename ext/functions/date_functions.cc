#include "functions/date_functions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "core/day.h"
#include "core/redact.h"
#include "functions/function_call.h"
#include "functions/register_functions.h"

namespace cf_billing {

namespace {

constexpr std::size_t kDayLength = 10;  // YYYY-MM-DD

/// The day that the argument begins with.
std::optional<Day> day_of(sqlite3_value* value) {
  const auto text = text_of(value);
  return text ? leading_day(*text) : std::nullopt;
}

/// NULL, as of SQLite's own date functions, for what begins with no day.
void month(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto day = day_of(argv[0]);
    if (!day) return sqlite3_result_null(context);
    const std::chrono::year_month_day date{*day};
    sqlite3_result_int(context, static_cast<int>(static_cast<unsigned>(date.month())));
  });
}

void year(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto day = day_of(argv[0]);
    if (!day) return sqlite3_result_null(context);
    const std::chrono::year_month_day date{*day};
    sqlite3_result_int(context, static_cast<int>(date.year()));
  });
}

std::optional<Day> truncated(Day day, std::string unit) {
  std::transform(unit.begin(), unit.end(), unit.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::chrono::year_month_day date{day};
  if (unit == "day") return day;
  if (unit == "week") {
    const std::chrono::weekday weekday{day};
    return day - (weekday - std::chrono::Monday);
  }
  if (unit == "month") return date.year() / date.month() / 1;
  if (unit == "quarter") {
    const unsigned first = (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1;
    return date.year() / std::chrono::month{first} / 1;
  }
  if (unit == "year") return date.year() / std::chrono::January / 1;
  return std::nullopt;
}

/// DATE_TRUNC(unit, x): the first moment of the unit, in the form of x: a day, or a time as FOCUS
/// writes it.
void date_trunc(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto unit = text_of(argv[0]);
    const auto given = text_of(argv[1]);
    const auto day = given ? leading_day(*given) : std::nullopt;
    if (!unit || !day) return sqlite3_result_null(context);
    const auto first = truncated(*day, *unit);
    if (!first) {
      throw Error(ErrorKind::usage,
                  "date_trunc: year, quarter, month, week or day, not " + quoted(*unit));
    }
    if (*first < kFirstDay) return sqlite3_result_null(context);
    result_text(context, to_text(*first) + (given->size() > kDayLength ? "T00:00:00Z" : ""));
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = "month",
                .arguments = 1,
                .call = month,
                .question = "In which month is a day?",
                .example = "SELECT month('2026-11-30');"},
    SqlFunction{.name = "year",
                .arguments = 1,
                .call = year,
                .question = "In which year is a day?",
                .example = "SELECT year('2026-11-30');"},
    SqlFunction{.name = "date_trunc",
                .arguments = 2,
                .call = date_trunc,
                .question = "On which day does the year, quarter, month or week of a day begin?",
                .example = "SELECT date_trunc('month', '2026-11-30');"}};

}  // namespace

std::span<const SqlFunction> date_functions() { return kFunctions; }

int register_date_functions(sqlite3* db) {
  return register_missing_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
