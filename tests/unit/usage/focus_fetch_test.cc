#include <gtest/gtest.h>

#include "core/usage_window.h"
#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

using Urls = std::vector<std::string>;
using Counts = std::map<std::string, int>;
using std::chrono::days;

/// Two identical records a day. Whether `to` belongs to the range is not documented.
struct FocusServer {
  Day today;
  bool to_is_inclusive = true;
  bool refuses_the_future = false;
  int days_allowed = 31;

  HttpResponse operator()(const RequestedUrl& url) const {
    Day first = today - days{5};
    Day last = today;
    if (!url.query.empty()) {
      const auto from = parse_day(url.value("from"));
      const auto to = parse_day(url.value("to"));
      if (!from || !to) return answered(400, failure(1183, "from and to go together"));
      if (refuses_the_future && *to > today) return answered(400, failure(1183, "future"));
      first = *from;
      last = to_is_inclusive ? *to : *to - days{1};
      if (last - first + days{1} > days{days_allowed}) {
        return answered(400, failure(1183, "range over 31 days"));
      }
    }
    std::vector<std::string> records;
    for (Day at = first; at <= std::min(last, today); at += days{1}) {
      for (int copy = 0; copy < 2; ++copy) {
        records.push_back(object({{"ChargePeriodStart", to_text(at) + "T00:00:00.000Z"},
                                  {"ChargePeriodEnd", to_text(at) + "T23:59:59Z"},
                                  {"BillingAccountId", kAccount}}));
      }
    }
    return answered(200, envelope(records));
  }
};

Scan focus_scan(std::optional<DaySet> wanted) {
  Scan scan;
  scan.accounts = {kAccount};
  scan.days = std::move(wanted);
  return scan;
}

TEST(Focus, brings_each_record_once_under_either_meaning_of_to) {
  for (const bool inclusive : {false, true}) {
    for (const bool refuses : {false, true}) {
      for (int length = 1; length <= 130; length += 1 + length / 20) {
        const Day today = day("2026-10-20");
        TestSession test(today, FocusServer{today, inclusive, refuses});
        const DaySet wanted({{today - days{length - 1}, today}});
        const auto rows = test.rows(focus_usage_table(), focus_scan(wanted));
        // A `to` of today, counted out, cannot bring today itself.
        const bool today_is_lost = refuses && !inclusive;
        Counts expected;
        for (Day at = wanted.first(); at <= today; at += days{1}) {
          if (at == today && today_is_lost) continue;
          expected[to_text(at) + "T00:00:00Z"] = 2;
        }
        ASSERT_EQ(counted(rows, "ChargePeriodStart"), expected)
            << length << " days, inclusive " << inclusive;
        const auto windows = static_cast<std::size_t>((length + 29) / 30);
        // Nothing of today is no proof that tomorrow is refused: it is asked for once more.
        ASSERT_EQ(test.asked().size(), windows + (refuses ? 1 : 0) + (today_is_lost ? 1 : 0));
        ASSERT_EQ(std::set<std::int64_t>(test.rowids.begin(), test.rowids.end()).size(),
                  rows.size());
      }
    }
  }
}

TEST(Focus, asks_window_by_window_for_one_day_more) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  test.rows(focus_usage_table(), focus_scan(day_set("2026-08-01", "2026-09-05")));
  EXPECT_EQ(test.asked(), (Urls{"billable/usage?from=2026-08-01&to=2026-08-31",
                                "billable/usage?from=2026-08-31&to=2026-09-06"}));
}

TEST(Focus, asks_again_with_today_where_tomorrow_is_refused) {
  const Day today = day("2026-10-20");
  FocusServer server{today};
  server.refuses_the_future = true;
  TestSession test(today, server);
  test.rows(focus_usage_table(), focus_scan(day_set("2026-10-19", "2026-10-20")));
  EXPECT_EQ(test.asked(), (Urls{"billable/usage?from=2026-10-19&to=2026-10-21",
                                "billable/usage?from=2026-10-19&to=2026-10-20"}));
}

