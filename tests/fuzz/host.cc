#include "host.h"

#include "claim.h"
#include "functions/billing_functions.h"
#include "functions/date_functions.h"
#include "functions/setting_functions.h"
#include "functions/statistics_functions.h"
#include "support/test_session.h"
#include "vtab/connection.h"
#include "vtab/module.h"
#include "vtab/sqlite_api.h"

SQLITE_EXTENSION_INIT1
// Of the library that is linked: there is no pointer to it yet.
#undef sqlite3_auto_extension
#undef sqlite3_open

namespace cf_billing {
namespace {

int keep_api(sqlite3* /*db*/, const char** /*message*/, const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api);
  return SQLITE_OK;
}

/// SQLite gives its table of functions to extensions alone.
void load_api() {
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(keep_api));
  sqlite3* db = nullptr;
  claim(sqlite3_open(":memory:", &db) == SQLITE_OK, "SQLite opens");
  sqlite3_reset_auto_extension();
  sqlite3_close(db);
}

std::string shown_column(sqlite3_stmt* statement, int column) {
  if (sqlite3_column_type(statement, column) == SQLITE_NULL) return "NULL";
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return std::to_string(sqlite3_column_type(statement, column)) + ':' +
         (size == 0 ? std::string() : std::string(bytes, size));
}

}  // namespace

Host::Host(Day today, ScriptedTransport::Script script) {
  [[maybe_unused]] static const bool loaded = (load_api(), true);
  claim(sqlite3_open(":memory:", &db_) == SQLITE_OK, "SQLite opens");
  fake_variables() = {{"CLOUDFLARE_API_TOKEN", kExampleToken}, {"CLOUDFLARE_ACCOUNT_ID", kAccount}};
  auto clock = std::make_unique<FakeClock>(today);
  clock_ = clock.get();
  auto transport = std::make_unique<ScriptedTransport>(*clock_, std::move(script));
  transport_ = transport.get();
  const auto connection =
      ConnectionRef(new Connection{db_, HostFeatures::of(sqlite3_libversion_number()),
                                   Session(fake_environment, std::move(transport), std::move(clock),
                                           std::make_shared<RateLimiters>())});
  int failed = register_collation(db_);
  for (const TableSpec* spec : all_tables()) failed |= register_table(connection, *spec);
  failed |= register_billing_functions(db_) | register_date_functions(db_) |
            register_statistics_functions(db_) | register_setting_functions(connection);
  claim(failed == SQLITE_OK, "tables and functions are registered");
  set("progress", "off");
}

Host::~Host() { claim(sqlite3_close(db_) == SQLITE_OK, "nothing keeps the connection open"); }

void Host::set(const std::string& name, const std::string& value) {
  const Outcome outcome = run("SELECT cf_config('" + name + "', '" + value + "')");
  claim(outcome.is_whole(), "a setting takes a legal value", name + " = " + value);
}

Outcome Host::run(const std::string& sql) {
  Outcome outcome;
  sqlite3_stmt* statement = nullptr;
  outcome.code = sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr);
  while (outcome.code == SQLITE_OK || outcome.code == SQLITE_ROW) {
    outcome.code = sqlite3_step(statement);
    if (outcome.code != SQLITE_ROW) break;
    std::string row;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      row += shown_column(statement, column) + '|';
    }
    outcome.rows.push_back(std::move(row));
  }
  if (outcome.code != SQLITE_DONE) outcome.error = sqlite3_errmsg(db_);
  sqlite3_finalize(statement);
  return outcome;
}

}  // namespace cf_billing
