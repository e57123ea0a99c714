// The specs of the tables: a new one is named here, and in all_tables.cc in its place among them.
#pragma once

#include "tables/table_spec.h"

namespace cf_billing {

const TableSpec& billing_profile_table();
const TableSpec& paygo_usage_table();
const TableSpec& focus_usage_table();
const TableSpec& billing_history_table();
const TableSpec& accounts_table();
const TableSpec& paygo_subscriptions_table();
const TableSpec& subscriptions_table();
const TableSpec& unpaid_invoices_table();
const TableSpec& credits_table();
const TableSpec& billable_metrics_table();
const TableSpec& usage_history_table();
const TableSpec& resource_usage_table();
const TableSpec& tags_table();
const TableSpec& payment_methods_table();
const TableSpec& bad_debt_table();
const TableSpec& alert_policies_table();
const TableSpec& organizations_table();
const TableSpec& ai_gateway_credit_table();
const TableSpec& ai_gateway_invoice_lines_table();
const TableSpec& requests_table();
const TableSpec& settings_table();
const TableSpec& help_table();

}  // namespace cf_billing
