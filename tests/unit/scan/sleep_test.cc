// A laptop sleeps between two queries, or during one: what is known grows old, and what a server
// asked to wait for goes by, although the clock that measures work stood still.
#include <gtest/gtest.h>

#include "http/dispatcher.h"
#include "support/paygo_server.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

const auto kNever = [] { return false; };

Scan profile_scan() {
  Scan scan;
  scan.accounts = {kAccount};
  return scan;
}

TEST(Sleep, makes_answers_old) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    return answered(200, envelope_of(object({{"id", "x"}})));
  });
  test.session().settings().set("cache_ttl", "300");
  const auto asked_after = [&](auto pass) {
    pass();
    test.rows(billing_profile_table(), profile_scan());
    return test.asked().size();
  };
  EXPECT_EQ(asked_after([] {}), 1U);
  EXPECT_EQ(asked_after([&] { test.clock().sleep(seconds{200}); }), 1U);
  const auto awake = test.clock().awake_now();
  EXPECT_EQ(asked_after([&] { test.clock().sleep(hours{1}); }), 2U);
  EXPECT_LT(test.clock().awake_now() - awake, seconds{1});
}

TEST(Sleep, makes_anchors_old) {
  PaygoServer server(day("2026-10-20"));
  server.tell_anchors({1});
  TestSession test(server.today, server);
  const Scan scan = paygo_scan(day_set("2026-10-01", "2026-10-05"));
  test.rows(paygo_usage_table(), scan);
  EXPECT_EQ(test.asked().size(), 4U);
  test.clock().sleep(kCyclesLifetime);
  test.rows(paygo_usage_table(), scan);
  EXPECT_EQ(test.asked().size(), 8U) << "info once more";
}

TEST(Sleep, is_no_part_of_how_long_an_exchange_took) {
  FakeClock clock;
  ScriptedTransport wire(clock, [&](const HttpRequest&) {
    clock.sleep(hours{1});
    return Reply{answered(200, "{}"), milliseconds{20}};
  });
  Dispatcher dispatcher(wire, clock);
  dispatcher.submit({});
  EXPECT_EQ(dispatcher.wait(kNever).duration, milliseconds{20});
}

TEST(Sleep, frees_the_window_of_the_rate_limit) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) {
    return Reply{answered(200, "{}"), milliseconds{1}};
  });
  Dispatcher dispatcher(wire, clock);
  const auto limiter = std::make_shared<RateLimiter>();
  for (int i = 0; i < 1200; ++i) ASSERT_EQ(limiter->take(clock.boot_now()), milliseconds{0});
  dispatcher.submit({}, limiter);
  EXPECT_TRUE(dispatcher.wait(kNever).held_back);
  clock.sleep(std::chrono::minutes{5} + std::chrono::seconds{5});
  dispatcher.submit({}, limiter);
  const Exchange exchange = dispatcher.wait(kNever);
  EXPECT_FALSE(exchange.held_back);
  EXPECT_EQ(exchange.duration, milliseconds{1});
}

TEST(Sleep, counts_as_waiting_for_the_server) {
  FakeClock clock;
  ScriptedTransport wire(clock, [&](const HttpRequest&) {
    const bool first = wire.requests.size() == 1;
    HttpResponse response = answered(first ? 503 : 200, "{}");
    if (first) response.retry_after = seconds{50};
    return Reply{response, milliseconds{1}};
  });
  Dispatcher dispatcher(wire, clock);
  dispatcher.submit({});
  bool slept = false;
  const Exchange exchange = dispatcher.wait([&] {
    if (wire.started.size() == 1 && wire.under_way() == 0 && !slept) {
      clock.sleep(hours{1});
      slept = true;
    }
    return false;
  });
  EXPECT_TRUE(slept);
  EXPECT_EQ(exchange.attempts, 2);
  EXPECT_LT(exchange.duration, seconds{1}) << "the 50 seconds passed in the night";
}

}  // namespace
}  // namespace cf_billing
