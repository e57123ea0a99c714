#include "functions/published_functions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "core/day.h"
#include "functions/function_call.h"

namespace cf_billing {

namespace {

constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
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
                  "date_trunc: year, quarter, month, week or day, not '" + *unit + "'");
    }
    if (*first < kFirstDay) return sqlite3_result_null(context);
    result_text(context, to_text(*first) + (given->size() > kDayLength ? "T00:00:00Z" : ""));
  });
}

/// A sum with the digits that one double would lose, so that what was added can be taken away
/// again.
struct Sum {
  double high;
  double low;

  void add(double value) {
    const double sum = high + value;
    const double added = sum - high;
    low += (high - (sum - added)) + (value - added);
    high = sum;
  }

  /// Its square divided by `count`.
  Sum squared_over(double count) const {
    const double square = high * high;
    const double rest = std::fma(high, high, -square) + 2 * high * low;
    const double quotient = square / count;
    return {quotient, (std::fma(-quotient, count, square) + rest) / count};
  }
};

struct Deviation {
  std::int64_t count;
  Sum values;
  Sum squares;
};

Deviation* deviation_of(sqlite3_context* context, int bytes) {
  return static_cast<Deviation*>(sqlite3_aggregate_context(context, bytes));
}

/// `kSign` is -1 for windows, which values leave again.
template <int kSign>
void take(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  if (sqlite3_value_type(argv[0]) == SQLITE_NULL) return;
  Deviation* state = deviation_of(context, sizeof(Deviation));
  if (state == nullptr) return sqlite3_result_error_nomem(context);
  const double value = sqlite3_value_double(argv[0]);
  const double square = value * value;
  state->count += kSign;
  state->values.add(kSign * value);
  state->squares.add(kSign * square);
  state->squares.add(kSign * std::fma(value, value, -square));
}

template <int kLess>
void tell(sqlite3_context* context) {
  const Deviation* state = deviation_of(context, 0);
  if (state == nullptr || state->count <= kLess) return sqlite3_result_null(context);
  const Sum mean = state->values.squared_over(static_cast<double>(state->count));
  const double distances = (state->squares.high - mean.high) + (state->squares.low - mean.low);
  // NaN, of values too large to be squared, becomes NULL.
  sqlite3_result_double(context, std::sqrt((distances < 0 ? 0.0 : distances) /
                                           static_cast<double>(state->count - kLess)));
}

/// Whether the connection has a function of that name, with however many arguments.
bool has_function(sqlite3* db, const std::string& name) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(db, ("SELECT " + name + "()").c_str(), -1, &statement, nullptr);
  const std::string message = code == SQLITE_OK ? "" : sqlite3_errmsg(db);
  sqlite3_finalize(statement);
  return message.find("no such function") == std::string::npos;
}

}  // namespace

int register_published_functions(sqlite3* db) {
  struct Scalar {
    const char* name;
    int arguments;
    void (*call)(sqlite3_context*, int, sqlite3_value**);
  };
  constexpr std::array kScalars = {Scalar{"month", 1, month}, Scalar{"year", 1, year},
                                   Scalar{"date_trunc", 2, date_trunc}};
  struct Aggregate {
    const char* name;
    void (*tell)(sqlite3_context*);
  };
  // STDDEV is that of a sample in most dialects; in MySQL it is that of a population.
  constexpr std::array kAggregates = {Aggregate{"stddev", tell<1>},
                                      Aggregate{"stddev_samp", tell<1>},
                                      Aggregate{"stddev_pop", tell<0>}};
  for (const Scalar& scalar : kScalars) {
    if (has_function(db, scalar.name)) continue;
    const int code = sqlite3_create_function_v2(db, scalar.name, scalar.arguments, kFlags, nullptr,
                                                scalar.call, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return code;
  }
  for (const Aggregate& aggregate : kAggregates) {
    if (has_function(db, aggregate.name)) continue;
    const int code =
        sqlite3_create_window_function(db, aggregate.name, 1, kFlags, nullptr, take<1>,
                                       aggregate.tell, aggregate.tell, take<-1>, nullptr);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace cf_billing
