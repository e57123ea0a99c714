// cf_subscriptions: the plans an account pays for, apart from usage.
//
//   SELECT rate_plan_public_name, price, currency, frequency, current_period_end FROM
//   cf_subscriptions WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND state <>
//   'Cancelled';
//
// `id` is SubscriptionId of cf_paygo_usage: sql/README.md has the query that shows fees beside
// usage.
//
// GET /accounts/{account_id}/subscriptions.
#include "tables/all_tables.h"

namespace cf_billing {

const TableSpec& subscriptions_table() {
  static const TableSpec spec{
      .name = "cf_subscriptions",
      .summary = "Plans and add-ons that an account subscribes to, with price and current period",
      .question = "Which plans and add-ons are subscribed to, and at which price?",
      .example = "SELECT rate_plan_public_name, price, currency, frequency FROM cf_subscriptions;",
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
              {"zone_id",
               FieldType::text,
               {"zone.id"},
               "zone that the plan is for, 32 hex digits; NULL for plans of the account"},
              {"zone_name",
               FieldType::text,
               {"zone.name"},
               "domain of that zone; NULL for plans of the account"},
              {"rate_plan_currency",
               FieldType::text,
               {"rate_plan.currency"},
               "currency in which the plan is priced, ISO 4217"},
              {"rate_plan_sets",
               FieldType::json,
               {"rate_plan.sets"},
               "lists of plans that the plan is on, an array of names"},
              {"rate_plan_externally_managed",
               FieldType::integer,
               {"rate_plan.externally_managed"},
               "1 if somebody else than Cloudflare manages the plan, else 0"},
              {"rate_plan_is_contract",
               FieldType::integer,
               {"rate_plan.is_contract"},
               "1 if a contract is behind the plan, else 0"},
              {"product_name",
               FieldType::text,
               {"product.name"},
               "product that is subscribed to; NULL where the API names none"},
              {"component_values",
               FieldType::json,
               {"component_values"},
               "what the plan is made of: an array of objects with `name`, `display_name`, `kind` "
               "(`enum`, `sum` or `usage`), `default`, `value` and `price`; NULL without"},
          },
      .hidden = {account_argument(), raw_column()},
      .pushdowns = {{"account_id", Role::account, "account_id"}},
      .rows_per_request = 5,
      .endpoint = "subscriptions",
  };
  return spec;
}

}  // namespace cf_billing
