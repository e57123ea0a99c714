// What SQL functions have in common: reading their arguments, and errors instead of exceptions.
#pragma once

#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "core/day.h"
#include "core/error.h"
#include "core/redact.h"
#include "vtab/guard.h"
#include "vtab/sqlite_api.h"
#include "vtab/sqlite_values.h"

namespace cf_billing {

/// The argument as text, which is SQLite's and lasts as long as the call; nothing for NULL.
inline std::optional<std::string_view> text_view_of(sqlite3_value* value) {
  if (sqlite3_value_type(value) == SQLITE_NULL) return std::nullopt;
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (text == nullptr) throw std::bad_alloc();
  return std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

/// A copy of it.
inline std::optional<std::string> text_of(sqlite3_value* value) {
  const auto text = text_view_of(value);
  if (!text) return std::nullopt;
  return std::string(*text);
}

/// The day that an argument of `function` spells.
inline Day day_of(const char* function, std::string_view text) {
  const auto day = parse_day(text);
  if (!day) {
    throw Error(ErrorKind::usage, std::string(function) +
                                      ": not a day as in 2026-10-31: " + quoted(std::string(text)));
  }
  return *day;
}

/// Runs `body`; what it throws becomes the function's error.
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

}  // namespace cf_billing
