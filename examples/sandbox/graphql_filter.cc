#include "graphql_filter.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "clock.h"

namespace sandbox::graphql {
namespace {

constexpr std::array<std::pair<std::string_view, Comparison>, 6> kSuffixes = {{
    {"_neq", Comparison::kNotEqual},
    {"_lt", Comparison::kLess},
    {"_leq", Comparison::kAtMost},
    {"_gt", Comparison::kGreater},
    {"_geq", Comparison::kAtLeast},
    {"_in", Comparison::kIn},
}};

Condition read_list(const Value& list, Condition::Kind kind, const Dataset& dataset,
                    const Variables& variables) {
  if (list.kind != Value::Kind::kList || list.items.empty()) {
    throw Refusal("error parsing args: AND and OR are lists of filters");
  }
  Condition read;
  read.kind = kind;
  for (const Value& item : list.items) {
    read.parts.push_back(read_filter(item, dataset, variables));
  }
  return read;
}

Condition read_comparison(const Argument& argument, const Dataset& dataset,
                          const Variables& variables) {
  Condition read;
  read.kind = Condition::Kind::kCompare;
  std::string_view name = argument.name;
  if (!dataset.find_dimension(name)) {
    for (const auto& [suffix, comparison] : kSuffixes) {
      if (name.ends_with(suffix)) {
        name.remove_suffix(suffix.size());
        read.comparison = comparison;
        break;
      }
    }
  }
  const Dimension* dimension = dataset.find_dimension(name);
  if (!dimension) {
    throw Refusal("error parsing args: unknown field \"" + argument.name + "\" in the filter");
  }
  read.dimension = dimension->name;
  read.type = dimension->type;
  read.operands =
      variables.resolve(argument.value, dimension->type, read.comparison == Comparison::kIn, false);
  return read;
}

// Of moments and days the spelling tells which is earlier.
int order(const std::string& one, const std::string& other, Scalar type) {
  if (type == Scalar::kString || type == Scalar::kDate || type == Scalar::kTime) {
    return one.compare(other);
  }
  const double left = std::strtod(one.c_str(), nullptr);
  const double right = std::strtod(other.c_str(), nullptr);
  return left < right ? -1 : left > right ? 1 : 0;
}

bool holds(int order, Comparison comparison) {
  switch (comparison) {
    case Comparison::kEqual:
    case Comparison::kIn:
      return order == 0;
    case Comparison::kNotEqual:
      return order != 0;
    case Comparison::kLess:
      return order < 0;
    case Comparison::kAtMost:
      return order <= 0;
    case Comparison::kGreater:
      return order > 0;
    case Comparison::kAtLeast:
      return order >= 0;
  }
  return false;
}

sys_seconds moment_of(const std::string& text) {
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  return sys_seconds{parse_day(text.substr(0, 10)).value_or(Day{})} + std::chrono::hours(two(11)) +
         std::chrono::minutes(two(14)) + std::chrono::seconds(two(17));
}

// The moments that an operand stands for: a day is all of its own.
std::pair<sys_seconds, sys_seconds> span_of(const std::string& operand, Scalar type) {
  if (type == Scalar::kDate) {
    const Day day = parse_day(operand).value_or(Day{});
    return {day, day + days{1}};
  }
  const sys_seconds moment = moment_of(operand);
  return {moment, moment + std::chrono::seconds{1}};
}

void narrow(Period& period, const Period& by) {
  if (by.from && (!period.from || *by.from > *period.from)) {
    period.from = by.from;
  }
  if (by.to && (!period.to || *by.to < *period.to)) {
    period.to = by.to;
  }
}

Period period_of_comparison(const Condition& condition) {
  if (condition.type != Scalar::kDate && condition.type != Scalar::kTime) {
    return {};
  }
  const auto [least, most] = std::ranges::minmax(condition.operands);
  const auto [first, after_first] = span_of(least, condition.type);
  const auto [last, after_last] = span_of(most, condition.type);
  switch (condition.comparison) {
    case Comparison::kEqual:
    case Comparison::kIn:
      return {first, after_last};
    case Comparison::kGreater:
      return {after_first, std::nullopt};
    case Comparison::kAtLeast:
      return {first, std::nullopt};
    case Comparison::kLess:
      return {std::nullopt, last};
    case Comparison::kAtMost:
      return {std::nullopt, after_last};
    case Comparison::kNotEqual:
      break;
  }
  return {};
}

}  // namespace

Condition read_filter(const Value& filter, const Dataset& dataset, const Variables& variables) {
  if (filter.kind != Value::Kind::kObject) {
    throw Refusal("error parsing args: a filter is an object");
  }
  Condition read;
  for (const Argument& argument : filter.members) {
    if (argument.name == "AND") {
      read.parts.push_back(read_list(argument.value, Condition::Kind::kAll, dataset, variables));
    } else if (argument.name == "OR") {
      read.parts.push_back(read_list(argument.value, Condition::Kind::kAny, dataset, variables));
    } else {
      read.parts.push_back(read_comparison(argument, dataset, variables));
    }
  }
  return read;
}

bool Condition::holds_for(const std::function<std::string(const std::string&)>& tell) const {
  const auto is_met = [&](const Condition& part) { return part.holds_for(tell); };
  switch (kind) {
    case Kind::kAll:
      return std::ranges::all_of(parts, is_met);
    case Kind::kAny:
      return std::ranges::any_of(parts, is_met);
    case Kind::kCompare:
      break;
  }
  const std::string value = tell(dimension);
  return std::ranges::any_of(operands, [&](const std::string& operand) {
    return holds(order(value, operand, type), comparison);
  });
}

bool Condition::compares(const std::function<bool(const std::string&)>& dimension_is) const {
  return kind == Kind::kCompare ? dimension_is(dimension)
                                : std::ranges::any_of(parts, [&](const Condition& part) {
                                    return part.compares(dimension_is);
                                  });
}

Period period_of(const Condition& filter) {
  if (filter.kind == Condition::Kind::kCompare) {
    return filter.operands.empty() ? Period{} : period_of_comparison(filter);
  }
  Period period;
  if (filter.kind == Condition::Kind::kAll) {
    for (const Condition& part : filter.parts) {
      narrow(period, period_of(part));
    }
  }
  return period;
}

}  // namespace sandbox::graphql
