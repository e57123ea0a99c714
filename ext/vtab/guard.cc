#include "vtab/guard.h"

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

}  // namespace cf_billing
