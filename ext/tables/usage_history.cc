// cf_usage_history: daily totals of nine metrics, about 18 months back: no money, and only these,
// but far longer than the usage tables reach.
//
//   SELECT substr(day, 1, 7) AS month, sum(quantity) FROM cf_usage_history
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND metric = 'workersRequests'
//   GROUP BY 1;
//
// GET /accounts/{account_id}/billing/usage.
#include "tables/all_tables.h"
#include "usage/usage_history_fetch.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> fetches(const TableSpec& spec, const Scan& scan,
                                            Session& session) {
  return usage_history_fetches(scan, spec.layout, session, [&](const std::string& account) {
    return endpoint_request(spec, scan, account);
  });
}

}  // namespace

const TableSpec& usage_history_table() {
  static const TableSpec spec{
      .name = "cf_usage_history",
      .summary = "Daily totals of nine metrics, about 18 months back, without money",
      .question = "How much was used on each day of the last 18 months?",
      .example =
          "SELECT day, metric, quantity FROM cf_usage_history WHERE metric = 'workersRequests';",
      .layout =
          {
              {"day",
               FieldType::text,
               {"ts"},
               "day in UTC, YYYY-MM-DD: the one that starts at `ts`"},
              {"metric",
               FieldType::text,
               {"metric"},
               "name of the total, such as `workersRequests`, `workersKVReads` or "
               "`streamMinutesViewed`; a total that Cloudflare does not tell of a day has no row, "
               "which is not 0"},
              {"quantity",
               FieldType::real,
               {"quantity"},
               "the total of that day; bytes, minutes, requests or whatever the metric's name "
               "says"},
          },
      .hidden = {account_argument(),
                 first_day_argument(),
                 last_day_argument(),
                 {"raw", HiddenColumn::Kind::raw,
                  "the record of the day as received, JSON text: with all of its totals, or with "
                  "one where `metric` is sent"}},
      .pushdowns =
          {
              {"account_id", Role::account, "account_id"},
              {"from_date", Role::first_day, "from_date"},
              {"to_date", Role::last_day, "to_date"},
              {"day", Role::day_bound, "", DayColumn::charge_date},
              {"metric", Role::parameter, "metrics", {}, is_history_metric},
          },
      .rows_per_request = 2000,
      .endpoint = "billing/usage",
      .fetches = fetches,
  };
  return spec;
}

}  // namespace cf_billing
