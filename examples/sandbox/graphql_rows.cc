#include "graphql_rows.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <utility>

#include "analytics.h"
#include "chance.h"
#include "json_text.h"

namespace sandbox::graphql {
namespace {

using std::chrono::hours;

std::string time_text(sys_seconds time) {
  const Day day = std::chrono::floor<days>(time);
  const std::string hour = std::to_string((time - day) / hours{1} + 100).substr(1);
  return format_day(day) + "T" + hour + ":00:00Z";
}

// What has the same value in all rows.
std::string constant(const Dimension& dimension) {
  static const std::map<std::string, std::string> known = {
      {"status", "success"},        {"actionStatus", "success"},
      {"outcome", "success"},       {"result", "success"},
      {"requestStatus", "success"}, {"usageModel", "standard"},
      {"storageClass", "Standard"}, {"databaseRole", "primary"},
      {"coloCode", "FRA"},          {"type", "http"},
      {"consumerType", "worker"},   {"operation", "query"},
      {"requestSource", "worker"},  {"responseStatusCode", "200"},
      {"statusCode", "200"},        {"region", "WEUR"},
      {"servedByRegion", "WEUR"},   {"location", "fra"},
      {"sampleInterval", "1"},      {"eyeballRegion", "WEUR"},
      {"jurisdiction", "default"}};
  const auto found = known.find(dimension.name);
  if (found != known.end()) {
    return found->second;
  }
  return dimension.type == Scalar::kString ? "" : "0";
}

std::string value_of(const Cell& cell, sys_seconds time, const Dataset& dataset,
                     const Account& account, const Dimension& dimension) {
  const std::string& name = dimension.name;
  if (dimension.type == Scalar::kDate) {
    return format_day(std::chrono::floor<days>(time));
  }
  if (dimension.type == Scalar::kTime) {
    const Day day = std::chrono::floor<days>(time);
    const auto six_hours = day + (time - day) / hours{6} * hours{6};
    return time_text(name == "datetimeSixHours" ? six_hours : time);
  }
  if (name == dataset.resource_dimension) {
    return cell.resource.id;
  }
  if (name == dataset.action_dimension) {
    return cell.action;
  }
  if (name == "scriptName") {
    return cell.resource.script;
  }
  if (name == "zoneTag") {
    return account.zones.empty() ? "" : account.zones.front().id;
  }
  if (name == "objectId" || name == "instanceId" || name == "scriptTag" || name == "sessionId") {
    return Chance(name).with(account.id).with(cell.resource.id).hex_id();
  }
  return constant(dimension);
}

// What rows of one group come to.
struct Group {
  std::vector<std::string> dimensions;
  std::vector<double> values;
  double intervals = 0;
  double rows = 0;
};

void add(const AnalyticsRow& row, const Dataset& dataset, Group& group) {
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    double& value = group.values[i];
    value = dataset.metrics[i].aggregate == Aggregate::kMax ? std::max(value, row.values[i])
                                                            : value + row.values[i];
  }
  group.intervals += row.interval;
  group.rows += 1;
}

std::vector<Group> grouped(const Plan& plan, const Account& account, const Analytics& measured) {
  const Dataset& dataset = *plan.dataset;
  std::map<std::vector<std::string>, Group> groups;
  for (const AnalyticsRow& row : measured.rows) {
    const Cell& cell = measured.cells[row.cell];
    const auto tell = [&](const std::string& name) {
      return value_of(cell, row.time, dataset, account, *dataset.find_dimension(name));
    };
    if (!plan.filter.holds_for(tell)) {
      continue;
    }
    std::vector<std::string> dimensions;
    dimensions.reserve(plan.groups.size());
    for (const Dimension* dimension : plan.groups) {
      dimensions.push_back(value_of(cell, row.time, dataset, account, *dimension));
    }
    Group& group = groups[dimensions];
    if (group.values.empty()) {
      group.dimensions = std::move(dimensions);
      group.values.resize(dataset.metrics.size());
    }
    add(row, dataset, group);
  }
  std::vector<Group> list;
  list.reserve(groups.size());
  for (auto& [dimensions, group] : groups) {
    list.push_back(std::move(group));
  }
  return list;
}

double number_of(const Group& group, const Leaf& leaf) {
  if (leaf.metric->name == "sampleInterval") {
    return group.intervals / group.rows;
  }
  return leaf.metric->aggregate == Aggregate::kAverage ? group.values[leaf.position] / group.rows
                                                       : group.values[leaf.position];
}

std::string number_text(double value, Scalar type) {
  if (type != Scalar::kFloat64) {
    return std::to_string(static_cast<std::uint64_t>(value));
  }
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

const std::string& text_of(const Plan& plan, const Group& group, const Dimension* dimension) {
  const auto found = std::ranges::find(plan.groups, dimension);
  return group.dimensions[static_cast<std::size_t>(found - plan.groups.begin())];
}

// Negative: the first comes before the second.
int compared(const Plan& plan, const Order& order, const Group& one, const Group& other) {
  int result = 0;
  if (order.by.dimension) {
    result =
        text_of(plan, one, order.by.dimension).compare(text_of(plan, other, order.by.dimension));
  } else {
    const double left = number_of(one, order.by);
    const double right = number_of(other, order.by);
    result = left < right ? -1 : left > right ? 1 : 0;
  }
  return order.descending ? -result : result;
}

// What nobody has asked an order of comes in any.
std::uint64_t shuffled(const Group& group) {
  Chance chance("order of groups");
  for (const std::string& text : group.dimensions) {
    chance = chance.with(text);
  }
  return chance.bits();
}

void sort(const Plan& plan, std::vector<Group>& groups) {
  std::ranges::sort(groups, {}, shuffled);
  std::ranges::stable_sort(groups, [&](const Group& one, const Group& other) {
    for (const Order& order : plan.orders) {
      if (const int result = compared(plan, order, one, other); result != 0) {
        return result < 0;
      }
    }
    return false;
  });
}

std::string leaf_text(const Plan& plan, const Group& group, const Leaf& leaf) {
  if (leaf.metric) {
    return number_text(number_of(group, leaf), leaf.metric->type);
  }
  const std::string& text = text_of(plan, group, leaf.dimension);
  const Scalar type = leaf.dimension->type;
  const bool is_number =
      type == Scalar::kUint8 || type == Scalar::kUint64 || type == Scalar::kFloat64;
  return is_number ? text : json_string(text);
}

std::string row_text(const Plan& plan, const Group& group) {
  ObjectText row;
  for (const Member& member : plan.members) {
    if (member.is_leaf) {
      row.raw(member.key, leaf_text(plan, group, member.leaves.front()));
      continue;
    }
    ObjectText object;
    for (const Leaf& leaf : member.leaves) {
      object.raw(leaf.key, leaf_text(plan, group, leaf));
    }
    row.raw(member.key, std::move(object).finish());
  }
  return std::move(row).finish();
}

}  // namespace

std::string rows_of(const Plan& plan, const Snapshot& snapshot, const Settings& settings,
                    const Account& account, const Zone* zone) {
  const Period period = period_of(plan.filter);
  const sys_seconds now = analytics_now(snapshot, settings);
  const AnalyticsScope scope{
      snapshot,
      settings,
      account,
      zone,
      *plan.dataset,
      now,
      std::chrono::floor<days>(period.from.value_or(now)),
      std::chrono::floor<days>(period.to.value_or(now) - std::chrono::seconds{1}),
      plan.tells_hours()};
  std::vector<Group> groups = grouped(plan, account, measure(scope));
  sort(plan, groups);
  groups.resize(std::min(groups.size(), plan.limit));
  return json_list(groups, [&](const Group& group) { return row_text(plan, group); });
}

}  // namespace sandbox::graphql
