// The datasets of GraphQL Analytics that the sandbox has: their schema, and where the figures in
// them come from. One more dataset is one more entry of datasets.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

enum class Scalar { kString, kDate, kTime, kUint8, kUint64, kFloat64 };
// As variables are declared with it.
const char* scalar_name(Scalar scalar);

enum class Aggregate { kCount, kSum, kMax, kAverage };
// The member of a row that has it: count, sum, max, avg.
const char* aggregate_name(Aggregate aggregate);

enum class ResourceKind {
  kNone,  // figures of the account as a whole
  kWorker,
  kPagesProject,
  kBucket,
  kDatabase,
  kKeyValueNamespace,
  kObjectNamespace,
  kQueue,
  kVectorIndex,
  kModel,
  kContainer,
  kWorkflow,
  kGateway,
  kEventDataset,
  kLogDataset,
  kVideo,
  kRepository,
  kLoadBalancer,
  kReserveBucket,
};

struct Dimension {
  std::string name;
  Scalar type = Scalar::kString;
};

struct Metric {
  Aggregate aggregate = Aggregate::kCount;
  std::string name;  // empty: count
  Scalar type = Scalar::kUint64;

  // As `availableFields` lists it: sum_requests.
  std::string path() const;
};

// What fills one metric of the rows with one action.
struct Source {
  const char* action;   // in the action dimension; empty: the dataset has none
  const char* metric;   // its path
  const char* service;  // id of a billed metric; empty: figures of accounts that try everything out
  // Which part of the day's billed quantity it is, so that all parts of a service make it up.
  double from = 0;
  double to = 1;
  double per_unit = 1;  // how many of it a unit of the billed quantity is
  // Otherwise its level, of an account of scale 1: a month's use, or what is stored. Nobody is
  // billed for it, it is there where the service is used.
  double level = 0;
};

struct Dataset {
  const char* name;
  bool is_of_zone = false;
  int retention_days = 90;
  ResourceKind resource = ResourceKind::kNone;
  const char* resource_dimension = "";
  const char* action_dimension = "";
  std::vector<Dimension> dimensions;  // of time, too
  std::vector<Metric> metrics;
  std::vector<Source> sources;

  const Dimension* find_dimension(std::string_view dimension) const;
  const Metric* find_metric(Aggregate aggregate, std::string_view metric) const;
  std::size_t position_of(std::string_view metric_path) const;
  // It says by how much it is sampled.
  bool is_sampled() const;
};

const std::vector<Dataset>& datasets();
const Dataset* find_dataset(std::string_view name);

}  // namespace sandbox
