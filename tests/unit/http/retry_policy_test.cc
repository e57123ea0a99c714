#include "http/retry_policy.h"

#include <gtest/gtest.h>

#include "http/retry_after.h"
#include "support/scripted_transport.h"

namespace cf_billing {
namespace {

using Action = RetryDecision::Action;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr RetryLimits kLimits{3, milliseconds{60'000}};

HttpResponse status(int code) { return answered(code, R"({"success":false})"); }

Action action_for(const HttpResponse& response, int retries_done = 0) {
  return decide_retry(response, retries_done, kLimits, 0.0).action;
}

TEST(RetryPolicy, retries_what_the_official_clients_retry) {
  for (int code = 100; code < 600; ++code) {
    const bool expected = code == 408 || code == 409 || code == 429 || code >= 500;
    EXPECT_EQ(action_for(status(code)), expected ? Action::retry : Action::accept) << code;
  }
}

TEST(RetryPolicy, retries_lost_connections_but_nothing_hopeless) {
  EXPECT_EQ(action_for(failed(TransferOutcome::failed, "reset")), Action::retry);
  EXPECT_EQ(action_for(failed(TransferOutcome::hopeless, "certificate")), Action::accept);
  EXPECT_EQ(action_for(failed(TransferOutcome::oversized, "")), Action::accept);
}

TEST(RetryPolicy, follows_the_servers_advice) {
  HttpResponse response = status(400);
  response.should_retry = true;
  EXPECT_EQ(action_for(response), Action::retry);
  response = status(503);
  response.should_retry = false;
  EXPECT_EQ(action_for(response), Action::accept);
  response = answered(200, R"({"success":true})");
  response.should_retry = true;
  EXPECT_EQ(action_for(response), Action::accept);
}

TEST(RetryPolicy, takes_a_refusal_that_does_not_say_how_long_it_lasts_for_a_known_block) {
  const RetryLimits patient{3, seconds{330}};
  const auto decide = [](int code, const RetryLimits& limits) {
    return decide_retry(status(code), 0, limits, 0.0, milliseconds{seconds{300}});
  };
  EXPECT_EQ(decide(429, patient).action, Action::retry);
  EXPECT_EQ(decide(429, patient).wait, seconds{300});
  EXPECT_EQ(decide(429, kLimits).action, Action::too_long);
  EXPECT_EQ(decide(429, kLimits).wait, seconds{300});
  // Of anything else it says nothing.
  EXPECT_EQ(decide(503, patient).wait, milliseconds{500});
  HttpResponse response = status(429);
  response.retry_after = seconds{7};
  EXPECT_EQ(decide_retry(response, 0, patient, 0.0, milliseconds{seconds{300}}).wait, seconds{7});
}

TEST(RetryPolicy, doubles_the_wait_up_to_eight_seconds) {
  const RetryLimits many{20, seconds{60}};
  const int expected[] = {500, 1000, 2000, 4000, 8000, 8000, 8000};
  for (int done = 0; done < 7; ++done) {
    EXPECT_EQ(decide_retry(status(500), done, many, 0.0).wait, milliseconds{expected[done]});
  }
}

TEST(RetryPolicy, takes_at_most_a_quarter_off_as_jitter) {
  EXPECT_EQ(decide_retry(status(500), 1, kLimits, 0.5).wait, milliseconds{875});
  const auto least = decide_retry(status(500), 1, kLimits, 0.999999).wait;
  EXPECT_GE(least, milliseconds{750});
  EXPECT_LE(least, milliseconds{751});
}

TEST(RetryPolicy, waits_as_long_as_the_server_asks) {
  HttpResponse response = status(429);
  response.retry_after = milliseconds{1234};
  EXPECT_EQ(decide_retry(response, 0, kLimits, 0.9).wait, milliseconds{1234});
  response.retry_after = kLimits.max_wait;
  EXPECT_EQ(decide_retry(response, 0, kLimits, 0.9).action, Action::retry);
  response.retry_after = milliseconds{0};
  EXPECT_EQ(decide_retry(response, 0, kLimits, 0.0).wait, milliseconds{0});
  response.retry_after = milliseconds{-5};
  EXPECT_EQ(decide_retry(response, 0, kLimits, 0.0).wait, milliseconds{0});
}

TEST(RetryPolicy, names_a_wait_that_is_too_long_even_after_the_last_attempt) {
  HttpResponse response = status(429);
  response.retry_after = seconds{300};
  for (int done = 0; done <= 3; ++done) {
    const RetryDecision decision = decide_retry(response, done, kLimits, 0.0);
    EXPECT_EQ(decision.action, Action::too_long);
    EXPECT_EQ(decision.wait, seconds{300});
  }
  response.retry_after = kLimits.max_wait + milliseconds{1};
  EXPECT_EQ(decide_retry(response, 0, kLimits, 0.0).action, Action::too_long);
}

TEST(RetryPolicy, an_endless_wait_is_too_long) {
  HttpResponse response = status(429);
  for (const milliseconds wait :
       {milliseconds::max(), milliseconds{1'000'000'000'000'000'000}, milliseconds{kLongestWait}}) {
    response.retry_after = wait;
    const RetryDecision decision = decide_retry(response, 0, {3, seconds{3600}}, 0.0);
    EXPECT_EQ(decision.action, Action::too_long);
    EXPECT_EQ(decision.wait, wait);
  }
}

TEST(RetryPolicy, gives_up_after_the_allowed_number) {
  for (int allowed = 0; allowed < 5; ++allowed) {
    const RetryLimits limits{allowed, seconds{60}};
    for (int done = 0; done < 7; ++done) {
      EXPECT_EQ(decide_retry(status(500), done, limits, 0.0).action,
                done < allowed ? Action::retry : Action::exhausted);
    }
  }
}

TEST(RetryPolicy, never_backs_off_for_longer_than_max_wait) {
  const RetryLimits limits{20, seconds{3}};
  for (int done = 0; done < 20; ++done) {
    EXPECT_LE(decide_retry(status(502), done, limits, 0.0).wait, seconds{3});
  }
  EXPECT_EQ(decide_retry(status(502), 5, {20, seconds{0}}, 0.0).wait, seconds{0});
}

TEST(RetryPolicy, retries_a_success_whose_body_was_cut) {
  HttpResponse cut = answered(200, R"({"success":tr)");
  EXPECT_EQ(action_for(cut), Action::accept);
  cut.is_cut = true;
  EXPECT_EQ(action_for(cut), Action::retry);
  EXPECT_EQ(action_for(cut, kLimits.max_retries), Action::exhausted);
}

}  // namespace
}  // namespace cf_billing
