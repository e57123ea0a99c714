#include "graphql_limits.h"

#include <algorithm>
#include <map>

#include "clock.h"
#include "json_text.h"

namespace sandbox::graphql {
namespace {

using std::chrono::seconds;

constexpr int kLongestDays = 31;
constexpr int kForbidden = 403;
constexpr int kUnavailable = 503;

struct Limits {
  bool enabled = true;
  seconds max_duration{0};
  seconds not_older_than{0};
  std::size_t max_page_size = 0;
  std::size_t max_fields = 0;
};

int number_or(const Settings& settings, const char* name, int otherwise) {
  const int value = settings.number(name);
  return value == 0 ? otherwise : value;
}

Limits limits_of(const Dataset& dataset, const Settings& settings) {
  const int kept = number_or(settings, "graphql.retention_days", dataset.retention_days);
  const int longest =
      number_or(settings, "graphql.max_duration_days", std::min(kept, kLongestDays));
  Limits limits;
  limits.enabled = !settings.lists("graphql.disabled", dataset.name);
  limits.max_duration = days{longest};
  limits.not_older_than = days{kept};
  limits.max_page_size = static_cast<std::size_t>(settings.number("graphql.max_page_size"));
  limits.max_fields = static_cast<std::size_t>(settings.number("graphql.max_fields"));
  return limits;
}

std::string available_fields(const Dataset& dataset) {
  ArrayText list;
  for (const Dimension& dimension : dataset.dimensions) {
    list.add(json_string("dimensions_" + dimension.name));
  }
  for (const Metric& metric : dataset.metrics) {
    list.add(json_string(metric.path()));
  }
  return std::move(list).finish();
}

std::string text_of(const std::string& name, const Dataset& dataset, const Limits& limits) {
  const std::map<std::string, std::string> members = {
      {"enabled", limits.enabled ? "true" : "false"},
      {"maxDuration", std::to_string(limits.max_duration.count())},
      {"notOlderThan", std::to_string(limits.not_older_than.count())},
      {"maxPageSize", std::to_string(limits.max_page_size)},
      {"maxNumberOfFields", std::to_string(limits.max_fields)},
      {"availableFields", available_fields(dataset)}};
  const auto found = members.find(name);
  if (found == members.end()) {
    throw Refusal("unknown field \"" + name + "\"");
  }
  return found->second;
}

}  // namespace

bool is_in_schema(const Dataset& dataset, const Settings& settings) {
  return !settings.lists("graphql.unknown", dataset.name);
}

std::string settings_node(const Field& field, const Dataset& dataset, const Settings& settings) {
  if (!field.arguments.empty()) {
    throw Refusal("error parsing args: unknown arg \"" + field.arguments.front().name + "\"");
  }
  if (field.selections.empty()) {
    throw Refusal("object field must have selections");
  }
  const Limits limits = limits_of(dataset, settings);
  ObjectText node;
  for (const Field& each : field.selections) {
    if (!each.selections.empty() || !each.arguments.empty()) {
      throw Refusal("scalar fields must have no selections");
    }
    node.raw(each.key(), text_of(each.name, dataset, limits));
  }
  return std::move(node).finish();
}

void check_limits(const Plan& plan, const Settings& settings, sys_seconds now,
                  const std::vector<std::string>& path) {
  const Limits limits = limits_of(*plan.dataset, settings);
  if (!limits.enabled || settings.lists("graphql.not_in_plan", plan.dataset->name)) {
    throw Refusal("does not have access to the path", path, "authz", kForbidden);
  }
  if (settings.lists("graphql.failing", plan.dataset->name)) {
    throw Refusal("unable to execute query, please try again later", path, "", kUnavailable);
  }
  if (plan.limit == 0 || plan.limit > limits.max_page_size) {
    throw Refusal("limit must be positive number and not greater than " +
                      std::to_string(limits.max_page_size),
                  path);
  }
  if (plan.fields > limits.max_fields) {
    throw Refusal("number of fields can't be more than " + std::to_string(limits.max_fields), path);
  }
  const Period period = period_of(plan.filter);
  // The last second may be meant inclusively.
  if (!period.from || period.to.value_or(now) - *period.from > limits.max_duration + seconds{1}) {
    throw Refusal("query time range is too large. Time range can't be wider than " +
                      std::to_string(limits.max_duration.count()) + "s",
                  path);
  }
  if (*period.from < now - limits.not_older_than) {
    throw Refusal(
        "cannot request data older than " + std::to_string(limits.not_older_than.count()) + "s",
        path);
  }
}

}  // namespace sandbox::graphql
