// Costs and groups of FOCUS usage: by POST, and by GET where POST is refused.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/usage_window.h"
#include "records/json_tree.h"
#include "support/answers.h"
#include "support/days.h"
#include "support/test_session.h"
#include "usage/focus_query.h"

namespace cf_billing {
namespace {

using Counts = std::map<std::string, int>;
using Methods = std::vector<std::string>;
using std::chrono::days;

const Day kDay = day("2026-10-20");

std::string member(const std::string& body, const char* outer, const char* name) {
  const auto tree = JsonTree::parse(body);
  const JsonTree* object = tree ? tree->member(outer) : nullptr;
  const JsonTree* value = object != nullptr ? object->member(name) : nullptr;
  return value != nullptr ? value->text() : "";
}

/// Two identical records a day. One that comes by POST has a cost.
struct PostServer {
  int refusal = 0;                      ///< every POST is answered so; 0: with records
  std::optional<Day> refuses_before{};  ///< with 400, a POST that begins earlier
  bool to_is_inclusive = false;         ///< of POST
  bool refuses_the_future = false;      ///< of POST
  bool cuts_to_days = false;            ///< what is asked up to now ends with yesterday
  bool names_account = true;
  Day today = kDay;

  HttpResponse operator()(const RequestedUrl& url) const {
    return url.body.empty() ? got(url) : posted(url.body);
  }

  [[nodiscard]] HttpResponse got(const RequestedUrl& url) const {
    if (url.query.empty()) return records(today - days{5}, today, false);
    return records(*parse_day(url.value("from")), *parse_day(url.value("to")), false);
  }

  [[nodiscard]] HttpResponse posted(const std::string& body) const {
    if (refusal != 0) return answered(refusal, failure(1183, "refused"));
    const std::string from = member(body, "TimePeriod", "From");
    const std::string to = member(body, "TimePeriod", "To");
    if (from.empty()) return records(today - days{5}, today, true);
    const Day first = *parse_day(from.substr(0, 10));
    const Day end = *parse_day(to.substr(0, 10));
    const bool is_midnight = to.ends_with("T00:00:00Z");
    if (refuses_before && first < *refuses_before) return answered(400, failure(1183, "too old"));
    if (refuses_the_future && end > today) return answered(400, failure(1183, "future"));
    if (end - first > days{31} || end < first) return answered(400, failure(1183, "31 days"));
    const bool has_end = to_is_inclusive || (!is_midnight && !cuts_to_days);
    return records(first, has_end ? end : end - days{1}, true);
  }

  [[nodiscard]] HttpResponse records(Day first, Day last, bool has_cost) const {
    std::vector<std::string> all;
    for (Day at = first; at <= std::min(last, today); at += days{1}) {
      std::string record = object({{"ChargePeriodStart", to_text(at) + "T00:00:00Z"},
                                   {"ChargePeriodEnd", to_text(at + days{1}) + "T00:00:00Z"}});
      record.pop_back();
      if (names_account) record += R"(,"BillingAccountId":")" + kOtherAccount + '"';
      record += has_cost ? R"(,"BilledCost":0.5})" : "}";
      all.insert(all.end(), 2, record);
    }
    return answered(200, envelope(all));
  }
};

/// A scan that uses a cost, or does not.
Scan scan_for(std::optional<DaySet> wanted, bool costs = true) {
  Scan scan;
  scan.accounts = {kAccount};
  scan.days = std::move(wanted);
  scan.used = costs ? field_bit(field_index(focus_usage_table().layout, "BilledCost")) : 0;
  return scan;
}

std::optional<DaySet> since(int age) { return DaySet({{kDay - days{age}, kDay}}); }

Counts two_each(Day first, Day last) {
  Counts counts;
  for (Day at = first; at <= last; at += days{1}) counts[to_text(at) + "T00:00:00Z"] = 2;
  return counts;
}

Methods methods(TestSession& test) {
  Methods names;
  for (const HttpRequest& request : test.transport().requests) {
    names.emplace_back(name_of(request.method));
  }
  return names;
}

const TableSpec& table() { return focus_usage_table(); }

class FocusPost : public testing::Test {
 protected:
  void serve(TestSession::Server server, const char* cache_ttl = "0") {
    test.emplace(kDay, std::move(server));
    test->session().settings().set("cache_ttl", cache_ttl);
  }
  std::vector<TestRow> rows(Scan scan) { return test->rows(table(), std::move(scan)); }
  /// The methods of the requests that a scan takes.
  Methods asked_by(Scan scan) {
    test->transport().requests.clear();
    rows(std::move(scan));
    return methods(*test);
  }
  [[nodiscard]] std::string body(std::size_t request) {
    return test->transport().requests.at(request).body;
  }

