// SQLite as an extension sees it: through the host's table of functions, never linked.
#pragma once

#include <sqlite3ext.h>

extern "C" {
extern const sqlite3_api_routines* sqlite3_api;
}

namespace cf_billing {

/// What the host's SQLite can do, decided once from its version number.
struct HostFeatures {
  /// 3.38: sqlite3_vtab_in(), all values of an IN list in one xFilter.
  bool in_at_once = false;
  /// 3.38: LIMIT is told in xBestIndex.
  bool limits = false;

  static HostFeatures of(int libversion_number) {
    const bool is_3_38 = libversion_number >= 3038000;
    return {is_3_38, is_3_38};
  }
};

/// DIRECTONLY for virtual tables came with 3.31; without it a hostile database file could make
/// requests in its user's name.
inline constexpr int kOldestSqlite = 3031000;

}  // namespace cf_billing
