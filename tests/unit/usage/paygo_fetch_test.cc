// The current generation, whose companion `info` tells the anchors.
#include <gtest/gtest.h>

#include <random>

#include "support/paygo_server.h"

namespace cf_billing {
namespace {

using Urls = std::vector<std::string>;
using Counts = std::map<std::string, int>;
using std::chrono::days;

TEST(Paygo, asks_for_each_cycle_once_after_info_and_for_the_one_before_them) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({19});
  server.charge_daily(19, day("2026-07-01"), day("2026-10-20"), "R2");
  TestSession test(server.today, server);
  const auto rows = test.rows(paygo_usage_table(), paygo_scan(day_set("2026-09-01", "2026-10-20")));
  EXPECT_EQ(counted(rows, "ServiceName"), (Counts{{"R2", 50}}));
  EXPECT_EQ(test.asked(), (Urls{"billable-usage/info", "billable-usage",
                                "billable-usage?from=2026-07-19&to=2026-08-18",
                                "billable-usage?from=2026-08-19&to=2026-09-18",
                                "billable-usage?from=2026-09-19&to=2026-10-18",
                                "billable-usage?from=2026-10-19&to=2026-10-20"}));
  EXPECT_EQ(rows[0].at("account_id"), kAccount);
}

TEST(Paygo, remembers_the_anchors_for_a_while) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({1});
  server.undated_has_previous = false;
  server.charge_daily(1, day("2026-06-01"), day("2026-10-20"), "R2");
  TestSession test(server.today, server);
  const auto asked_for = [&](const char* first, const char* last) {
    const std::size_t before = test.asked().size();
    test.rows(paygo_usage_table(), paygo_scan(day_set(first, last)));
    return test.asked().size() - before;
  };
  // `info`, the answer without dates, the cycle and the one before it.
  EXPECT_EQ(asked_for("2026-10-01", "2026-10-05"), 4U);
  EXPECT_EQ(asked_for("2026-10-01", "2026-10-05"), 1U);
  EXPECT_EQ(asked_for("2026-10-02", "2026-10-20"), 1U) << "the same cycle";
  EXPECT_EQ(asked_for("2026-09-01", "2026-10-05"), 3U) << "days that were not looked at yet";
  EXPECT_EQ(asked_for("2026-09-01", "2026-10-05"), 2U);
  test.clock().advance(kCyclesLifetime);
  EXPECT_EQ(asked_for("2026-10-01", "2026-10-05"), 4U);
  test.session().settings().set("timeout", "30");
  EXPECT_EQ(asked_for("2026-10-01", "2026-10-05"), 4U);
}

TEST(Paygo, of_recent_days_needs_no_cycle_before_where_the_undated_answer_has_the_previous_one) {
  for (const bool previous : {false, true}) {
    PaygoServer server(day("2026-10-20"));
    server.tell_anchors({19});
    server.undated_has_previous = previous;
    server.charge_daily(19, day("2026-07-01"), day("2026-10-20"), "R2");
    for (const auto& [first, looked_before] :
         {std::pair{"2026-09-23", !previous}, std::pair{"2026-09-22", true}}) {
      TestSession test(server.today, server);
      const DaySet wanted = day_set(first, "2026-10-20");
      EXPECT_EQ(counted(test.rows(paygo_usage_table(), paygo_scan(wanted)), "ServiceName"),
                server.expected(wanted));
      EXPECT_EQ(test.asked().size(), looked_before ? 5U : 4U) << first << previous;
    }
  }
}

TEST(Paygo, sends_one_kind_of_credentials_and_asks_for_json) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({1});
  TestSession test(server.today, server);
  test.rows(paygo_usage_table(), paygo_scan(day_set("2026-10-01", "2026-10-05")));
  for (const HttpRequest& request : test.transport().requests) {
    int credentials = 0;
    for (const Secret& line : request.header_lines) {
      credentials += line.reveal().starts_with("Accept:") ? 0 : 1;
    }
    EXPECT_EQ(credentials, 1);
    EXPECT_EQ(request.url.find(kExampleToken), std::string::npos);
  }
}

TEST(Paygo, without_dates_takes_the_apis_own_answer_whole) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({19});
  server.charge_daily(19, day("2026-08-01"), day("2026-10-20"), "R2", 2);
  TestSession test(server.today, server);
  const auto rows = test.rows(paygo_usage_table(), paygo_scan(std::nullopt));
  EXPECT_EQ(test.asked(), Urls{"billable-usage"});
  EXPECT_EQ(counted(rows, "ServiceName"), (Counts{{"R2", 64}}));
}

