#include "functions/setting_functions.h"

#include <array>
#include <charconv>
#include <string>

#include "functions/function_call.h"
#include "functions/register_functions.h"

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
    without_secrets(settings, [&] {
      // The value may be a secret: it is copied into one, and nowhere else.
      if (argc == 2) settings.set(name, text_view_of(argv[1]));
      result_setting(context, settings, name);
    });
  });
}

void cf_cache_clear(sqlite3_context* context, int /*argc*/, sqlite3_value** /*argv*/) {
  answer(context, [&] {
    const std::size_t dropped = connection_of(context).session.clear_cache();
    sqlite3_result_int64(context, static_cast<sqlite3_int64>(dropped));
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = "cf_version",
                .arguments = 0,
                .call = cf_version,
                .question = "Which version of the extension is this?",
                .example = "SELECT cf_version();"},
    SqlFunction{.name = "cf_config",
                .arguments = 1,
                .call = cf_config,
                .question = "What is a setting, and how is it changed?",
                .example = "SELECT cf_config('timeout', 30);"},
    SqlFunction{.name = "cf_config", .arguments = 2, .call = cf_config},
    SqlFunction{
        .name = "cf_cache_clear",
        .arguments = 0,
        .call = cf_cache_clear,
        .question = "How are answers that were kept forgotten, so that the API is asked again?",
        .example = "SELECT cf_cache_clear();"}};

void* new_reference(void* connection) {
  return new ConnectionRef(*static_cast<ConnectionRef*>(connection));
}

void drop_reference(void* reference) { delete static_cast<ConnectionRef*>(reference); }

}  // namespace

std::span<const SqlFunction> setting_functions() { return kFunctions; }

int register_setting_functions(ConnectionRef connection) {
  const FunctionUserData reference{new_reference, drop_reference, &connection};
  return register_functions(connection->db, kFunctions, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                            &reference);
}

}  // namespace cf_billing
