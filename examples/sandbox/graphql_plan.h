// What a query asks a dataset for, checked against its schema.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "datasets.h"
#include "graphql/document.h"
#include "graphql_filter.h"
#include "graphql_variables.h"

namespace sandbox::graphql {

// A member of the answer's rows, or of an object in them: a dimension, or a metric.
struct Leaf {
  std::string key;  // what the query calls it
  const Dimension* dimension = nullptr;
  const Metric* metric = nullptr;
  std::size_t position = 0;  // of the metric
};

struct Member {
  std::string key;
  bool is_leaf = false;  // count
  std::vector<Leaf> leaves;
};

struct Order {
  Leaf by;
  bool descending = false;
};

struct Plan {
  const Dataset* dataset = nullptr;
  std::string key;
  std::vector<Member> members;
  std::vector<const Dimension*> groups;  // the dimensions that are asked for
  Condition filter;
  std::vector<Order> orders;
  std::size_t limit = 0;
  std::size_t fields = 0;  // how many are asked for

  // A past day is not enough: what is asked for tells hours apart.
  bool tells_hours() const;
};

// Throws a Refusal at what the dataset does not have.
Plan read_plan(const Field& field, const Dataset& dataset, const Variables& variables);

}  // namespace sandbox::graphql