TEST(Focus, keeps_what_is_billed_to_another_account) {
  const Day today = day("2026-10-20");
  const std::string other(32, '0');
  TestSession test(today, [&](const RequestedUrl&) {
    return answered(200, envelope({object({{"ChargePeriodStart", "2026-10-19T00:00:00Z"},
                                           {"BillingAccountId", other}})}));
  });
  for (const auto& wanted :
       {std::optional<DaySet>(), std::optional(day_set("2026-10-19", "2026-10-19"))}) {
    const auto rows = test.rows(focus_usage_table(), focus_scan(wanted));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("BillingAccountId"), other);
    EXPECT_EQ(rows[0].at("account_id"), kAccount);
  }
}

TEST(Focus, loses_no_day_for_refusals_that_are_none) {
  const Day today = day("2026-10-20");
  for (const bool inclusive : {false, true}) {
    for (const int refused : {1, 2}) {
      for (const char* first : {"2026-10-18", "2026-10-20"}) {
        FocusServer server{today, inclusive};
        int refusals = refused;
        TestSession test(today, [&](const RequestedUrl& url) {
          return refusals-- > 0 ? answered(400, failure(1183, "Invalid request")) : server(url);
        });
        const auto rows = test.rows(focus_usage_table(), focus_scan(day_set(first, "2026-10-20")));
        Counts expected;
        for (Day at = day(first); at <= today; at += days{1}) {
          expected[to_text(at) + "T00:00:00Z"] = 2;
        }
        EXPECT_EQ(counted(rows, "ChargePeriodStart"), expected)
            << "inclusive " << inclusive << ", refused " << refused << ", from " << first;
      }
    }
  }
}

TEST(Focus, asks_up_to_the_day_before_where_the_server_is_a_day_behind) {
  const Day today = day("2026-10-20");
  FocusServer server{today - days{1}};
  server.refuses_the_future = true;
  for (const bool kept : {false, true}) {
    for (const auto& [first, requests] :
         {std::pair{"2026-10-01", 4U}, std::pair{"2026-10-19", 4U}, std::pair{"2026-10-20", 4U}}) {
      TestSession test(today, server);
      if (kept) test.session().settings().set("cache_ttl", "300");
      const DaySet wanted({{day(first), today}});
      const auto rows = test.rows(focus_usage_table(), focus_scan(wanted));
      EXPECT_EQ(rows.size(), 2U * static_cast<std::size_t>((today - day(first)).count())) << first;
      EXPECT_EQ(test.asked().size(), requests) << first << "\n" << joined(test.asked(), "\n");
    }
  }
}

TEST(Focus, does_not_take_another_refusal_of_today_for_a_clock_that_is_ahead) {
  const Day today = day("2026-10-20");
  TestSession test(today, [](const RequestedUrl&) {
    return answered(400, failure(6003, "Invalid request headers"));
  });
  const std::string error = test.error(focus_usage_table(), focus_scan(DaySet({{today, today}})));
  EXPECT_NE(error.find("6003"), std::string::npos) << error;
  EXPECT_EQ(test.asked().size(), 3U);
}

TEST(Focus, says_that_an_answer_is_not_whole) {
  for (const char* told : {R"({"total_count":2})", R"({"total_pages":2})", R"({"cursor":"abc"})"}) {
    TestSession test(day("2026-10-20"), [&](const RequestedUrl&) {
      return answered(200,
                      envelope({object({{"ChargePeriodStart", "2026-10-20T00:00:00Z"}})}, told));
    });
    for (const bool dated : {false, true}) {
      const std::string error = test.error(
          focus_usage_table(),
          focus_scan(dated ? std::optional(day_set("2026-10-20", "2026-10-20")) : std::nullopt));
      EXPECT_NE(error.find("is not complete"), std::string::npos) << error;
    }
  }
}