TEST(Paygo, drops_other_days_of_the_cycle) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({19});
  server.charge_daily(19, day("2026-08-01"), day("2026-10-20"), "R2");
  TestSession test(server.today, server);
  const DaySet wanted({range("2026-09-03", "2026-09-04"), range("2026-10-19", "2026-10-19")});
  const auto rows = test.rows(paygo_usage_table(), paygo_scan(wanted));
  EXPECT_EQ(counted(rows, "ChargePeriodStart"), (Counts{{"2026-09-03T00:00:00Z", 1},
                                                        {"2026-09-04T00:00:00Z", 1},
                                                        {"2026-10-19T00:00:00Z", 1}}));
}

TEST(Paygo, keeps_identical_records_and_gives_them_rowids_of_their_own) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({1});
  server.charge_daily(1, day("2026-10-01"), day("2026-10-03"), "R2", 3);
  TestSession test(server.today, server);
  const Scan scan = paygo_scan(day_set("2026-10-01", "2026-10-03"));
  EXPECT_EQ(test.rows(paygo_usage_table(), scan).size(), 9U);
  const auto first = test.rowids;
  EXPECT_EQ(std::set<std::int64_t>(first.begin(), first.end()).size(), 9U);
  test.rows(paygo_usage_table(), scan);
  EXPECT_EQ(test.rowids, first);
}

TEST(Paygo, says_that_an_account_is_not_covered) {
  PaygoServer server(day("2026-10-20"));
  server.info = R"({"covered":false,"subscriptions":[]})";
  TestSession test(server.today, server);
  std::optional<ErrorKind> kind;
  const std::string error =
      test.error(paygo_usage_table(), paygo_scan(day_set("2026-10-01", "2026-10-05")), &kind);
  EXPECT_NE(error.find(kAccount), std::string::npos) << error;
  EXPECT_NE(error.find("covered"), std::string::npos) << error;
  EXPECT_EQ(kind, ErrorKind::not_covered);
  EXPECT_EQ(test.asked(), (Urls{"billable-usage/info", "billable-usage"}));
}

TEST(Paygo, reports_an_info_that_is_none) {
  PaygoServer server(day("2026-10-20"));
  server.info = R"([{"covered":true}])";
  TestSession test(server.today, server);
  std::optional<ErrorKind> kind;
  const std::string error =
      test.error(paygo_usage_table(), paygo_scan(day_set("2026-10-01", "2026-10-05")), &kind);
  EXPECT_NE(error.find("an object is documented"), std::string::npos) << error;
  EXPECT_EQ(kind, ErrorKind::corrupt);
}

TEST(Paygo, of_a_covered_account_without_subscriptions_learns_from_the_records) {
  PaygoServer server(day("2026-10-20"));
  server.info = R"({"covered":true,"subscriptions":[]})";
  server.charge_daily(19, day("2026-08-01"), day("2026-10-20"), "R2");
  TestSession test(server.today, server);
  const DaySet wanted = day_set("2026-09-01", "2026-10-20");
  EXPECT_EQ(counted(test.rows(paygo_usage_table(), paygo_scan(wanted)), "ServiceName"),
            server.expected(wanted));
}

TEST(Paygo, brings_every_record_once_whatever_the_anchors) {
  std::minstd_rand random(6);
  constexpr unsigned kDays[] = {1, 2, 15, 19, 27, 28, 29, 30, 31};
  for (int round = 0; round < 150; ++round) {
    PaygoServer server(day("2026-01-05") + days{random() % 120});
    server.two_anchors = static_cast<PaygoServer::TwoAnchors>(random() % 3);
    std::set<unsigned> anchors;
    for (std::size_t i = 0; i <= random() % 3; ++i) anchors.insert(kDays[random() % 9]);
    for (const unsigned anchor : anchors) {
      // Records of all subscriptions look alike, but for their period.
      const Day first = day("2025-11-01") + days{random() % 60};
      server.charge_daily(anchor, first, server.today, "R2", 1 + static_cast<int>(random() % 2));
    }
    server.tell_anchors({anchors.begin(), anchors.end()});
    const Day from = day("2025-11-20") + days{random() % 100};
    const DaySet wanted = DaySet({{from, from + days{random() % 70}}})
                              .intersection(DaySet({{kFirstDay, server.today}}));
    if (wanted.empty()) continue;
    TestSession test(server.today, server);
    Scan scan = paygo_scan(wanted);
    scan.accepts_gone = true;  // The subscriptions began later than they are said to.
    const auto rows = test.rows(paygo_usage_table(), scan);
    std::string told;
    for (const unsigned anchor : anchors) told += std::to_string(anchor) + " ";
    ASSERT_EQ(counted(rows, "ServiceName"), server.expected(wanted))
        << "anchors " << told << ", " << shown(wanted.ranges()) << ", today "
        << to_text(server.today);
  }
}

