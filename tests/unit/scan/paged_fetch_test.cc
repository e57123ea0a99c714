#include <gtest/gtest.h>

#include <algorithm>

#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

using Urls = std::vector<std::string>;
using std::chrono::days;

std::string item(const std::string& id, const std::string& occurred_at) {
  return object({{"id", id}, {"occurred_at", occurred_at}, {"type", "charge"}});
}

/// `count` items, one a day, the newest first.
std::vector<std::string> descending_items(int count, Day newest = day("2026-10-20")) {
  std::vector<std::string> items;
  for (int i = 0; i < count; ++i) {
    items.push_back(item("i" + std::to_string(i), to_text(newest - days{i}) + "T10:00:00.5Z"));
  }
  return items;
}

struct HistoryServer {
  std::vector<std::string> items;
  int most_per_page = 50;
  bool with_info = true;
  bool with_total = true;
  /// Called before each page is served.
  std::function<void(int page, std::vector<std::string>& items)> between = {};

  HttpResponse operator()(const RequestedUrl& url) {
    const int page = std::stoi(url.value("page"));
    const int per_page = std::min(std::stoi(url.value("per_page")), most_per_page);
    if (between) between(page, items);
    std::vector<std::string> shown_items;
    for (int i = (page - 1) * per_page; i < page * per_page; ++i) {
      if (i < static_cast<int>(items.size()))
        shown_items.push_back(items[static_cast<std::size_t>(i)]);
    }
    std::string info = "{\"page\":" + std::to_string(page) +
                       ",\"per_page\":" + std::to_string(per_page) +
                       ",\"count\":" + std::to_string(shown_items.size());
    if (with_total) info += ",\"total_count\":" + std::to_string(items.size());
    return answered(200, envelope(shown_items, with_info ? info + "}" : ""));
  }
};

Scan history_scan(std::optional<std::string> account = kAccount) {
  Scan scan;
  scan.accounts = {std::move(account)};
  return scan;
}

/// Of a query that may end before the last row.
Scan lazy_history_scan() {
  Scan scan = history_scan();
  scan.may_end_early = true;
  return scan;
}

std::size_t distinct_ids(const std::vector<TestRow>& rows) { return counted(rows, "id").size(); }

TEST(History, asks_for_a_further_page_only_when_somebody_reads_that_far) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(500)});
  const auto pipeline = test.start(billing_history_table(), lazy_history_scan());
  EXPECT_TRUE(test.asked().empty());
  const auto never = [] { return false; };
  const auto first = pipeline->next(never);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), 50U);
  EXPECT_EQ(test.asked(), Urls{"billing/history?page=1&per_page=50"});
  ASSERT_TRUE(pipeline->next(never));
  EXPECT_EQ(test.asked().size(), 2U);
}

TEST(History, without_a_limit_hands_out_nothing_before_everything_is_read) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(137)});
  const auto pipeline = test.start(billing_history_table(), history_scan());
  ASSERT_TRUE(pipeline->next([] { return false; }));
  EXPECT_EQ(test.asked().size(), 3U);
}

TEST(History, reads_every_page_whatever_the_server_tells_about_them) {
  for (const int count : {0, 1, 49, 50, 51, 99, 100, 101}) {
    for (const int per_page : {50, 20}) {
      for (const bool info : {false, true}) {
        TestSession test(day("2026-10-20"), HistoryServer{descending_items(count), per_page, info});
        const auto rows = test.rows(billing_history_table(), history_scan());
        ASSERT_EQ(distinct_ids(rows), static_cast<std::size_t>(count));
        ASSERT_EQ(rows.size(), static_cast<std::size_t>(count));
        const int filled = (count + per_page - 1) / per_page;
        // The total ends; one page more shows that nothing is behind a full one.
        int asked = std::max(filled + (count > 0 && count % per_page == 0 ? 1 : 0), 1);
        // Without one each page is read again once the next is there, and the empty page that ends
        // is asked for once more, and so is the one behind it.
        if (!info) asked = count == 0 ? 2 : 2 * filled + 3;
        ASSERT_EQ(test.asked().size(), static_cast<std::size_t>(asked))
            << count << " of " << per_page << ", info " << info;
      }
    }
  }
}

TEST(History, believes_no_empty_page_that_was_kept_by_a_query_that_ended_before_it_was_sure) {
  HistoryServer server{descending_items(3)};
  server.with_total = false;
  int asked = 0;
  // The first page of the second account is empty once.
  TestSession test(day("2026-10-20"), [&](const RequestedUrl& url) {
    if (url.path.find(kOtherAccount) != std::string::npos && asked++ == 0) {
      return answered(200, envelope({}, R"({"page":1,"per_page":50,"count":0})"));
    }
    return server(url);
  });
  test.session().settings().set("cache_ttl", "300");
  Scan lazy = lazy_history_scan();
  lazy.accounts.emplace_back(kOtherAccount);
  ASSERT_TRUE(test.start(billing_history_table(), lazy)->next([] { return false; }));
  Scan both = history_scan();
  both.accounts.emplace_back(kOtherAccount);
  EXPECT_EQ(test.rows(billing_history_table(), both).size(), 6U);
  // And of what was looked at twice nobody asks again.
  const std::size_t requests = test.asked().size();
  EXPECT_EQ(test.rows(billing_history_table(), both).size(), 6U);
  EXPECT_EQ(test.asked().size(), requests);
}

