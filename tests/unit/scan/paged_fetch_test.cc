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

std::size_t distinct_ids(const std::vector<TestRow>& rows) { return counted(rows, "id").size(); }

TEST(History, asks_for_a_further_page_only_when_somebody_reads_that_far) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(500)});
  const auto pipeline = test.start(kBillingHistory, history_scan());
  EXPECT_TRUE(test.asked().empty());
  const auto never = [] { return false; };
  const auto first = pipeline->next(never);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), 50U);
  EXPECT_EQ(test.asked(), Urls{"billing/history?page=1&per_page=50"});
  ASSERT_TRUE(pipeline->next(never));
  EXPECT_EQ(test.asked().size(), 2U);
}

TEST(History, reads_every_page_whatever_the_server_tells_about_them) {
  for (const int count : {0, 1, 49, 50, 51, 99, 100, 101}) {
    for (const int per_page : {50, 20}) {
      for (const bool info : {false, true}) {
        TestSession test(day("2026-10-20"), HistoryServer{descending_items(count), per_page, info});
        const auto rows = test.rows(kBillingHistory, history_scan());
        ASSERT_EQ(distinct_ids(rows), static_cast<std::size_t>(count));
        ASSERT_EQ(rows.size(), static_cast<std::size_t>(count));
        // A page shorter than the page size that was told ends; else only an empty one.
        const bool ends_short = info && count % per_page != 0;
        const int pages =
            ends_short ? (count + per_page - 1) / per_page : (count + per_page - 1) / per_page + 1;
        ASSERT_EQ(test.asked().size(), static_cast<std::size_t>(std::max(pages, 1)))
            << count << " of " << per_page << ", info " << info;
      }
    }
  }
}

TEST(History, ends_at_a_null_result) {
  TestSession test(day("2026-10-20"),
                   [](const RequestedUrl&) { return answered(200, envelope_of("null")); });
  EXPECT_TRUE(test.rows(kBillingHistory, history_scan()).empty());
  EXPECT_EQ(test.asked().size(), 1U);
}

TEST(History, of_the_user_and_of_an_account_are_asked_for_differently) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(1)});
  Scan scan = history_scan(std::nullopt);
  scan.parameters = {{"type", "charge"}, {"status", "paid"}, {"action", "subscription"}};
  scan.not_before = "2026-10-01";
  EXPECT_EQ(test.rows(kBillingHistory, scan)[0].count("account_id"), 0U);
  EXPECT_EQ(test.asked().back(),
            "/user/billing/history?page=1&per_page=50&type=charge&action=subscription&order="
            "occurred_at");
  scan.accounts = {kAccount};
  EXPECT_EQ(test.rows(kBillingHistory, scan)[0].at("account_id"), kAccount);
  EXPECT_EQ(test.asked().back(), "billing/history?page=1&per_page=50&status=paid");
}

TEST(History, stops_where_descending_pages_have_passed_the_bound) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(500)});
  Scan scan = history_scan();
  scan.not_before = "2026-08-01T12:00:00Z";  // Item 80, on the second page.
  const auto rows = test.rows(kBillingHistory, scan);
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
    EXPECT_EQ(test.rows(kBillingHistory, scan).size(), 230U);
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
    EXPECT_EQ(test.rows(kBillingHistory, scan).size(), 121U) << bound;
  }
}

TEST(History, drops_items_that_new_ones_pushed_onto_the_next_page) {
  HistoryServer server{descending_items(120)};
  server.between = [](int page, std::vector<std::string>& items) {
    if (page == 2) {
      items.insert(items.begin(), item("new1", "2026-10-20T11:00:00Z"));
      items.insert(items.begin(), item("new2", "2026-10-20T12:00:00Z"));
    }
  };
  TestSession test(day("2026-10-20"), server);
  const auto rows = test.rows(kBillingHistory, history_scan());
  EXPECT_EQ(rows.size(), 120U);
  EXPECT_EQ(distinct_ids(rows), 120U);
}

TEST(History, ends_at_a_last_page_of_nothing_but_pushed_items) {
  // Page 1 was full and was everything; a new item pushes the oldest onto page 2.
  for (const bool info : {true, false}) {
    HistoryServer server{descending_items(50)};
    server.with_info = info;
    server.between = [](int page, std::vector<std::string>& items) {
      if (page == 2) items.insert(items.begin(), item("new", "2026-10-20T11:00:00Z"));
    };
    TestSession test(day("2026-10-20"), server);
    EXPECT_EQ(test.error(kBillingHistory, history_scan()), "") << "with result_info: " << info;
  }
}

TEST(History, keeps_identical_items_of_one_page) {
  auto items = descending_items(60);
  items.insert(items.begin() + 10, items[10]);
  const std::vector<std::string> nameless(3,
                                          R"({"occurred_at":"2026-08-22T00:00:00Z","amount":0})");
  items.insert(items.end(), nameless.begin(), nameless.end());
  TestSession test(day("2026-10-20"), HistoryServer{items});
  const auto rows = test.rows(kBillingHistory, history_scan());
  EXPECT_EQ(rows.size(), 64U);
  EXPECT_EQ(std::set<std::int64_t>(test.rowids.begin(), test.rowids.end()).size(), 64U);
}

