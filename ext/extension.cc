// The entry point: registers the tables and functions on a connection, and nothing else.
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "functions/analytics_functions.h"
#include "functions/anomaly_functions.h"
#include "functions/billing_functions.h"
#include "functions/date_functions.h"
#include "functions/dialect_functions.h"
#include "functions/focus_lint.h"
#include "functions/grouped_functions.h"
#include "functions/help.h"
#include "functions/json_functions.h"
#include "functions/projection_functions.h"
#include "functions/setting_functions.h"
#include "functions/statistics_functions.h"
#include "functions/uses_functions.h"
#include "functions/view_functions.h"
#include "http/curl_transport.h"
#include "records/json_reader_choice.h"
#include "tables/table_spec.h"
#include "vtab/connection.h"
#include "vtab/guard.h"
#include "vtab/module.h"
#include "vtab/sqlite_api.h"

SQLITE_EXTENSION_INIT1

namespace {

/// Whether the connection has the tables and functions, from this module or a copy of it under
/// another name. Loading again then changes nothing: settings and cache stay. Of the last function
/// that is registered it is asked whether a statement can name it, as a table of the database may
/// be called like SQLite's list of functions. An authorizer may forbid to call it.
bool is_loaded(sqlite3* db) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(db, "SELECT cf_cache_clear()", -1, &statement, nullptr);
  sqlite3_finalize(statement);
  const std::string_view message = code == SQLITE_OK ? "" : sqlite3_errmsg(db);
  return code == SQLITE_OK || message.starts_with("not authorized to use function");
}

int register_all(sqlite3* db) {
  using namespace cf_billing;
  const int version = sqlite3_libversion_number();
  if (version < kOldestSqlite) {
    throw Error(ErrorKind::usage, std::string("cf_billing needs SQLite 3.31 or newer; this is ") +
                                      sqlite3_libversion());
  }
  choose_json_reader();
  const auto connection = ConnectionRef(new Connection{
      db, HostFeatures::of(version),
      Session(process_environment, make_curl_transport("cf_billing/" CF_BILLING_VERSION),
              std::make_unique<Clock>(), RateLimiters::of_process())});
  connection->session.offer(help_of_views_and_functions);
  if (const int failed = register_collation(db); failed != SQLITE_OK) return failed;
  for (const TableSpec* spec : all_tables()) {
    const int code = register_table(connection, *spec);
    if (code != SQLITE_OK) return code;
  }
  for (const auto register_some :
       {register_analytics_functions, register_anomaly_functions, register_billing_functions,
        register_date_functions, register_dialect_functions, register_focus_lint,
        register_grouped_functions, register_json_functions, register_projection_functions,
        register_statistics_functions, register_uses_functions, register_view_functions}) {
    if (const int failed = register_some(db); failed != SQLITE_OK) return failed;
  }
  return register_setting_functions(connection);
}

/// Calls to SQLite go through one pointer for the whole module, and a connection of one library
/// must not meet the functions of another. False: the module works for another one already.
bool work_for(const sqlite3_api_routines* api) {
  static std::mutex loading;
  const std::lock_guard lock(loading);
  if (sqlite3_api == api) return true;
  if (sqlite3_api != nullptr) return false;
  SQLITE_EXTENSION_INIT2(api);
  return true;
}

int load(sqlite3* db, char** message, const sqlite3_api_routines* api) {
  if (!work_for(api)) {
    *message = api->mprintf(
        "cf_billing: another SQLite library of this process has loaded this module, which can work "
        "for one only: load a copy of the file under another name");
    return SQLITE_ERROR;
  }
  const int code =
      cf_billing::guarded([&] { return is_loaded(db) ? SQLITE_OK : register_all(db); },
                          [&](const char* text) { *message = sqlite3_mprintf("%s", text); });
  // libcurl and the TLS library below it leave threads and exit handlers behind: unloading their
  // code crashes at exit.
  return code == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : code;
}

}  // namespace

#ifdef _WIN32
#define CF_BILLING_EXPORT __declspec(dllexport)
#else
#define CF_BILLING_EXPORT __attribute__((visibility("default")))
#endif

extern "C" CF_BILLING_EXPORT int sqlite3_cfbilling_init(sqlite3* db, char** message,
                                                        const sqlite3_api_routines* api) {
  return load(db, message, api);
}

/// Tried first by SQLite, whatever the file is called: the other name is derived from `cf_billing`.
extern "C" CF_BILLING_EXPORT int sqlite3_extension_init(sqlite3* db, char** message,
                                                        const sqlite3_api_routines* api) {
  return load(db, message, api);
}
