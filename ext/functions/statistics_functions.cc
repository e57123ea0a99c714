#include "functions/statistics_functions.h"

#include <array>
#include <cmath>
#include <cstdint>

#include "functions/register_functions.h"

namespace cf_billing {

namespace {

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
  std::int64_t beyond;  // Of them, those that cannot be squared: infinite ones, too.
  Sum values;
  Sum squares;
};

Deviation* deviation_of(sqlite3_context* context, int bytes) {
  return static_cast<Deviation*>(sqlite3_aggregate_context(context, bytes));
}

/// Beyond this, squares and their sums would become infinite, and never leave a window again.
constexpr double kLargest = 1e150;

/// `kSign` is -1 for windows, which values leave again.
template <int kSign>
void take(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  const int type = sqlite3_value_numeric_type(argv[0]);
  if (type == SQLITE_NULL) return;
  // SQLite's own sum() takes such a text for 0.
  if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) {
    return sqlite3_result_error(context, "stddev: a text that is no number", -1);
  }
  Deviation* state = deviation_of(context, sizeof(Deviation));
  if (state == nullptr) return sqlite3_result_error_nomem(context);
  const double value = sqlite3_value_double(argv[0]);
  state->count += kSign;
  if (!(std::abs(value) <= kLargest)) {
    state->beyond += kSign;
    return;
  }
  const double square = value * value;
  state->values.add(kSign * value);
  state->squares.add(kSign * square);
  state->squares.add(kSign * std::fma(value, value, -square));
}

template <int kLess>
void tell(sqlite3_context* context) {
  const Deviation* state = deviation_of(context, 0);
  if (state == nullptr || state->count <= kLess || state->beyond > 0) {
    return sqlite3_result_null(context);
  }
  const Sum mean = state->values.squared_over(static_cast<double>(state->count));
  const double distances = (state->squares.high - mean.high) + (state->squares.low - mean.low);
  sqlite3_result_double(context, std::sqrt((distances < 0 ? 0.0 : distances) /
                                           static_cast<double>(state->count - kLess)));
}

template <int kLess>
constexpr SqlFunction deviation(const char* name, const char* question, const char* example) {
  return {.name = name,
          .arguments = 1,
          .step = take<1>,
          .result = tell<kLess>,
          .current = tell<kLess>,
          .inverse = take<-1>,
          .question = question,
          .example = example};
}

// STDDEV is that of a sample in most dialects; in MySQL it is that of a population.
constexpr const char* kSampleQuestion =
    "How far are values from their mean, if they are a sample of all?";
constexpr std::array kFunctions = {
    deviation<1>("stddev", kSampleQuestion, "SELECT stddev(BilledCost) FROM cf_paygo_usage;"),
    deviation<1>("stddev_samp", kSampleQuestion,
                 "SELECT stddev_samp(BilledCost) FROM cf_paygo_usage;"),
    deviation<0>("stddev_pop", "How far are all values from their mean?",
                 "SELECT stddev_pop(BilledCost) FROM cf_paygo_usage;")};

}  // namespace

std::span<const SqlFunction> statistics_functions() { return kFunctions; }

int register_statistics_functions(sqlite3* db) {
  return register_missing_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
