#include "scan/repeat_filter.h"

#include <gtest/gtest.h>

#include <vector>

namespace cf_billing {
namespace {

/// How many items of each page are new.
std::vector<int> fresh(RepeatFilter& filter, const std::vector<std::vector<std::uint64_t>>& pages,
                       std::optional<std::string_view> identifier = "id") {
  std::vector<int> counts;
  for (const auto& page : pages) {
    counts.push_back(0);
    for (const std::uint64_t content : page) {
      counts.back() += filter.is_new(content, identifier) ? 1 : 0;
    }
    filter.end_page();
  }
  return counts;
}

TEST(RepeatFilter, drops_what_an_earlier_page_brought) {
  RepeatFilter filter;
  EXPECT_EQ(fresh(filter, {{1, 2, 3}, {3, 4, 5}, {1, 5, 6}}), (std::vector<int>{3, 2, 1}));
  EXPECT_EQ(filter.distinct(), 6U);
}

TEST(RepeatFilter, takes_equal_items_of_one_page_for_two) {
  RepeatFilter filter;
  EXPECT_EQ(fresh(filter, {{1, 1, 2}, {1, 3, 3}}), (std::vector<int>{3, 2}));
  EXPECT_EQ(filter.distinct(), 5U);
}

TEST(RepeatFilter, never_takes_an_item_without_an_identifier_for_another) {
  RepeatFilter filter;
  EXPECT_EQ(fresh(filter, {{1, 1}, {1, 1}}, std::nullopt), (std::vector<int>{2, 2}));
  EXPECT_EQ(filter.distinct(), 4U);
  EXPECT_FALSE(filter.knows(1));
}

TEST(RepeatFilter, knows_the_items_of_pages_that_ended) {
  RepeatFilter filter;
  EXPECT_TRUE(filter.is_new(1, "id"));
  EXPECT_FALSE(filter.knows(1));
  filter.end_page();
  EXPECT_TRUE(filter.knows(1));
  EXPECT_FALSE(filter.knows(2));
}

}  // namespace
}  // namespace cf_billing