TEST(History, reports_a_server_that_ignores_the_page) {
  for (const bool total : {false, true}) {
    const auto items = descending_items(50);
    TestSession test(day("2026-10-20"), [&](const RequestedUrl&) {
      return answered(200, envelope(items, total ? R"({"per_page":50,"total_count":2000})" : ""));
    });
    std::optional<ErrorKind> kind;
    const std::string error = test.error(kBillingHistory, history_scan(), &kind);
    EXPECT_NE(error.find("repeats"), std::string::npos) << error;
    EXPECT_EQ(kind, ErrorKind::corrupt);
    EXPECT_EQ(test.asked().size(), 2U);
  }
}

TEST(History, ends_where_a_repeated_page_is_known_to_be_everything) {
  const auto items = descending_items(50);
  TestSession test(day("2026-10-20"), [&](const RequestedUrl&) {
    return answered(200, envelope(items, R"({"per_page":50,"total_count":50})"));
  });
  EXPECT_EQ(test.rows(kBillingHistory, history_scan()).size(), 50U);
}

/// Pages as written, by number; what lies behind them is empty.
TestSession::Server pages_server(std::vector<std::vector<HttpResponse>> answers_by_page) {
  auto left = std::make_shared<std::vector<std::vector<HttpResponse>>>(std::move(answers_by_page));
  return [left](const RequestedUrl& url) {
    const auto page = static_cast<std::size_t>(std::stoi(url.value("page"))) - 1;
    if (page >= left->size()) return answered(200, envelope({}, R"({"total_count":4})"));
    std::vector<HttpResponse>& answers = (*left)[page];
    HttpResponse next = answers.front();
    if (answers.size() > 1) answers.erase(answers.begin());
    return next;
  };
}

HttpResponse page_of(std::initializer_list<const char*> ids, int total) {
  std::vector<std::string> items;
  for (const char* id : ids) items.push_back(object({{"id", id}}));
  return answered(200,
                  envelope(items, R"({"per_page":3,"total_count":)" + std::to_string(total) + "}"));
}

TEST(History, asks_once_more_for_an_empty_page_before_the_total_it_told) {
  struct Case {
    const char* what;
    std::vector<std::vector<HttpResponse>> pages;
    std::size_t rows;
    Urls asked;  // Numbers of pages.
  };
  const std::vector<Case> cases = {
      {"a short page ends, whatever the total", {{page_of({"a", "b"}, 4)}}, 2, {"1"}},
      {"an empty page that is not empty the second time",
       {{page_of({"a", "b", "c"}, 4)}, {page_of({}, 4), page_of({"d"}, 4)}},
       4,
       {"1", "2", "2"}},
      {"an empty page that stays so",
       {{page_of({"a", "b", "c"}, 4)}, {page_of({}, 4)}},
       3,
       {"1", "2", "2"}},
      {"an empty first page", {{page_of({}, 1), page_of({"a"}, 1)}}, 1, {"1", "1"}},
      {"a total told by an earlier page only",
       {{page_of({"a", "b", "c"}, 5)}, {page_of({}, 0), page_of({"d"}, 0)}},
       4,
       {"1", "2", "2"}},
      {"more than was told", {{page_of({"a", "b", "c"}, 1)}, {page_of({"d"}, 1)}}, 4, {"1", "2"}},
  };
  for (const Case& each : cases) {
    TestSession test(day("2026-10-20"), pages_server(each.pages));
    const auto rows = test.rows(kBillingHistory, history_scan());
    EXPECT_EQ(rows.size(), each.rows) << each.what;
    Urls asked;
    for (const HttpRequest& request : test.transport().requests) {
      asked.push_back(parse_url(request.url).value("page"));
    }
    EXPECT_EQ(asked, each.asked) << each.what;
  }
}

TEST(History, does_not_doubt_a_kept_end_again) {
  for (const bool is_short : {false, true}) {
    const std::vector<HttpResponse> first = {is_short ? page_of({"a", "b"}, 9)
                                                      : page_of({"a", "b", "c"}, 9)};
    TestSession test(day("2026-10-20"), pages_server({first}));
    test.session().settings().set("cache_ttl", "300");
    const auto rows = test.rows(kBillingHistory, history_scan());
    const std::size_t asked = test.asked().size();
    EXPECT_EQ(test.rows(kBillingHistory, history_scan()), rows);
    EXPECT_EQ(test.asked().size(), asked);
  }
}

TEST(History, fails_when_it_needs_more_requests_than_allowed) {
  TestSession test(day("2026-10-20"), HistoryServer{descending_items(500)});
  test.session().settings().set("max_requests", "3");
  const std::string error = test.error(kBillingHistory, history_scan());
  EXPECT_NE(error.find("max_requests"), std::string::npos) << error;
  EXPECT_EQ(test.asked().size(), 3U);
}

TEST(History, fails_at_the_page_that_fails_and_stays_failed) {
  HistoryServer server{descending_items(500)};
  TestSession test(day("2026-10-20"), [&](const RequestedUrl& url) {
    return url.value("page") == "3" ? answered(403, failure(10000, "no")) : server(url);
  });
  const auto pipeline = test.start(kBillingHistory, history_scan());
  const auto never = [] { return false; };
  EXPECT_EQ(pipeline->next(never)->size(), 50U);
  EXPECT_EQ(pipeline->next(never)->size(), 50U);
  EXPECT_THROW(static_cast<void>(pipeline->next(never)), Error);
}

}  // namespace
}  // namespace cf_billing
