#include "usage/generation_choice.h"

#include <gtest/gtest.h>

#include "tables/all_tables.h"

namespace cf_billing {
namespace {

/// Every endpoint in the order in which it is tried.
std::vector<std::string> tried(GenerationChoice choice) {
  std::vector<std::string> endpoints = {choice.endpoint()};
  while (choice.has_another()) {
    choice.drop_current();
    endpoints.emplace_back(choice.endpoint());
  }
  return endpoints;
}

using Endpoints = std::vector<std::string>;

TEST(GenerationChoice, tries_the_newest_first) {
  EXPECT_EQ(tried({PaygoEndpoint::automatic, std::nullopt}),
            (Endpoints{"billable-usage", "paygo-usage", "billing/usage/paygo"}));
}

TEST(GenerationChoice, tries_the_remembered_one_first_and_the_others_newest_first) {
  EXPECT_EQ(tried({PaygoEndpoint::automatic, PaygoGeneration::billing_usage_paygo}),
            (Endpoints{"billing/usage/paygo", "billable-usage", "paygo-usage"}));
  EXPECT_EQ(tried({PaygoEndpoint::automatic, PaygoGeneration::paygo_usage}),
            (Endpoints{"paygo-usage", "billable-usage", "billing/usage/paygo"}));
}

TEST(GenerationChoice, tries_nothing_but_the_pinned_one) {
  const std::pair<PaygoEndpoint, const char*> pins[] = {
      {PaygoEndpoint::billable_usage, "billable-usage"},
      {PaygoEndpoint::paygo_usage, "paygo-usage"},
      {PaygoEndpoint::billing_usage_paygo, "billing/usage/paygo"}};
  for (const auto& [pinned, endpoint] : pins) {
    EXPECT_EQ(tried({pinned, PaygoGeneration::paygo_usage}), Endpoints{endpoint});
  }
}

TEST(GenerationChoice, knows_the_companions) {
  GenerationChoice choice(PaygoEndpoint::automatic, std::nullopt);
  EXPECT_EQ(choice.current(), PaygoGeneration::billable_usage);
  EXPECT_STREQ(choice.info_endpoint(), "billable-usage/info");
  choice.drop_current();
  EXPECT_EQ(choice.current(), PaygoGeneration::paygo_usage);
  EXPECT_STREQ(choice.info_endpoint(), "paygo-usage-info");
  choice.drop_current();
  EXPECT_EQ(choice.info_endpoint(), nullptr);
}

TEST(GenerationChoice, knows_how_many_columns_each_lacks) {
  GenerationChoice choice(PaygoEndpoint::automatic, std::nullopt);
  const RecordLayout& layout = paygo_usage_table().layout;
  EXPECT_EQ(layout.size(), 27U);
  EXPECT_TRUE(choice.lacking(~FieldMask{0}, layout).empty());
  choice.drop_current();
  EXPECT_EQ(choice.lacking(~FieldMask{0}, layout).size(), 12U);
  choice.drop_current();
  EXPECT_EQ(choice.lacking(~FieldMask{0}, layout).size(), 16U);
  const FieldMask zone_and_cost =
      field_bit(field_index(layout, "ZoneId")) | field_bit(field_index(layout, "ContractedCost"));
  EXPECT_EQ(choice.lacking(zone_and_cost, layout), std::vector<std::string_view>{"ZoneId"});
}

TEST(GenerationChoice, says_what_was_tried) {
  EXPECT_EQ(GenerationChoice(PaygoEndpoint::automatic, std::nullopt).all_tried(),
            "none of the PayGo endpoints answers for this account: billable-usage paygo-usage "
            "billing/usage/paygo");
  EXPECT_EQ(GenerationChoice(PaygoEndpoint::paygo_usage, std::nullopt).all_tried(),
            "the setting paygo_endpoint allows no other endpoint than paygo-usage");
}

}  // namespace
}  // namespace cf_billing
