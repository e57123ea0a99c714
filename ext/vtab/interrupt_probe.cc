#include "vtab/interrupt_probe.h"

namespace cf_billing {

namespace {

/// An interrupt is to be heeded within a tenth of a second.
constexpr std::chrono::milliseconds kBetweenSteps{30};

/// Some 5,000 steps, a tenth of a millisecond. SQLite counts on where the statement is run again,
/// so a handler that wants to be called less often is called after several.
constexpr const char* kSteps =
    "WITH RECURSIVE cf_step(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM cf_step WHERE n < 400) "
    "SELECT max(n) FROM cf_step";

}  // namespace

InterruptProbe::InterruptProbe(sqlite3* db) : db_(db), next_steps_(Clock::now() + kBetweenSteps) {}

InterruptProbe::~InterruptProbe() {
  sqlite3_finalize(trivial_);
  sqlite3_finalize(steps_);
}

/// What an authorizer forbids tells nothing.
bool InterruptProbe::is_refused(sqlite3_stmt*& statement, const char* sql) {
  if (statement == nullptr) {
    const int prepared = sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr);
    if (prepared != SQLITE_OK) return prepared == SQLITE_INTERRUPT;
  }
  sqlite3_step(statement);
  return sqlite3_reset(statement) == SQLITE_INTERRUPT;
}

bool InterruptProbe::is_interrupted() {
#if SQLITE_VERSION_NUMBER >= 3041000
  if (sqlite3_libversion_number() >= 3041000) return sqlite3_is_interrupted(db_) != 0;
#endif
  return is_refused(trivial_, "SELECT 1");
}

bool InterruptProbe::interrupted() {
  if (is_interrupted()) return true;
  const auto now = Clock::now();
  if (now < next_steps_) return false;
  next_steps_ = now + kBetweenSteps;
  return is_refused(steps_, kSteps);
}

}  // namespace cf_billing
