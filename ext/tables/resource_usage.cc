// cf_resource_usage: which Worker, bucket, database or queue used how much, by GraphQL analytics:
// minutes old, and estimates. Never what is billed: they share out what is.
//
//   SELECT resource_name, sum(quantity) FROM cf_resource_usage
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND service = 'D1 - Rows Read'
//     AND day >= '2026-10-01' GROUP BY 1;
//
// POST /graphql, and for names GET of small lists of the account.
#include <algorithm>

#include "analytics/resource_usage_fetch.h"
#include "analytics/usage_rows.h"
#include "core/redact.h"
#include "tables/all_tables.h"

namespace cf_billing {

namespace {

Granularity granularity_of(const Scan& scan) {
  if (!scan.granularity || *scan.granularity == "day") return Granularity::day;
  if (*scan.granularity == "hour") return Granularity::hour;
  throw Error(ErrorKind::usage, scan.table + ": granularity must be 'day' or 'hour', not " +
                                    quoted(*scan.granularity));
}

LeftOutTold told_of(const Scan& scan) {
  if (!scan.told) return LeftOutTold::nobody;
  if (*scan.told == "left out") return LeftOutTold::left_out;
  if (*scan.told == "refused") return LeftOutTold::refused;
  throw Error(ErrorKind::usage,
              scan.table + ": told must be 'left out' or 'refused', not " + quoted(*scan.told));
}

/// Whether the dataset has rows with one of the values in the column.
bool has_any(const Dataset& dataset, std::string_view column, const std::set<std::string>& values) {
  const auto has = [&](std::string_view value) { return values.contains(std::string(value)); };
  if (column == "dataset") return has(dataset.name);
  if (column == "resource_type") return has(dataset.resource_type);
  return std::any_of(dataset.measures.begin(), dataset.measures.end(), [&](const Measure& measure) {
    return !measure.service.empty() && has(measure.service);
  });
}

std::vector<std::unique_ptr<Fetch>> fetches(const TableSpec& /*spec*/, const Scan& scan,
                                            Session& session) {
  ResourceUsageQuestion question{{}, granularity_of(scan), told_of(scan)};
  for (const Dataset& dataset : all_datasets()) {
    const bool is_wanted = std::all_of(
        scan.choices.begin(), scan.choices.end(),
        [&](const auto& choice) { return has_any(dataset, choice.first, choice.second); });
    if (is_wanted) question.datasets.push_back(&dataset);
  }
  if (question.datasets.empty()) return {};
  return resource_usage_fetches(question, scan, session);
}

}  // namespace

const TableSpec& resource_usage_table() {
  static const TableSpec spec{
      .name = "cf_resource_usage",
      .summary =
          "What each Worker, bucket, database, namespace or queue used, by GraphQL analytics",
      .question = "Which Worker, bucket or database used how much?",
      .example =
          "SELECT day, resource_name, quantity, unit FROM cf_resource_usage WHERE service = "
          "'D1 - Rows Read' AND day >= date('now', '-6 days');",
      .layout =
          {
              {"day", FieldType::text, {"day"}, "day in UTC, YYYY-MM-DD"},
              {"dataset", FieldType::text, {"dataset"}, "dataset of GraphQL that says it"},
              {"resource_type",
               FieldType::text,
               {"resource_type"},
               "kind of resource, such as `worker`, `r2_bucket` or `d1_database`; `account` where "
               "nothing smaller is told"},
              {"resource_id",
               FieldType::text,
               {"resource_id"},
               "what the dataset tells the resource by: an identifier, or its name; NULL where "
               "nothing smaller than the account is told"},
              {"resource_name",
               FieldType::text,
               {"resource_name"},
               "what the resource is called, of a Durable Object namespace script and class with a "
               "colon between; NULL for one that is gone, or whose list the token may not read"},
              {"action",
               FieldType::text,
               {"action"},
               "what was done, such as `PutObject`; NULL where that is not told"},
              {"service",
               FieldType::text,
               {"service"},
               "the line of the bill that it belongs to, ServiceName without a note on what is "
               "included; NULL for what is free, and where the name of the line was never "
               "published"},
              {"quantity",
               FieldType::real,
               {"quantity"},
               "how much was used, in `unit`: an estimate; NULL where that is not known, see "
               "`reason`"},
              {"unit",
               FieldType::text,
               {"unit"},
               "unit that the line is billed in; of storage the day's part of a month"},
              {"sample_interval",
               FieldType::real,
               {"sample_interval"},
               "how many events stand behind one that was looked at: 1 is all of them; NULL where "
               "that is not told"},
          },
      .hidden =
          {account_argument(),
           first_day_argument(),
           last_day_argument(),
           {"granularity", HiddenColumn::Kind::argument,
            "argument: `day`, which is the default, or `hour`"},
           {"incomplete", HiddenColumn::Kind::argument,
            "argument: in place of the setting `incomplete`: `ignore` to make do with the days "
            "that are kept"},
           {"told", HiddenColumn::Kind::argument,
            "argument: `left out`: an account that `on_error` leaves out is rows without a "
            "quantity, as a dataset that failed is; `refused`: and so is one whose analytics the "
            "API refuses, whatever `on_error` says. NULL: neither"},
           {"hour", HiddenColumn::Kind::further,
            "with `granularity` at `hour`: when the hour begins, YYYY-MM-DDTHH:00:00Z; else "
            "NULL"},
           {"reason", HiddenColumn::Kind::further,
            "why `quantity` is NULL: such as a dataset that the plan or the token does not "
            "have, or, with `on_error` at `skip`, one that failed (`failed: …`), with a row for "
            "each day and line of the bill; of an account that `told` is about also "
            "`refused: …`"},
           {"raw", HiddenColumn::Kind::raw,
            "the group as received, JSON text; the same for each line of the bill that is "
            "told by it; NULL where a dataset is not available"}},
      .pushdowns =
          {
              {"account_id", Role::account, "account_id"},
              {"from_date", Role::first_day, "from_date"},
              {"to_date", Role::last_day, "to_date"},
              {"day", Role::day_bound, "", DayColumn::charge_date},
              {"granularity", Role::granularity, "granularity"},
              {"incomplete", Role::incomplete, "incomplete"},
              {"told", Role::told, "told"},
              {"dataset", Role::choice, "dataset"},
              {"resource_type", Role::choice, "resource_type"},
              {"service", Role::choice, "service"},
          },
      .rows_per_request = 200,
      .requests_per_account = 20,
      .permission = kAnalyticsRead,
      .fetches = fetches,
  };
  static_assert(kHour == kSampleInterval + 1);
  return spec;
}

}  // namespace cf_billing
