#include "functions/setting_functions.h"

#include <charconv>
#include <string>

#include "functions/function_call.h"

namespace cf_billing {

namespace {

Connection& connection_of(sqlite3_context* context) {
  return **static_cast<ConnectionRef*>(sqlite3_user_data(context));
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
    // The value may be a secret: it is copied into one, and nowhere else.
    if (argc == 2) settings.set(name, text_view_of(argv[1]));
    result_setting(context, settings, name);
  });
}

void cf_cache_clear(sqlite3_context* context, int /*argc*/, sqlite3_value** /*argv*/) {
  answer(context, [&] {
    const std::size_t dropped = connection_of(context).session.clear_cache();
    sqlite3_result_int64(context, static_cast<sqlite3_int64>(dropped));
  });
}

}  // namespace

int register_functions(const ConnectionRef& connection) {
  struct Function {
    const char* name;
    int arguments;
    void (*call)(sqlite3_context*, int, sqlite3_value**);
  };
  constexpr Function kFunctions[] = {{"cf_version", 0, cf_version},
                                     {"cf_config", 1, cf_config},
                                     {"cf_config", 2, cf_config},
                                     {"cf_cache_clear", 0, cf_cache_clear}};
  for (const Function& function : kFunctions) {
    const int code = sqlite3_create_function_v2(
        connection->db, function.name, function.arguments, SQLITE_UTF8 | SQLITE_DIRECTONLY,
        new ConnectionRef(connection), function.call, nullptr, nullptr,
        [](void* reference) { delete static_cast<ConnectionRef*>(reference); });
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace cf_billing
