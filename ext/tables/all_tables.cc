#include "tables/all_tables.h"

namespace cf_billing {

const std::vector<const TableSpec*>& all_tables() {
  static const std::vector<const TableSpec*> kTables = {&kBillingProfile, &kPaygoUsage,
                                                        &kFocusUsage, &kBillingHistory};
  return kTables;
}

}  // namespace cf_billing
