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
            {"covered",
             FieldType::integer,
             {"^covered"},
             "1 if the account has PayGo usage at all, else 0"},
            {"id",
             FieldType::text,
             {"id"},
             "identifier of the subscription; NULL in the one row of an account without any"},
            {"start_timestamp",
             FieldType::text,
             {"start_timestamp"},
             "when the subscription began"},
            {"billing_cycle_anchor_timestamp",
             FieldType::text,
             {"billing_cycle_anchor_timestamp"},
             "a start of its billing cycles: they repeat monthly on that day of the month, or on "
             "the month's last day"},
            {"end_timestamp",
             FieldType::text,
             {"end_timestamp"},
             "when it was cancelled; NULL while it goes on"},
        },
    .hidden = {account_argument(), raw_column()},
    .pushdowns = {{"account_id", Role::account, "account_id"}},
    .rows_per_request = 2,
    .endpoint = "billable-usage/info",
    .records = {RecordPlace::Kind::member_list, "result.subscriptions"},
    .restricted = true,
};

}  // namespace cf_billing
