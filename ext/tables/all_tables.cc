#include "tables/all_tables.h"

namespace cf_billing {

const std::vector<const TableSpec*>& all_tables() {
  static const std::vector<const TableSpec*> tables = {&billing_profile_table(),
                                                       &paygo_usage_table(),
                                                       &focus_usage_table(),
                                                       &billing_history_table(),
                                                       &accounts_table(),
                                                       &subscriptions_table(),
                                                       &unpaid_invoices_table(),
                                                       &credits_table(),
                                                       &paygo_subscriptions_table(),
                                                       &billable_metrics_table(),
                                                       &usage_history_table(),
                                                       &resource_usage_table(),
                                                       &tags_table(),
                                                       &payment_methods_table(),
                                                       &bad_debt_table(),
                                                       &alert_policies_table(),
                                                       &organizations_table(),
                                                       &ai_gateway_credit_table(),
                                                       &ai_gateway_invoice_lines_table(),
                                                       &requests_table(),
                                                       &settings_table(),
                                                       &help_table()};
  return tables;
}

}  // namespace cf_billing
