#include "vtab/interrupt_probe.h"

namespace cf_billing {

InterruptProbe::~InterruptProbe() { sqlite3_finalize(statement_); }

bool InterruptProbe::interrupted() {
#if SQLITE_VERSION_NUMBER >= 3041000
  if (sqlite3_libversion_number() >= 3041000) return sqlite3_is_interrupted(db_) != 0;
#endif
  if (statement_ == nullptr) {
    const int prepared = sqlite3_prepare_v2(db_, "SELECT 1", -1, &statement_, nullptr);
    if (prepared != SQLITE_OK) return prepared == SQLITE_INTERRUPT;
  }
  sqlite3_step(statement_);
  return sqlite3_reset(statement_) == SQLITE_INTERRUPT;
}

}  // namespace cf_billing
