// The words in which datasets are written down.
#pragma once

#include <string>
#include <vector>

#include "datasets.h"

namespace sandbox {

constexpr double kGigabyteMonth = 30e9;  // bytes on one day: the documentation's month has 30 days
constexpr double kGibibyte = 1024.0 * 1024 * 1024;

// "name name:Type": strings, where no type is given.
std::vector<Dimension> dimensions_of(const std::string& names);
// "count sum_requests avg_sampleInterval:float64": whole numbers, where no type is given.
std::vector<Metric> metrics_of(const std::string& paths);

// The moments that most datasets can be grouped by.
const std::string kTimes =
    " date:Date datetime:Time datetimeMinute:Time datetimeFiveMinutes:Time"
    " datetimeFifteenMinutes:Time datetimeHour:Time";
const std::string kTimesToSixHours = kTimes + " datetimeSixHours:Time";
const std::string kFewTimes = " date:Date datetime:Time datetimeMinute:Time datetimeHour:Time";
const std::string kInterval = " avg_sampleInterval:float64";

// A part of what is billed for the service.
Source part(const char* action, const char* metric, const char* service, double from, double to,
            double per_unit = 1);
Source all_of(const char* metric, const char* service, double per_unit = 1);
// Where the service is used, without being billed for it.
Source beside(const char* action, const char* metric, const char* service, double level);
// Of what the catalog does not have at all.
Source tried_out(const char* action, const char* metric, double level);

// datasets_compute.cc and datasets_storage.cc
std::vector<Dataset> compute_datasets();
std::vector<Dataset> storage_datasets();

}  // namespace sandbox
