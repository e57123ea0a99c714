#include "tables/invoice_item.h"

namespace cf_billing {

RecordLayout invoice_item_layout() {
  return {
      {"id", FieldType::text, {"id"}, "identifier of the item, up to 36 characters"},
      {"action", FieldType::text, {"action"}, "what was done, such as `subscription`"},
      {"amount",
       FieldType::real,
       {"amount"},
       "money of the item, in `currency`; refunds may be negative, or positive with `type` "
       "`refund`; 0 is common"},
      {"currency", FieldType::text, {"currency"}, "currency of the amounts, ISO 4217"},
      {"description", FieldType::text, {"description"}, "the item in words; may be NULL"},
      {"occurred_at",
       FieldType::text,
       {"occurred_at", "occured_at"},
       "when it was billed, a timestamp as sent"},
      {"type", FieldType::text, {"type"}, "kind of item, such as `charge` or `refund`"},
      {"status", FieldType::text, {"status"}, "whether it is paid; NULL in the history of a user"},
      {"amount_to_pay",
       FieldType::real,
       {"amount_to_pay"},
       "what is still to be paid of it, in `currency`; NULL in the history of a user"},
      {"source",
       FieldType::text,
       {"source"},
       "where the item comes from; NULL in the history of a user"},
      {"invoice_id", FieldType::text, {"invoice_id"}, "invoice it is on; NULL if it is on none"},
      {"receipt_id",
       FieldType::text,
       {"receipt_id"},
       "receipt of its payment; NULL if there is none"},
      {"external_invoice_id",
       FieldType::text,
       {"external_invoice_id"},
       "number of the invoice in the system that made it"},
      {"source_invoice_id",
       FieldType::text,
       {"source_invoice_id"},
       "identifier of the invoice where it comes from"},
      {"hosted_invoice_url",
       FieldType::text,
       {"hosted_invoice_url"},
       "page that shows the invoice"},
  };
}

}  // namespace cf_billing
