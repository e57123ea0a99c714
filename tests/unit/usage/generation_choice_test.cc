#include "usage/generation_choice.h"

#include <gtest/gtest.h>

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

TEST(GenerationChoice, knows_which_has_info) {
  GenerationChoice choice(PaygoEndpoint::automatic, std::nullopt);
  EXPECT_TRUE(choice.has_info());
  EXPECT_EQ(choice.current(), PaygoGeneration::billable_usage);
  choice.drop_current();
  EXPECT_FALSE(choice.has_info());
  EXPECT_EQ(choice.current(), PaygoGeneration::paygo_usage);
}

TEST(GenerationChoice, says_what_was_tried) {
  EXPECT_EQ(GenerationChoice(PaygoEndpoint::automatic, std::nullopt).all_gone(),
            "None of the PayGo endpoints answered for it: billable-usage paygo-usage "
            "billing/usage/paygo.");
  EXPECT_EQ(GenerationChoice(PaygoEndpoint::paygo_usage, std::nullopt).all_gone(),
            "The setting paygo_endpoint allows no other endpoint: paygo-usage.");
}

}  // namespace
}  // namespace cf_billing
