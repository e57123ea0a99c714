// What a server says of cycles is not what its records show: the records are right.
#include <gtest/gtest.h>

#include <random>

#include "support/paygo_server.h"

namespace cf_billing {
namespace {

using Urls = std::vector<std::string>;
using Two = PaygoServer::TwoAnchors;
using std::chrono::days;

void expect_all(const PaygoServer& server, const DaySet& wanted, std::size_t requests) {
  TestSession test(server.today, server);
  const auto rows = test.rows(paygo_usage_table(), paygo_scan(wanted));
  EXPECT_EQ(counted(rows, "ServiceName"), server.expected(wanted)) << joined(test.asked(), "\n");
  EXPECT_EQ(test.asked().size(), requests) << joined(test.asked(), "\n");
  EXPECT_EQ(std::set<std::int64_t>(test.rowids.begin(), test.rowids.end()).size(), rows.size());
  // What was learned suffices the next time.
  EXPECT_EQ(counted(test.rows(paygo_usage_table(), paygo_scan(wanted)), "ServiceName"),
            server.expected(wanted));
}

PaygoServer server_of_19() {
  PaygoServer server(day("2026-10-24"));
  server.undated_has_previous = false;
  server.charge_daily(19, day("2026-06-01"), day("2026-10-24"), "R2");
  return server;
}
const DaySet kWanted = day_set("2026-08-21", "2026-10-24");

TEST(PaygoLies, about_starts_and_ends_bound_nothing) {
  for (const auto& [start, end] : {std::pair{"2026-10-20T00:00:00Z", ""},
                                   std::pair{"2026-01-01T00:00:00Z", "2026-08-30T00:00:00Z"},
                                   std::pair{"2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
                                   std::pair{"2026-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
                                   std::pair{"2026-09-01T00:00:00Z", "2026-08-01T00:00:00Z"},
                                   std::pair{"0001-01-01T00:00:00Z", "soon"}}) {
    PaygoServer server = server_of_19();
    server.tell({PaygoServer::told_subscription(start, "2026-01-19T00:00:00Z", end)});
    expect_all(server, kWanted, 6U);
  }
}

TEST(PaygoLies, do_not_include_an_anchor_with_an_offset) {
  PaygoServer server = server_of_19();
  server.tell(
      {PaygoServer::told_subscription("2026-01-01T00:00:00Z", "2026-01-18T19:00:00-05:00")});
  expect_all(server, kWanted, 6U);
}

TEST(PaygoLies, about_the_anchor_cost_a_request_a_cycle) {
  PaygoServer server = server_of_19();
  server.tell({PaygoServer::told_subscription("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")});
  expect_all(server, kWanted, 2U + 4U + 3U);
}

TEST(PaygoLies, of_no_or_unreadable_anchors_leave_it_to_the_records) {
  for (const char* anchor : {"", "soon", "0001-01-01T00:00:00Z"}) {
    PaygoServer server = server_of_19();
    server.tell({PaygoServer::told_subscription("2026-01-01T00:00:00Z", anchor)});
    expect_all(server, kWanted, 6U);
  }
}

TEST(PaygoLies, that_leave_out_a_subscription_are_found_in_the_answer_without_dates) {
  PaygoServer server = server_of_19();
  server.tell_anchors({19});
  server.charge_daily(5, day("2026-06-01"), day("2026-10-24"), "R2", 2);
  // No cycle of the 19th that holds these days holds an anchor of the other.
  expect_all(server, day_set("2026-10-20", "2026-10-24"), 2U + 2U + 1U);
}

TEST(PaygoLies, that_leave_out_one_that_ended_are_found_in_the_cycle_before) {
  PaygoServer server = server_of_19();
  server.tell_anchors({19});
  server.charge_daily(5, day("2026-06-01"), day("2026-09-30"), "R2", 2);
  expect_all(server, day_set("2026-09-20", "2026-09-25"), 2U + 2U + 1U);
}

TEST(PaygoLies, that_leave_out_a_late_anchor_beside_a_later_one_are_found_in_calendar_months) {
  for (const Two two : {Two::nothing, Two::the_earlier, Two::the_later}) {
    for (const unsigned hidden : {28U, 29U, 30U}) {
      PaygoServer server(day("2026-10-24"));
      server.two_anchors = two;
      server.tell_anchors({31});
      server.charge_daily(31, day("2026-01-01"), day("2026-10-24"), "R2");
      server.charge_daily(hidden, day("2026-01-01"), day("2026-05-20"), "D1");
      TestSession test(server.today, server);
      const DaySet wanted = day_set("2026-03-02", "2026-05-05");
      EXPECT_EQ(counted(test.rows(paygo_usage_table(), paygo_scan(wanted)), "ServiceName"),
                server.expected(wanted));
    }
  }
}

TEST(PaygoLies, about_an_anchor_that_an_upgrade_moved) {
  for (const Two two : {Two::nothing, Two::the_earlier, Two::the_later}) {
    for (const unsigned told : {19U, 25U, 3U}) {
      for (const char* moved : {"2026-10-08", "2026-09-25", "2026-09-02"}) {
        PaygoServer server(day("2026-10-24"));
        server.two_anchors = two;
        server.undated_has_previous = false;
        server.tell_anchors({told});
        const Day from = day(moved);
        const auto of_month = static_cast<unsigned>(std::chrono::year_month_day{from}.day());
        server.subscriptions.emplace("x", PaygoCycles(19).moved(from, of_month));
        server.charge_daily("x", day("2026-06-01"), day("2026-10-24"), "R2");
        TestSession test(server.today, server);
        EXPECT_EQ(counted(test.rows(paygo_usage_table(), paygo_scan(kWanted)), "ServiceName"),
                  server.expected(kWanted))
            << told << " " << moved << "\n"
            << joined(test.asked(), "\n");
      }
    }
  }
}

TEST(PaygoLies, of_ever_new_anchors_end_the_scan) {
  Day last = day("2026-09-01");
  TestSession test(day("2026-10-24"), [&](const RequestedUrl& url) {
    if (url.query.contains("from") && url.value("from") != to_text(last)) {
      return answered(200, envelope(std::vector<std::string>{}));
    }
    last += days{1};
    const std::string at = to_text(last) + "T00:00:00Z";
    return answered(200,
                    envelope({object({{"BillingPeriodStart", at}, {"ChargePeriodStart", at}})}));
  });
  test.session().settings().set("paygo_endpoint", "billing/usage/paygo");
  std::optional<ErrorKind> kind;
  const std::string error = test.error(paygo_usage_table(), paygo_scan(kWanted), &kind);
  EXPECT_NE(error.find("ever new days"), std::string::npos) << error;
  EXPECT_EQ(kind, ErrorKind::corrupt);
}

/// Whatever the server is like, the rows are right, or the scan says what is missing.
TEST(PaygoLies, bring_every_record_once_whatever_is_told) {
  constexpr unsigned kDays[] = {1, 2, 5, 10, 15, 19, 25, 27, 28, 29, 30, 31};
  int complete = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    std::minstd_rand random(seed);
    const auto chance = [&random](unsigned of) { return random() % of == 0; };
    PaygoServer server(day("2026-06-01") + days{random() % 150});
    server.two_anchors = static_cast<Two>(random() % 3);
    server.undated_has_previous = chance(2);
    server.names_subscriptions = chance(2);
    if (chance(3)) server.days_kept = 20 + static_cast<int>(random() % 60);
    std::vector<unsigned> anchors;
    for (std::size_t i = 0; i <= random() % 3; ++i) {
      const unsigned anchor = kDays[random() % 12];
      const std::string name = "s" + std::to_string(i);
      PaygoCycles cycles(anchor);
      anchors.push_back(anchor);
      if (i == 0 && chance(3)) {
        const Day moved = server.today - days{random() % 120};
        anchors.back() = static_cast<unsigned>(std::chrono::year_month_day{moved}.day());
        cycles.moved(moved, anchors.back());
      }
      server.subscriptions.emplace(name, cycles);
      const Day first = chance(2) ? day("2025-12-01") : server.today - days{random() % 150};
      const Day last =
          chance(3) ? std::min(server.today, first + days{40 + random() % 60}) : server.today;
      server.charge_daily(name, first, last, "R2", 1 + static_cast<int>(random() % 2));
    }
    switch (random() % 5) {
      case 0:
        break;  // No info at all.
      case 1:
        server.tell_anchors(anchors);
        break;
      case 2:
        server.tell_anchors({anchors.back()});
        break;
      case 3:
        server.tell_anchors({kDays[random() % 12]});
        break;
      default:
        server.tell({});
    }
    const Day from = server.today - days{random() % 140};
    const DaySet wanted({{from, std::min(server.today, from + days{random() % 70})}});
    TestSession test(server.today, server);
    const Scan scan = paygo_scan(wanted);
    for (const char* which : {"first", "second"}) {
      try {
        const auto rows = test.rows(paygo_usage_table(), scan);
        ASSERT_EQ(counted(rows, "ServiceName"), server.expected(wanted))
            << which << ", seed " << seed << ", " << shown(wanted.ranges()) << ", today "
            << to_text(server.today) << "\n"
            << server.info << "\n"
            << joined(test.asked(), "\n");
        if (server.days_kept) {
          // Nothing that the server had once and lost is passed over.
          PaygoServer whole = server;
          whole.days_kept.reset();
          ASSERT_TRUE(whole.expected(wanted) == server.expected(wanted) ||
                      from >= server.today - days{*server.days_kept} ||
                      server.today - days{30} <= from)
              << "seed " << seed;
        }
        ++complete;
      } catch (const Error& error) {
        ASSERT_NE(std::string(error.what()).find("no longer has the usage"), std::string::npos)
            << error.what() << " seed " << seed;
        ASSERT_LT(from, server.today - days{30}) << "seed " << seed;
      }
    }
  }
  EXPECT_GT(complete, 400);
}

/// server_of_19() with one record more in every answer with dates.
TestSession session_with(const std::string& record) {
  const Day today = day("2026-10-24");
  return TestSession(today, [record, server = server_of_19()](const RequestedUrl& url) {
    HttpResponse response = server(url);
    const bool is_dated = !url.query.empty();
    constexpr std::string_view kStart = R"("result":[)";
    const std::size_t at = response.body.find(kStart);
    if (is_dated && at != std::string::npos) {
      const bool is_empty = response.body[at + kStart.size()] == ']';
      response.body.insert(at + kStart.size(), record + (is_empty ? "" : ","));
    }
    return response;
  });
}

TEST(PaygoLies, of_a_record_outside_of_all_that_was_asked_for_are_errors) {
  TestSession test = session_with(object({{"BillingPeriodStart", "2026-05-19T00:00:00Z"},
                                          {"ChargePeriodStart", "2026-05-20T00:00:00Z"},
                                          {"ServiceName", "R2"}}));
  std::optional<ErrorKind> kind;
  const std::string error = test.error(paygo_usage_table(), paygo_scan(kWanted), &kind);
  EXPECT_NE(error.find("2026-05-20"), std::string::npos) << error;
  EXPECT_NE(error.find("in no range of days"), std::string::npos) << error;
  EXPECT_NE(error.find(kAccount), std::string::npos) << error;
  EXPECT_EQ(kind, ErrorKind::corrupt);
}

TEST(PaygoLies, of_a_record_without_a_cycle_are_errors) {
  for (const char* start :
       {R"()", R"("BillingPeriodStart":null,)", R"("BillingPeriodStart":"",)"}) {
    TestSession test =
        session_with(std::string("{") + start + R"("ChargePeriodStart":"2026-10-20T00:00:00Z"})");
    const std::string error = test.error(paygo_usage_table(), paygo_scan(kWanted));
    EXPECT_NE(error.find("BillingPeriodStart"), std::string::npos) << error;
    EXPECT_NE(error.find(kAccount), std::string::npos) << error;
    for (const std::string& url : test.asked()) EXPECT_FALSE(url.starts_with("paygo-usage")) << url;
  }
}

TEST(PaygoLies, of_another_account_that_is_billed_lose_no_record) {
  const std::string other(32, '0');
  TestSession test = session_with(object({{"BillingPeriodStart", "2026-10-19T00:00:00Z"},
                                          {"ChargePeriodStart", "2026-10-20T00:00:00Z"},
                                          {"BillingAccountId", other},
                                          {"ServiceName", "Parent"}}));
  int found = 0;
  for (const TestRow& row : test.rows(paygo_usage_table(), paygo_scan(kWanted))) {
    if (row.at("ServiceName") != "Parent") continue;
    ++found;
    EXPECT_EQ(row.at("BillingAccountId"), other);
    EXPECT_EQ(row.at("account_id"), kAccount);
  }
  EXPECT_EQ(found, 1);
}

}  // namespace
}  // namespace cf_billing
