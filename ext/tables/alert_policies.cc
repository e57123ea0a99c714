// cf_alert_policies: about what an account is notified, and by which ways: budget alerts too.
//
//   SELECT name, enabled, filters ->> '$.product[0]', filters ->> '$.limit[0]'
//   FROM cf_alert_policies('023e105f4ecef8ad9ca31a8372d0c353')
//   WHERE alert_type = 'billing_usage_alert';
//
// GET /accounts/{account_id}/alerting/v3/policies.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec& alert_policies_table() {
  static const TableSpec spec{
      .name = "cf_alert_policies",
      .summary = "Notifications that an account has set up, such as those of usage over a limit",
      .question = "Which notifications are set up?",
      .example = "SELECT name, alert_type, enabled FROM cf_alert_policies;",
      .layout =
          {
              {"id", FieldType::text, {"id"}, "identifier of the policy"},
              {"name", FieldType::text, {"name"}, "name of the policy"},
              {"description",
               FieldType::text,
               {"description"},
               "what it is for; NULL if nothing is said"},
              {"alert_type",
               FieldType::text,
               {"alert_type"},
               "event that it is about: `billing_usage_alert` is usage over a limit"},
              {"alert_interval",
               FieldType::text,
               {"alert_interval"},
               "how often it is sent again while the event goes on; NULL where that is not said"},
              {"enabled",
               FieldType::integer,
               {"enabled"},
               "1 if it is sent, 0 if it is switched off"},
              {"filters",
               FieldType::json,
               {"filters"},
               "object of lists of texts: of which events it is; usage over a limit has `product` "
               "and `limit`"},
              {"mechanisms",
               FieldType::json,
               {"mechanisms"},
               "object of lists: the e-mail addresses, webhooks and services it is sent to"},
              {"created", FieldType::text, {"created"}, "when it was made, a timestamp"},
              {"modified", FieldType::text, {"modified"}, "when it was last changed, a timestamp"},
          },
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .rows_per_request = 10,
      .endpoint = "alerting/v3/policies",
      .permission = "Account › Notifications › Read",
  };
  return spec;
}

}  // namespace cf_billing
