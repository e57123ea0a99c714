#include "scan/pages.h"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

namespace cf_billing {
namespace {

using Next = PageEnd::Next;
using Query = std::vector<std::pair<std::string, std::string>>;

PageShown full(std::int64_t place, std::uint64_t distinct) {
  return {.place = place, .received = 50, .fresh = 50, .distinct = distinct};
}

PageShown with_cursor(const std::string& cursor, std::uint64_t received = 50) {
  PageInfo told;
  told.cursor = cursor;
  return {.received = received, .fresh = received, .distinct = received, .told = told};
}

ListTotals nothing() { return ListTotals(true); }

TEST(NumberedPages, count_from_one) {
  const auto pages = numbered_pages(50);
  const ListPage first = pages->first();
  EXPECT_EQ(first, (ListPage{1, "1", Query{{"page", "1"}, {"per_page", "50"}}}));
  const auto second = pages->after(first, full(1, 50), nothing());
  EXPECT_EQ(second.next, Next::page);
  EXPECT_EQ(second.page, (ListPage{2, "2", Query{{"page", "2"}, {"per_page", "50"}}}));
}

TEST(NumberedPages, name_the_page_behind_an_empty_one) {
  const auto pages = numbered_pages(50);
  const ListPage second = pages->after(pages->first(), full(1, 50), nothing()).page;
  const auto behind = pages->after(second, {.place = 2, .distinct = 50}, nothing());
  EXPECT_EQ(behind.next, Next::behind);
  EXPECT_EQ(behind.page.place, 3);
}

TEST(NumberedPages, name_the_page_that_repeats) {
  const auto pages = numbered_pages(50);
  const ListPage second = pages->after(pages->first(), full(1, 50), nothing()).page;
  const PageShown repeated{.place = 2, .received = 50, .distinct = 50};
  const ListPage third = pages->after(second, repeated, nothing()).page;
  try {
    static_cast<void>(pages->after(third, {.place = 3, .received = 50, .distinct = 50}, nothing()));
    FAIL();
  } catch (const std::invalid_argument& defect) {
    EXPECT_EQ(std::string(defect.what()),
              "page 3 repeats what earlier pages brought, and nothing says whether that is all");
  }
}

TEST(CursorPages, go_where_the_page_before_says) {
  const auto pages = cursor_pages(100);
  const ListPage first = pages->first();
  EXPECT_EQ(first, (ListPage{1, "", Query{{"per_page", "100"}}}));
  const auto second = pages->after(first, with_cursor("a b"), nothing());
  EXPECT_EQ(second.next, Next::page);
  EXPECT_EQ(second.page, (ListPage{2, "a b", Query{{"per_page", "100"}, {"cursor", "a b"}}}));
  // Full, and not a word of the list.
  EXPECT_EQ(pages->after(second.page, full(2, 100), nothing()).next, Next::unclear);
  EXPECT_EQ(pages->after(second.page, {.place = 2, .received = 49}, nothing()).next, Next::none);
}

TEST(CursorPages, are_asked_for_by_the_names_of_the_endpoint) {
  const auto pages = cursor_pages(50, {.size = "page_size", .cursor = "page_token"});
  EXPECT_EQ(pages->first().query, (Query{{"page_size", "50"}}));
  EXPECT_EQ(pages->after(pages->first(), with_cursor("t"), nothing()).page.query,
            (Query{{"page_size", "50"}, {"page_token", "t"}}));
}

TEST(CursorPages, that_end_before_the_total_lack_something) {
  const auto pages = cursor_pages(100);
  ListTotals totals(true);
  PageInfo told;
  told.total_count = 51;
  totals.hear(told, 1, 50, 50);
  EXPECT_EQ(pages->after(pages->first(), full(1, 50), totals).next, Next::lacking);
  EXPECT_EQ(pages->after(pages->first(), full(1, 51), totals).next, Next::none);
}

TEST(CursorPages, go_on_after_an_empty_page_that_tells_a_cursor) {
  const auto pages = cursor_pages(100);
  EXPECT_FALSE(pages->doubts(with_cursor("a", 0), nothing(), false));
  EXPECT_EQ(pages->after(pages->first(), with_cursor("a", 0), nothing()).next, Next::page);
}

TEST(CursorPages, do_not_run_in_circles) {
  const auto pages = cursor_pages(100);
  const auto second = pages->after(pages->first(), with_cursor("a"), nothing()).page;
  const auto third = pages->after(second, with_cursor("b"), nothing()).page;
  EXPECT_THROW(static_cast<void>(pages->after(third, with_cursor("a"), nothing())),
               std::invalid_argument);
  const auto stuck = cursor_pages(100);
  const auto again = stuck->after(stuck->first(), with_cursor("a"), nothing()).page;
  EXPECT_THROW(static_cast<void>(stuck->after(again, with_cursor("a"), nothing())),
               std::invalid_argument);
}

}  // namespace
}  // namespace cf_billing
