#include "tables/all_tables.h"

namespace cf_billing {

const std::vector<const TableSpec*>& all_tables() {
  static const std::vector<const TableSpec*> tables = {
      &kBillingProfile,     &kPaygoUsage,      &kFocusUsage,     &kBillingHistory,
      &kAccounts,           &kSubscriptions,   &kUnpaidInvoices, &kCredits,
      &kPaygoSubscriptions, &kBillableMetrics, &kRequests,       &kSettings};
  return tables;
}

}  // namespace cf_billing
