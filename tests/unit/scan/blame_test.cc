#include "scan/blame.h"

#include <gtest/gtest.h>

#include "support/answers.h"

namespace cf_billing {
namespace {

/// The blame for the error that reading the answer ends with.
Blame blame(const HttpResponse& answer,
            RetryDecision::Action verdict = RetryDecision::Action::accept) {
  static const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}};
  ApiRequest request = usage_request();
  request.layout = &kLayout;
  const auto read = answer_of(answer, request, verdict);
  return blame_of(read->error.value(), *read);
}

TEST(Blame, of_the_account_are_refusals_of_it) {
  for (const int status : {400, 403, 404, 405, 409, 410, 422}) {
    EXPECT_EQ(blame(answered(status, failure(1, "no"))), Blame::account) << status;
    EXPECT_EQ(blame(answered(status, "")), Blame::account) << status;
  }
  EXPECT_EQ(blame(answered(200, failure(1183, "no"))), Blame::account);
  EXPECT_EQ(blame(answered(200, failure(10000, "no"))), Blame::account);
  const Answer none;
  EXPECT_EQ(blame_of({ErrorKind::not_covered, "no"}, none), Blame::account);
}

TEST(Blame, of_the_surroundings_are_network_server_and_what_is_no_answer) {
  for (const int status : {500, 502, 503, 504, 520, 408}) {
    EXPECT_EQ(blame(answered(status, ""), RetryDecision::Action::exhausted), Blame::surroundings)
        << status;
  }
  EXPECT_EQ(blame(failed(TransferOutcome::failed, "reset")), Blame::surroundings);
  EXPECT_EQ(blame(failed(TransferOutcome::hopeless, "certificate")), Blame::surroundings);
  for (const char* body : {"<html>", "", "{}", R"({"success":true})", R"({"success":true,"res)"}) {
    EXPECT_EQ(blame(answered(200, body)), Blame::surroundings) << body;
  }
}

TEST(Blame, of_the_query_is_what_would_leave_all_out) {
  EXPECT_EQ(blame(answered(401, failure(10000, "no"))), Blame::query);
  EXPECT_EQ(blame(answered(429, "")), Blame::query);
  EXPECT_EQ(blame(answered(429, ""), RetryDecision::Action::too_long), Blame::query);
  EXPECT_EQ(blame(answered(503, ""), RetryDecision::Action::too_long), Blame::query);
  EXPECT_EQ(blame(answered(200, failure(10100, "slow down"))), Blame::query);
  EXPECT_EQ(blame(failed(TransferOutcome::oversized, "large")), Blame::query);
  const Answer none;
  EXPECT_EQ(blame_of({ErrorKind::interrupted, "interrupted"}, none), Blame::query);
  // A good answer, to which the query asks for more than it has.
  ApiRequest request = usage_request();
  static const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}};
  request.layout = &kLayout;
  const auto good = answer_of(answered(200, envelope({})), request);
  ASSERT_TRUE(good->is_success());
  EXPECT_EQ(blame_of({ErrorKind::usage, "no such column there"}, *good), Blame::query);
}

}  // namespace
}  // namespace cf_billing
