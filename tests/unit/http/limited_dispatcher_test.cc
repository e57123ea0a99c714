// The dispatcher within a rate limit.
#include <gtest/gtest.h>

#include "core/error.h"
#include "http/dispatcher.h"
#include "support/scripted_transport.h"

namespace cf_billing {
namespace {

using Action = RetryDecision::Action;
using std::chrono::milliseconds;
using std::chrono::seconds;

const auto kNever = [] { return false; };

HttpResponse told(std::int64_t remaining, seconds reset) {
  HttpResponse response = answered(200, R"({"success":true})");
  response.rate_limit = RateLimitState{remaining, reset};
  return response;
}

struct Limited {
  explicit Limited(ScriptedTransport::Script script, seconds max_wait = seconds{60})
      : wire(clock, std::move(script)), dispatcher(wire, clock, {4, {1, max_wait}}) {
    clock.advance(seconds{1});
  }
  [[nodiscard]] milliseconds passed() const { return clock.elapsed() - seconds{1}; }

  std::uint64_t submit() {
    HttpRequest request;
    request.url = "u";
    return dispatcher.submit(request, limiter);
  }
  /// Lets the limiter hear what the server says.
  void hear(const HttpResponse& response) {
    EXPECT_EQ(limiter->take(clock.boot_now()), milliseconds{0});
    limiter->finish(clock.boot_now(), response);
  }

