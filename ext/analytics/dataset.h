// The datasets of GraphQL analytics that say which resource used how much: each is data, so that
// one more is one entry of a list (datasets.cc).
//
// They do not measure what is billed (FACTS: GraphQL): they are estimates, from samples mostly, and
// only ever share out what was billed.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cf_billing {

enum class DatasetScope : std::uint8_t { account, zone };

/// Where the names of a dataset's resources are found.
enum class ResourceNames : std::uint8_t {
  none,          ///< there are none
  themselves,    ///< what tells them apart is their name
  d1_databases,  ///< each of the others is a list of the account
  kv_namespaces,
  durable_objects,
  queues,
  zones,
};

/// Groups count only if that dimension of theirs has one of the values.
struct Condition {
  std::string_view dimension;
  std::vector<std::string_view> values;
};

enum class Aggregate : std::uint8_t { sum, max, count };

/// Something that the groups of a dataset count: each makes a row of a group.
struct Measure {
  /// The line of the bill that it belongs to, without a note on what is included; empty: how that
  /// line is called was never published, or nothing is billed.
  std::string_view service;
  std::string_view unit;  ///< that the line is billed in
  Aggregate aggregate = Aggregate::sum;
  std::vector<std::string_view> fields = {};  ///< of the aggregate, added up; none: of a count
  double factor = 1;                          ///< from them to the unit
  /// A peak of what is stored. It is billed as the mean of a month's days: a day counts as its part
  /// of the month.
  bool is_stored = false;
  /// All have to hold. Of several measures of the same fields the first takes a group.
  std::vector<Condition> conditions = {};
  bool is_offered = true;  ///< the API lets its fields be asked for
};

struct Dataset {
  std::string_view name;  ///< of the node
  DatasetScope scope = DatasetScope::account;
  std::string_view resource_type{};  ///< as tags call it
  std::string_view
      resource{};  ///< the dimension that tells resources apart; empty: the zone or none
  ResourceNames names = ResourceNames::none;
  std::string_view action = {};                ///< the dimension with what was done
  std::vector<std::string_view> further = {};  ///< dimensions that the measures need
  std::string_view if_offered = {};  ///< one that they look at where the API has it, the last
  std::vector<Measure> measures = {};
  std::chrono::days kept{31};  ///< where the API does not say how far back it is
  bool is_sampled = false;  ///< a group says how much, where the API does not say whether it does
  std::string_view time = "datetime";  ///< the dimension that hours are asked for by
};

const std::vector<Dataset>& all_datasets();

/// Resource and action, those of `further`, and `if_offered`, in the order in which they are asked
/// for.
std::vector<std::string_view> dimensions_of(const Dataset& dataset);

/// The fields of one aggregate that the measures ask for, each once.
std::vector<std::string_view> fields_of(const Dataset& dataset, Aggregate aggregate);

/// As it is called in a query.
std::string_view name_of(Aggregate aggregate);

/// The dataset with what of it is offered: `fields`, such as "sum_requests"; empty: all is.
Dataset offered(Dataset dataset, const std::set<std::string, std::less<>>& fields);
/// Why the dataset is of no use with these fields alone; empty: it is.
std::string lack_of_fields(const Dataset& dataset,
                           const std::set<std::string, std::less<>>& fields);

}  // namespace cf_billing
