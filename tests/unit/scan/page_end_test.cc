#include "scan/page_end.h"

#include <gtest/gtest.h>

#include <vector>

namespace cf_billing {
namespace {

using Next = PageEnd::Next;

PageInfo total(std::int64_t items) {
  PageInfo told;
  told.total_count = items;
  return told;
}
PageInfo pages(std::int64_t count) {
  PageInfo told;
  told.total_pages = count;
  return told;
}
PageInfo length(std::int64_t per_page, std::optional<std::int64_t> items = std::nullopt) {
  PageInfo told;
  told.per_page = per_page;
  told.total_count = items;
  return told;
}

/// Pages of a list that is asked for by 50, as a reader sees them, with what follows each.
class PageEndTest : public testing::Test {
 protected:
  Next page(std::uint64_t received, PageInfo told = {}) { return page(received, received, told); }
  Next page(std::uint64_t received, std::uint64_t fresh, PageInfo told) {
    see(received, fresh, told, false);
    return end_.after(shown_, totals_);
  }
  /// An empty page: whether it is asked for once more.
  bool is_doubted(PageInfo told = {}, bool is_reused = false, bool accepts_lacks = false) {
    see(0, 0, told, is_reused);
    --place_;
    return end_.doubts(shown_, totals_, accepts_lacks);
  }
  void use_filter() { totals_ = ListTotals(false); }

 private:
  void see(std::uint64_t received, std::uint64_t fresh, const PageInfo& told, bool is_reused) {
    distinct_ += fresh;
    shown_ = {.place = ++place_,
              .received = received,
              .fresh = fresh,
              .distinct = distinct_,
              .told = told,
              .is_reused = is_reused,
              .is_second_look = is_reused};
    totals_.hear(told, place_, received, distinct_);
  }

