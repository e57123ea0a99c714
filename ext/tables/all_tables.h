// The specs of the tables: a new one is named here, and in all_tables.cc in its place among them.
#pragma once

#include "tables/table_spec.h"

namespace cf_billing {

extern const TableSpec kBillingProfile;
extern const TableSpec kPaygoUsage;
extern const TableSpec kFocusUsage;
extern const TableSpec kBillingHistory;
extern const TableSpec kAccounts;
extern const TableSpec kPaygoSubscriptions;
extern const TableSpec kSubscriptions;
extern const TableSpec kUnpaidInvoices;
extern const TableSpec kCredits;
extern const TableSpec kBillableMetrics;
extern const TableSpec kRequests;
extern const TableSpec kSettings;

}  // namespace cf_billing
