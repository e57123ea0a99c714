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
            {"id",
             FieldType::text,
             {"id"},
             "identifier of the subscription, SubscriptionId of cf_paygo_usage"},
            {"state",
             FieldType::text,
             {"state"},
             "`Trial`, `Provisioned`, `Paid`, `AwaitingPayment`, `Cancelled`, `Failed` or "
             "`Expired`"},
            {"price",
             FieldType::real,
             {"price"},
             "fee of one period, in `currency`, without usage"},
            {"currency", FieldType::text, {"currency"}, "currency of the fee, ISO 4217"},
            {"frequency",
             FieldType::text,
             {"frequency"},
             "how long a period is: `weekly`, `monthly`, `quarterly` or `yearly`"},
            {"current_period_start",
             FieldType::text,
             {"current_period_start"},
             "start of the period that is paid for now; at first the moment of subscribing"},
            {"current_period_end", FieldType::text, {"current_period_end"}, "end of that period"},
            {"rate_plan_id",
             FieldType::text,
             {"rate_plan.id"},
             "identifier of the plan, such as `r2_paid`"},
            {"rate_plan_public_name",
             FieldType::text,
             {"rate_plan.public_name"},
             "name of the plan"},
            {"rate_plan_scope",
             FieldType::text,
             {"rate_plan.scope"},
             "what the plan is for, such as `zone` or `account`"},
        },
    .hidden = {account_argument(), raw_column()},
    .pushdowns = {{"account_id", Role::account, "account_id"}},
    .rows_per_request = 5,
    .endpoint = "subscriptions",
};

}  // namespace cf_billing
