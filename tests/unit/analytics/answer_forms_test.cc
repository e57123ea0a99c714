// Answers of every form to a query of groups: all that there is, or an error.
#include <gtest/gtest.h>

#include "support/analytics_server.h"
#include "support/answers.h"

namespace cf_billing {
namespace {

constexpr const char* kDataset = "d1AnalyticsAdaptiveGroups";

/// An answer of the account's with that list, JSON text.
std::string with_list(const std::string& list, const std::string& account = kAccount) {
  return R"({"data":{"viewer":{"accounts":[{"accountTag":")" + account + R"(",")" + kDataset +
         "\":" + list + R"(}]}},"errors":null})";
}

std::string group(const std::string& dimensions, const std::string& sum,
                  const std::string& avg = R"({"sampleInterval":1})") {
  return R"({"dimensions":)" + dimensions + R"(,"sum":)" + sum + R"(,"avg":)" + avg + "}";
}
const std::string kDimensions = R"({"date":"2026-10-01","databaseId":"a"})";
const std::string kSum = R"({"rowsRead":5,"rowsWritten":0})";

class AnswerForms : public testing::Test {
 protected:
  static Scan scan() {
    Scan scan;
    scan.accounts = {kAccount};
    scan.days = day_set("2026-10-01", "2026-10-02");
    scan.choices = {{"dataset", {kDataset}}};
    return scan;
  }
  void serve(const AnalyticsServer& server) { test.emplace(day("2026-10-20"), server); }
  std::string error(const std::string& answer) {
    serve({.answer = answer});
    return test->error(resource_usage_table(), scan());
  }
  std::string settings_error(const std::string& answer) {
    serve({.settings_answer = answer});
    return test->error(resource_usage_table(), scan());
  }
  /// What was read by whom, and what "D1 - Rows Read" came to.
  std::vector<std::string> read(const std::string& list) {
    serve({.answer = with_list(list)});
    std::vector<std::string> found;
    for (const TestRow& row : test->rows(resource_usage_table(), scan())) {
      if (row.at("service") != "D1 - Rows Read") continue;
      const auto text = [&](const char* column) {
        return row.contains(column) ? row.at(column) : std::string("NULL");
      };
      found.push_back(text("resource_id") + " " + text("quantity") + " " + text("sample_interval"));
    }
    return found;
  }

