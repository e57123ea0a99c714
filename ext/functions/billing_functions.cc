#include "functions/billing_functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/billing_cycle.h"
#include "core/day.h"
#include "core/redact.h"
#include "functions/function_call.h"
#include "functions/included_quantity.h"
#include "functions/number_text.h"
#include "functions/register_functions.h"
#include "functions/service_name.h"

namespace cf_billing {

namespace {

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
                    "cf_billing_cycle_end: an anchor day is 1 to 31, not " + quoted(*anchor_text));
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
    if (!spelled) throw Error(ErrorKind::usage, "cf_number: not a number: " + quoted(*text));
    result_text(context, *spelled);
  });
}

/// cf_service_name(name): the name of a service line without the note on what is included.
void cf_service_name(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto name = text_view_of(argv[0]);
    if (!name) return sqlite3_result_null(context);
    result_text(context, split_service_name(*name).service);
  });
}

/// cf_service_key(name): what lines are compared by, however their names are spelled.
void cf_service_key(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto name = text_view_of(argv[0]);
    if (!name) return sqlite3_result_null(context);
    result_text(context, service_key(*name));
  });
}

/// cf_included_quantity(name [, unit]): the quantity that the note says is included, in the unit of
/// the line; NULL if that is not certain.
void cf_included_quantity(sqlite3_context* context, int argc, sqlite3_value** argv) {
  answer(context, [&] {
    const auto name = text_view_of(argv[0]);
    const auto unit = argc > 1 ? text_view_of(argv[1]) : std::nullopt;
    const auto quantity = name ? included_quantity(*name, unit.value_or("")) : std::nullopt;
    if (!quantity) return sqlite3_result_null(context);
    sqlite3_result_double(context, *quantity);
  });
}

/// How many digits after its point a currency is paid in, where they are not two (ISO 4217).
constexpr std::array<std::string_view, 17> kWithoutDigits = {
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> kWithThreeDigits = {"BHD", "IQD", "JOD", "KWD",
                                                              "LYD", "OMR", "TND"};

/// cf_currency_digits(currency): how many digits its amounts have; two where nothing else is known.
void cf_currency_digits(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    std::string currency{text_view_of(argv[0]).value_or("")};
    std::transform(currency.begin(), currency.end(), currency.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    const auto is_in = [&](const auto& currencies) {
      return std::find(currencies.begin(), currencies.end(), currency) != currencies.end();
    };
    sqlite3_result_int(context, is_in(kWithoutDigits) ? 0 : is_in(kWithThreeDigits) ? 3 : 2);
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = "cf_billing_cycle_end",
                .arguments = 2,
                .call = cf_billing_cycle_end,
                .question = "On which day does the billing cycle end that a day lies in?",
                .example = "SELECT cf_billing_cycle_end('2026-02-10', 31);"},
    SqlFunction{.name = "cf_number",
                .arguments = 1,
                .call = cf_number,
                .question = "How is a number written in FOCUS, with all of its digits?",
                .example = "SELECT cf_number(0.1 + 0.2);"},
    SqlFunction{.name = "cf_service_name",
                .arguments = 1,
                .call = cf_service_name,
                .question = "What is a service called without the note on what is included?",
                .example = "SELECT cf_service_name('KV Read Operations (First 10M is included)');"},
    SqlFunction{.name = "cf_service_key",
                .arguments = 1,
                .call = cf_service_key,
                .question = "Which lines are the same, however their names are spelled?",
                .example = "SELECT cf_service_key('Browser Run - Browser Hours') = "
                           "cf_service_key('Browser Rendering - Browser Hours');"},
    SqlFunction{.name = "cf_currency_digits",
                .arguments = 1,
                .call = cf_currency_digits,
                .question = "How many digits after the point does an amount in a currency have?",
                .example = "SELECT printf('%.*f', cf_currency_digits('JPY'), 1234.0);"},
    SqlFunction{
        .name = "cf_included_quantity",
        .arguments = 1,
        .call = cf_included_quantity,
        .question = "Which quantity does the name of a service say is included?",
        .example = "SELECT cf_included_quantity('KV Read Operations (First 10M is included)');"},
    SqlFunction{.name = "cf_included_quantity", .arguments = 2, .call = cf_included_quantity}};

}  // namespace

std::span<const SqlFunction> billing_functions() { return kFunctions; }

int register_billing_functions(sqlite3* db) {
  return register_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
