// cf_paygo_subscriptions: what of an account is billed as pay-as-you-go, and on which day its
// billing cycles start. An account without any has one row that says whether it is covered at all.
//
//   SELECT account_id, covered, substr(billing_cycle_anchor_timestamp, 9, 2) AS anchor_day
//   FROM cf_paygo_subscriptions WHERE account_id IN (SELECT id FROM cf_accounts);
//
// GET /accounts/{account_id}/billable-usage/info, and before it paygo-usage-info.
#include "tables/all_tables.h"
#include "usage/paygo_subscriptions_fetch.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> subscriptions_fetches(const TableSpec& spec, const Scan& scan,
                                                          Session& session) {
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const auto& account : scan.accounts) {
    fetches.push_back(paygo_subscriptions_fetch(
        scan.table, account.value(), session,
        [&spec, scan, account = account.value()](const std::string& endpoint) {
          ApiRequest request = account_request(account, endpoint);
          read_as_records(request, spec, scan);
          return request;
        }));
  }
  return fetches;
}

}  // namespace

const TableSpec& paygo_subscriptions_table() {
  static const TableSpec spec{
      .name = "cf_paygo_subscriptions",
      .summary =
          "Pay-as-you-go subscriptions of an account and the anchors of their billing cycles",
      .question = "Is the account covered by PayGo usage, and when do its cycles begin?",
      .example = "SELECT covered, id, billing_cycle_anchor_timestamp FROM cf_paygo_subscriptions;",
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
      .records = {RecordPlace::Kind::member_list, "result.subscriptions"},
      .restricted = true,
      .fetches = subscriptions_fetches,
  };
  return spec;
}

}  // namespace cf_billing