TEST(History, ends_at_a_null_result) {
  TestSession test(day("2026-10-20"),
                   [](const RequestedUrl&) { return answered(200, envelope_of("null")); });
  EXPECT_TRUE(test.rows(billing_history_table(), history_scan()).empty());
  EXPECT_EQ(test.asked().size(), 2U);
}

TEST(History, of_the_user_and_of_an_account_are_asked_for_differently) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(1)});
  Scan scan = history_scan(std::nullopt);
  scan.parameters = {{"type", "charge"}, {"status", "paid"}, {"action", "subscription"}};
  scan.not_before = "2026-10-01";
  EXPECT_EQ(test.rows(billing_history_table(), scan)[0].count("account_id"), 0U);
  EXPECT_EQ(test.asked().front(),
            "/user/billing/history?page=1&per_page=50&type=charge&action=subscription&order="
            "occurred_at");
  scan.accounts = {kAccount};
  const std::size_t asked = test.asked().size();
  EXPECT_EQ(test.rows(billing_history_table(), scan)[0].at("account_id"), kAccount);
  EXPECT_EQ(test.asked()[asked], "billing/history?page=1&per_page=50&status=paid");
}

TEST(History, stops_where_descending_pages_have_passed_the_bound) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(500)});
  Scan scan = history_scan();
  scan.not_before = "2026-08-01T12:00:00Z";  // Item 80, on the second page.
  const auto rows = test.rows(billing_history_table(), scan);
  EXPECT_EQ(test.asked().size(), 2U);
  EXPECT_EQ(counted(rows, "id").count("i80"), 1U);
}

TEST(History, reads_on_to_the_end_where_pages_ascend_or_jump) {
  auto ascending = descending_items(230);
  std::reverse(ascending.begin(), ascending.end());
  auto jumping = descending_items(230);
  std::swap(jumping[0], jumping[40]);
  for (const auto& items : {ascending, jumping}) {
    TestSession test(day("2026-10-20"), HistoryServer{items});
    Scan scan = history_scan();
    scan.not_before = "2026-09-25";
    EXPECT_EQ(test.rows(billing_history_table(), scan).size(), 230U);
    EXPECT_EQ(test.asked().size(), 5U);
  }
}

TEST(History, loses_nothing_on_the_day_of_the_bound) {
  // All on one day across a page, times without fractions among others.
  std::vector<std::string> items = {item("new", "2026-10-20T00:00:00Z")};
  for (int i = 0; i < 120; ++i) {
    items.push_back(item("i" + std::to_string(i),
                         i % 2 == 0 ? "2026-10-05T10:00:00.123Z" : "2026-10-05T10:00:00Z"));
  }
  for (const char* bound : {"2026-10-05", "2026-10-05T23:59:59Z", "2026-10-05T", "2026-1", ""}) {
    TestSession test(day("2026-10-20"), HistoryServer{items});
    Scan scan = history_scan();
    scan.not_before = bound;
    EXPECT_EQ(test.rows(billing_history_table(), scan).size(), 121U) << bound;
  }
}

TEST(History, fails_when_it_needs_more_requests_than_allowed) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(500)});
  test.session().settings().set("max_requests", "3");
  const std::string error = test.error(billing_history_table(), history_scan());
  EXPECT_NE(error.find("max_requests"), std::string::npos) << error;
  EXPECT_EQ(test.asked().size(), 3U);
}

TEST(History, fails_at_the_page_that_fails_and_stays_failed) {
  HistoryServer server{descending_items(500)};
  TestSession test(day("2026-10-20"), [&](const RequestedUrl& url) {
    return url.value("page") == "3" ? answered(403, failure(10000, "no")) : server(url);
  });
  const auto never = [] { return false; };
  const auto whole = test.start(billing_history_table(), history_scan());
  EXPECT_THROW(static_cast<void>(whole->next(never)), Error);
  const auto pipeline = test.start(billing_history_table(), lazy_history_scan());
  EXPECT_EQ(pipeline->next(never)->size(), 50U);
  EXPECT_EQ(pipeline->next(never)->size(), 50U);
  EXPECT_THROW(static_cast<void>(pipeline->next(never)), Error);
}

}  // namespace
}  // namespace cf_billing