  PageEnd end_{50};
  ListTotals totals_{true};
  PageShown shown_;
  std::int64_t place_ = 0;
  std::uint64_t distinct_ = 0;
};

TEST_F(PageEndTest, without_totals_only_an_empty_page_ends_and_the_one_behind_it_is_looked_at) {
  EXPECT_EQ(page(50), Next::page);
  EXPECT_EQ(page(20, length(50)), Next::page);
  EXPECT_EQ(page(1, length(20)), Next::page);
  EXPECT_TRUE(is_doubted());
  EXPECT_FALSE(is_doubted());
  EXPECT_EQ(page(0), Next::behind);
}

TEST_F(PageEndTest, a_list_without_any_item_has_nothing_behind) {
  EXPECT_TRUE(is_doubted(length(50)));
  EXPECT_EQ(page(0, length(50)), Next::none);
}

TEST_F(PageEndTest, a_total_of_nothing_is_believed_at_once) {
  EXPECT_FALSE(is_doubted(length(50, 0)));
  EXPECT_EQ(page(0, length(50, 0)), Next::none);
}

TEST_F(PageEndTest, a_short_page_that_reaches_the_total_ends) {
  EXPECT_EQ(page(12, length(50, 12)), Next::none);
}

TEST_F(PageEndTest, three_pages_of_137_items) {
  EXPECT_EQ(page(50, length(50, 137)), Next::page);
  EXPECT_EQ(page(50, length(50, 137)), Next::page);
  EXPECT_EQ(page(37, length(50, 137)), Next::none);
}

TEST_F(PageEndTest, a_short_page_ends_nothing_while_the_total_says_more) {
  for (int i = 1; i <= 5; ++i) EXPECT_EQ(page(25, length(50, 137)), Next::page) << i;
  EXPECT_EQ(page(12, length(50, 137)), Next::none);
}

TEST_F(PageEndTest, a_full_page_at_the_total_is_proved_by_the_next) {
  EXPECT_EQ(page(50, length(50, 50)), Next::page);
  EXPECT_FALSE(is_doubted(length(50, 50)));
  EXPECT_EQ(page(0, length(50, 50)), Next::none);
}

TEST_F(PageEndTest, a_page_as_long_as_another_is_full_whatever_is_echoed) {
  EXPECT_EQ(page(25, length(50, 50)), Next::page);
  EXPECT_EQ(page(25, length(50, 50)), Next::page);
  EXPECT_EQ(page(0), Next::none);
}

TEST_F(PageEndTest, a_number_of_pages_counts_alone) {
  EXPECT_EQ(page(25, pages(3)), Next::page);
  EXPECT_EQ(page(25, pages(3)), Next::page);
  EXPECT_EQ(page(12, pages(3)), Next::none);
}

TEST_F(PageEndTest, a_number_of_pages_may_be_too_low) {
  // Made from the length asked for, where the server gives half of it.
  EXPECT_EQ(page(25, pages(2)), Next::page);
  EXPECT_EQ(page(25, pages(2)), Next::page);
  EXPECT_EQ(page(12, pages(2)), Next::page);
  EXPECT_TRUE(is_doubted(pages(2)));
  EXPECT_EQ(page(0, pages(2)), Next::behind);
}

TEST_F(PageEndTest, pages_are_read_to_their_number_though_the_total_is_there) {
  PageInfo both = length(50, 12);
  both.total_pages = 2;
  EXPECT_EQ(page(12, both), Next::page);
  EXPECT_FALSE(is_doubted(both));
  EXPECT_EQ(page(0, both), Next::none);
}

TEST_F(PageEndTest, an_empty_page_before_the_total_is_asked_for_once_more) {
  EXPECT_EQ(page(50, total(60)), Next::page);
  EXPECT_TRUE(is_doubted(total(60)));
  EXPECT_FALSE(is_doubted(total(60)));
  EXPECT_EQ(page(0, total(60)), Next::lacking);
}

TEST_F(PageEndTest, an_empty_page_before_the_number_of_pages_likewise) {
  EXPECT_EQ(page(50, pages(3)), Next::page);
  EXPECT_TRUE(is_doubted(pages(3)));
  EXPECT_EQ(page(0, pages(3)), Next::lacking);
}

TEST_F(PageEndTest, each_slip_has_its_own_second_chance) {
  EXPECT_TRUE(is_doubted(total(60)));
  EXPECT_EQ(page(50, total(60)), Next::page);
  EXPECT_TRUE(is_doubted(total(60)));
  EXPECT_EQ(page(10, total(60)), Next::none);
}

TEST_F(PageEndTest, an_empty_page_may_tell_less_than_came_and_is_not_believed) {
  EXPECT_EQ(page(50, total(60)), Next::page);
  EXPECT_TRUE(is_doubted(total(0)));
  EXPECT_EQ(page(0, total(0)), Next::lacking);
}

TEST_F(PageEndTest, a_total_below_what_came_is_not_believed) {
  EXPECT_EQ(page(25, total(20)), Next::page);
  EXPECT_EQ(page(12, total(20)), Next::page);
  EXPECT_TRUE(is_doubted(total(20)));
  EXPECT_EQ(page(0, total(20)), Next::behind);
}

TEST_F(PageEndTest, a_total_that_changes_ends_nothing) {
  EXPECT_EQ(page(50, total(137)), Next::page);
  EXPECT_EQ(page(49, total(99)), Next::page);
  EXPECT_TRUE(is_doubted(total(99)));
  EXPECT_EQ(page(0, total(99)), Next::behind);
}

TEST_F(PageEndTest, a_total_that_a_page_keeps_to_itself_ends_nothing) {
  EXPECT_EQ(page(50, total(60)), Next::page);
  EXPECT_EQ(page(10), Next::page);
}

TEST_F(PageEndTest, with_a_filter_no_total_counts) {
  use_filter();
  EXPECT_EQ(page(3, length(50, 500)), Next::page);
  EXPECT_TRUE(is_doubted(length(50, 500)));
  EXPECT_EQ(page(0, length(50, 500)), Next::behind);
}

TEST_F(PageEndTest, does_not_doubt_an_empty_page_that_was_kept) {
  EXPECT_EQ(page(50), Next::page);
  EXPECT_FALSE(is_doubted({}, true));
}

TEST_F(PageEndTest, doubts_a_kept_page_where_items_are_missing_unless_that_is_accepted) {
  EXPECT_EQ(page(50, total(60)), Next::page);
  EXPECT_FALSE(is_doubted(total(60), true, true));
  EXPECT_TRUE(is_doubted(total(60), true, false));
}

TEST_F(PageEndTest, a_repeated_page_is_the_end_where_everything_is_there) {
  EXPECT_EQ(page(50, total(50)), Next::page);
  EXPECT_EQ(page(50, 0, total(50)), Next::none);
}

TEST_F(PageEndTest, a_repeated_page_lacks_what_was_told) {
  EXPECT_EQ(page(50, total(51)), Next::page);
  EXPECT_EQ(page(50, 0, total(51)), Next::lacking);
}

TEST_F(PageEndTest, a_repeated_page_that_is_not_full_is_the_whole_list) {
  EXPECT_EQ(page(25), Next::page);
  EXPECT_EQ(page(25, 0, {}), Next::page);
  EXPECT_EQ(page(25, 0, {}), Next::none);
}

TEST_F(PageEndTest, a_repeated_page_of_more_than_was_asked_for_is_the_whole_list) {
  EXPECT_EQ(page(51), Next::page);
  EXPECT_EQ(page(51, 0, {}), Next::page);
  EXPECT_EQ(page(51, 0, {}), Next::none);
}

TEST_F(PageEndTest, a_page_that_others_were_pushed_onto_as_a_whole_is_no_end) {
  EXPECT_EQ(page(1), Next::page);
  EXPECT_EQ(page(1, 0, {}), Next::page);
  EXPECT_EQ(page(1), Next::page);
  EXPECT_EQ(page(1, 0, {}), Next::page);
}

TEST_F(PageEndTest, a_repeated_full_page_says_nothing) {
  EXPECT_EQ(page(50), Next::page);
  EXPECT_EQ(page(50, 0, {}), Next::page);
  EXPECT_EQ(page(50, 0, {}), Next::unclear);
}

TEST_F(PageEndTest, a_repeated_page_as_long_as_pages_are_said_to_be_says_nothing) {
  EXPECT_EQ(page(25, length(25)), Next::page);
  EXPECT_EQ(page(25, 0, length(25)), Next::page);
  EXPECT_EQ(page(25, 0, length(25)), Next::unclear);
}

TEST_F(PageEndTest, allows_a_last_page_of_nothing_but_pushed_items) {
  EXPECT_EQ(page(50), Next::page);
  EXPECT_EQ(page(3, 0, {}), Next::page);
  EXPECT_TRUE(is_doubted());
  EXPECT_EQ(page(0), Next::behind);
}

}  // namespace
}  // namespace cf_billing