  std::optional<TestSession> test;
};

TEST_F(FocusPost, brings_each_record_once_with_its_cost_whatever_the_end_means) {
  for (const bool inclusive : {false, true}) {
    for (const bool refuses : {false, true}) {
      for (int length = 1; length <= 100; length += 1 + length / 15) {
        PostServer server;
        server.to_is_inclusive = inclusive;
        server.refuses_the_future = refuses;
        serve(server);
        const auto found = rows(scan_for(since(length - 1)));
        ASSERT_EQ(counted(found, "ChargePeriodStart"), two_each(kDay - days{length - 1}, kDay))
            << length << " days, inclusive " << inclusive << ", refuses " << refuses;
        ASSERT_EQ(counted(found, "BilledCost"), (Counts{{"0.500000", 2 * length}}));
        const auto windows = static_cast<std::size_t>((length + 29) / 30);
        ASSERT_EQ(methods(*test), Methods(windows + (refuses ? 1 : 0), "POST"));
        const std::set<std::int64_t> ids(test->rowids.begin(), test->rowids.end());
        ASSERT_EQ(ids.size(), found.size());
      }
    }
  }
}

TEST_F(FocusPost, asks_for_exactly_the_days_and_the_newest_first) {
  serve(PostServer());
  rows(scan_for(day_set("2026-08-01", "2026-09-05")));
  EXPECT_EQ(test->asked(), (Methods{"billable/usage", "billable/usage"}));
  EXPECT_EQ(
      body(0),
      R"({"Metric":"cost","TimePeriod":{"From":"2026-08-31T00:00:00Z","To":"2026-09-06T00:00:00Z"}})");
  EXPECT_EQ(
      body(1),
      R"({"Metric":"cost","TimePeriod":{"From":"2026-08-01T00:00:00Z","To":"2026-08-31T00:00:00Z"}})");
}

TEST_F(FocusPost, gives_rows_in_the_order_of_their_days) {
  serve(PostServer());
  const auto found = rows(scan_for(since(80)));
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end(), [](const TestRow& a, const TestRow& b) {
    return a.at("ChargePeriodStart") < b.at("ChargePeriodStart");
  }));
}

TEST_F(FocusPost, is_not_asked_without_a_column_of_money_nor_of_an_organization) {
  serve(PostServer());
  EXPECT_EQ(asked_by(scan_for(since(0), false)), Methods{"GET"});
  Scan scan = scan_for(since(0));
  scan.organization = kOtherAccount;
  EXPECT_EQ(asked_by(scan), Methods{"GET"});
  for (const char* column :
       {"ListUnitPrice", "PricingQuantity", "PricingUnit", "BillingCurrency"}) {
    scan = scan_for(since(0));
    scan.used = field_bit(field_index(table().layout, column));
    EXPECT_EQ(asked_by(scan), Methods{"POST"}) << column;
  }
  for (const char* column : {"ConsumedQuantity", "BillingPeriodStart", "ChargeClass"}) {
    scan.used = field_bit(field_index(table().layout, column));
    EXPECT_EQ(asked_by(scan), Methods{"GET"}) << column;
  }
}

TEST_F(FocusPost, sends_no_filter_and_without_days_no_period) {
  serve(PostServer());
  Scan scan = scan_for(std::nullopt);
  scan.parameters = {{"metric", "m"}};
  EXPECT_EQ(rows(scan).size(), 12U);
  EXPECT_EQ(test->asked(), Methods{"billable/usage"});
  EXPECT_EQ(body(0), R"({"Metric":"cost"})");
}

