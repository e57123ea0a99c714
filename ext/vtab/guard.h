// The border to SQLite: no exception crosses it.
#pragma once

#include <new>
#include <string>

#include "core/error.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

int result_code(ErrorKind kind);

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

}  // namespace cf_billing
