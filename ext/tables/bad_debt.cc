// cf_bad_debt: what an account owes and has not paid for so long that Cloudflare calls it bad debt.
//
//   SELECT account_id, total_debt_amount, already_paid, json_array_length(invoices)
//   FROM cf_bad_debt WHERE account_id IN (SELECT id FROM cf_accounts) AND total_debt_amount > 0;
//
// GET /accounts/{account_id}/billing/bad-debt.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec& bad_debt_table() {
  static const TableSpec spec{
      .name = "cf_bad_debt",
      .summary = "What an account owes from invoices that are long overdue",
      .question = "What is owed from invoices that are long overdue?",
      .example = "SELECT total_debt_amount, already_paid FROM cf_bad_debt;",
      .layout =
          {
              {"already_paid",
               FieldType::real,
               {"already_paid"},
               "what of the debt is paid; its currency is that of the invoices"},
              {"bad_debt_status",
               FieldType::text,
               {"bad_debt_status"},
               "state of the debt; its values are not documented"},
              {"total_debt_amount",
               FieldType::real,
               {"total_debt_amount"},
               "the debt, in the currency of the invoices; whether already_paid is a part of it is "
               "not documented"},
              {"invoices",
               FieldType::json,
               {"invoices"},
               "list of the invoices it comes from, with the members of cf_unpaid_invoices"},
          },
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .rows_per_request = 1,
      .endpoint = "billing/bad-debt",
      .records = {RecordPlace::Kind::object, "result"},
  };
  return spec;
}

}  // namespace cf_billing