TEST_F(FocusPost, gives_way_to_get_where_it_is_refused) {
  for (const int status : {400, 404, 405}) {
    PostServer server;
    server.refusal = status;
    serve(server);
    // Of a 400 it could be the end that lies ahead that is refused.
    Methods expected(status == 400 ? 2 : 1, "POST");
    expected.insert(expected.end(), 3, "GET");
    test->transport().requests.clear();
    const auto found = rows(scan_for(since(80)));
    EXPECT_EQ(methods(*test), expected) << status;
    EXPECT_EQ(counted(found, "ChargePeriodStart"), two_each(kDay - days{80}, kDay));
    EXPECT_EQ(counted(found, "BilledCost"), (Counts{{"NULL", 162}}));
    EXPECT_EQ(asked_by(scan_for(since(80))), Methods(3, "GET")) << "remembered";
    // Each account has its own.
    Scan other = scan_for(since(0));
    other.accounts = {kOtherAccount};
    EXPECT_EQ(asked_by(other).front(), "POST");
    test->clock().sleep(kFocusPostLifetime);
    EXPECT_EQ(asked_by(scan_for(since(0))).front(), "POST") << "forgotten after minutes";
    EXPECT_EQ(asked_by(scan_for(since(0))), Methods{"GET"});
    test->session().settings().set("timeout", "30");
    EXPECT_EQ(asked_by(scan_for(since(0))).front(), "POST") << "forgotten with a setting";
    test->session().clear_cache();
    EXPECT_EQ(asked_by(scan_for(since(0))).front(), "POST") << "forgotten with the cache";
  }
}

TEST_F(FocusPost, learns_nothing_from_a_refusal_that_get_shares) {
  int refusals = 3;
  const PostServer server;
  serve([&](const RequestedUrl& url) {
    return refusals-- > 0 ? answered(404, failure(7003, "No route")) : server(url);
  });
  EXPECT_NE(test->error(table(), scan_for(since(0))), "");
  EXPECT_EQ(methods(*test), (Methods{"POST", "GET"}));
  refusals = 0;
  EXPECT_EQ(asked_by(scan_for(since(0))), Methods{"POST"});
}

TEST_F(FocusPost, does_not_give_way_to_get_for_other_errors) {
  for (const int status : {401, 403, 410, 429, 500, 503}) {
    PostServer server;
    server.refusal = status;
    serve(server);
    test->session().settings().set("max_retries", "0");
    const std::string error = test->error(table(), scan_for(since(80)));
    EXPECT_NE(error.find("HTTP " + std::to_string(status)), std::string::npos) << error;
    EXPECT_NE(error.find("POST"), std::string::npos) << error;
    EXPECT_EQ(methods(*test), Methods{"POST"}) << status;
  }
}

TEST_F(FocusPost, is_tried_again_like_a_get) {
  int failures = 2;
  const PostServer server;
  serve([&](const RequestedUrl& url) {
    return failures-- > 0 ? answered(503, failure(1, "busy")) : server(url);
  });
  EXPECT_EQ(rows(scan_for(since(0))).size(), 2U);
  EXPECT_EQ(methods(*test), Methods(3, "POST"));
}

TEST_F(FocusPost, is_never_mixed_with_get_when_later_days_are_refused) {
  for (const int status : {400, 404, 405}) {
    const PostServer server;
    serve([&](const RequestedUrl& url) {
      return member(url.body, "TimePeriod", "From").starts_with("2026-07")
                 ? answered(status, failure(1183, "not these"))
                 : server(url);
    });
    const auto pipeline = test->start(table(), scan_for(day_set("2026-07-22", "2026-10-19")));
    std::optional<std::string> error;
    try {
      while (const auto block = pipeline->next([] { return false; })) {
        for (std::size_t row = 0; row < block->size(); ++row) {
          EXPECT_EQ(row_of(*block, row, table().layout).count("BilledCost"), 1U);
        }
      }
    } catch (const Error& thrown) {
      error = thrown.what();
    }
    ASSERT_TRUE(error) << status;
    EXPECT_NE(error->find("2026-07-22 to 2026-08-20"), std::string::npos) << *error;
    EXPECT_NE(error->find("not these"), std::string::npos) << *error;
    const Methods asked = methods(*test);
    EXPECT_EQ(std::count(asked.begin(), asked.end(), "GET"), 0) << status;
    EXPECT_EQ(asked_by(scan_for(day_set("2026-10-01", "2026-10-19"))),
              Methods{status == 400 ? "POST" : "GET"});
  }
}