  FakeClock clock;
  ScriptedTransport wire;
  std::shared_ptr<RateLimiter> limiter = std::make_shared<RateLimiter>();
  Dispatcher dispatcher;
};

TEST(LimitedDispatcher, waits_until_the_limit_allows) {
  Limited test([](const HttpRequest&) { return Reply{told(100, seconds{300}), milliseconds{10}}; });
  test.hear(told(0, seconds{20}));
  test.submit();
  const Exchange exchange = test.dispatcher.wait(kNever);
  EXPECT_EQ(exchange.verdict, Action::accept);
  EXPECT_FALSE(exchange.held_back);
  EXPECT_EQ(exchange.attempts, 1);
  EXPECT_GE(test.passed(), seconds{20});
  EXPECT_LE(test.passed(), seconds{20} + milliseconds{100});
  EXPECT_GE(exchange.waited, seconds{19});
  EXPECT_LE(exchange.waited, exchange.duration);
}

TEST(LimitedDispatcher, does_not_spin_meanwhile) {
  Limited test([](const HttpRequest&) { return Reply{told(100, seconds{300}), milliseconds{10}}; });
  test.hear(told(0, seconds{20}));
  for (int i = 0; i < 10; ++i) test.submit();
  test.dispatcher.wait(kNever);
  EXPECT_LE(test.wire.polls, seconds{20} / Dispatcher::kPollInterval + 10);
}

TEST(LimitedDispatcher, ends_at_once_where_the_wait_would_be_too_long) {
  Limited test(
      [](const HttpRequest&) {
        return Reply{told(1, seconds{1}), milliseconds{10}};
      },
      seconds{5});
  test.hear(told(0, seconds{200}));
  for (int i = 0; i < 3; ++i) test.submit();
  for (int i = 0; i < 3; ++i) {
    const Exchange exchange = test.dispatcher.wait(kNever);
    EXPECT_TRUE(exchange.held_back);
    EXPECT_EQ(exchange.verdict, Action::too_long);
    EXPECT_EQ(exchange.server_wait, seconds{200});
    EXPECT_EQ(exchange.attempts, 0);
  }
  EXPECT_EQ(test.passed(), milliseconds{0});
  EXPECT_TRUE(test.wire.requests.empty());
  EXPECT_EQ(test.dispatcher.pending(), 0U);
}

TEST(LimitedDispatcher, is_paced_for_no_longer_than_the_longest_wait) {
  Limited test(
      [](const HttpRequest&) {
        return Reply{told(100, seconds{300}), milliseconds{10}};
      },
      seconds{5});
  // Two requests for five minutes: the next in 150 seconds, where it is merely wise to wait.
  test.hear(told(1, seconds{300}));
  test.submit();
  EXPECT_EQ(test.dispatcher.wait(kNever).verdict, Action::accept);
  EXPECT_GE(test.passed(), seconds{5});
  EXPECT_LE(test.passed(), seconds{5} + milliseconds{100});
}

TEST(LimitedDispatcher, a_refusal_of_one_holds_the_others_back) {
  int count = 0;
  Limited test([&](const HttpRequest&) {
    HttpResponse response = ++count == 1 ? answered(429, "") : told(100, seconds{300});
    if (count == 1) response.retry_after = seconds{3};
    return Reply{response, milliseconds{count == 1 ? 5 : 50}};
  });
  test.submit();
  while (test.wire.under_way() > 0) test.wire.poll(milliseconds{5});
  test.submit();
  test.dispatcher.wait(kNever);
  test.dispatcher.wait(kNever);
  EXPECT_GE(test.passed(), seconds{3});
}

TEST(LimitedDispatcher, retries_count_as_requests) {
  Limited test([](const HttpRequest&) { return Reply{answered(503, ""), milliseconds{10}}; });
  HttpResponse few = told(1000, seconds{300});
  few.rate_limit_policy = RateLimitPolicy{2, seconds{30}};
  test.hear(few);
  test.submit();
  const Exchange exchange = test.dispatcher.wait(kNever);
  EXPECT_EQ(exchange.attempts, 2);
  EXPECT_GE(test.passed(), seconds{30});
}

TEST(LimitedDispatcher, what_is_cancelled_gives_its_place_back) {
  Limited test([](const HttpRequest&) { return Reply{told(8, seconds{300}), seconds{1}}; });
  HttpResponse few = told(8, seconds{300});
  few.rate_limit_policy = RateLimitPolicy{10, seconds{300}};
  test.hear(few);
  std::vector<std::uint64_t> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(test.submit());
  ASSERT_EQ(test.wire.under_way(), 4U);
  for (const std::uint64_t id : ids) {
    const auto exchange = test.dispatcher.cancel(id);
    ASSERT_TRUE(exchange);
    EXPECT_EQ(exchange->attempts, 1);
  }
  EXPECT_FALSE(test.dispatcher.cancel(ids[0]));
  // Three are left by the count of what was begun; were the four still taken for under way, the
  // answer to the next (8 left) would leave less.
  test.submit();
  EXPECT_EQ(test.dispatcher.wait(kNever).attempts, 1);
  EXPECT_EQ(test.limiter->take(test.clock.boot_now()), milliseconds{0});
}

TEST(LimitedDispatcher, is_interrupted_within_100_ms_while_it_is_held_back) {
  Limited test([](const HttpRequest&) { return Reply{told(1, seconds{1}), milliseconds{10}}; });
  test.hear(told(0, seconds{50}));
  test.submit();
  const auto asked_at = milliseconds{1000};
  EXPECT_THROW(test.dispatcher.wait([&] { return test.passed() >= asked_at; }), Error);
  EXPECT_LE(test.passed() - asked_at, milliseconds{100});
}

TEST(LimitedDispatcher, nothing_is_cancelled_of_what_never_began) {
  Limited test([](const HttpRequest&) { return Reply{told(1, seconds{1}), milliseconds{10}}; });
  test.hear(told(0, seconds{50}));
  const auto exchange = test.dispatcher.cancel(test.submit());
  ASSERT_TRUE(exchange);
  EXPECT_EQ(exchange->attempts, 0);
  EXPECT_TRUE(test.wire.cancelled.empty());
}

/// Requests that have a limit of their own besides: two in a hundred seconds.
struct TwiceLimited : Limited {
  using Limited::Limited;

  Exchange made() {
    HttpRequest request;
    request.url = "u";
    dispatcher.submit(request, limiter, further);
    return dispatcher.wait(kNever);
  }