TEST(Focus, refuses_a_record_of_days_that_nobody_asked_for) {
  for (const auto& [at, refused] : {std::pair{"2026-10-09", true}, std::pair{"2026-10-12", false},
                                    std::pair{"2026-10-13", true}}) {
    TestSession test(day("2026-10-20"), [&](const RequestedUrl&) {
      return answered(200, envelope({object({{"ChargePeriodStart", at}})}));
    });
    const std::string error =
        test.error(focus_usage_table(), focus_scan(day_set("2026-10-10", "2026-10-11")));
    EXPECT_EQ(error.find("in no range of days") != std::string::npos, refused) << at << error;
  }
}

TEST(Focus, reports_a_refusal_that_stays) {
  for (const char* last : {"2026-10-20", "2026-10-10"}) {
    TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
      return answered(400, failure(1183, "Invalid request parameters"));
    });
    std::optional<ErrorKind> kind;
    const std::string error =
        test.error(focus_usage_table(), focus_scan(day_set("2026-10-01", last)), &kind);
    EXPECT_NE(error.find("1183"), std::string::npos) << error;
    EXPECT_EQ(kind, ErrorKind::usage);
    EXPECT_LE(test.asked().size(), 3U);
  }
}

TEST(Focus, without_dates_sends_none_and_takes_all) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  EXPECT_EQ(test.rows(focus_usage_table(), focus_scan(std::nullopt)).size(), 12U);
  EXPECT_EQ(test.asked(), Urls{"billable/usage"});
}

TEST(Focus, sends_the_metric_percent_encoded_behind_the_dates) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  Scan scan = focus_scan(day_set("2026-10-01", "2026-10-01"));
  scan.parameters = {{"metric", "a&b=c d"}};
  test.rows(focus_usage_table(), scan);
  EXPECT_EQ(test.asked(),
            Urls{"billable/usage?from=2026-10-01&to=2026-10-02&metric=a%26b%3Dc%20d"});
}

/// With a cache, and a server of one account.
class FocusBlocks : public testing::Test {
 protected:
  void serve(TestSession::Server server) {
    test.emplace(today, std::move(server));
    test->session().settings().set("cache_ttl", "300");
  }
  /// Rows by day of a scan for these days.
  Counts scanned(Day first, Day last) {
    return counted(test->rows(focus_usage_table(), focus_scan(DaySet({{first, last}}))),
                   "ChargePeriodStart");
  }
  static Counts two_each(Day first, Day last) {
    Counts counts;
    for (Day at = first; at <= last; at += days{1}) counts[to_text(at) + "T00:00:00Z"] = 2;
    return counts;
  }
  [[nodiscard]] static std::string url(Day from, Day to) {
    return "billable/usage?from=" + to_text(from) + "&to=" + to_text(to);
  }

  Day today = day("2026-10-20");
  std::optional<TestSession> test;
};

TEST_F(FocusBlocks, bring_a_month_day_by_day_in_two_requests) {
  for (const bool inclusive : {false, true}) {
    for (const char* first : {"2026-07-01", "2026-08-01", "2026-09-01", "2026-02-01"}) {
      serve(FocusServer{today, inclusive});
      const Day begin = day(first);
      const Day end = Day{std::chrono::year_month_day{begin}.year() /
                          std::chrono::year_month_day{begin}.month() / std::chrono::last};
      for (Day at = begin; at <= end; at += days{1}) {
        ASSERT_EQ(scanned(at, at), two_each(at, at)) << to_text(at);
      }
      EXPECT_LE(test->asked().size(), 2U) << first;
    }
  }
}