TEST_F(FocusPost, that_serves_the_account_does_not_give_way_for_the_days_it_refuses) {
  PostServer server;
  server.refuses_before = day("2026-09-20");
  serve(server);
  EXPECT_EQ(asked_by(scan_for(since(0))), Methods{"POST"});
  const std::string error = test->error(table(), scan_for(day_set("2026-09-01", "2026-09-02")));
  EXPECT_NE(error.find("2026-09-01 to 2026-09-02"), std::string::npos) << error;
  EXPECT_EQ(asked_by(scan_for(day_set("2026-09-01", "2026-09-02"), false)), Methods{"GET"});
  // Where nothing is known of POST the same refusal is taken for one of POST as such.
  test->clock().sleep(kFocusPostLifetime);
  EXPECT_EQ(asked_by(scan_for(day_set("2026-09-01", "2026-09-02"))), (Methods{"POST", "GET"}));
  // It is remembered only of days that must be there still.
  EXPECT_EQ(asked_by(scan_for(since(0))), Methods{"POST"});
}

TEST_F(FocusPost, asks_for_the_days_alone_where_the_days_around_them_are_refused) {
  const Day first = usage_block(kDay).first;
  PostServer server;
  server.refuses_before = first + days{1};
  serve(server, "300");
  const Scan scan = scan_for(DaySet({{first + days{1}, first + days{2}}}));
  EXPECT_EQ(counted(rows(scan), "BilledCost"), (Counts{{"0.500000", 4}}));
  EXPECT_EQ(methods(*test).back(), "POST");
  // Others are still asked for by the block.
  EXPECT_EQ(asked_by(scan_for(since(0), false)), Methods{"GET"});
  EXPECT_EQ(asked_by(scan_for(DaySet({{first, first}}), false)), Methods{});
}

TEST_F(FocusPost, asks_up_to_now_where_tomorrow_is_refused) {
  PostServer server;
  server.refuses_the_future = true;
  serve(server);
  EXPECT_EQ(rows(scan_for(since(1))).size(), 4U);
  ASSERT_EQ(test->transport().requests.size(), 2U);
  EXPECT_EQ(member(body(0), "TimePeriod", "To"), "2026-10-21T00:00:00Z");
  EXPECT_EQ(member(body(1), "TimePeriod", "To"), "2026-10-20T12:00:00Z");
}

TEST_F(FocusPost, says_in_the_log_that_nothing_of_today_came_where_its_end_is_refused) {
  PostServer server;
  server.refuses_the_future = true;
  server.cuts_to_days = true;
  serve(server);
  EXPECT_EQ(rows(scan_for(since(1))).size(), 2U);
  EXPECT_EQ(methods(*test), Methods(3, "POST"));
  EXPECT_NE(test->session().client().log().entries().at(1).error.find("nothing of today"),
            std::string::npos);
}

TEST_F(FocusPost, shows_the_account_asked_where_the_record_names_none) {
  for (const bool names : {false, true}) {
    PostServer server;
    server.names_account = names;
    serve(server);
    const std::string shown = names ? kOtherAccount : kAccount;
    for (const auto& wanted : {since(0), std::optional<DaySet>()}) {
      for (const TestRow& row : rows(scan_for(wanted))) {
        EXPECT_EQ(row.at("BillingAccountId"), shown);
        EXPECT_EQ(row.at("account_id"), kAccount);
      }
    }
    for (const TestRow& row : rows(scan_for(since(0), false))) {
      EXPECT_EQ(row.at("BillingAccountId"), shown) << "by GET";
    }
    Scan scan = scan_for(since(0));
    scan.group_by = {{Grouping::Kind::dimension, "account_id"}};
    for (const TestRow& row : rows(scan)) {
      EXPECT_EQ(row.count("BillingAccountId"), names ? 1U : 0U);
    }
  }
}

TEST_F(FocusPost, refuses_a_record_of_other_days_and_one_of_several) {
  const auto error_for = [&](const char* start, const char* end) {
    serve([&](const RequestedUrl&) {
      return answered(200,
                      envelope({object({{"ChargePeriodStart", start}, {"ChargePeriodEnd", end}})}));
    });
    return test->error(table(), scan_for(day_set("2026-10-10", "2026-10-11")));
  };
  EXPECT_EQ(error_for("2026-10-11", "2026-10-12"), "");
  EXPECT_EQ(error_for("2026-10-12", "2026-10-13"), "");  // The end counted in.
  EXPECT_NE(error_for("2026-10-13", "2026-10-14").find("in no range"), std::string::npos);
  EXPECT_NE(error_for("2026-10-10", "2026-10-12").find("several days"), std::string::npos);
}

