// cf_ai_gateway_invoice_lines: what the next invoice of AI Gateway will ask for, line by line. An
// invoice without lines has one row that says what it comes to.
//
//   SELECT description, quantity, pricing_unit_amount_decimal, amount, currency
//   FROM cf_ai_gateway_invoice_lines('023e105f4ecef8ad9ca31a8372d0c353');
//
// GET /accounts/{account_id}/ai-gateway/billing/invoice-preview.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec& ai_gateway_invoice_lines_table() {
  static const TableSpec spec{
      .name = "cf_ai_gateway_invoice_lines",
      .summary = "Lines of the next invoice of AI Gateway, and the invoice that they are on",
      .question = "What is on the next invoice of AI Gateway?",
      .example = "SELECT description, quantity, amount, currency FROM cf_ai_gateway_invoice_lines;",
      .layout =
          {
              {"amount",
               FieldType::real,
               {"amount"},
               "money of the line, in `currency`; whether in whole units or hundredths is not "
               "documented; NULL in the one row of an invoice without lines, as with the seven "
               "that follow"},
              {"currency", FieldType::text, {"currency"}, "currency of the line"},
              {"description", FieldType::text, {"description"}, "the line in words; may be NULL"},
              {"quantity", FieldType::real, {"quantity"}, "how much of it"},
              {"period_start",
               FieldType::integer,
               {"period.start"},
               "from when the line counts: a number whose unit is not documented"},
              {"period_end", FieldType::integer, {"period.end"}, "until when, likewise"},
              {"pricing_unit_amount_decimal",
               FieldType::real,
               {"pricing.unit_amount_decimal"},
               "price of one, in the unit of the amount; NULL where there is none"},
              {"pretax_credit_amounts",
               FieldType::json,
               {"pretax_credit_amounts"},
               "list of {amount, type, …}: what was taken off before tax"},
              {"invoice_id", FieldType::text, {"^id"}, "identifier of the invoice, `id`"},
              {"invoice_status",
               FieldType::text,
               {"^status"},
               "its state, `status`: `draft`, `open`, `paid`, `uncollectible` or `void`"},
              {"invoice_currency", FieldType::text, {"^currency"}, "its currency, `currency`"},
              {"invoice_period_start",
               FieldType::integer,
               {"^period_start"},
               "from when the invoice counts, `period_start`, as above"},
              {"invoice_period_end",
               FieldType::integer,
               {"^period_end"},
               "until when, `period_end`"},
              {"amount_due",
               FieldType::real,
               {"^amount_due"},
               "what the invoice asks for, tax included: the same on each of its lines, never add "
               "it up"},
              {"amount_paid", FieldType::real, {"^amount_paid"}, "what of it is paid, likewise"},
              {"amount_remaining",
               FieldType::real,
               {"^amount_remaining"},
               "what of it is left to pay, likewise"},
          },
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .rows_per_request = 5,
      .endpoint = "ai-gateway/billing/invoice-preview",
      .records = {RecordPlace::Kind::member_list, "result.invoice_lines"},
      .permission = "Account › AI Gateway › Read",
  };
  return spec;
}

}  // namespace cf_billing
