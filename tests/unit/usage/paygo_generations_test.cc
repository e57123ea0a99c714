// Older generations of the PayGo endpoint, which have no `info`, and the way to them.
#include <gtest/gtest.h>

#include <random>

#include "support/paygo_server.h"

namespace cf_billing {
namespace {

using Urls = std::vector<std::string>;
using std::chrono::days;

PaygoServer old_server(const char* today, const std::string& endpoint = "paygo-usage") {
  PaygoServer server(day(today));
  server.endpoints = {endpoint};
  return server;
}

void expect_all(PaygoServer& server, const DaySet& wanted) {
  TestSession test(server.today, server);
  test.session().settings().set("paygo_endpoint", *server.endpoints.begin());
  const auto rows = test.rows(paygo_usage_table(), paygo_scan(wanted));
  EXPECT_EQ(counted(rows, "ServiceName"), server.expected(wanted)) << shown(wanted.ranges()) << "\n"
                                                                   << joined(test.asked(), "\n");
}

TEST(PaygoGenerations, are_tried_newest_first_and_the_answering_one_remembered) {
  for (const int status : {404, 410, 400}) {
    PaygoServer server = old_server("2026-10-20", "billing/usage/paygo");
    server.gone_status = status;
    server.charge_daily(19, day("2026-08-01"), day("2026-10-20"), "R2");
    TestSession test(server.today, server);
    const DaySet wanted = day_set("2026-10-01", "2026-10-20");
    EXPECT_EQ(counted(test.rows(paygo_usage_table(), old_paygo_scan(wanted)), "ServiceName"),
              server.expected(wanted));
    EXPECT_EQ(test.asked(), (Urls{"billable-usage/info", "billable-usage", "billable-usage/info",
                                  "billable-usage", "paygo-usage-info", "paygo-usage",
                                  "paygo-usage-info", "paygo-usage", "billing/usage/paygo",
                                  "billing/usage/paygo?from=2026-09-19&to=2026-10-18",
                                  "billing/usage/paygo?from=2026-10-19&to=2026-10-20"}))
        << status;
    test.transport().requests.clear();
    test.rows(paygo_usage_table(), old_paygo_scan(std::nullopt));
    EXPECT_EQ(test.asked(), Urls{"billing/usage/paygo"});
  }
}

TEST(PaygoGenerations, are_tried_anew_after_five_minutes) {
  PaygoServer server = old_server("2026-10-20", "paygo-usage");
  server.charge_daily(19, day("2026-08-01"), day("2026-10-20"), "R2");
  TestSession test(server.today, server);
  test.rows(paygo_usage_table(), old_paygo_scan(std::nullopt));
  for (const auto& [minutes, expected] : {std::pair{4, Urls{"paygo-usage"}},
                                          std::pair{1, Urls{"billable-usage", "billable-usage/info",
                                                            "billable-usage", "paygo-usage"}}}) {
    test.clock().advance(std::chrono::minutes{minutes});
    test.transport().requests.clear();
    test.rows(paygo_usage_table(), old_paygo_scan(std::nullopt));
    EXPECT_EQ(test.asked(), expected);
  }
}

TEST(PaygoGenerations, ask_their_own_companion_for_anchors) {
  PaygoServer server = old_server("2026-10-20", "paygo-usage");
  server.undated_has_previous = false;
  server.tell_anchors({5});
  server.charge_daily(5, day("2026-01-01"), day("2026-06-30"), "R2");
  TestSession test(server.today, server);
  const DaySet wanted = day_set("2026-06-06", "2026-06-30");
  EXPECT_EQ(counted(test.rows(paygo_usage_table(), old_paygo_scan(wanted)), "ServiceName"),
            server.expected(wanted));
  EXPECT_EQ(test.asked(),
            (Urls{"billable-usage/info", "billable-usage", "billable-usage/info", "billable-usage",
                  "paygo-usage-info", "paygo-usage", "paygo-usage?from=2026-05-05&to=2026-06-04",
                  "paygo-usage?from=2026-06-05&to=2026-07-04"}));
}

TEST(PaygoGenerations, all_gone_are_an_error_naming_them_and_the_account) {
  for (const bool dated : {false, true}) {
    PaygoServer server = old_server("2026-10-20", "none");
    server.gone_status = 400;
    TestSession test(server.today, server);
    const std::string error = test.error(
        paygo_usage_table(),
        paygo_scan(dated ? std::optional(day_set("2026-10-01", "2026-10-20")) : std::nullopt));
    for (const char* part : {"billable-usage", "paygo-usage", "billing/usage/paygo", "account id",
                             "HTTP 400", "7003"}) {
      EXPECT_NE(error.find(part), std::string::npos) << error;
    }
    EXPECT_NE(error.find(kAccount), std::string::npos) << error;
    // Each is asked twice, as is the companion that two of them have.
    EXPECT_EQ(test.asked().size(), dated ? 10U : 8U);
  }
}

TEST(PaygoGenerations, can_be_pinned) {
  PaygoServer server = old_server("2026-10-20");
  TestSession test(server.today, server);
  test.session().settings().set("paygo_endpoint", "billing/usage/paygo");
  const std::string error = test.error(paygo_usage_table(), paygo_scan(std::nullopt));
  EXPECT_NE(error.find("paygo_endpoint"), std::string::npos) << error;
  EXPECT_EQ(test.asked(), (Urls{"billing/usage/paygo", "billing/usage/paygo"}));
}

/// A server of all generations, one of whose URLs is gone for the first `times` requests.
TestSession::Server with_slip(const PaygoServer& server, const std::string& end, int times) {
  return [server, end, left = times](const RequestedUrl& url) mutable {
    std::string text = url.path;
    if (url.query.contains("from")) text += "?from=" + url.value("from");
    return text.ends_with(end) && left-- > 0 ? server.gone() : server(url);
  };
}

TEST(PaygoGenerations, are_not_left_after_one_404) {
  PaygoServer server(day("2026-10-20"));
  server.endpoints = {"billable-usage", "paygo-usage", "billing/usage/paygo"};
  server.tell_anchors({19});
  server.charge_daily(19, day("2026-07-01"), day("2026-10-20"), "R2", 2);
  const DaySet wanted = day_set("2026-08-25", "2026-10-20");
  for (const int status : {404, 410, 400}) {
    server.gone_status = status;
    for (const auto& [slip, requests] :
         {std::pair{"/billable-usage", 8U}, std::pair{"/billable-usage/info", 6U},
          std::pair{"?from=2026-07-19", 8U}, std::pair{"?from=2026-09-19", 8U}}) {
      TestSession test(server.today, with_slip(server, slip, 1));
      const auto rows = test.rows(paygo_usage_table(), paygo_scan(wanted));
      EXPECT_EQ(counted(rows, "ServiceName"), server.expected(wanted)) << slip;
      EXPECT_EQ(counted(rows, "BilledCost").count("NULL"), 0U) << slip;
      EXPECT_EQ(test.asked().size(), requests) << slip << "\n" << joined(test.asked(), "\n");
    }
    TestSession test(server.today, with_slip(server, "/billable-usage", 1));
    EXPECT_EQ(test.rows(paygo_usage_table(), paygo_scan(std::nullopt)).size(), 64U);
    EXPECT_EQ(test.asked(), (Urls{"billable-usage", "billable-usage/info", "billable-usage"}));
  }
}

TEST(PaygoGenerations, are_not_left_while_info_answers) {
  PaygoServer server(day("2026-10-20"));
  server.endpoints = {"billable-usage", "paygo-usage"};
  server.tell_anchors({19});
  for (const char* slip : {"/billable-usage", "?from=2026-09-19"}) {
    TestSession test(server.today, with_slip(server, slip, 2));
    const std::string error =
        test.error(paygo_usage_table(), paygo_scan(day_set("2026-10-01", "2026-10-20")));
    for (const char* part : {"billable-usage is gone", "info", "404", "paygo_endpoint"}) {
      EXPECT_NE(error.find(part), std::string::npos) << error;
    }
    EXPECT_NE(error.find(kAccount), std::string::npos) << error;
  }
}

TEST(PaygoGenerations, that_refuse_are_not_passed_over) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    return answered(403, failure(10000, "Authentication error"));
  });
  std::optional<ErrorKind> kind;
  EXPECT_NE(test.error(paygo_usage_table(), paygo_scan(std::nullopt), &kind), "");
  EXPECT_EQ(kind, ErrorKind::auth);
  EXPECT_EQ(test.asked().size(), 1U);
}

