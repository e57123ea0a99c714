#include "vtab/guard.h"

#include <string_view>

namespace cf_billing {

int result_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::not_covered:
    case ErrorKind::corrupt:
      return SQLITE_ERROR;
    case ErrorKind::auth:
      return SQLITE_AUTH;
    case ErrorKind::io:
      return SQLITE_CANTOPEN;
    case ErrorKind::busy:
      return SQLITE_BUSY;
    case ErrorKind::interrupted:
      return SQLITE_INTERRUPT;
  }
  return SQLITE_ERROR;
}

int declare(sqlite3* db, const char* table, const std::string& declaration) {
  const int declared = sqlite3_declare_vtab(db, declaration.c_str());
  // An interrupt is SQLITE_INTERRUPT, or SQLITE_ERROR with this message, and SQLite makes
  // SQLITE_ERROR of both: "vtable constructor failed", unless told more.
  if (declared == SQLITE_INTERRUPT ||
      (declared == SQLITE_ERROR && sqlite3_errmsg(db) == std::string_view("interrupted"))) {
    throw Error(ErrorKind::interrupted, std::string(table) + ": interrupted");
  }
  return declared;
}

}  // namespace cf_billing