TEST_F(FocusPost, answers_are_kept_apart_from_those_of_get) {
  serve(PostServer(), "300");
  const auto cost_and = [&](bool costs, int age) { return asked_by(scan_for(since(age), costs)); };
  EXPECT_EQ(cost_and(false, 0), Methods{"GET"});
  EXPECT_EQ(cost_and(true, 0), Methods{"POST"});
  EXPECT_EQ(cost_and(true, 0), Methods{});
  EXPECT_EQ(cost_and(false, 0), Methods{});
  // A block of days is asked for, and days of it are a part of the answer.
  const Day first = usage_block(kDay).first;
  EXPECT_EQ(asked_by(scan_for(DaySet({{first, first}}))), Methods{});
  EXPECT_EQ(asked_by(scan_for(DaySet({{first - days{1}, first - days{1}}}))), Methods{"POST"});
}

TEST_F(FocusPost, groups_are_asked_for_exactly_and_kept_for_these_days_alone) {
  serve(PostServer(), "300");
  Scan scan = scan_for(since(2));
  scan.group_by = {{Grouping::Kind::dimension, "zone_id"}, {Grouping::Kind::tag, "a\"b\\"}};
  EXPECT_EQ(asked_by(scan), Methods{"POST"});
  EXPECT_EQ(
      body(0),
      R"({"Metric":"cost","TimePeriod":{"From":"2026-10-18T00:00:00Z","To":"2026-10-21T00:00:00Z"},)"
      R"("GroupBy":[{"Type":"DIMENSION","Key":"zone_id"},{"Type":"TAG","Key":"a\"b\\"}]})");
  EXPECT_EQ(asked_by(scan), Methods{});
  scan.days = since(1);
  EXPECT_EQ(asked_by(scan), Methods{"POST"}) << "amounts may be added up over the days asked for";
  scan.used = 0;
  EXPECT_EQ(asked_by(scan), Methods{"POST"});
  EXPECT_TRUE(body(0).starts_with(R"({"Metric":"usage",)"));
  EXPECT_EQ(asked_by(scan_for(since(1))), Methods{"POST"});
}

TEST_F(FocusPost, never_gives_way_to_get_for_groups) {
  for (const int status : {400, 404, 405}) {
    PostServer server;
    server.refusal = status;
    serve(server);
    rows(scan_for(since(0)));  // The refusal is remembered.
    Scan scan = scan_for(since(0));
    scan.group_by = {{Grouping::Kind::dimension, "zone_id"}};
    const std::string error = test->error(table(), scan);
    EXPECT_NE(error.find("Only a POST can group"), std::string::npos) << error;
  }
}

TEST_F(FocusPost, counts_its_requests_before_the_first) {
  serve(PostServer(), "300");
  rows(scan_for(day_set("2026-10-19", "2026-10-19")));  // Something is kept.
  test->transport().requests.clear();
  test->session().settings().set("max_requests", "2");
  const std::string error = test->error(table(), scan_for(since(80)));
  EXPECT_NE(error.find("3 requests"), std::string::npos) << error;
  EXPECT_TRUE(test->asked().empty());
  test->session().settings().set("max_requests", "3");
  EXPECT_EQ(test->error(table(), scan_for(since(80))), "");
}

TEST_F(FocusPost, says_that_an_answer_is_not_whole_or_goes_on_where_it_may) {
  const auto server = [](const RequestedUrl&) {
    return answered(200, envelope({object({{"ChargePeriodStart", "2026-10-20T00:00:00Z"}})},
                                  R"({"total_count":2})"));
  };
  serve(server);
  EXPECT_NE(test->error(table(), scan_for(since(0))).find("is not complete"), std::string::npos);
  Scan scan = scan_for(since(0));
  scan.accepts_incomplete = true;
  EXPECT_EQ(rows(scan).size(), 1U);
  EXPECT_NE(test->session().client().log().entries().back().error, "");
}

TEST_F(FocusPost, of_many_windows_reads_some_at_a_time) {
  serve(PostServer());
  test->session().settings().set("concurrency", "2");
  EXPECT_EQ(rows(scan_for(since(299))).size(), 600U);
  EXPECT_EQ(methods(*test), Methods(10, "POST"));
  EXPECT_LE(test->transport().most_at_once, 2U);
}

}  // namespace
}  // namespace cf_billing