TEST(PaygoGenerations, that_vanish_between_two_cycles_are_left_for_all_of_them) {
  for (const int answered_cycles : {0, 1, 2}) {
    PaygoServer server(day("2026-10-20"));
    server.endpoints = {"billable-usage", "paygo-usage"};
    server.tell_anchors({19});
    server.charge_daily(19, day("2026-07-01"), day("2026-10-20"), "R2", 2);
    int left = answered_cycles + 2;  // The answer without dates, and `info` before it.
    TestSession test(server.today, [&](const RequestedUrl& url) {
      const bool current = url.path.find("/billable-usage") != std::string::npos;
      return current && left-- <= 0 ? server.gone() : server(url);
    });
    const DaySet wanted = day_set("2026-08-25", "2026-10-20");
    const auto rows = test.rows(paygo_usage_table(), old_paygo_scan(wanted));
    EXPECT_EQ(counted(rows, "ServiceName"), server.expected(wanted));
    // All from one generation: the older has no BillingAccountId.
    EXPECT_EQ(counted(rows, "BillingAccountId").size(), 1U);
    // Two, four cycles of which some answer, info and the others again, four of the older one.
    EXPECT_EQ(test.asked().size(),
              2U + 4U + 1U + (4U - static_cast<unsigned>(answered_cycles)) + 4U);
  }
}

