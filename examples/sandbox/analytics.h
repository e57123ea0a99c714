// What GraphQL Analytics measured: the use that is billed, shared out over the resources that
// caused it, by hours. Of past days it is, over all resources, what pay-as-you-go records finally
// say, up to sampling.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "datasets.h"
#include "resources.h"
#include "settings.h"
#include "snapshot.h"

namespace sandbox {

using std::chrono::sys_seconds;

// The day is the sandbox's, the time the clock's, or that of the setting graphql.now.
sys_seconds analytics_now(const Snapshot& snapshot, const Settings& settings);

// What is asked for.
struct AnalyticsScope {
  const Snapshot& snapshot;
  const Settings& settings;
  const Account& account;
  const Zone* zone = nullptr;  // of a dataset of a zone
  const Dataset& dataset;
  sys_seconds now;
  Day first;
  Day last;
  bool by_hour = false;  // else a past day can be one row
};

// Whose use a row is.
struct Cell {
  Resource resource;
  std::string action;
};

struct AnalyticsRow {
  std::size_t cell = 0;
  sys_seconds time;  // when its hour, or its day, begins
  double interval = 1;
  std::vector<double> values;  // of the dataset's metrics
};

struct Analytics {
  std::vector<Cell> cells;
  std::vector<AnalyticsRow> rows;
};

Analytics measure(const AnalyticsScope& scope);

}  // namespace sandbox
