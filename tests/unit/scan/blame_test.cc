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
  }
  // That there is no such endpoint is also said without a word.
  for (const int status : {404, 405, 410}) {
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
  // A firewall or proxy knows neither the account nor the token.
  for (const int status : {302, 400, 401, 403, 404, 405, 407, 410}) {
    for (const char* page : {"<html>", " \r\n<!DOCTYPE html>", "\xEF\xBB\xBF<?xml"})
      EXPECT_EQ(blame(answered(status, page)), Blame::surroundings) << status << " " << page;
  }
  for (const char* body : {"", "denied", R"({"message":"Forbidden"})", "null"}) {
    for (const int status : {302, 401, 403, 407})
      EXPECT_EQ(blame(answered(status, body)), Blame::surroundings) << status << " " << body;
    // What routes requests has no such endpoint, in whichever words.
    for (const int status : {400, 404, 405, 410})
      EXPECT_EQ(blame(answered(status, body)), Blame::account) << status << " " << body;
  }
}

struct Told {
  int status;
  std::string body;
  bool is_graphql = false;
};

bool is_refusal_told(const Told& told) {
  ApiRequest request = usage_request();
  request.is_graphql = told.is_graphql;
  if (told.is_graphql) request.reading.place = {RecordPlace::Kind::object, "data"};
  static const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}};
  if (!told.is_graphql) request.layout = &kLayout;
  const auto read = answer_of(answered(told.status, told.body), request);
  return is_refusal(read->error.value(), *read);
}

TEST(Blame, of_a_permission_speaks_the_api_alone_with_a_code) {
  const std::string denial =
      R"({"data":null,"errors":[{"message":"no","extensions":{"code":"authz"}}]})";
  for (const Told& told :
       {Told{403, failure(10000, "no")}, Told{403, failure(9109, "no")},
        Told{403, failure(4242, "unknown")}, Told{200, failure(10000, "no")},
        Told{200, denial, true}, Told{403, denial, true}, Told{403, failure(10000, "no"), true}}) {
    EXPECT_TRUE(is_refusal_told(told)) << told.status << " " << told.body;
  }
  const std::string no_code = R"({"success":false,"errors":[{"message":"Forbidden"}]})";
  for (const Told& told :
       {Told{403, "<html>"}, Told{403, ""}, Told{403, "{}"}, Told{403, R"({"code":10000})"},
        Told{403, R"({"success":false,"errors":[]})"}, Told{403, no_code}, Told{401, "<html>"},
        Told{401, failure(10000, "no")}, Told{404, "<html>"}, Told{404, failure(7003, "no")},
        Told{200, "<html>"}, Told{200, R"({"success":false,"errors":null})"},
        Told{403, "<html>", true}, Told{403, "", true}, Told{403, no_code, true},
        Told{403, R"({"data":null,"errors":null})", true}, Told{502, failure(10000, "no")}}) {
    EXPECT_FALSE(is_refusal_told(told)) << told.status << " " << told.body;
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
