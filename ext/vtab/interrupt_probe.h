// Whether somebody called sqlite3_interrupt() on the connection, under every SQLite.
#pragma once

#include "vtab/sqlite_api.h"

namespace cf_billing {

/// sqlite3_is_interrupted() exists from 3.41 on only, and cannot even be named when compiled
/// against an older header. A trivial statement is refused with SQLITE_INTERRUPT in all versions.
/// It is finalized with the probe, since a statement left open would keep the connection from
/// closing.
class InterruptProbe {
 public:
  explicit InterruptProbe(sqlite3* db) : db_(db) {}
  ~InterruptProbe();
  InterruptProbe(const InterruptProbe&) = delete;
  InterruptProbe& operator=(const InterruptProbe&) = delete;

  bool interrupted();

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace cf_billing
