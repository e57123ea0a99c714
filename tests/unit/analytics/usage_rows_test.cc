// Which line of the bill a group belongs to, and how much of its unit it is.
#include "analytics/usage_rows.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/days.h"

namespace cf_billing {
namespace {

const Dataset& dataset(std::string_view name) {
  const auto& all = all_datasets();
  return *std::find_if(all.begin(), all.end(),
                       [&](const Dataset& each) { return each.name == name; });
}

using Services = std::vector<std::string_view>;

Services services(std::string_view name,
                  const std::vector<std::optional<std::string>>& dimensions) {
  const auto block = block_for_groups(dataset(name), false);
  block->begin_record();
  for (std::size_t place = 0; place < dimensions.size(); ++place) {
    if (!dimensions[place]) continue;
    block->set(kGroupFieldCount + place, CellType::text, *dimensions[place]);
  }
  block->end_record(0);
  const Group group(*block, 0, dimensions.size());
  Services found;
  for (const std::size_t place : measures_of(dataset(name), group)) {
    found.push_back(dataset(name).measures[place].service);
  }
  return found;
}

Services r2(const char* action, const char* storage_class) {
  return services("r2OperationsAdaptiveGroups", {"bucket", action, storage_class});
}

TEST(Measures, of_r2_are_told_by_action_and_storage_class) {
  EXPECT_EQ(r2("PutObject", "Standard"), Services{"R2 Storage Class A Operations"});
  EXPECT_EQ(r2("ListBuckets", ""), Services{"R2 Storage Class A Operations"});
  EXPECT_EQ(r2("HeadObject", "Standard"), Services{"R2 Storage Class B Operations"});
  EXPECT_EQ(r2("UploadPart", "InfrequentAccess"),
            Services{"R2 Infrequent Access - Class A Operations"});
  EXPECT_EQ(r2("GetObject", "InfrequentAccess"),
            (Services{"R2 Infrequent Access - Class B Operations",
                      "R2 Infrequent Access - Data Retrieval"}));
}

TEST(Measures, of_r2_have_the_class_that_is_published) {
  for (const char* action :
       {"ListBuckets", "PutBucket", "ListObjects", "PutObject", "CopyObject",
        "CompleteMultipartUpload", "CreateMultipartUpload", "LifecycleStorageTierTransition",
        "ListMultipartUploads", "UploadPart", "UploadPartCopy", "ListParts", "PutBucketEncryption",
        "PutBucketCors", "PutBucketLifecycleConfiguration"}) {
    EXPECT_EQ(r2(action, "Standard"), Services{"R2 Storage Class A Operations"}) << action;
    EXPECT_EQ(r2(action, "InfrequentAccess"), Services{"R2 Infrequent Access - Class A Operations"})
        << action;
  }
  for (const char* action :
       {"HeadBucket", "HeadObject", "GetObject", "UsageSummary", "GetBucketEncryption",
        "GetBucketLocation", "GetBucketCors", "GetBucketLifecycleConfiguration"}) {
    EXPECT_EQ(r2(action, "Standard"), Services{"R2 Storage Class B Operations"}) << action;
  }
  for (const char* action : {"DeleteObject", "DeleteBucket", "AbortMultipartUpload"}) {
    EXPECT_EQ(r2(action, "Standard"), Services{""}) << action;
  }
}

TEST(Measures, of_workers_leave_previews_out) {
  const Services billed{"Workers Standard Requests", "Workers CPU ms"};
  for (const char* no : {"0", "false", ""}) {
    EXPECT_EQ(services("workersInvocationsAdaptive", {"shop", no}), billed) << no;
  }
  EXPECT_EQ(services("workersInvocationsAdaptive", {"shop", std::nullopt}), billed);
  for (const char* yes : {"1", "true"}) {
    EXPECT_EQ(services("workersInvocationsAdaptive", {"shop", yes}), (Services{"", ""})) << yes;
  }
  // Where it may not be asked for.
  EXPECT_EQ(services("workersInvocationsAdaptive", {"shop"}), billed);
}

TEST(Measures, of_what_is_free_or_unknown_have_no_service) {
  EXPECT_EQ(r2("DeleteObject", "Standard"), Services{""});
  EXPECT_EQ(r2("AbortMultipartUpload", "InfrequentAccess"), Services{""});
  EXPECT_EQ(r2("SomethingNew", "Standard"), Services{""});
  EXPECT_EQ(services("kvOperationsAdaptiveGroups", {"id", "watch"}), Services{""});
  EXPECT_EQ(services("kvOperationsAdaptiveGroups", {"id", "list"}), Services{"KV List Operations"});
}

TEST(Measures, of_workflows_count_steps_alone) {
  EXPECT_EQ(services("workflowsAdaptiveGroups", {"w", "STEP_FAILURE"}), Services{""});
  EXPECT_EQ(services("workflowsAdaptiveGroups", {"w", "ATTEMPT_START"}), Services{});
}

TEST(Measures, of_a_null_dimension_meet_no_condition) {
  EXPECT_EQ(services("r2StorageAdaptiveGroups", {"bucket", std::nullopt}),
            Services{"R2 Data Storage"});
  EXPECT_EQ(services("workflowsAdaptiveGroups", {"w", std::nullopt}), Services{});
}

TEST(Quantities, are_in_the_unit_that_is_billed) {
  /// Of the measure that adds up that field.
  const auto of = [](std::string_view name, std::string_view field, double value) {
    for (const Measure& measure : dataset(name).measures) {
      if (measure.fields == std::vector{field}) {
        return quantity_of(measure, value, Granularity::day).value();
      }
    }
    return -1.0;
  };
  EXPECT_DOUBLE_EQ(of("workersInvocationsAdaptive", "cpuTimeUs", 5000), 5);
  EXPECT_DOUBLE_EQ(
      of("browserRenderingBrowserTimeUsageAdaptiveGroups", "totalSessionDurationMs", 7'200'000), 2);
  EXPECT_DOUBLE_EQ(of("containersUsageAdaptiveGroups", "cpuTimeSec", 7), 7);
  EXPECT_DOUBLE_EQ(of("containersUsageAdaptiveGroups", "allocatedMemory", 3.0 * (1U << 30U)), 3);
  EXPECT_DOUBLE_EQ(of("containersUsageAdaptiveGroups", "allocatedDisk", 3e9), 3);
  EXPECT_DOUBLE_EQ(of("containersUsageAdaptiveGroups", "txBytes", 3e9), 3);
  EXPECT_DOUBLE_EQ(of("durableObjectsPeriodicGroups", "duration", 12.5), 12.5);
  EXPECT_DOUBLE_EQ(of("durableObjectsPeriodicGroups", "inboundWebsocketMsgCount", 50), 2.5);
  EXPECT_DOUBLE_EQ(of("r2OperationsAdaptiveGroups", "responseBytes", 3e9), 3);
  EXPECT_DOUBLE_EQ(of("logExplorerIngestionAdaptiveGroups", "billableBytes", 3e9), 3);
  EXPECT_DOUBLE_EQ(of("workersBuildsBuildMinutesAdaptiveGroups", "buildMinutes", 3), 3);
}

TEST(Quantities, of_objects_are_never_of_wall_time) {
  for (const Dataset& each : all_datasets()) {
    for (const Measure& measure : each.measures) {
      EXPECT_EQ(std::count(measure.fields.begin(), measure.fields.end(), "wallTime"), 0)
          << each.name;
    }
  }
}

TEST(Quantities, of_storage_are_a_part_of_a_month) {
  const Measure& stored = dataset("kvStorageAdaptiveGroups").measures[0];
  EXPECT_DOUBLE_EQ(*quantity_of(stored, 30e9, Granularity::day), 1);
  EXPECT_DOUBLE_EQ(*quantity_of(stored, 30e9, Granularity::hour) * 24, 1);
  EXPECT_EQ(quantity_of(stored, std::nullopt, Granularity::day), std::nullopt);
}

}  // namespace
}  // namespace cf_billing