TEST(Paygo, neither_loses_nor_doubles_identical_records_of_anchors_that_meet_in_february) {
  using Two = PaygoServer::TwoAnchors;
  for (const Two two : {Two::nothing, Two::the_earlier, Two::the_later}) {
    PaygoServer server(day("2026-04-20"));
    server.two_anchors = two;
    server.tell_anchors({30, 31});
    server.charge_daily(30, day("2026-01-01"), day("2026-04-20"), "R2", 2);
    server.charge_daily(31, day("2026-01-01"), day("2026-04-20"), "R2", 1);
    TestSession test(server.today, server);
    const DaySet wanted = day_set("2026-02-20", "2026-04-05");
    const auto rows = test.rows(paygo_usage_table(), paygo_scan(wanted));
    EXPECT_EQ(counted(rows, "ServiceName"), server.expected(wanted));
    for (const auto& [at, count] : counted(rows, "ChargePeriodStart")) EXPECT_EQ(count, 3) << at;
  }
}

TEST(Paygo, asks_up_to_the_day_before_where_the_server_is_a_day_behind) {
  for (const unsigned anchor : {19U, 21U}) {  // The 21st, our today, begins a cycle.
    for (const bool told : {false, true}) {
      PaygoServer server(day("2026-10-20"));
      if (told) server.tell_anchors({anchor});
      server.charge_daily(anchor, day("2026-07-01"), day("2026-10-25"), "R2", 2);
      for (const char* first : {"2026-09-25", "2026-10-20", "2026-10-21"}) {
        TestSession test(day("2026-10-21"), server);
        const DaySet wanted = day_set(first, "2026-10-21");
        const auto rows = test.rows(paygo_usage_table(), paygo_scan(wanted));
        EXPECT_EQ(counted(rows, "ServiceName"), server.expected(wanted)) << anchor << " " << first;
        EXPECT_EQ(std::set<std::int64_t>(test.rowids.begin(), test.rowids.end()).size(),
                  rows.size());
        // And once more, as what was learned is remembered.
        EXPECT_EQ(test.rows(paygo_usage_table(), paygo_scan(wanted)).size(), rows.size());
      }
    }
  }
}

TEST(Paygo, asks_again_for_nothing_but_what_was_refused_as_future) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({19});
  server.undated_has_previous = false;
  server.charge_daily(19, day("2026-07-01"), day("2026-10-20"), "R2");
  TestSession test(day("2026-10-21"), server);
  test.rows(paygo_usage_table(), paygo_scan(day_set("2026-10-01", "2026-10-21")));
  EXPECT_EQ(test.asked(), (Urls{"billable-usage/info", "billable-usage",
                                "billable-usage?from=2026-08-19&to=2026-09-18",
                                "billable-usage?from=2026-09-19&to=2026-10-18",
                                "billable-usage?from=2026-10-19&to=2026-10-21",
                                "billable-usage?from=2026-10-19&to=2026-10-21",
                                "billable-usage?from=2026-10-19&to=2026-10-20"}));
}

TEST(Paygo, does_not_take_one_refusal_for_a_clock_that_is_ahead) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({19});
  server.charge_daily(19, day("2026-07-01"), day("2026-10-20"), "R2");
  for (const bool always : {false, true}) {
    int refused = 0;
    TestSession test(server.today, [&](const RequestedUrl& url) {
      if (url.value("to") != "2026-10-20" || (refused > 0 && !always)) return server(url);
      ++refused;
      return answered(400, failure(1001, "Bad request"));
    });
    const Scan scan = paygo_scan(day_set("2026-10-19", "2026-10-20"));
    if (always) {
      // The answer without dates has a record of today: the server knows that day.
      EXPECT_NE(test.error(paygo_usage_table(), scan).find("Bad request"), std::string::npos);
    } else {
      EXPECT_EQ(counted(test.rows(paygo_usage_table(), scan), "ServiceName"),
                server.expected(*scan.days));
    }
  }
}