  std::shared_ptr<RateLimiter> further =
      std::make_shared<RateLimiter>(RateLimitPolicy{2, seconds{100}});
};

TEST(LimitedDispatcher, keeps_to_both_of_two_limits) {
  TwiceLimited test([](const HttpRequest&) { return Reply{told(100, seconds{300})}; });
  EXPECT_FALSE(test.made().held_back);
  EXPECT_FALSE(test.made().held_back);
  const Exchange exchange = test.made();
  EXPECT_TRUE(exchange.held_back);
  EXPECT_EQ(exchange.attempts, 0);
  EXPECT_GT(exchange.server_wait, seconds{90});
  // Others go on.
  test.submit();
  EXPECT_FALSE(test.dispatcher.wait(kNever).held_back);
}

TEST(LimitedDispatcher, counts_nothing_in_one_limit_that_the_other_forbids) {
  TwiceLimited test([](const HttpRequest&) { return Reply{told(100, seconds{300})}; });
  test.hear(told(0, seconds{200}));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(test.made().held_back);
  EXPECT_EQ(test.further->take(test.clock.boot_now()), milliseconds{0});
  EXPECT_EQ(test.further->take(test.clock.boot_now()), milliseconds{0});
}

TEST(LimitedDispatcher, tells_each_limit_what_is_about_it) {
  TwiceLimited test([](const HttpRequest&) {
    HttpResponse refused = told(0, seconds{30});
    refused.status = 429;
    refused.retry_after = seconds{80};
    return Reply{refused};
  });
  EXPECT_EQ(test.made().verdict, Action::too_long);
  // What the headers say is about the API's own limit, what the refusal asks for about the other.
  const auto now = test.clock.boot_now();
  EXPECT_EQ(test.limiter->take(now), seconds{30});
  EXPECT_EQ(test.further->take(now), seconds{80});
}

TEST(LimitedDispatcher, waits_for_the_window_where_a_refusal_does_not_say_how_long_it_lasts) {
  int count = 0;
  TwiceLimited test(
      [&](const HttpRequest&) {
        return Reply{++count == 1 ? answered(429, "") : told(9, seconds{9})};
      },
      seconds{110});
  const Exchange exchange = test.made();
  EXPECT_EQ(exchange.verdict, Action::accept);
  EXPECT_EQ(exchange.attempts, 2);
  EXPECT_GE(test.passed(), seconds{100});
  EXPECT_LE(test.passed(), seconds{105});
}

TEST(LimitedDispatcher, ends_at_once_where_that_is_too_long_and_asks_no_more_meanwhile) {
  TwiceLimited test([](const HttpRequest&) { return Reply{answered(429, "")}; });
  const Exchange exchange = test.made();
  EXPECT_EQ(exchange.verdict, Action::too_long);
  EXPECT_EQ(exchange.server_wait, seconds{100});
  EXPECT_EQ(exchange.attempts, 1);
  EXPECT_TRUE(test.made().held_back);
  EXPECT_EQ(test.wire.requests.size(), 1U);
  EXPECT_LE(test.passed(), seconds{1});
  // The other limit has nothing to do with it.
  test.submit();
  EXPECT_EQ(test.dispatcher.wait(kNever).attempts, 2);
}

TEST(LimitedDispatcher, is_interrupted_within_100_ms_in_such_a_wait) {
  TwiceLimited test([](const HttpRequest&) { return Reply{answered(429, "")}; }, seconds{330});
  HttpRequest request;
  request.url = "u";
  test.dispatcher.submit(request, test.limiter, test.further);
  const auto asked_at = milliseconds{1000};
  EXPECT_THROW(test.dispatcher.wait([&] { return test.passed() >= asked_at; }), Error);
  EXPECT_LE(test.passed() - asked_at, milliseconds{100});
}

}  // namespace
}  // namespace cf_billing