TEST_F(FocusBlocks, bring_any_order_of_days_and_weeks_in_a_request_a_block) {
  serve(FocusServer{today});
  const DayRange block = usage_block(day("2026-08-15"));
  for (const int at : {17, 3, 29, 0, 12}) {
    const Day of = block.first + days{at};
    EXPECT_EQ(scanned(of, of), two_each(of, of));
  }
  EXPECT_EQ(scanned(block.first + days{8}, block.first + days{14}),
            two_each(block.first + days{8}, block.first + days{14}));
  EXPECT_EQ(test->asked(), Urls{url(block.first, block.last + days{1})});
}

TEST_F(FocusBlocks, end_today_and_grow_with_it) {
  serve(FocusServer{today});
  const DayRange block = usage_block(today);
  ASSERT_LT(today, block.last);
  EXPECT_EQ(scanned(today, today), two_each(today, today));
  EXPECT_EQ(scanned(block.first, block.first), two_each(block.first, block.first));
  EXPECT_EQ(test->asked(), Urls{url(block.first, today + days{1})});
}

TEST_F(FocusBlocks, keep_old_days_though_new_ones_are_restated) {
  serve(FocusServer{today});
  const DayRange block = usage_block(today);
  ASSERT_LT(block.first, today - days{4});
  scanned(block.first, block.first);
  test->clock().advance(std::chrono::hours{1});
  scanned(block.first, block.first);
  EXPECT_EQ(test->asked().size(), 1U);
  scanned(today, today);
  EXPECT_EQ(test->asked().size(), 2U);
}

TEST_F(FocusBlocks, find_their_days_in_what_a_longer_scan_brought) {
  serve(FocusServer{today});
  scanned(day("2026-09-01"), day("2026-09-30"));
  EXPECT_EQ(test->asked(), Urls{url(day("2026-09-01"), day("2026-10-01"))});
  for (Day at = day("2026-09-01"); at <= day("2026-09-30"); at += days{1}) {
    ASSERT_EQ(scanned(at, at), two_each(at, at));
  }
  EXPECT_EQ(test->asked().size(), 1U);
}

TEST_F(FocusBlocks, are_not_asked_for_by_a_long_scan_or_one_across_two_of_them) {
  serve(FocusServer{today});
  const DayRange block = usage_block(day("2026-08-15"));
  EXPECT_EQ(scanned(block.last, block.last + days{1}), two_each(block.last, block.last + days{1}));
  EXPECT_EQ(scanned(block.first, block.first + days{7}),
            two_each(block.first, block.first + days{7}));
  EXPECT_EQ(test->asked(),
            (Urls{url(block.last, block.last + days{2}), url(block.first, block.first + days{8})}));
}

TEST_F(FocusBlocks, are_not_asked_for_where_nothing_is_kept) {
  for (const char* setting : {"cache_ttl", "cache_mib"}) {
    serve(FocusServer{today});
    test->session().settings().set(setting, "0");
    const Day at = day("2026-08-15");
    EXPECT_EQ(scanned(at, at), two_each(at, at));
    EXPECT_EQ(test->asked(), Urls{url(at, at + days{1})});
  }
}

