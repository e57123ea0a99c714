#include "tables/invoice_item.h"

namespace cf_billing {

RecordLayout invoice_item_layout() {
  return {
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
  };
}

}  // namespace cf_billing
