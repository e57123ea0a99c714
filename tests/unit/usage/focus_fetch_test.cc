#include <gtest/gtest.h>

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
        const auto rows = test.rows(kFocusUsage, focus_scan(wanted));
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
        ASSERT_EQ(test.asked().size(), windows + (refuses ? 1 : 0));
        ASSERT_EQ(std::set<std::int64_t>(test.rowids.begin(), test.rowids.end()).size(),
                  rows.size());
      }
    }
  }
}

TEST(Focus, asks_window_by_window_for_one_day_more) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  test.rows(kFocusUsage, focus_scan(day_set("2026-08-01", "2026-09-05")));
  EXPECT_EQ(test.asked(), (Urls{"billable/usage?from=2026-08-01&to=2026-08-31",
                                "billable/usage?from=2026-08-31&to=2026-09-06"}));
}

TEST(Focus, asks_again_with_today_where_tomorrow_is_refused) {
  const Day today = day("2026-10-20");
  FocusServer server{today};
  server.refuses_the_future = true;
  TestSession test(today, server);
  test.rows(kFocusUsage, focus_scan(day_set("2026-10-19", "2026-10-20")));
  EXPECT_EQ(test.asked(), (Urls{"billable/usage?from=2026-10-19&to=2026-10-21",
                                "billable/usage?from=2026-10-19&to=2026-10-20"}));
}

TEST(Focus, reports_a_refusal_that_stays) {
  for (const char* last : {"2026-10-20", "2026-10-10"}) {
    TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
      return answered(400, failure(1183, "Invalid request parameters"));
    });
    std::optional<ErrorKind> kind;
    const std::string error =
        test.error(kFocusUsage, focus_scan(day_set("2026-10-01", last)), &kind);
    EXPECT_NE(error.find("1183"), std::string::npos) << error;
    EXPECT_EQ(kind, ErrorKind::usage);
    EXPECT_LE(test.asked().size(), 2U);
  }
}

TEST(Focus, without_dates_sends_none_and_takes_all) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  EXPECT_EQ(test.rows(kFocusUsage, focus_scan(std::nullopt)).size(), 12U);
  EXPECT_EQ(test.asked(), Urls{"billable/usage"});
}

TEST(Focus, sends_the_metric_percent_encoded_behind_the_dates) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  Scan scan = focus_scan(day_set("2026-10-01", "2026-10-01"));
  scan.parameters = {{"metric", "a&b=c d"}};
  test.rows(kFocusUsage, scan);
  EXPECT_EQ(test.asked(),
            Urls{"billable/usage?from=2026-10-01&to=2026-10-02&metric=a%26b%3Dc%20d"});
}

TEST(Focus, of_an_organization_has_a_path_of_its_own_and_no_metric) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  Scan scan = focus_scan(day_set("2026-10-01", "2026-10-01"));
  scan.organization = kOtherAccount;
  scan.parameters = {{"metric", "m"}};
  const auto rows = test.rows(kFocusUsage, scan);
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
  EXPECT_EQ(one.rows(kFocusUsage, focus_scan(day_set("2026-10-01", "2026-10-20"))).size(), 2U);
  TestSession undated(day("2026-10-20"), serve);
  EXPECT_EQ(undated.rows(kFocusUsage, focus_scan(std::nullopt)).size(), 2U);
  TestSession two(day("2026-10-20"), serve);
  std::optional<ErrorKind> kind;
  const std::string error =
      two.error(kFocusUsage, focus_scan(day_set("2026-09-01", "2026-10-20")), &kind);
  EXPECT_NE(error.find("ChargePeriodStart"), std::string::npos) << error;
  EXPECT_EQ(kind, ErrorKind::corrupt);
}

TEST(Focus, fails_before_the_first_request_when_it_would_need_too_many) {
  const Day today = day("2026-10-20");
  TestSession test(today, FocusServer{today});
  test.session().settings().set("max_requests", "24");
  Scan scan = focus_scan(DaySet({{today - days{374}, today}}));  // 375 days: 13 windows.
  scan.accounts = {kAccount, kOtherAccount};
  const std::string error = test.error(kFocusUsage, scan);
  EXPECT_NE(error.find("26 requests"), std::string::npos) << error;
  EXPECT_TRUE(test.asked().empty());
  test.session().settings().set("max_requests", "26");
  EXPECT_EQ(test.error(kFocusUsage, scan), "");
  EXPECT_EQ(test.asked().size(), 26U);
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
      test.error(kFocusUsage, focus_scan(day_set("2026-08-02", "2026-10-20")), &kind);
  EXPECT_EQ(kind, ErrorKind::auth);
  EXPECT_NE(error.find("restricted"), std::string::npos) << error;
}

}  // namespace
}  // namespace cf_billing