TEST_F(FocusBlocks, are_not_asked_for_again_where_they_are_more_than_the_cache_holds) {
  const std::string padding(100'000, 'x');
  serve([&](const RequestedUrl& asked) {
    std::vector<std::string> records;
    for (Day at = *parse_day(asked.value("from")); at < *parse_day(asked.value("to"));
         at += days{1}) {
      records.push_back(object({{"ChargePeriodStart", to_text(at) + "T00:00:00Z"},
                                {"ChargeDescription", padding + to_text(at)}}));
    }
    return answered(200, envelope(records));
  });
  test->session().settings().set("cache_mib", "1");
  const DayRange block = usage_block(day("2026-08-15"));
  for (const int at : {3, 4, 3}) {
    EXPECT_EQ(scanned(block.first + days{at}, block.first + days{at}).size(), 1U);
  }
  const Day third = block.first + days{3};
  EXPECT_EQ(test->asked(),
            (Urls{url(block.first, block.last + days{1}), url(third + days{1}, third + days{2}),
                  url(third, third + days{1})}));
}

TEST_F(FocusBlocks, that_do_not_come_are_replaced_by_the_days_themselves) {
  for (const TransferOutcome outcome : {TransferOutcome::oversized, TransferOutcome::failed}) {
    const FocusServer server{today};
    serve([&](const RequestedUrl& asked) {
      const auto length = *parse_day(asked.value("to")) - *parse_day(asked.value("from"));
      return length > days{8} ? failed(outcome, "too much") : server(asked);
    });
    test->session().settings().set("max_retries", "0");
    const DayRange block = usage_block(day("2026-08-15"));
    const Day at = block.first + days{3};
    EXPECT_EQ(scanned(at, at), two_each(at, at));
    EXPECT_EQ(scanned(at, at + days{1}), two_each(at, at + days{1}));
    EXPECT_EQ(test->asked(), (Urls{url(block.first, block.last + days{1}), url(at, at + days{1}),
                                   url(at, at + days{2})}));
  }
}

TEST_F(FocusBlocks, give_no_record_without_a_start_to_a_day_it_was_not_asked_with) {
  const std::string undated = R"({"ChargePeriodStart":null,"ConsumedQuantity":1})";
  // The API knows its day: the fifth of August.
  const FocusServer server{today};
  serve([&](const RequestedUrl& asked) {
    HttpResponse answer = server(asked);
    const DayRange days_asked{*parse_day(asked.value("from")),
                              *parse_day(asked.value("to")) - days{1}};
    if (days_asked.contains(day("2026-08-05"))) {
      answer.body.insert(answer.body.find("[{") + 1, undated + ",");
    }
    return answer;
  });
  const auto undated_on = [&](Day at) {
    Counts counts = scanned(at, at);
    return counts["NULL"];
  };
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(undated_on(day("2026-08-04")), 0);
    EXPECT_EQ(undated_on(day("2026-08-06")), 0);
    // A day more is asked for, and the record might be of that one.
    for (const char* last : {"2026-08-05", "2026-08-30"}) {
      const std::string error =
          test->error(focus_usage_table(), focus_scan(day_set("2026-08-05", last)));
      EXPECT_NE(error.find("ChargePeriodStart"), std::string::npos) << error;
    }
  }
}

TEST_F(FocusBlocks, ask_again_up_to_today_where_tomorrow_is_refused) {
  FocusServer server{today};
  server.refuses_the_future = true;
  serve(server);
  const DayRange block = usage_block(today);
  EXPECT_EQ(scanned(today, today), two_each(today, today));
  EXPECT_EQ(test->asked(), (Urls{url(block.first, today + days{1}), url(block.first, today)}));
}

TEST_F(FocusBlocks, count_as_one_request_each) {
  serve(FocusServer{today});
  test->session().settings().set("max_requests", "1");
  EXPECT_EQ(test->error(focus_usage_table(), focus_scan(day_set("2026-08-05", "2026-08-05"))), "");
}

TEST(Focus, of_an_organization_has_a_path_of_its_own_and_no_metric) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  Scan scan = focus_scan(day_set("2026-10-01", "2026-10-01"));
  scan.organization = kOtherAccount;
  scan.parameters = {{"metric", "m"}};
  const auto rows = test.rows(focus_usage_table(), scan);
  EXPECT_EQ(test.asked(), Urls{"/organizations/" + kOtherAccount +
                               "/billable/usage?from=2026-10-01&to=2026-10-02"});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].count("account_id"), 0U);
}

