// The border to SQLite: no exception crosses it.
#pragma once

#include <new>
#include <string>

#include "core/error.h"
#include "core/redact.h"
#include "core/settings.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

int result_code(ErrorKind kind);

/// sqlite3_declare_vtab() for xConnect: of `table`, as SQLite names it there. Throws an
/// Error(interrupted) if an interrupt comes meanwhile.
int declare(sqlite3* db, const char* table, const std::string& declaration);

/// Runs `body`, which returns a result code; an exception becomes a result code too, its text goes
/// to `report(const char*)`.
template <typename Body, typename Report>
int guarded(Body body, Report report) noexcept {
  try {
    return body();
  } catch (const Error& error) {
    report(error.what());
    return result_code(error.kind());
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  } catch (const std::exception& error) {
    report(error.what());
    return SQLITE_ERROR;
  } catch (...) {
    report("cf_billing: unknown failure");
    return SQLITE_ERROR;
  }
}

/// Runs `body`. Whatever an error of it quotes, be it a value of the query itself: a credential
/// that took the place of another value is not shown.
template <typename Body>
auto without_secrets(const Settings& settings, Body body) {
  try {
    return body();
  } catch (const Error& error) {
    throw Error(error.kind(), redact(error.what(), settings.secrets()));
  }
}

}  // namespace cf_billing
