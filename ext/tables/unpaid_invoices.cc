// cf_unpaid_invoices: what an account has been billed and has not paid.
//
//   SELECT account_id, occurred_at, description, amount_to_pay, currency FROM cf_unpaid_invoices
//   WHERE account_id IN (SELECT id FROM cf_accounts);
//
// GET /accounts/{account_id}/billing/unpaid-invoice.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec kUnpaidInvoices{
    .name = "cf_unpaid_invoices",
    .summary = "Invoices of an account that are not paid",
    .layout =
        {
            {"id", FieldType::text, {"id"}},
            {"action", FieldType::text, {"action"}},
            {"amount", FieldType::real, {"amount"}},
            {"currency", FieldType::text, {"currency"}},
            {"description", FieldType::text, {"description"}},
            {"occurred_at", FieldType::text, {"occurred_at", "occured_at"}},
            {"type", FieldType::text, {"type"}},
            {"status", FieldType::text, {"status"}},
            {"amount_to_pay", FieldType::real, {"amount_to_pay"}},
            {"source", FieldType::text, {"source"}},
            {"invoice_id", FieldType::text, {"invoice_id"}},
            {"receipt_id", FieldType::text, {"receipt_id"}},
            {"external_invoice_id", FieldType::text, {"external_invoice_id"}},
            {"source_invoice_id", FieldType::text, {"source_invoice_id"}},
            {"hosted_invoice_url", FieldType::text, {"hosted_invoice_url"}},
        },
    .hidden = {account_argument(), raw_column()},
    .pushdowns = {{"account_id", Pushdown::Role::account, "account_id"}},
    .rows_per_request = 2,
    .endpoint = "billing/unpaid-invoice",
    .records_in = "invoices",
};

}  // namespace cf_billing
