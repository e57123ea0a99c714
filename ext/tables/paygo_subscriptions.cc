// cf_paygo_subscriptions: what of an account is billed as pay-as-you-go, and on which day its
// billing cycles start. An account without any has one row that says whether it is covered at all.
//
//   SELECT account_id, covered, substr(billing_cycle_anchor_timestamp, 9, 2) AS anchor_day
//   FROM cf_paygo_subscriptions WHERE account_id IN (SELECT id FROM cf_accounts);
//
// GET /accounts/{account_id}/billable-usage/info.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec kPaygoSubscriptions{
    .name = "cf_paygo_subscriptions",
    .summary = "Pay-as-you-go subscriptions of an account and the anchors of their billing cycles",
    .layout =
        {
            {"covered", FieldType::integer, {"^covered"}},
            {"id", FieldType::text, {"id"}},
            {"start_timestamp", FieldType::text, {"start_timestamp"}},
            {"billing_cycle_anchor_timestamp", FieldType::text, {"billing_cycle_anchor_timestamp"}},
            {"end_timestamp", FieldType::text, {"end_timestamp"}},
        },
    .hidden = {account_argument(), raw_column()},
    .pushdowns = {{"account_id", Role::account, "account_id"}},
    .rows_per_request = 2,
    .endpoint = "billable-usage/info",
    .records = {RecordPlace::Kind::member_list, "result.subscriptions"},
    .restricted = true,
};

}  // namespace cf_billing
