#include "functions/dialect_functions.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "functions/function_call.h"
#include "functions/json_path.h"
#include "records/json_tree.h"

namespace cf_billing {

namespace {

std::int64_t* count_of(sqlite3_context* context, int bytes) {
  return static_cast<std::int64_t*>(sqlite3_aggregate_context(context, bytes));
}

/// `kSign` is -1 for windows, which values leave again. A condition is 1, 0 or NULL: there are no
/// others in dialects that have a type for them, and what is no condition is an error there.
template <int kSign>
void count_if(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  const int type = sqlite3_value_type(argv[0]);
  const bool is_number = type == SQLITE_INTEGER;
  const std::int64_t value = is_number ? sqlite3_value_int64(argv[0]) : 0;
  if (type != SQLITE_NULL && (!is_number || (value != 0 && value != 1))) {
    return sqlite3_result_error(
        context, "countif: not a condition, which is true, false or NULL: write x <> 0", -1);
  }
  std::int64_t* count = count_of(context, sizeof(std::int64_t));
  if (count == nullptr) return sqlite3_result_error_nomem(context);
  *count += kSign * value;
}

/// 0 of no rows, as count() has it.
void tell_count(sqlite3_context* context) {
  const std::int64_t* count = count_of(context, 0);
  sqlite3_result_int64(context, count == nullptr ? 0 : *count);
}

/// A number of an argument; nothing for NULL. A text is an error where types are checked.
std::optional<double> divided_number(const char* function, sqlite3_value* value) {
  const int type = sqlite3_value_type(value);
  if (type == SQLITE_NULL) return std::nullopt;
  if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) {
    throw Error(ErrorKind::usage,
                std::string(function) + ": not a number: " + quoted(text_of(value).value_or("")));
  }
  return sqlite3_value_double(value);
}

/// a / b, REAL also of whole numbers; NULL where that is an error: by zero, or beyond a double.
void divide(const char* function, sqlite3_context* context, sqlite3_value** argv) {
  answer(context, [&] {
    const auto dividend = divided_number(function, argv[0]);
    const auto divisor = divided_number(function, argv[1]);
    if (!dividend || !divisor || *divisor == 0) return sqlite3_result_null(context);
    const double quotient = *dividend / *divisor;
    const bool overflows = std::isinf(quotient) && std::isfinite(*dividend);
    if (overflows) return sqlite3_result_null(context);
    sqlite3_result_double(context, quotient);
  });
}

void safe_divide(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  divide("safe_divide", context, argv);
}

void try_divide(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  divide("try_divide", context, argv);
}

/// JSON_VALUE(json, path): the scalar that is there, as text and spelled as it is there; NULL for
/// JSON's null, an array, an object, and where there is nothing. The path may be missing: `$`.
void json_value(sqlite3_context* context, int argc, sqlite3_value** argv) {
  answer(context, [&] {
    constexpr const char* kName = "json_value";
    if (argc != 1 && argc != 2) {
      throw Error(ErrorKind::usage, std::string(kName) + " takes a JSON text and a path");
    }
    const auto json = text_view_of(argv[0]);
    const auto path = argc > 1 ? text_of(argv[1]) : std::string("$");
    if (!json || !path) return sqlite3_result_null(context);
    const auto document = JsonTree::parse(*json);
    if (!document) {
      throw Error(ErrorKind::usage, std::string(kName) + ": not JSON: " + quoted(*json));
    }
    const JsonTree* value = JsonPath(kName, *path).follow(&*document);
    const bool is_scalar =
        value != nullptr && (value->is(JsonTree::Kind::text) || value->is(JsonTree::Kind::number) ||
                             value->is(JsonTree::Kind::boolean));
    if (!is_scalar) return sqlite3_result_null(context);
    result_text(context, value->text());
  });
}

constexpr SqlFunction counting(const char* name, const char* example) {
  return {.name = name,
          .arguments = 1,
          .step = count_if<1>,
          .result = tell_count,
          .current = tell_count,
          .inverse = count_if<-1>,
          .question = "In how many rows does a condition hold?",
          .example = example};
}

constexpr const char* kDivisionQuestion =
    "What is one number divided by another, NULL if that is 0?";
constexpr std::array kFunctions = {
    counting("countif", "SELECT countif(BilledCost > 1) FROM cf_paygo_usage;"),
    counting("count_if", "SELECT count_if(BilledCost > 1) FROM cf_paygo_usage;"),
    SqlFunction{.name = "safe_divide",
                .arguments = 2,
                .call = safe_divide,
                .question = kDivisionQuestion,
                .example = "SELECT safe_divide(7, 30);"},
    SqlFunction{.name = "try_divide",
                .arguments = 2,
                .call = try_divide,
                .question = kDivisionQuestion,
                .example = "SELECT try_divide(7, 30);"},
    SqlFunction{.name = "json_value",
                .arguments = -1,
                .call = json_value,
                .question = "Which text, number or boolean stands at a path of a JSON text?",
                .example = "SELECT json_value('{\"app\": \"shop\"}', '$.app');"}};

}  // namespace

std::span<const SqlFunction> dialect_functions() { return kFunctions; }

int register_dialect_functions(sqlite3* db) {
  return register_missing_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