  std::optional<TestSession> test;
};

TEST_F(AnswerForms, of_groups_are_read_as_they_are) {
  using Rows = std::vector<std::string>;
  EXPECT_EQ(read("[]"), Rows{});
  EXPECT_EQ(read("[" + group(kDimensions, kSum) + "]"), Rows{"a 5.000000 1.000000"});
  // Null is told, and is neither 0 nor ''.
  EXPECT_EQ(read("[" + group(R"({"date":"2026-10-01","databaseId":null})", kSum) + "]"),
            Rows{"NULL 5.000000 1.000000"});
  EXPECT_EQ(read("[" + group(R"({"date":"2026-10-01","databaseId":""})", kSum) + "]"),
            Rows{" 5.000000 1.000000"});
  EXPECT_EQ(read("[" +
                 group(kDimensions, R"({"rowsRead":null,"rowsWritten":1})",
                       R"({"sampleInterval":null})") +
                 "]"),
            Rows{"a NULL NULL"});
  EXPECT_EQ(read("[" + group(R"({"date":"2026-10-01","databaseId":null})", kSum) + "," +
                 group(R"({"date":"2026-10-01","databaseId":""})", kSum) + "," +
                 group(R"({"date":"2026-10-01","databaseId":"-"})", kSum) + "]"),
            (Rows{"NULL 5.000000 1.000000", " 5.000000 1.000000", "- 5.000000 1.000000"}));
  EXPECT_EQ(read("[" + group(kDimensions, R"({"rowsRead":1e300,"rowsWritten":0})") + "]").size(),
            1U);
  // What else there is says nothing that was asked for.
  EXPECT_EQ(
      read(R"([{"count":7,"quantiles":{"a":[1]},)" + group(kDimensions, kSum).substr(1) + "]"),
      Rows{"a 5.000000 1.000000"});
}

TEST_F(AnswerForms, of_groups_that_are_none_are_errors) {
  const std::string kLists[] = {
      "null",
      "{}",
      R"("none")",
      "[null]",
      "[[]]",
      "[{}]",
      "[" + group("null", kSum) + "]",
      "[" + group("[]", kSum) + "]",
      "[" + group("{}", kSum) + "]",
      "[" + group(R"({"date":"2026-10-01"})", kSum) + "]",
      "[" + group(R"({"databaseId":"a"})", kSum) + "]",
      "[" + group(R"({"date":null,"databaseId":"a"})", kSum) + "]",
      "[" + group(R"({"date":20261001,"databaseId":"a"})", kSum) + "]",
      "[" + group(R"({"date":"2026-10-01T00:00:00Z","databaseId":"a"})", kSum) + "]",
      "[" + group(R"({"date":"2026-02-31","databaseId":"a"})", kSum) + "]",
      // Days that were not asked for.
      "[" + group(R"({"date":"2026-09-30","databaseId":"a"})", kSum) + "]",
      "[" + group(R"({"date":"2026-10-03","databaseId":"a"})", kSum) + "]",
      "[" + group(R"({"date":"2026-10-01","databaseId":["a"]})", kSum) + "]",
      "[" + group(kDimensions, "null") + "]",
      "[" + group(kDimensions, R"({"rowsRead":5})") + "]",
      "[" + group(kDimensions, R"({"rowsRead":"5","rowsWritten":0})") + "]",
      "[" + group(kDimensions, R"({"rowsRead":true,"rowsWritten":0})") + "]",
      "[" + group(kDimensions, R"({"rowsRead":-5,"rowsWritten":0})") + "]",
      "[" + group(kDimensions, R"({"rowsRead":1e999,"rowsWritten":0})") + "]",
      "[" + group(kDimensions, R"({"rowsRead":{"n":5},"rowsWritten":0})") + "]",
      "[" + group(kDimensions, kSum, "null") + "]",
      "[" + group(kDimensions, kSum, "{}") + "]",
      "[" + group(kDimensions, kSum, R"({"sampleInterval":"1"})") + "]",
      // The same twice.
      "[" + group(kDimensions, kSum) + "," + group(kDimensions, kSum) + "]",
      "[" + group(kDimensions, kSum) + "," +
          group(kDimensions, R"({"rowsRead":6,"rowsWritten":0})") + "]",
  };
  for (const std::string& list : kLists) {
    const std::string message = error(with_list(list));
    EXPECT_TRUE(contains(message, "not what the API documents") ||
                contains(message, "out of range"))
        << list << ": " << message;
  }
}

TEST_F(AnswerForms, of_another_account_are_errors) {
  EXPECT_TRUE(contains(error(with_list("[]", std::string(32, 'b'))),
                       "it says nothing of accountTag " + kAccount));
  const std::string object = R"({"accountTag":")" + kAccount + R"(",")" + kDataset + "\":[]}";
  const std::string begin = R"({"data":{"viewer":{"accounts":)";
  for (const std::string& accounts :
       {std::string("null"), std::string("[]"), std::string("[null]"), std::string("{}"),
        "[" + object + "," + object + "]", R"([{")" + std::string(kDataset) + R"(":[]}])",
        R"([{"accountTag":null,")" + std::string(kDataset) + R"(":[]}])"}) {
    EXPECT_TRUE(contains(error(begin + accounts + "}}}"), "not what the API documents"))
        << accounts;
  }
}

