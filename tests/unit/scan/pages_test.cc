#include "scan/pages.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace cf_billing {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

PageShown full(std::uint64_t distinct) { return {50, 50, distinct, {}, false}; }

PageShown with_cursor(const std::string& cursor, std::uint64_t received = 50) {
  PageInfo told;
  told.cursor = cursor;
  return {received, received, received, told, false};
}

TEST(NumberedPages, count_from_one) {
  const auto pages = numbered_pages(50);
  const ListPage first = pages->first();
  EXPECT_EQ(first, (ListPage{1, "1", Query{{"page", "1"}, {"per_page", "50"}}}));
  const auto second = pages->after(first, full(50));
  ASSERT_TRUE(second);
  EXPECT_EQ(*second, (ListPage{2, "2", Query{{"page", "2"}, {"per_page", "50"}}}));
}

TEST(NumberedPages, ask_for_a_doubtful_page_once_more) {
  const auto pages = numbered_pages(50);
  PageInfo told;
  told.total_count = 3;
  EXPECT_EQ(pages->after(pages->first(), {0, 0, 0, told, false}), pages->first());
  EXPECT_EQ(pages->after(pages->first(), {0, 0, 0, told, false}), std::nullopt);
}

TEST(NumberedPages, name_the_page_that_repeats) {
  const auto pages = numbered_pages(50);
  const auto second = pages->after(pages->first(), full(50));
  try {
    static_cast<void>(pages->after(*second, {50, 0, 50, {}, false}));
    FAIL();
  } catch (const std::invalid_argument& defect) {
    EXPECT_EQ(std::string(defect.what()), "page 2 repeats what earlier pages brought");
  }
}

TEST(CursorPages, go_where_the_page_before_says) {
  const auto pages = cursor_pages(100);
  const ListPage first = pages->first();
  EXPECT_EQ(first, (ListPage{1, "", Query{{"per_page", "100"}}}));
  const auto second = pages->after(first, with_cursor("a b"));
  ASSERT_TRUE(second);
  EXPECT_EQ(*second, (ListPage{2, "a b", Query{{"per_page", "100"}, {"cursor", "a b"}}}));
  EXPECT_EQ(pages->after(*second, full(100)), std::nullopt);
}

TEST(CursorPages, go_on_after_an_empty_page_that_tells_a_cursor) {
  const auto pages = cursor_pages(100);
  EXPECT_TRUE(pages->after(pages->first(), with_cursor("a", 0)));
}

TEST(CursorPages, do_not_run_in_circles) {
  const auto pages = cursor_pages(100);
  const auto second = pages->after(pages->first(), with_cursor("a"));
  const auto third = pages->after(*second, with_cursor("b"));
  EXPECT_THROW(static_cast<void>(pages->after(*third, with_cursor("a"))), std::invalid_argument);
  const auto stuck = cursor_pages(100);
  const auto again = stuck->after(stuck->first(), with_cursor("a"));
  EXPECT_THROW(static_cast<void>(stuck->after(*again, with_cursor("a"))), std::invalid_argument);
}

}  // namespace
}  // namespace cf_billing
