#include "scan/page_order.h"

#include <gtest/gtest.h>

#include <vector>

namespace cf_billing {
namespace {

using Times = std::vector<std::optional<std::string_view>>;

bool has_passed(std::optional<std::string> not_before, const Times& times) {
  PageOrder order(std::move(not_before));
  for (const auto& time : times) order.see(time);
  return order.has_passed_bound();
}

const Times kDescending = {"2026-10-03T09:00:00Z", "2026-10-02T09:00:00Z", "2026-10-01T09:00:00Z"};

TEST(PageOrder, passes_a_bound_once_descending_items_are_of_an_earlier_day) {
  EXPECT_TRUE(has_passed("2026-10-02", kDescending));
  EXPECT_TRUE(has_passed("2026-10-02T23:59:59Z", kDescending));
  EXPECT_FALSE(has_passed("2026-10-01", kDescending));
  EXPECT_FALSE(has_passed("2026-10-01T23:59:59Z", kDescending));
}

TEST(PageOrder, passes_nothing_without_a_bound_or_an_item) {
  EXPECT_FALSE(has_passed(std::nullopt, kDescending));
  EXPECT_FALSE(has_passed("", kDescending));
  EXPECT_FALSE(has_passed("2026-10-02", {}));
  EXPECT_FALSE(has_passed("2026-10-02", {std::nullopt}));
}

TEST(PageOrder, takes_no_pages_for_descending_that_only_stand_still_or_ascend) {
  EXPECT_FALSE(has_passed("2026-10-02", {"2026-10-01T09:00:00Z"}));
  EXPECT_FALSE(has_passed("2026-10-02", {"2026-10-01T09:00:00Z", "2026-10-01T09:00:00Z"}));
  EXPECT_FALSE(has_passed("2026-10-02", {"2026-09-01T09:00:00Z", "2026-09-02T09:00:00Z"}));
}

TEST(PageOrder, trusts_no_order_that_was_broken_once) {
  EXPECT_FALSE(has_passed(
      "2026-10-02", {"2026-10-03T09:00:00Z", "2026-10-04T09:00:00Z", "2026-10-01T09:00:00Z"}));
  EXPECT_FALSE(
      has_passed("2026-10-02", {"2026-10-03T09:00:00Z", std::nullopt, "2026-10-01T09:00:00Z"}));
}

TEST(PageOrder, counts_offsets) {
  // As texts these descend, as moments they do not: the second is later than the first.
  EXPECT_FALSE(has_passed("2026-10-02", {"2026-10-03T09:00:00+09:00", "2026-10-03T08:00:00-07:00",
                                         "2026-10-01T09:00:00Z"}));
  // And the other way round.
  EXPECT_TRUE(has_passed("2026-10-02", {"2026-10-03T08:00:00-07:00", "2026-10-03T09:00:00+09:00",
                                        "2026-10-01T09:00:00Z"}));
  // On the 2nd in UTC, whatever the text says; and on the 1st.
  EXPECT_FALSE(has_passed("2026-10-02", {"2026-10-03T09:00:00Z", "2026-10-01T20:00:00-07:00"}));
  EXPECT_TRUE(has_passed("2026-10-02", {"2026-10-03T09:00:00Z", "2026-10-02T01:00:00+09:00"}));
}

TEST(PageOrder, trusts_no_times_that_it_cannot_read) {
  EXPECT_FALSE(has_passed("2026-10-02", {"2026-10-03T09:00:00Z", "1 October", "2026-10-01"}));
  EXPECT_FALSE(has_passed("2026-10-02", {"2026-10-03T09:00:00Z", "2026-09-31T00:00:00Z"}));
}

TEST(PageOrder, reads_times_to_the_second) {
  // As text ".5Z" sorts before "Z", and ".123Z" before ".5Z".
  EXPECT_TRUE(has_passed("2026-10-02", {"2026-10-03T09:00:00.5Z", "2026-10-03T09:00:00Z",
                                        "2026-10-03T09:00:00.999Z", "2026-10-01T09:00:00Z"}));
}

}  // namespace
}  // namespace cf_billing