TEST(PaygoGenerations, without_the_column_that_named_the_account_say_so) {
  PaygoServer server = old_server("2026-10-20");
  for (const bool pinned : {false, true}) {
    TestSession test(server.today, server);
    if (pinned) test.session().settings().set("paygo_endpoint", "paygo-usage");
    Scan scan = old_paygo_scan(day_set("2026-10-01", "2026-10-20"));
    scan.needs_column = "BillingAccountId";
    const std::string error = test.error(paygo_usage_table(), scan);
    for (const char* part : {"BillingAccountId", "paygo-usage", "account_id", kAccount.c_str()}) {
      EXPECT_NE(error.find(part), std::string::npos) << error;
    }
  }
}

TEST(PaygoGenerations, without_a_column_that_the_query_uses_say_so) {
  PaygoServer server = old_server("2026-10-20");
  server.charge_daily(19, day("2026-08-01"), day("2026-10-20"), "R2");
  for (const bool dated : {false, true}) {
    const auto wanted = dated ? std::optional(day_set("2026-10-01", "2026-10-20")) : std::nullopt;
    Scan scan = old_paygo_scan(wanted);
    for (const char* column : {"BilledCost", "ZoneId", "BillingAccountName"}) {
      scan.used |= field_bit(field_index(paygo_usage_table().layout, column));
      scan.wanted |= scan.used;
    }
    TestSession test(server.today, server);
    std::optional<ErrorKind> kind;
    const std::string error = test.error(paygo_usage_table(), scan, &kind);
    for (const char* part : {"BilledCost, BillingAccountName.", "account ", "paygo-usage",
                             "cf_config('paygo_endpoint', 'paygo-usage')"}) {
      EXPECT_NE(error.find(part), std::string::npos) << error;
    }
    EXPECT_EQ(error.find("ZoneId"), std::string::npos) << error;
    EXPECT_NE(error.find(kAccount), std::string::npos) << error;
    EXPECT_EQ(kind, ErrorKind::not_covered);
    test.session().settings().set("paygo_endpoint", "paygo-usage");
    EXPECT_EQ(counted(test.rows(paygo_usage_table(), scan), "BilledCost").size(), 1U);
  }
}

TEST(PaygoAnchors, are_learned_from_an_answer_without_dates) {
  PaygoServer server = old_server("2026-10-20");
  server.charge_daily(19, day("2026-01-01"), day("2026-10-20"), "R2");
  server.charge_daily(1, day("2026-01-01"), day("2026-10-20"), "D1", 2);
  expect_all(server, day_set("2026-03-10", "2026-09-25"));
  expect_all(server, day_set("2026-10-20", "2026-10-20"));
}

TEST(PaygoAnchors, of_a_subscription_that_ended_show_in_the_cycles) {
  PaygoServer server = old_server("2026-10-20");
  server.charge_daily(19, day("2026-01-01"), day("2026-10-20"), "R2");
  server.charge_daily(5, day("2026-01-01"), day("2026-04-30"), "D1");
  expect_all(server, day_set("2026-02-10", "2026-05-25"));
}

