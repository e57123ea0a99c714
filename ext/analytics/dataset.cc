#include "analytics/dataset.h"

#include <algorithm>

namespace cf_billing {

std::vector<std::string_view> dimensions_of(const Dataset& dataset) {
  std::vector<std::string_view> dimensions;
  if (!dataset.resource.empty()) dimensions.push_back(dataset.resource);
  if (!dataset.action.empty()) dimensions.push_back(dataset.action);
  dimensions.insert(dimensions.end(), dataset.further.begin(), dataset.further.end());
  if (!dataset.if_offered.empty()) dimensions.push_back(dataset.if_offered);
  return dimensions;
}

std::vector<std::string_view> fields_of(const Dataset& dataset, Aggregate aggregate) {
  std::vector<std::string_view> fields;
  for (const Measure& measure : dataset.measures) {
    if (measure.aggregate != aggregate || !measure.is_offered) continue;
    for (const std::string_view field : measure.fields) {
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
    }
  }
  return fields;
}

std::string_view name_of(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::sum:
      return "sum";
    case Aggregate::max:
      return "max";
    case Aggregate::count:
      break;
  }
  return "count";
}

namespace {

using Fields = std::set<std::string, std::less<>>;

bool offers(const Fields& fields, const Measure& measure) {
  const std::string aggregate(name_of(measure.aggregate));
  if (measure.fields.empty()) return fields.contains(aggregate);
  return std::all_of(measure.fields.begin(), measure.fields.end(), [&](std::string_view field) {
    return fields.contains(aggregate + "_" + std::string(field));
  });
}

constexpr std::string_view kDimensions = "dimensions_";

/// Some lists have no dimensions at all: then nothing is known of any.
bool tells_dimensions(const Fields& fields) {
  const auto first = fields.lower_bound(kDimensions);
  return first != fields.end() && first->starts_with(kDimensions);
}

bool offers_dimension(const Fields& fields, std::string_view dimension) {
  return !tells_dimensions(fields) ||
         fields.contains(std::string(kDimensions) + std::string(dimension));
}

}  // namespace

Dataset offered(Dataset dataset, const Fields& fields) {
  if (fields.empty()) return dataset;
  dataset.is_sampled = fields.contains("avg_sampleInterval");
  for (Measure& measure : dataset.measures) measure.is_offered = offers(fields, measure);
  if (!offers_dimension(fields, dataset.if_offered)) dataset.if_offered = {};
  return dataset;
}

std::string lack_of_fields(const Dataset& dataset, const Fields& fields) {
  if (fields.empty()) return "";
  const bool any = std::any_of(dataset.measures.begin(), dataset.measures.end(),
                               [&](const Measure& measure) { return offers(fields, measure); });
  if (!any) return "none of the fields that say how much was used may be asked for";
  for (const std::string_view dimension : dimensions_of(dataset)) {
    if (dimension != dataset.if_offered && !offers_dimension(fields, dimension)) {
      return "its dimension " + std::string(dimension) + " may not be asked for";
    }
  }
  return "";
}

}  // namespace cf_billing
