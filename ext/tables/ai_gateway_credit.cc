// cf_ai_gateway_credit: the balance that an account has loaded for AI Gateway, a bill of its own.
//
//   SELECT account_id, balance, topup_config_threshold, topup_config_error
//   FROM cf_ai_gateway_credit WHERE account_id IN (SELECT id FROM cf_accounts);
//
// GET /accounts/{account_id}/ai-gateway/billing/credit-balance.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec& ai_gateway_credit_table() {
  static const TableSpec spec{
      .name = "cf_ai_gateway_credit",
      .summary = "What an account has loaded for AI Gateway, and how that is topped up",
      .question = "How much credit is left for AI Gateway?",
      .example = "SELECT balance, topup_config_threshold FROM cf_ai_gateway_credit;",
      .layout =
          {
              {"balance",
               FieldType::real,
               {"balance"},
               "what is left of it; neither unit nor currency is documented"},
              {"has_default_payment_method",
               FieldType::integer,
               {"has_default_payment_method"},
               "1 if it can be charged, else 0"},
              {"payment_method_brand",
               FieldType::text,
               {"payment_method.brand"},
               "brand of the card that is charged; NULL without one"},
              {"payment_method_last4",
               FieldType::text,
               {"payment_method.last4"},
               "last four digits of its number"},
              {"topup_config_amount",
               FieldType::real,
               {"topup_config.amount"},
               "what is loaded at a time, in the unit of the balance; NULL if nothing is loaded by "
               "itself, as with the four that follow"},
              {"topup_config_threshold",
               FieldType::real,
               {"topup_config.threshold"},
               "balance below which it is loaded"},
              {"topup_config_disabledReason",
               FieldType::text,
               {"topup_config.disabledReason"},
               "why it is no longer loaded"},
              {"topup_config_error",
               FieldType::text,
               {"topup_config.error"},
               "what went wrong when it was to be loaded last"},
              {"topup_config_lastFailedAt",
               FieldType::integer,
               {"topup_config.lastFailedAt"},
               "when that was: a number whose unit is not documented"},
              {"first_topup_success",
               FieldType::integer,
               {"first_topup_success"},
               "1 if it was ever loaded, else 0; NULL where that is not said"},
          },
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .rows_per_request = 1,
      .endpoint = "ai-gateway/billing/credit-balance",
      .records = {RecordPlace::Kind::object, "result"},
      .permission = "Account › AI Gateway › Read",
  };
  return spec;
}

}  // namespace cf_billing
