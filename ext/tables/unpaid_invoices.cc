// cf_unpaid_invoices: what an account has been billed and has not paid.
//
//   SELECT account_id, occurred_at, description, amount_to_pay, currency FROM cf_unpaid_invoices
//   WHERE account_id IN (SELECT id FROM cf_accounts);
//
// GET /accounts/{account_id}/billing/unpaid-invoice.
#include "tables/all_tables.h"
#include "tables/invoice_item.h"

namespace cf_billing {

const TableSpec& unpaid_invoices_table() {
  static const TableSpec spec{
      .name = "cf_unpaid_invoices",
      .summary = "Invoices of an account that are not paid",
      .question = "Which invoices are not paid?",
      .example =
          "SELECT occurred_at, description, amount_to_pay, currency FROM cf_unpaid_invoices;",
      .layout = invoice_item_layout(),
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .rows_per_request = 2,
      .endpoint = "billing/unpaid-invoice",
      .records = {RecordPlace::Kind::member_list, "result.invoices"},
  };
  return spec;
}

}  // namespace cf_billing
