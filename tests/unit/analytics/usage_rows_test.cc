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
  const auto of = [](std::string_view name, std::size_t place, double value) {
    return quantity_of(dataset(name).measures[place], value, Granularity::day).value();
  };
  EXPECT_DOUBLE_EQ(of("workersInvocationsAdaptive", 1, 5000), 5);  // Microseconds.
  EXPECT_DOUBLE_EQ(of("browserRenderingBrowserTimeUsageAdaptiveGroups", 0, 7'200'000), 2);
  EXPECT_DOUBLE_EQ(of("containersUsageAdaptiveGroups", 1, 3.0 * (1U << 30U)), 3);
  EXPECT_DOUBLE_EQ(of("durableObjectsPeriodicGroups", 0, 12.5), 12.5);
}

TEST(Quantities, of_storage_are_a_part_of_a_month) {
  const Measure& stored = dataset("kvStorageAdaptiveGroups").measures[0];
  EXPECT_DOUBLE_EQ(*quantity_of(stored, 30e9, Granularity::day), 1);
  EXPECT_DOUBLE_EQ(*quantity_of(stored, 30e9, Granularity::hour) * 24, 1);
  EXPECT_EQ(quantity_of(stored, std::nullopt, Granularity::day), std::nullopt);
}

}  // namespace
}  // namespace cf_billing
