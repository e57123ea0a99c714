// cf_credits: the balance of credits granted to an account, in cents of its currency.
//
//   SELECT account_id, confirmed_balance_cents / 100, currency, projected_depletion_date FROM
//   cf_credits WHERE account_id IN (SELECT id FROM cf_accounts) AND has_record;
//
// GET /accounts/{account_id}/billing/credits.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec kCredits{
    .name = "cf_credits",
    .summary = "Credits granted to an account and what is left of them, in cents",
    .layout =
        {
            {"confirmed_balance_cents", FieldType::real, {"confirmed_balance_cents"}},
            {"currency", FieldType::text, {"currency"}},
            {"days_remaining", FieldType::integer, {"days_remaining"}},
            {"eligible", FieldType::integer, {"eligible"}},
            {"has_record", FieldType::integer, {"has_record"}},
            {"original_amount_cents", FieldType::real, {"original_amount_cents"}},
            {"percent_consumed", FieldType::real, {"percent_consumed"}},
            {"projected_depletion_date", FieldType::text, {"projected_depletion_date"}},
            {"valid_from", FieldType::text, {"valid_from"}},
            {"valid_to", FieldType::text, {"valid_to"}},
        },
    .hidden = {account_argument(), raw_column()},
    .pushdowns = {{"account_id", Role::account, "account_id"}},
    .rows_per_request = 1,
    .endpoint = "billing/credits",
    .records = {RecordPlace::Kind::object, "result"},
};

}  // namespace cf_billing
