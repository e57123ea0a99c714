// Whether somebody wants the query to end, under every SQLite: by sqlite3_interrupt() on the
// connection, or by a progress handler, with which hosts limit the time of statements.
#pragma once

#include <chrono>

#include "vtab/sqlite_api.h"

namespace cf_billing {

/// sqlite3_is_interrupted() exists from 3.41 on only, and cannot even be named when compiled
/// against an older header. A trivial statement is refused with SQLITE_INTERRUPT in all versions.
///
/// A progress handler is called by SQLite after so many steps of a statement, and not while a table
/// is waiting. So now and then some steps are made for it.
///
/// The statements are finalized with the probe, since one left open would keep the connection from
/// closing.
class InterruptProbe {
 public:
  explicit InterruptProbe(sqlite3* db);
  ~InterruptProbe();
  InterruptProbe(const InterruptProbe&) = delete;
  InterruptProbe& operator=(const InterruptProbe&) = delete;

  bool interrupted();

 private:
  using Clock = std::chrono::steady_clock;
  bool is_refused(sqlite3_stmt*& statement, const char* sql);
  bool is_interrupted();

  sqlite3* db_;
  sqlite3_stmt* trivial_ = nullptr;
  sqlite3_stmt* steps_ = nullptr;
  Clock::time_point next_steps_;
};

}  // namespace cf_billing
