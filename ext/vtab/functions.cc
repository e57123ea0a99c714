#include "vtab/functions.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "cloudflare/billing_cycle.h"
#include "core/day.h"
#include "core/number_text.h"
#include "vtab/guard.h"

namespace cf_billing {

namespace {

Connection& connection_of(sqlite3_context* context) {
  return **static_cast<ConnectionRef*>(sqlite3_user_data(context));
}

std::optional<std::string> text_of(sqlite3_value* value) {
  if (sqlite3_value_type(value) == SQLITE_NULL) return std::nullopt;
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (text == nullptr) throw std::bad_alloc();
  return std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

template <typename Body>
void answer(sqlite3_context* context, Body body) noexcept {
  const int code = guarded(
      [&] {
        body();
        return SQLITE_OK;
      },
      [&](const char* message) { sqlite3_result_error(context, message, -1); });
  if (code == SQLITE_NOMEM) {
    sqlite3_result_error_nomem(context);
  } else if (code != SQLITE_OK) {
    sqlite3_result_error_code(context, code);
  }
}

void result_text(sqlite3_context* context, const std::string& text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void result_setting(sqlite3_context* context, const Settings& settings, const std::string& name) {
  const auto shown = settings.shown(name);
  if (!shown) return sqlite3_result_null(context);
  if (Settings::definition(name).kind == SettingKind::number) {
    std::int64_t number = 0;
    std::from_chars(shown->data(), shown->data() + shown->size(), number);
    return sqlite3_result_int64(context, number);
  }
  result_text(context, *shown);
}

void cf_version(sqlite3_context* context, int /*argc*/, sqlite3_value** /*argv*/) {
  sqlite3_result_text(context, CF_BILLING_VERSION, -1, SQLITE_STATIC);
}

void cf_config(sqlite3_context* context, int argc, sqlite3_value** argv) {
  answer(context, [&] {
    const std::string name = text_of(argv[0]).value_or("");
    Settings& settings = connection_of(context).session.settings();
    if (argc == 2) settings.set(name, text_of(argv[1]));
    result_setting(context, settings, name);
  });
}

void cf_cache_clear(sqlite3_context* context, int /*argc*/, sqlite3_value** /*argv*/) {
  answer(context, [&] {
    const std::size_t dropped = connection_of(context).session.clear_cache();
    sqlite3_result_int64(context, static_cast<sqlite3_int64>(dropped));
  });
}

/// cf_billing_cycle_end(first_day, anchor_day): the last day of the cycle that `first_day` lies in.
/// No anchor day: the one of `first_day` itself.
void cf_billing_cycle_end(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto first_text = text_of(argv[0]);
    if (!first_text) return sqlite3_result_null(context);
    const auto first = parse_day(*first_text);
    if (!first) {
      throw Error(ErrorKind::usage,
                  "cf_billing_cycle_end: not a day as in 2026-10-31: '" + *first_text + "'");
    }
    std::chrono::day anchor = std::chrono::year_month_day{*first}.day();
    if (const auto anchor_text = text_of(argv[1])) {
      const int number = sqlite3_value_int(argv[1]);
      if (sqlite3_value_numeric_type(argv[1]) != SQLITE_INTEGER || number < 1 || number > 31) {
        throw Error(ErrorKind::usage,
                    "cf_billing_cycle_end: an anchor day is 1 to 31, not '" + *anchor_text + "'");
      }
      anchor = std::chrono::day{static_cast<unsigned>(number)};
    }
    result_text(context, to_text(cycle_around(anchor, *first).last));
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

/// cf_median(x, …): the median of the arguments, the mean of the middle two if their number is
/// even. NULLs do not count; of none it is NULL.
void cf_median(sqlite3_context* context, int argc, sqlite3_value** argv) {
  answer(context, [&] {
    std::vector<double> numbers;
    for (int i = 0; i < argc; ++i) {
      const int type = sqlite3_value_numeric_type(argv[i]);
      if (type == SQLITE_NULL) continue;
      if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) {
        throw Error(ErrorKind::usage,
                    "cf_median: not a number: '" + text_of(argv[i]).value_or("") + "'");
      }
      numbers.push_back(sqlite3_value_double(argv[i]));
    }
    if (numbers.empty()) return sqlite3_result_null(context);
    const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
    std::nth_element(numbers.begin(), middle, numbers.end());
    if (numbers.size() % 2 == 1) return sqlite3_result_double(context, *middle);
    sqlite3_result_double(context, (*std::max_element(numbers.begin(), middle) + *middle) / 2);
  });
}

}  // namespace

int register_functions(const ConnectionRef& connection) {
  struct Function {
    const char* name;
    int arguments;
    void (*call)(sqlite3_context*, int, sqlite3_value**);
    int flags;
  };
  constexpr int kPure = SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  constexpr Function kFunctions[] = {
      {"cf_version", 0, cf_version, SQLITE_DIRECTONLY},
      {"cf_config", 1, cf_config, SQLITE_DIRECTONLY},
      {"cf_config", 2, cf_config, SQLITE_DIRECTONLY},
      {"cf_cache_clear", 0, cf_cache_clear, SQLITE_DIRECTONLY},
      {"cf_billing_cycle_end", 2, cf_billing_cycle_end, kPure},
      {"cf_number", 1, cf_number, kPure},
      {"cf_median", -1, cf_median, kPure},
  };
  for (const Function& function : kFunctions) {
    const int code = sqlite3_create_function_v2(
        connection->db, function.name, function.arguments, SQLITE_UTF8 | function.flags,
        new ConnectionRef(connection), function.call, nullptr, nullptr,
        [](void* reference) { delete static_cast<ConnectionRef*>(reference); });
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace cf_billing
