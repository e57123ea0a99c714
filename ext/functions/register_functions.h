// Registering SQL functions from tables of them.
#pragma once

#include <span>

#include "vtab/sqlite_api.h"

namespace cf_billing {

using FunctionCall = void (*)(sqlite3_context*, int, sqlite3_value**);
using FunctionResult = void (*)(sqlite3_context*);

/// A scalar function has `call`, an aggregate `step` and `result`, one that may be a window
/// function also `current` and `inverse`.
struct SqlFunction {
  const char* name;
  int arguments;
  FunctionCall call = nullptr;
  FunctionCall step = nullptr;
  FunctionResult result = nullptr;
  FunctionResult current = nullptr;
  FunctionCall inverse = nullptr;
  /// For cf_help: the question that it answers, and a statement that runs.
  const char* question = nullptr;
  const char* example = nullptr;
};

/// Of functions whose results depend on their arguments alone.
inline constexpr int kPureFunction = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

/// What sqlite3_user_data() gives to each of the functions: `make` is called once for each, and
/// SQLite calls `drop` for each, even if registering fails.
struct FunctionUserData {
  void* (*make)(void* source);
  void (*drop)(void*);
  void* source;
};

/// Each returns a SQLite result code, that of the first that fails.
int register_functions(sqlite3* db, std::span<const SqlFunction> functions, int flags,
                       const FunctionUserData* user_data = nullptr);
/// Only those whose name the connection has no function of.
int register_missing_functions(sqlite3* db, std::span<const SqlFunction> functions, int flags);

}  // namespace cf_billing
