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
  EXPECT_EQ(tried({"auto", std::nullopt}),
            (Endpoints{"billable-usage", "paygo-usage", "billing/usage/paygo"}));
}

TEST(GenerationChoice, tries_the_remembered_one_first_and_the_others_newest_first) {
  EXPECT_EQ(tried({"auto", PaygoGeneration::billing_usage_paygo}),
            (Endpoints{"billing/usage/paygo", "billable-usage", "paygo-usage"}));
  EXPECT_EQ(tried({"auto", PaygoGeneration::paygo_usage}),
            (Endpoints{"paygo-usage", "billable-usage", "billing/usage/paygo"}));
}

TEST(GenerationChoice, tries_nothing_but_the_pinned_one) {
  for (const char* pinned : {"billable-usage", "paygo-usage", "billing/usage/paygo"}) {
    EXPECT_EQ(tried({pinned, PaygoGeneration::paygo_usage}), Endpoints{pinned});
  }
}

TEST(GenerationChoice, knows_which_has_info) {
  GenerationChoice choice("auto", std::nullopt);
  EXPECT_TRUE(choice.has_info());
  EXPECT_EQ(choice.current(), PaygoGeneration::billable_usage);
  choice.drop_current();
  EXPECT_FALSE(choice.has_info());
  EXPECT_EQ(choice.current(), PaygoGeneration::paygo_usage);
}

TEST(GenerationChoice, says_what_was_tried) {
  EXPECT_EQ(GenerationChoice("auto", std::nullopt).all_gone(),
            "None of the PayGo endpoints answered for it: billable-usage paygo-usage "
            "billing/usage/paygo.");
  EXPECT_EQ(GenerationChoice("paygo-usage", std::nullopt).all_gone(),
            "The setting paygo_endpoint allows no other endpoint: paygo-usage.");
}

}  // namespace
}  // namespace cf_billing
