#include "scan/page_end.h"

#include <gtest/gtest.h>

#include <vector>

namespace cf_billing {
namespace {

using Next = PageEnd::Next;

/// Pages as a reader sees them, with what follows each.
class PageEndTest : public testing::Test {
 protected:
  Next page(std::uint64_t received, PageInfo told = {}) { return page(received, received, told); }
  Next page(std::uint64_t received, std::uint64_t fresh, PageInfo told, bool is_reused = false) {
    distinct_ += fresh;
    return end_.after({received, fresh, distinct_, told, is_reused});
  }
  static PageInfo total(std::int64_t items) {
    PageInfo told;
    told.total_count = items;
    return told;
  }
  static PageInfo length(std::int64_t per_page, std::optional<std::int64_t> items = std::nullopt) {
    PageInfo told;
    told.per_page = per_page;
    told.total_count = items;
    return told;
  }

 private:
  PageEnd end_;
  std::uint64_t distinct_ = 0;
};

TEST_F(PageEndTest, goes_on_after_a_page_whose_length_says_nothing) {
  EXPECT_EQ(page(50), Next::page);
  EXPECT_EQ(page(20), Next::page);
  EXPECT_EQ(page(1), Next::page);
  EXPECT_EQ(page(0), Next::none);
}

TEST_F(PageEndTest, ends_at_a_page_shorter_than_the_server_says_pages_are) {
  EXPECT_EQ(page(20, length(20)), Next::page);
  EXPECT_EQ(page(19, length(20)), Next::none);
}

TEST_F(PageEndTest, ends_at_an_empty_page) { EXPECT_EQ(page(0, length(50)), Next::none); }

TEST_F(PageEndTest, asks_once_more_for_an_empty_page_where_more_was_told) {
  EXPECT_EQ(page(50, total(60)), Next::page);
  EXPECT_EQ(page(0, total(60)), Next::same);
  EXPECT_EQ(page(0, total(60)), Next::none);
}

TEST_F(PageEndTest, goes_on_where_the_page_is_not_empty_the_second_time) {
  EXPECT_EQ(page(0, total(60)), Next::same);
  EXPECT_EQ(page(50, total(60)), Next::page);
  // A later slip gets its own second chance.
  EXPECT_EQ(page(0, total(60)), Next::same);
  EXPECT_EQ(page(10, total(60)), Next::page);
  EXPECT_EQ(page(0, total(60)), Next::none);
}

TEST_F(PageEndTest, keeps_the_largest_total_in_mind) {
  EXPECT_EQ(page(50, total(60)), Next::page);
  EXPECT_EQ(page(0), Next::same);
}

TEST_F(PageEndTest, does_not_doubt_an_empty_page_that_was_kept) {
  EXPECT_EQ(page(50, 50, total(60), true), Next::page);
  EXPECT_EQ(page(0, 0, total(60), true), Next::none);
}

TEST_F(PageEndTest, sees_a_server_that_ignores_the_number) {
  EXPECT_EQ(page(50), Next::page);
  EXPECT_EQ(page(50, 0, {}), Next::repeats);
}

TEST_F(PageEndTest, takes_a_repeated_page_for_the_end_where_everything_is_there) {
  EXPECT_EQ(page(50, total(50)), Next::page);
  EXPECT_EQ(page(50, 0, total(50)), Next::none);
}

TEST_F(PageEndTest, takes_a_repeated_page_for_a_fault_where_more_was_told) {
  EXPECT_EQ(page(50, total(51)), Next::page);
  EXPECT_EQ(page(50, 0, total(51)), Next::repeats);
}

TEST_F(PageEndTest, allows_a_last_page_of_nothing_but_pushed_items) {
  EXPECT_EQ(page(50), Next::page);
  EXPECT_EQ(page(3, 0, {}), Next::page);
  EXPECT_EQ(page(0), Next::none);
}

TEST_F(PageEndTest, ends_at_pushed_items_on_a_short_page) {
  EXPECT_EQ(page(50, length(50)), Next::page);
  EXPECT_EQ(page(3, 0, length(50)), Next::none);
}

}  // namespace
}  // namespace cf_billing
