// cf_billable_metrics: what Cloudflare meters for an account: the ids that cf_focus_usage calls
// x_BillableMetricId.
//
//   SELECT Id, Name, ProductFamily ->> '$[0].Name' FROM cf_billable_metrics
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353';
//
// GET /accounts/{account_id}/billable/usage/billable-metrics.
#include "core/usage_window.h"
#include "scan/union_fetch.h"
#include "tables/all_tables.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> fetches(const TableSpec& spec, const Scan& scan,
                                            Session& /*session*/) {
  std::vector<std::unique_ptr<Fetch>> list;
  for (const auto& account : scan.accounts) {
    const ApiRequest request = endpoint_request(spec, scan, account);
    std::vector<ApiRequest> requests;
    if (!scan.days) requests.push_back(request);
    for (const DayRange& window : scan.days ? usage_windows(*scan.days) : std::vector<DayRange>()) {
      requests.push_back(request);
      requests.back().query = {{"from", to_text(window.first)}, {"to", to_text(window.last)}};
    }
    list.push_back(union_fetch(std::move(requests), account.value()));
  }
  return list;
}

}  // namespace

const TableSpec& billable_metrics_table() {
  static const TableSpec spec{
      .name = "cf_billable_metrics",
      .summary = "Metrics that are metered for an account, all of them or those of some days",
      .question = "Which metrics are metered?",
      .example = "SELECT Id, Name FROM cf_billable_metrics;",
      .layout =
          {
              {"Id",
               FieldType::text,
               {"Id"},
               "identifier of the metric, x_BillableMetricId of cf_focus_usage"},
              {"Name", FieldType::text, {"Name"}, "name of the metric"},
              {"ProductFamily",
               FieldType::json,
               {"ProductFamily"},
               "list of {Id, Name}: the product families it belongs to"},
              {"ProductCategory",
               FieldType::json,
               {"ProductCategory"},
               "list of {Id, Name}: the product categories it belongs to"},
              {"DimensionKeys",
               FieldType::json,
               {"DimensionKeys"},
               "list of names: by what the metric can be grouped, such as `zone_id`"},
          },
      .hidden = {account_argument(), first_day_argument(), last_day_argument(), raw_column()},
      .pushdowns =
          {
              {"account_id", Role::account, "account_id"},
              {"from_date", Role::first_day, "from_date"},
              {"to_date", Role::last_day, "to_date"},
          },
      .rows_per_request = 30,
      .endpoint = "billable/usage/billable-metrics",
      .restricted = true,
      .fetches = fetches,
  };
  return spec;
}

}  // namespace cf_billing
