// Texts of queries: variables alone, never a value.
#include "analytics/query_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace cf_billing {
namespace {

const Dataset& dataset(std::string_view name) {
  const auto& all = all_datasets();
  return *std::find_if(all.begin(), all.end(),
                       [&](const Dataset& each) { return each.name == name; });
}

TEST(QueryText, asks_for_the_groups_of_days) {
  EXPECT_EQ(groups_query(dataset("d1AnalyticsAdaptiveGroups"), Granularity::day, Keyset::none),
            "query($account: string!, $from: Date!, $to: Date!, $limit: uint64!) { viewer { "
            "accounts(filter: {accountTag: $account}) { accountTag "
            "d1AnalyticsAdaptiveGroups(limit: $limit, "
            "filter: {date_geq: $from, date_leq: $to}) { dimensions { date databaseId } sum { "
            "rowsRead rowsWritten } avg { sampleInterval } } } } }");
}

TEST(QueryText, asks_for_hours_by_the_dimension_that_the_dataset_has) {
  EXPECT_EQ(
      groups_query(dataset("logExplorerIngestionAdaptiveGroups"), Granularity::hour, Keyset::none),
      "query($account: string!, $from: Time!, $to: Time!, $limit: uint64!) { viewer { "
      "accounts(filter: {accountTag: $account}) { accountTag "
      "logExplorerIngestionAdaptiveGroups(limit: "
      "$limit, filter: {datetimeHour_geq: $from, datetimeHour_lt: $to}) { dimensions { "
      "datetimeHour dataset zoneTag } sum { billableBytes } } } } }");
}

TEST(QueryText, asks_for_resources_in_their_order_and_for_those_behind_one) {
  const Dataset& balancing = dataset("loadBalancingRequestsAdaptiveGroups");
  const std::string first = groups_query(balancing, Granularity::day, Keyset::first);
  EXPECT_NE(first.find("orderBy: [lbName_ASC]"), std::string::npos) << first;
  EXPECT_EQ(first.find("$after"), std::string::npos) << first;
  EXPECT_EQ(groups_query(balancing, Granularity::day, Keyset::behind),
            "query($zones: [string!]!, $from: Date!, $to: Date!, $limit: uint64!, $after: string!) "
            "{ viewer { zones(filter: {zoneTag_in: $zones}) { zoneTag "
            "loadBalancingRequestsAdaptiveGroups(limit: $limit, filter: {date_geq: $from, "
            "date_leq: $to, lbName_gt: $after}, orderBy: [lbName_ASC]) { dimensions { date lbName "
            "} count avg { sampleInterval } } } } }");
}

TEST(QueryText, asks_for_the_settings_of_several_datasets_at_once) {
  EXPECT_EQ(
      settings_query(DatasetScope::account,
                     {&dataset("kvStorageAdaptiveGroups"), &dataset("d1StorageAdaptiveGroups")}),
      "query($account: string!) { viewer { accounts(filter: {accountTag: $account}) { accountTag "
      "settings { kvStorageAdaptiveGroups { enabled maxDuration notOlderThan maxPageSize "
      "maxNumberOfFields availableFields } d1StorageAdaptiveGroups { enabled maxDuration "
      "notOlderThan maxPageSize maxNumberOfFields availableFields } } } } }");
}

TEST(QueryText, asks_nobody_who_it_is_where_the_schema_has_no_such_field) {
  EXPECT_EQ(
      settings_query(DatasetScope::account, {&dataset("kvStorageAdaptiveGroups")}, Owners::unnamed),
      "query($account: string!) { viewer { accounts(filter: {accountTag: $account}) { "
      "settings { kvStorageAdaptiveGroups { enabled maxDuration notOlderThan maxPageSize "
      "maxNumberOfFields availableFields } } } } }");
  const std::string groups = groups_query(dataset("kvStorageAdaptiveGroups"), Granularity::day,
                                          Keyset::none, Owners::unnamed);
  EXPECT_NE(groups.find("{accountTag: $account}) { kvStorageAdaptiveGroups(limit"),
            std::string::npos)
      << groups;
  const AnalyticsSchema without{.has_account_tag = false};
  EXPECT_EQ(owners_in(without, DatasetScope::account), Owners::unnamed);
  EXPECT_EQ(owners_in(without, DatasetScope::zone), Owners::named);
  EXPECT_EQ(owners_in({}, DatasetScope::account), Owners::named);
}

TEST(QueryText, has_values_beside_it) {
  EXPECT_EQ(query_body("query($a: string!) { b }", {{"a", R"("x\"y")"}, {"limit", "10"}}),
            R"({"query":"query($a: string!) { b }","variables":{"a":"x\"y","limit":10}})");
}

TEST(QueryText, leaves_out_what_is_not_offered) {
  const Dataset some = offered(dataset("d1AnalyticsAdaptiveGroups"), {"sum_rowsRead", "count"});
  const std::string text = groups_query(some, Granularity::day, Keyset::none);
  EXPECT_NE(text.find("sum { rowsRead } }"), std::string::npos) << text;
  EXPECT_EQ(text.find("sampleInterval"), std::string::npos) << text;
}

TEST(QueryText, asks_whether_it_was_a_preview_where_that_is_offered) {
  const Dataset& workers = dataset("workersInvocationsAdaptive");
  const auto text = [&](const std::set<std::string, std::less<>>& fields) {
    EXPECT_EQ(lack_of_fields(workers, fields), "");
    return groups_query(offered(workers, fields), Granularity::day, Keyset::none);
  };
  constexpr const char* kAsked = "dimensions { date scriptName isPreview }";
  EXPECT_NE(text({}).find(kAsked), std::string::npos);
  EXPECT_NE(text({"sum_requests"}).find(kAsked), std::string::npos);
  EXPECT_NE(text({"dimensions_scriptName", "dimensions_isPreview", "sum_requests"}).find(kAsked),
            std::string::npos);
  EXPECT_NE(text({"dimensions_scriptName", "sum_requests"}).find("dimensions { date scriptName }"),
            std::string::npos);
}

TEST(Datasets, are_told_apart_and_say_all_that_a_row_needs) {
  std::set<std::string_view> names;
  for (const Dataset& each : all_datasets()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_FALSE(each.resource_type.empty()) << each.name;
    EXPECT_FALSE(each.measures.empty()) << each.name;
    const auto dimensions = dimensions_of(each);
    for (const Measure& measure : each.measures) {
      EXPECT_FALSE(measure.unit.empty()) << each.name;
      EXPECT_EQ(measure.fields.empty(), measure.aggregate == Aggregate::count) << each.name;
      for (const Condition& condition : measure.conditions) {
        EXPECT_EQ(std::count(dimensions.begin(), dimensions.end(), condition.dimension), 1)
            << each.name;
      }
    }
  }
  EXPECT_GE(names.size(), 27U);
}

/// A line of a zone is shared out among zones, or among what else there is: not both.
TEST(Datasets, tell_a_service_by_zones_or_by_other_resources) {
  std::map<std::string_view, bool> by_zones;
  for (const Dataset& each : all_datasets()) {
    const bool is_zone = each.resource_type == "zone";
    for (const Measure& measure : each.measures) {
      if (measure.service.empty()) continue;
      EXPECT_EQ(by_zones.emplace(measure.service, is_zone).first->second, is_zone) << each.name;
    }
  }
}

TEST(Datasets, lack_fields_where_nothing_of_use_is_offered) {
  const Dataset& d1 = dataset("d1AnalyticsAdaptiveGroups");
  EXPECT_EQ(lack_of_fields(d1, {}), "");
  EXPECT_EQ(lack_of_fields(d1, {"sum_rowsRead"}), "");
  EXPECT_EQ(lack_of_fields(d1, {"sum_rowsRead", "dimensions_databaseId"}), "");
  EXPECT_EQ(lack_of_fields(d1, {"sum_rowsRead", "dimensions_date"}),
            "its dimension databaseId may not be asked for");
  EXPECT_EQ(lack_of_fields(d1, {"count"}),
            "none of the fields that say how much was used may be asked for");
}

}  // namespace
}  // namespace cf_billing