TEST_F(AnswerForms, of_errors_are_errors_whatever_comes_with_them) {
  const std::string data = with_list("[]").substr(0, with_list("[]").rfind(",\"errors\""));
  const char* kErrors[] = {
      R"([{"message":"x"}])",
      R"([{"message":"x","path":null,"extensions":null}])",
      R"([{}])",
      "[null]",
      R"(["x"])",
      R"({"message":"x"})",
      R"("x")",
      "[[]]",
      "7",
      R"([{"message":{"a":"b"},"path":"viewer","extensions":[]}])",
  };
  for (const char* errors : kErrors) {
    EXPECT_NE(error(data + ",\"errors\":" + errors + "}"), "") << errors;
    EXPECT_NE(error(R"({"data":null,"errors":)" + std::string(errors) + "}"), "") << errors;
    EXPECT_NE(error(R"({"errors":)" + std::string(errors) + "}"), "") << errors;
    EXPECT_NE(settings_error(R"({"data":null,"errors":)" + std::string(errors) + "}"), "")
        << errors;
  }
  for (const char* none : {"null", "[]", R"("")", "{}", "false"}) {
    EXPECT_EQ(error(data + ",\"errors\":" + none + "}"), "") << none;
  }
}

TEST_F(AnswerForms, that_are_no_answers_are_errors) {
  const std::string whole = with_list("[" + group(kDimensions, kSum) + "]");
  for (const std::string& body :
       {std::string(), std::string("{}"), std::string("[]"), std::string("null"),
        std::string("<html>"), std::string(R"({"data":null})"), std::string(R"({"data":{}})"),
        std::string(R"({"data":{"viewer":null}})"), std::string(R"({"data":[]})"),
        std::string(R"({"success":false,"errors":[{"code":1,"message":"no"}],"data":{}})"),
        whole.substr(0, whole.size() / 2), whole.substr(0, whole.size() - 1), whole + "x"}) {
    test.emplace(day("2026-10-20"), [body](const RequestedUrl& url) {
      if (url.body.find("settings {") != std::string::npos) return AnalyticsServer()(url);
      return answered(200, body);
    });
    test->session().settings().set("max_retries", "0");
    EXPECT_NE(test->error(resource_usage_table(), scan()), "") << body;
  }
}

TEST_F(AnswerForms, of_settings_that_say_nothing_are_errors) {
  const std::string begin =
      R"({"data":{"viewer":{"accounts":[{"accountTag":")" + kAccount + R"(","settings":)";
  for (const char* settings :
       {"null", "[]", "{}", R"({"d1AnalyticsAdaptiveGroups":null})",
        R"({"d1AnalyticsAdaptiveGroups":[]})", R"({"kvStorageAdaptiveGroups":{"enabled":true}})"}) {
    EXPECT_TRUE(contains(settings_error(begin + settings + "}]}}}"), "not what the API documents"))
        << settings;
  }
}

/// Limits that are none, or that nobody could keep to.
TEST_F(AnswerForms, of_odd_limits_are_as_if_nothing_had_been_said) {
  for (const char* limits :
       {R"("enabled":true)", R"("enabled":true,"maxDuration":null,"notOlderThan":null)",
        R"("enabled":true,"maxDuration":"31","notOlderThan":"x","maxPageSize":"10")",
        R"("enabled":true,"maxDuration":0,"notOlderThan":-1,"maxPageSize":0)",
        R"("enabled":true,"maxDuration":1e99,"notOlderThan":1e99,"maxPageSize":1e99)",
        R"("enabled":true,"maxDuration":1,"notOlderThan":7776000,"availableFields":null)",
        R"("enabled":true,"availableFields":[])"}) {
    serve({.databases = 3, .limits = limits});
    EXPECT_EQ(test->rows(resource_usage_table(), scan()).size(), 2U * 3 * 2) << limits;
  }
  for (const char* limits : {R"("enabled":false)", R"("enabled":null)", R"("enabled":"true")",
                             R"("enabled":1)", R"("maxPageSize":10)"}) {
    serve({.limits = limits});
    for (const TestRow& row : test->rows(resource_usage_table(), scan())) {
      EXPECT_FALSE(row.contains("quantity")) << limits;
    }
  }
}

}  // namespace
}  // namespace cf_billing
