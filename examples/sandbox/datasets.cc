#include "datasets.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "dataset_words.h"

namespace sandbox {
namespace {

Scalar scalar_of(std::string_view name) {
  for (const Scalar scalar :
       {Scalar::kDate, Scalar::kTime, Scalar::kUint8, Scalar::kUint64, Scalar::kFloat64}) {
    if (name == scalar_name(scalar)) {
      return scalar;
    }
  }
  return Scalar::kString;
}

// Cuts ":Type" off the word.
Scalar take_scalar(std::string& word, Scalar otherwise) {
  const std::size_t colon = word.find(':');
  if (colon == std::string::npos) {
    return otherwise;
  }
  const Scalar scalar = scalar_of(word.substr(colon + 1));
  word.resize(colon);
  return scalar;
}

}  // namespace

const char* scalar_name(Scalar scalar) {
  switch (scalar) {
    case Scalar::kDate:
      return "Date";
    case Scalar::kTime:
      return "Time";
    case Scalar::kUint8:
      return "uint8";
    case Scalar::kUint64:
      return "uint64";
    case Scalar::kFloat64:
      return "float64";
    case Scalar::kString:
      break;
  }
  return "string";
}

const char* aggregate_name(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::kSum:
      return "sum";
    case Aggregate::kMax:
      return "max";
    case Aggregate::kAverage:
      return "avg";
    case Aggregate::kCount:
      break;
  }
  return "count";
}

std::vector<Dimension> dimensions_of(const std::string& names) {
  std::vector<Dimension> list;
  std::istringstream words(names);
  for (std::string word; words >> word;) {
    const Scalar type = take_scalar(word, Scalar::kString);
    list.push_back({word, type});
  }
  return list;
}

std::vector<Metric> metrics_of(const std::string& paths) {
  std::vector<Metric> list;
  std::istringstream words(paths);
  for (std::string word; words >> word;) {
    Metric metric;
    metric.type = take_scalar(word, Scalar::kUint64);
    for (const Aggregate each : {Aggregate::kSum, Aggregate::kMax, Aggregate::kAverage}) {
      const std::string prefix = std::string(aggregate_name(each)) + "_";
      if (word.starts_with(prefix)) {
        metric.aggregate = each;
        metric.name = word.substr(prefix.size());
      }
    }
    list.push_back(std::move(metric));
  }
  return list;
}

Source part(const char* action, const char* metric, const char* service, double from, double to,
            double per_unit) {
  return {action, metric, service, from, to, per_unit, 0};
}

Source all_of(const char* metric, const char* service, double per_unit) {
  return part("", metric, service, 0, 1, per_unit);
}

Source beside(const char* action, const char* metric, const char* service, double level) {
  return {action, metric, service, 0, 1, 1, level};
}

Source tried_out(const char* action, const char* metric, double level) {
  return beside(action, metric, "", level);
}

std::string Metric::path() const {
  return name.empty() ? aggregate_name(aggregate)
                      : std::string(aggregate_name(aggregate)) + "_" + name;
}

const Dimension* Dataset::find_dimension(std::string_view dimension) const {
  const auto found = std::ranges::find(dimensions, dimension, &Dimension::name);
  return found == dimensions.end() ? nullptr : &*found;
}

std::size_t Dataset::position_of(std::string_view metric_path) const {
  const auto found = std::ranges::find(metrics, metric_path, &Metric::path);
  return static_cast<std::size_t>(found - metrics.begin());
}

const Metric* Dataset::find_metric(Aggregate aggregate, std::string_view metric) const {
  const std::size_t position = position_of(Metric{aggregate, std::string(metric)}.path());
  return position == metrics.size() ? nullptr : &metrics[position];
}

bool Dataset::is_sampled() const {
  return find_metric(Aggregate::kAverage, "sampleInterval") != nullptr;
}

const std::vector<Dataset>& datasets() {
  static const std::vector<Dataset> all = [] {
    std::vector<Dataset> list = compute_datasets();
    std::ranges::move(storage_datasets(), std::back_inserter(list));
    return list;
  }();
  return all;
}

const Dataset* find_dataset(std::string_view name) {
  const auto found = std::ranges::find(
      datasets(), name, [](const Dataset& each) { return std::string_view(each.name); });
  return found == datasets().end() ? nullptr : &*found;
}

}  // namespace sandbox
