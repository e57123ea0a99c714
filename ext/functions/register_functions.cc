#include "functions/register_functions.h"

#include <string>

namespace cf_billing {

namespace {

int register_function(sqlite3* db, const SqlFunction& function, int flags,
                      const FunctionUserData* user_data) {
  void* data = user_data == nullptr ? nullptr : user_data->make(user_data->source);
  const auto drop = user_data == nullptr ? nullptr : user_data->drop;
  if (function.inverse != nullptr) {
    return sqlite3_create_window_function(db, function.name, function.arguments, flags, data,
                                          function.step, function.result, function.current,
                                          function.inverse, drop);
  }
  return sqlite3_create_function_v2(db, function.name, function.arguments, flags, data,
                                    function.call, function.step, function.result, drop);
}

/// With however many arguments.
bool has_function(sqlite3* db, const std::string& name) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(db, ("SELECT " + name + "()").c_str(), -1, &statement, nullptr);
  const std::string message = code == SQLITE_OK ? "" : sqlite3_errmsg(db);
  sqlite3_finalize(statement);
  return message.find("no such function") == std::string::npos;
}

}  // namespace

int register_functions(sqlite3* db, std::span<const SqlFunction> functions, int flags,
                       const FunctionUserData* user_data) {
  for (const SqlFunction& function : functions) {
    const int code = register_function(db, function, flags, user_data);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

int register_missing_functions(sqlite3* db, std::span<const SqlFunction> functions, int flags) {
  for (const SqlFunction& function : functions) {
    if (has_function(db, function.name)) continue;
    const int code = register_function(db, function, flags, nullptr);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace cf_billing
