// What goes wrong, in the words shown to the user. Thrown anywhere below a SQLite callback and
// turned into a result code there; no exception ever crosses a callback.
#pragma once

#include <stdexcept>
#include <string>

namespace cf_billing {

/// The families of failure that SQLite's callers can tell apart; each becomes one result code.
enum class ErrorKind {
  usage,        ///< missing or bad argument or setting, HTTP 400 and 404: SQLITE_ERROR
  auth,         ///< HTTP 401, 403, no credentials: SQLITE_AUTH
  io,           ///< connection, TLS, timeout, 5xx, truncated body: SQLITE_CANTOPEN
  busy,         ///< throttled: SQLITE_BUSY
  corrupt,      ///< not the documented envelope: SQLITE_ERROR
  not_covered,  ///< the account has nothing to show at this endpoint: SQLITE_ERROR
  interrupted,  ///< sqlite3_interrupt(): SQLITE_INTERRUPT
};

/// `what()` is one line, complete and free of credentials.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace cf_billing
