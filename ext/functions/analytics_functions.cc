#include "functions/analytics_functions.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "analytics/dataset.h"
#include "functions/function_call.h"
#include "functions/service_name.h"
#include "records/json_string.h"

namespace cf_billing {

namespace {

/// cf_service_datasets(service): the names of the datasets that tell what resources used of it, as
/// a JSON array; NULL: of all there are.
void cf_service_datasets(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto service = text_view_of(argv[0]);
    std::string names;
    for (const Dataset& dataset : all_datasets()) {
      const bool tells =
          !service ||
          std::any_of(dataset.measures.begin(), dataset.measures.end(), [&](const Measure& each) {
            return !each.service.empty() && each.service == *service;
          });
      // Names of GraphQL need no escapes.
      if (!tells) continue;
      names += (names.empty() ? '[' : ',');
      names.append(1, '"').append(dataset.name).append(1, '"');
    }
    result_text(context, names.empty() ? "[]" : names + "]");
  });
}

/// The services of all datasets, by what lines are compared by.
const std::map<std::string, std::string_view>& told_services() {
  static const std::map<std::string, std::string_view> services = [] {
    std::map<std::string, std::string_view> all;
    for (const Dataset& dataset : all_datasets()) {
      for (const Measure& measure : dataset.measures) {
        if (!measure.service.empty()) all.emplace(service_key(measure.service), measure.service);
      }
    }
    return all;
  }();
  return services;
}

/// cf_told_service(name): what cf_resource_usage calls the service of a line, however its name is
/// spelled; of a line that no dataset tells its name without the note.
void cf_told_service(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto name = text_view_of(argv[0]);
    if (!name) return sqlite3_result_null(context);
    const auto found = told_services().find(service_key(*name));
    result_text(context,
                found == told_services().end() ? split_service_name(*name).service : found->second);
  });
}

/// cf_dataset_services(dataset): the services that a dataset tells of, as a JSON array; NULL: that
/// any does.
void cf_dataset_services(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto asked = text_view_of(argv[0]);
    std::set<std::string_view> services;
    for (const Dataset& dataset : all_datasets()) {
      if (asked && dataset.name != *asked) continue;
      for (const Measure& measure : dataset.measures) services.insert(measure.service);
    }
    services.erase("");
    std::string names;
    for (const std::string_view service : services) {
      names += (names.empty() ? "[" : ",") + json_quoted(std::string(service));
    }
    result_text(context, names.empty() ? "[]" : names + "]");
  });
}

constexpr std::array kFunctions = {
    SqlFunction{
        .name = "cf_service_datasets",
        .arguments = 1,
        .call = cf_service_datasets,
        .question = "Which datasets of analytics tell what resources used of a service?",
        .example =
            "SELECT value FROM json_each(cf_service_datasets('Workers Standard Requests'));"},
    SqlFunction{.name = "cf_told_service",
                .arguments = 1,
                .call = cf_told_service,
                .question = "What does cf_resource_usage call the service of a line?",
                .example = "SELECT cf_told_service('D1 - rows read (first 25 billion included)');"},
    SqlFunction{
        .name = "cf_dataset_services",
        .arguments = 1,
        .call = cf_dataset_services,
        .question = "Of which services does a dataset of analytics tell what resources used?",
        .example =
            "SELECT value FROM json_each(cf_dataset_services('d1AnalyticsAdaptiveGroups'));"}};

}  // namespace

std::span<const SqlFunction> analytics_functions() { return kFunctions; }

int register_analytics_functions(sqlite3* db) {
  return register_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
