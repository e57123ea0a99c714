// The filter of a dataset: what a row's dimensions have to be, and which period that leaves.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "datasets.h"
#include "graphql/document.h"
#include "graphql_variables.h"

namespace sandbox::graphql {

using std::chrono::sys_seconds;

enum class Comparison { kEqual, kNotEqual, kLess, kAtMost, kGreater, kAtLeast, kIn };

struct Condition {
  enum class Kind { kAll, kAny, kCompare };
  Kind kind = Kind::kAll;
  std::vector<Condition> parts;  // of all and any
  std::string dimension;         // of a comparison
  Scalar type = Scalar::kString;
  Comparison comparison = Comparison::kEqual;
  std::vector<std::string> operands;

  // `tell` gives the value of a dimension.
  bool holds_for(const std::function<std::string(const std::string&)>& tell) const;
  bool compares(const std::function<bool(const std::string&)>& dimension_is) const;
};

// Throws a Refusal at what the dataset does not know.
Condition read_filter(const Value& filter, const Dataset& dataset, const Variables& variables);

// From the first moment on that the filter lets through, and before the second.
struct Period {
  std::optional<sys_seconds> from;
  std::optional<sys_seconds> to;
};
Period period_of(const Condition& filter);

}  // namespace sandbox::graphql
