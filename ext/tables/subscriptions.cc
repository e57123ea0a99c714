// cf_subscriptions: the plans an account pays for, apart from usage.
//
//   SELECT rate_plan_public_name, price, currency, frequency, current_period_end FROM
//   cf_subscriptions WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND state <>
//   'Cancelled';
//
// GET /accounts/{account_id}/subscriptions.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec kSubscriptions{
    .name = "cf_subscriptions",
    .summary = "Plans and add-ons that an account subscribes to, with price and current period",
    .layout =
        {
            {"id", FieldType::text, {"id"}},
            {"state", FieldType::text, {"state"}},
            {"price", FieldType::real, {"price"}},
            {"currency", FieldType::text, {"currency"}},
            {"frequency", FieldType::text, {"frequency"}},
            {"current_period_start", FieldType::text, {"current_period_start"}},
            {"current_period_end", FieldType::text, {"current_period_end"}},
            {"rate_plan_id", FieldType::text, {"rate_plan.id"}},
            {"rate_plan_public_name", FieldType::text, {"rate_plan.public_name"}},
            {"rate_plan_scope", FieldType::text, {"rate_plan.scope"}},
        },
    .hidden = {account_argument(), raw_column()},
    .pushdowns = {{"account_id", Role::account, "account_id"}},
    .rows_per_request = 5,
    .endpoint = "subscriptions",
};

}  // namespace cf_billing
