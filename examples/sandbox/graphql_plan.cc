#include "graphql_plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace sandbox::graphql {
namespace {

constexpr std::array kObjects = {Aggregate::kSum, Aggregate::kMax, Aggregate::kAverage};

[[noreturn]] void refuse_field(const std::string& name) {
  throw Refusal("unknown field \"" + name + "\"");
}

void refuse_arguments(const Field& field) {
  if (!field.arguments.empty()) {
    throw Refusal("error parsing args: unknown arg \"" + field.arguments.front().name + "\"");
  }
}

Leaf leaf_of(const Field& field, const Dataset& dataset, const Dimension* dimension,
             const Metric* metric) {
  if (!dimension && !metric) {
    refuse_field(field.name);
  }
  refuse_arguments(field);
  if (!field.selections.empty()) {
    throw Refusal("scalar fields must have no selections");
  }
  return {field.key(), dimension, metric, metric ? dataset.position_of(metric->path()) : 0};
}

bool is_same(const Leaf& one, const Leaf& other) {
  return one.dimension == other.dimension && one.metric == other.metric;
}

Member read_member(const Field& field, const Dataset& dataset) {
  Member member{field.key(), false, {}};
  if (const Metric* count = dataset.find_metric(Aggregate::kCount, "");
      count && field.name == "count") {
    member.is_leaf = true;
    member.leaves.push_back(leaf_of(field, dataset, nullptr, count));
    return member;
  }
  const bool is_dimensions = field.name == "dimensions";
  const auto* aggregate = std::ranges::find(kObjects, field.name, aggregate_name);
  if (!is_dimensions && (aggregate == kObjects.end() ||
                         std::ranges::find(dataset.metrics, *aggregate, &Metric::aggregate) ==
                             dataset.metrics.end())) {
    refuse_field(field.name);
  }
  refuse_arguments(field);
  if (field.selections.empty()) {
    throw Refusal("object field must have selections");
  }
  for (const Field& each : field.selections) {
    member.leaves.push_back(
        is_dimensions
            ? leaf_of(each, dataset, dataset.find_dimension(each.name), nullptr)
            : leaf_of(each, dataset, nullptr, dataset.find_metric(*aggregate, each.name)));
  }
  return member;
}

template <typename Keyed>
void refuse_same_keys(const std::vector<Keyed>& list) {
  for (auto each = list.begin(); each != list.end(); ++each) {
    if (std::find_if(each + 1, list.end(),
                     [&](const Keyed& other) { return other.key == each->key; }) != list.end()) {
      throw Refusal("field \"" + each->key + "\" is asked for twice");
    }
  }
}

Order read_order(const Value& value, const Dataset& dataset) {
  if (value.kind != Value::Kind::kEnum) {
    throw Refusal("error parsing args: orderBy is a list of names");
  }
  std::string_view name = value.text;
  Order order;
  order.descending = name.ends_with("_DESC");
  const std::string_view suffix = order.descending ? "_DESC" : "_ASC";
  if (name.ends_with(suffix)) {
    name.remove_suffix(suffix.size());
    order.by.dimension = dataset.find_dimension(name);
    order.by.position = dataset.position_of(name);
    if (!order.by.dimension && order.by.position < dataset.metrics.size()) {
      order.by.metric = &dataset.metrics[order.by.position];
    }
  }
  if (!order.by.dimension && !order.by.metric) {
    throw Refusal("error parsing args: \"" + value.text + "\" is no order of " + dataset.name);
  }
  return order;
}

void read_orders(const Value& value, Plan& plan) {
  if (value.kind != Value::Kind::kList) {
    throw Refusal("error parsing args: orderBy is a list");
  }
  for (const Value& item : value.items) {
    plan.orders.push_back(read_order(item, *plan.dataset));
    const Leaf& by = plan.orders.back().by;
    const bool is_asked_for = std::ranges::any_of(plan.members, [&](const Member& member) {
      return std::ranges::any_of(member.leaves,
                                 [&](const Leaf& leaf) { return is_same(leaf, by); });
    });
    // Rows that are grouped have no other members.
    if (!is_asked_for) {
      throw Refusal("error parsing args: orderBy names \"" + item.text +
                    "\", which is not asked for");
    }
  }
}

void read_arguments(const Field& field, const Variables& variables, Plan& plan) {
  bool has_limit = false;
  bool has_filter = false;
  for (const Argument& argument : field.arguments) {
    if (argument.name == "limit") {
      const std::string text =
          variables.resolve(argument.value, Scalar::kUint64, false, true).front();
      std::from_chars(text.data(), text.data() + text.size(), plan.limit);
      has_limit = true;
    } else if (argument.name == "filter") {
      plan.filter = read_filter(argument.value, *plan.dataset, variables);
      has_filter = true;
    } else if (argument.name == "orderBy") {
      read_orders(argument.value, plan);
    } else {
      throw Refusal("error parsing args: unknown arg \"" + argument.name + "\"");
    }
  }
  if (!has_limit || !has_filter) {
    throw Refusal(std::string("error parsing args: \"") + (has_limit ? "filter" : "limit") +
                  "\" is required");
  }
}

}  // namespace

bool Plan::tells_hours() const {
  const auto is_finer = [&](const std::string& name) {
    return dataset->find_dimension(name)->type == Scalar::kTime;
  };
  return filter.compares(is_finer) ||
         std::ranges::any_of(groups, [&](const Dimension* group) { return is_finer(group->name); });
}

Plan read_plan(const Field& field, const Dataset& dataset, const Variables& variables) {
  if (field.selections.empty()) {
    throw Refusal("object field must have selections");
  }
  Plan plan;
  plan.dataset = &dataset;
  plan.key = field.key();
  for (const Field& each : field.selections) {
    plan.members.push_back(read_member(each, dataset));
    const Member& member = plan.members.back();
    refuse_same_keys(member.leaves);
    plan.fields += member.leaves.size();
    for (const Leaf& leaf : member.leaves) {
      if (leaf.dimension) {
        plan.groups.push_back(leaf.dimension);
      }
    }
  }
  refuse_same_keys(plan.members);
  read_arguments(field, variables, plan);
  return plan;
}

}  // namespace sandbox::graphql
