// cf_credits: the balance of credits granted to an account, in cents of its currency.
//
//   SELECT account_id, confirmed_balance_cents / 100, currency, projected_depletion_date FROM
//   cf_credits WHERE account_id IN (SELECT id FROM cf_accounts) AND has_record;
//
// GET /accounts/{account_id}/billing/credits.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec& credits_table() {
  static const TableSpec spec{
      .name = "cf_credits",
      .summary = "Credits granted to an account and what is left of them, in cents",
      .question = "Which credits were granted, and what is left of them?",
      .example = "SELECT * FROM cf_credits;",
      .layout =
          {
              {"confirmed_balance_cents",
               FieldType::real,
               {"confirmed_balance_cents"},
               "what is left of the credits, in hundredths of `currency`"},
              {"currency", FieldType::text, {"currency"}, "currency of the amounts, ISO 4217"},
              {"days_remaining",
               FieldType::integer,
               {"days_remaining"},
               "days until the credits end"},
              {"eligible",
               FieldType::integer,
               {"eligible"},
               "1 if the account may have credits, else 0"},
              {"has_record",
               FieldType::integer,
               {"has_record"},
               "1 if Cloudflare has a record of credits for the account, else 0"},
              {"original_amount_cents",
               FieldType::real,
               {"original_amount_cents"},
               "what was granted, in hundredths of `currency`"},
              {"percent_consumed",
               FieldType::real,
               {"percent_consumed"},
               "how much of the grant is used, in percent"},
              {"projected_depletion_date",
               FieldType::text,
               {"projected_depletion_date"},
               "when the credits are used up if use goes on as it is; NULL if nobody can say"},
              {"valid_from", FieldType::text, {"valid_from"}, "from when they count"},
              {"valid_to", FieldType::text, {"valid_to"}, "until when they count"},
          },
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .rows_per_request = 1,
      .endpoint = "billing/credits",
      .records = {RecordPlace::Kind::object, "result"},
  };
  return spec;
}

}  // namespace cf_billing