TEST(Paygo, does_not_remember_that_nothing_was_found) {
  PaygoServer server(day("2026-10-20"));
  const Scan scan = paygo_scan(day_set("2026-10-01", "2026-10-20"));
  TestSession test(server.today, [&](const RequestedUrl& url) { return server(url); });
  EXPECT_EQ(test.rows(paygo_usage_table(), scan).size(), 0U);
  test.session().settings().set("cache_ttl", "0");
  EXPECT_EQ(test.rows(paygo_usage_table(), scan).size(), 0U);
  server.charge_daily(19, day("2026-09-01"), day("2026-10-20"), "R2");
  EXPECT_EQ(counted(test.rows(paygo_usage_table(), scan), "ServiceName"),
            server.expected(*scan.days));
}

TEST(Paygo, reports_a_refusal_that_has_another_reason_than_the_clock) {
  for (const char* first : {"2026-10-01", "2026-10-20"}) {
    PaygoServer server(day("2026-10-20"));
    server.tell_anchors({20});
    bool refuses = false;
    TestSession test(server.today, [&](const RequestedUrl& url) {
      const bool is_usage = !url.query.empty();
      return refuses && is_usage ? answered(400, failure(6003, "Invalid request headers"))
                                 : server(url);
    });
    const Scan scan = paygo_scan(day_set(first, "2026-10-20"));
    test.rows(paygo_usage_table(), scan);
    refuses = true;  // Now that nothing but cycles is asked for.
    std::optional<ErrorKind> kind;
    EXPECT_NE(test.error(paygo_usage_table(), scan, &kind).find("6003"), std::string::npos);
    EXPECT_EQ(kind, ErrorKind::usage);
  }
}

TEST(Paygo, says_that_an_answer_is_not_whole) {
  for (const char* told :
       {R"({"total_count":2,"count":1})", R"({"page":1,"total_pages":2})", R"({"cursor":"abc"})"}) {
    for (const bool dated : {false, true}) {
      TestSession test(day("2026-10-20"), [&](const RequestedUrl& url) {
        if (url.path.ends_with("/info")) return answered(404, "");
        return answered(200, envelope({object({{"BillingPeriodStart", "2026-10-19T00:00:00Z"},
                                               {"ChargePeriodStart", "2026-10-20T00:00:00Z"}})},
                                      told));
      });
      const Scan scan =
          paygo_scan(dated ? std::optional(day_set("2026-10-20", "2026-10-20")) : std::nullopt);
      const std::string error = test.error(paygo_usage_table(), scan);
      EXPECT_NE(error.find("is not complete"), std::string::npos) << error;
      EXPECT_NE(error.find(kAccount), std::string::npos) << error;
    }
  }
}

TEST(Paygo, keeps_what_is_billed_to_another_account) {
  TestSession test(day("2026-10-20"), [&](const RequestedUrl&) {
    return answered(200, envelope({object({{"BillingPeriodStart", "2026-10-19T00:00:00Z"},
                                           {"ChargePeriodStart", "2026-10-20T00:00:00Z"},
                                           {"BillingAccountId", kOtherAccount}})}));
  });
  test.session().settings().set("paygo_endpoint", "billing/usage/paygo");
  const auto rows = test.rows(paygo_usage_table(), paygo_scan(std::nullopt));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("BillingAccountId"), kOtherAccount);
  EXPECT_EQ(rows[0].at("account_id"), kAccount);
}

TEST(Paygo, without_dates_keeps_records_without_any) {
  TestSession test(day("2026-10-20"), [&](const RequestedUrl&) {
    return answered(200, envelope({object({{"ServiceName", "R2"}})}));
  });
  EXPECT_EQ(test.rows(paygo_usage_table(), paygo_scan(std::nullopt)).size(), 1U);
}

TEST(Paygo, fails_before_the_first_request_when_it_would_need_too_many) {
  PaygoServer server(day("2026-10-20"));
  TestSession test(server.today, server);
  test.session().settings().set("max_requests", "3");
  const std::string error =
      test.error(paygo_usage_table(), paygo_scan(day_set("2026-01-01", "2026-10-20")));
  EXPECT_NE(error.find("max_requests"), std::string::npos) << error;
  EXPECT_NE(error.find("10"), std::string::npos) << error;
  EXPECT_TRUE(test.asked().empty());
  server.tell_anchors({19});
}

TEST(Paygo, fails_when_the_cycles_turn_out_to_be_too_many) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({1, 10, 19});
  TestSession test(server.today, server);
  test.session().settings().set("max_requests", "3");
  const std::string error =
      test.error(paygo_usage_table(), paygo_scan(day_set("2026-08-01", "2026-10-20")));
  EXPECT_NE(error.find("max_requests"), std::string::npos) << error;
  EXPECT_EQ(test.asked().size(), 2U);
}

}  // namespace
}  // namespace cf_billing
