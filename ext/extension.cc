// The entry point: registers the tables and functions on a connection, and nothing else.
#include <memory>
#include <string>

#include "functions/billing_functions.h"
#include "functions/date_functions.h"
#include "functions/setting_functions.h"
#include "functions/statistics_functions.h"
#include "http/curl_transport.h"
#include "tables/table_spec.h"
#include "vtab/connection.h"
#include "vtab/guard.h"
#include "vtab/module.h"
#include "vtab/sqlite_api.h"

SQLITE_EXTENSION_INIT1

namespace {

int register_all(sqlite3* db) {
  using namespace cf_billing;
  const int version = sqlite3_libversion_number();
  if (version < kOldestSqlite) {
    throw Error(ErrorKind::usage, std::string("cf_billing needs SQLite 3.31 or newer; this is ") +
                                      sqlite3_libversion());
  }
  const auto connection = ConnectionRef(new Connection{
      db, HostFeatures::of(version),
      Session(process_environment, make_curl_transport("cf_billing/" CF_BILLING_VERSION),
              std::make_unique<Clock>(), RateLimiters::of_process())});
  if (const int failed = register_collation(db); failed != SQLITE_OK) return failed;
  for (const TableSpec* spec : all_tables()) {
    const int code = register_table(connection, *spec);
    if (code != SQLITE_OK) return code;
  }
  const int code = register_setting_functions(connection);
  if (code != SQLITE_OK) return code;
  for (const auto register_pure :
       {register_billing_functions, register_date_functions, register_statistics_functions}) {
    if (const int failed = register_pure(db); failed != SQLITE_OK) return failed;
  }
  return SQLITE_OK;
}

}  // namespace

#ifdef _WIN32
#define CF_BILLING_EXPORT __declspec(dllexport)
#else
#define CF_BILLING_EXPORT __attribute__((visibility("default")))
#endif

extern "C" CF_BILLING_EXPORT int sqlite3_cfbilling_init(sqlite3* db, char** message,
                                                        const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api);
  const int code =
      cf_billing::guarded([&] { return register_all(db); },
                          [&](const char* text) { *message = sqlite3_mprintf("%s", text); });
  // libcurl and the TLS library below it leave threads and exit handlers behind: unloading their
  // code crashes at exit.
  return code == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : code;
}
