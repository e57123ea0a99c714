// The list of tables: a new one is named here and nowhere else.
#pragma once

#include "tables/table_spec.h"

namespace cf_billing {

extern const TableSpec kBillingProfile;
extern const TableSpec kPaygoUsage;
extern const TableSpec kFocusUsage;
extern const TableSpec kBillingHistory;

}  // namespace cf_billing