TEST(Focus, keeps_a_record_without_a_start_where_it_cannot_come_twice) {
  const auto serve = [](const RequestedUrl&) {
    return answered(200, envelope({R"({"ChargePeriodStart":null,"ConsumedQuantity":1})",
                                   R"({"ConsumedQuantity":2})"}));
  };
  TestSession one(day("2026-10-20"), serve);
  EXPECT_EQ(one.rows(focus_usage_table(), focus_scan(day_set("2026-10-01", "2026-10-20"))).size(),
            2U);
  TestSession undated(day("2026-10-20"), serve);
  EXPECT_EQ(undated.rows(focus_usage_table(), focus_scan(std::nullopt)).size(), 2U);
  TestSession two(day("2026-10-20"), serve);
  std::optional<ErrorKind> kind;
  const std::string error =
      two.error(focus_usage_table(), focus_scan(day_set("2026-09-01", "2026-10-20")), &kind);
  EXPECT_NE(error.find("ChargePeriodStart"), std::string::npos) << error;
  EXPECT_EQ(kind, ErrorKind::corrupt);
}

TEST_F(FocusBlocks, take_a_start_that_is_no_date_for_none) {
  for (const char* start : {R"("")", R"("N/A")", R"("2026/08/05")", "1760000000", "{}"}) {
    serve([&](const RequestedUrl&) {
      return answered(200, envelope({std::string(R"({"ChargePeriodStart":)") + start + "}"}));
    });
    // No day follows today: the record is of those asked for.
    EXPECT_EQ(test->rows(focus_usage_table(), focus_scan(DaySet({{today, today}}))).size(), 1U)
        << start;
    EXPECT_EQ(test->asked().size(), 2U) << start;  // The block, then the day itself.
    EXPECT_NE(test->error(focus_usage_table(), focus_scan(day_set("2026-08-05", "2026-08-05"))), "")
        << start;
    EXPECT_NE(test->error(focus_usage_table(), focus_scan(day_set("2026-07-01", "2026-08-20"))), "")
        << start;
  }
}

TEST(Focus, fails_before_the_first_request_when_it_would_need_too_many) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  test.session().settings().set("max_requests", "24");
  Scan scan = focus_scan(DaySet({{today - days{374}, today}}));  // 375 days: 13 windows.
  scan.accounts = {kAccount, kOtherAccount};
  const std::string error = test.error(focus_usage_table(), scan);
  EXPECT_NE(error.find("26 requests"), std::string::npos) << error;
  EXPECT_TRUE(test.asked().empty());
  test.session().settings().set("max_requests", "26");
  EXPECT_EQ(test.error(focus_usage_table(), scan), "");
  EXPECT_EQ(test.asked().size(), 26U);
}

TEST(Focus, refuses_thousands_of_windows_at_once) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  // Every other month since the year 1: windows that do not touch. What each of them did with all
  // of them took many seconds, and more memory than there is.
  std::vector<DayRange> wanted;
  for (Day at = kFirstDay; at < today; at += days{60}) wanted.push_back({at, at});
  Scan scan = focus_scan(DaySet(wanted));
  const auto began = std::chrono::steady_clock::now();
  EXPECT_NE(test.error(focus_usage_table(), scan).find("12332 requests"), std::string::npos);
  // Of many accounts the fetches alone would take gigabytes.
  scan.accounts.assign(200, kAccount);
  EXPECT_NE(test.error(focus_usage_table(), scan).find("2466400 requests"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{2});
  EXPECT_TRUE(test.asked().empty());
}

TEST(Focus, fails_as_a_whole_when_one_window_does) {
  const Day today = day("2026-10-20");
  const FocusServer server{today};
  TestSession test(today, [&](const RequestedUrl& url) {
    return url.value("from") == "2026-09-01" ? answered(403, failure(10000, "Authentication error"))
                                             : server(url);
  });
  std::optional<ErrorKind> kind;
  const std::string error =
      test.error(focus_usage_table(), focus_scan(day_set("2026-08-02", "2026-10-20")), &kind);
  EXPECT_EQ(kind, ErrorKind::auth);
  EXPECT_NE(error.find("restricted"), std::string::npos) << error;
}

}  // namespace
}  // namespace cf_billing