TEST(PaygoAnchors, of_an_ended_account_show_in_calendar_months) {
  PaygoServer server = old_server("2026-10-20");
  server.charge_daily(19, day("2026-01-01"), day("2026-06-30"), "R2");
  expect_all(server, day_set("2026-03-10", "2026-05-25"));
}

TEST(PaygoAnchors, of_an_account_that_ended_within_the_month_asked_for_are_found) {
  // The last cycle began a month earlier: the month itself holds an anchor without any record.
  PaygoServer server = old_server("2026-10-20");
  server.charge_daily(19, day("2026-01-01"), day("2026-06-12"), "R2");
  expect_all(server, day_set("2026-06-05", "2026-06-30"));
}

TEST(PaygoAnchors, of_an_account_without_records_bring_nothing) {
  PaygoServer server = old_server("2026-10-20");
  expect_all(server, day_set("2026-09-20", "2026-10-20"));
  TestSession test(server.today, server);
  EXPECT_NE(test.error(paygo_usage_table(), old_paygo_scan(day_set("2026-09-19", "2026-10-20")))
                .find("no record at all"),
            std::string::npos);
}

TEST(PaygoAnchors, seen_on_28_february_only_may_be_later_ones) {
  for (const unsigned anchor : {28U, 29U, 30U, 31U}) {
    for (const bool previous : {false, true}) {
      for (Day today = day("2026-03-20"); today <= day("2026-03-31"); today += days{1}) {
        PaygoServer server(today);
        server.endpoints = {"paygo-usage"};
        server.undated_has_previous = previous;
        // Began with the clamped cycle: no earlier start can be seen.
        server.charge_daily(anchor, day("2026-02-28"), today, "R2");
        TestSession test(today, server);
        test.session().settings().set("paygo_endpoint", "paygo-usage");
        const DaySet wanted = DaySet({{day("2026-03-01"), today}});
        ASSERT_EQ(counted(test.rows(paygo_usage_table(), paygo_scan(wanted)), "ServiceName"),
                  server.expected(wanted))
            << "anchor " << anchor << ", today " << to_text(today) << "\n"
            << joined(test.asked(), "\n");
      }
    }
  }
}

TEST(PaygoAnchors, seen_clamped_are_corrected_by_what_the_cycles_show) {
  for (const unsigned anchor : {28U, 29U, 30U, 31U}) {
    PaygoServer server = old_server("2026-03-20");
    server.undated_has_previous = false;
    server.charge_daily(anchor, day("2025-11-01"), day("2026-03-20"), "R2");
    expect_all(server, day_set("2025-12-01", "2026-03-20"));
  }
}

TEST(PaygoAnchors, bring_every_record_once_whatever_they_are) {
  std::minstd_rand random(7);
  constexpr unsigned kDays[] = {1, 2, 15, 19, 27, 28, 29, 30, 31};
  for (int round = 0; round < 100; ++round) {
    PaygoServer server(day("2026-05-01") + days{random() % 120});
    server.endpoints = {"paygo-usage"};
    server.undated_has_previous = random() % 2 == 0;
    std::set<unsigned> anchors;
    for (std::size_t i = 0; i <= random() % 2; ++i) anchors.insert(kDays[random() % 9]);
    for (const unsigned anchor : anchors) {
      server.charge_daily(anchor, day("2025-10-01"), server.today, "R2");
    }
    const Day from = day("2025-12-20") + days{random() % 120};
    const DaySet wanted = DaySet({{from, from + days{random() % 70}}})
                              .intersection(DaySet({{kFirstDay, server.today}}));
    TestSession test(server.today, server);
    test.session().settings().set("paygo_endpoint", "paygo-usage");
    std::string told;
    for (const unsigned anchor : anchors) told += std::to_string(anchor) + " ";
    ASSERT_EQ(counted(test.rows(paygo_usage_table(), paygo_scan(wanted)), "ServiceName"),
              server.expected(wanted))
        << "anchors " << told << ", " << shown(wanted.ranges()) << ", today "
        << to_text(server.today) << "\n"
        << joined(test.asked(), "\n");
  }
}

}  // namespace
}  // namespace cf_billing
