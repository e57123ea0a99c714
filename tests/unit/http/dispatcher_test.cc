#include "http/dispatcher.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "support/scripted_transport.h"

namespace cf_billing {
namespace {

using Action = RetryDecision::Action;
using std::chrono::milliseconds;
using std::chrono::seconds;

const auto kNever = [] { return false; };

HttpRequest request(const std::string& url) {
  HttpRequest made;
  made.url = url;
  return made;
}

HttpResponse ok() { return answered(200, R"({"success":true})"); }

DispatchLimits limits(std::size_t concurrency, int max_retries = 3,
                      seconds max_wait = seconds{60}) {
  return {concurrency, {max_retries, max_wait}};
}

TEST(Dispatcher, returns_every_exchange_once) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest& asked) {
    return Reply{answered(200, "{\"url\":\"" + asked.url + "\"}"), milliseconds{10}};
  });
  Dispatcher dispatcher(wire, clock, limits(4));
  std::map<std::uint64_t, std::string> expected;
  for (int i = 0; i < 50; ++i) {
    const std::string url = "u" + std::to_string(i);
    expected[dispatcher.submit(request(url))] = "{\"url\":\"" + url + "\"}";
  }
  EXPECT_EQ(expected.size(), 50U);
  while (dispatcher.pending() > 0) {
    const Exchange exchange = dispatcher.wait(kNever);
    ASSERT_EQ(expected.count(exchange.id), 1U);
    EXPECT_EQ(exchange.response.body, expected[exchange.id]);
    EXPECT_EQ(exchange.attempts, 1);
    EXPECT_EQ(exchange.verdict, Action::accept);
    expected.erase(exchange.id);
  }
  EXPECT_TRUE(expected.empty());
}

TEST(Dispatcher, uses_the_allowed_concurrency_and_never_more) {
  for (const std::size_t allowed : {std::size_t{1}, std::size_t{3}, std::size_t{8}}) {
    FakeClock clock;
    int count = 0;
    ScriptedTransport wire(clock, [&](const HttpRequest&) {
      ++count;
      // Some fail once or more and come back.
      return Reply{count % 3 == 0 ? answered(503, "") : ok(), milliseconds{7 + 13 * (count % 5)}};
    });
    Dispatcher dispatcher(wire, clock, limits(allowed, 20));
    for (int i = 0; i < 40; ++i) dispatcher.submit(request("u"));
    while (dispatcher.pending() > 0) dispatcher.wait(kNever);
    EXPECT_EQ(wire.most_at_once, allowed);
  }
}

TEST(Dispatcher, starts_exchanges_in_the_order_submitted) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) { return Reply{ok(), milliseconds{10}}; });
  Dispatcher dispatcher(wire, clock, limits(2));
  std::vector<std::uint64_t> submitted;
  for (int i = 0; i < 20; ++i) submitted.push_back(dispatcher.submit(request("u")));
  while (dispatcher.pending() > 0) dispatcher.wait(kNever);
  EXPECT_EQ(wire.started, submitted);
}

TEST(Dispatcher, finishes_what_it_has_begun_before_it_begins_more) {
  FakeClock clock;
  std::map<std::string, int> attempts;
  ScriptedTransport wire(clock, [&](const HttpRequest& asked) {
    HttpResponse response = ok();
    if (asked.url == "first" && ++attempts[asked.url] == 1) {
      response = answered(429, "");
      response.retry_after = milliseconds{50};
    }
    return Reply{response, milliseconds{40}};
  });
  Dispatcher dispatcher(wire, clock, limits(1));
  dispatcher.submit(request("first"));
  for (int i = 0; i < 10; ++i) dispatcher.submit(request("later"));
  while (dispatcher.pending() > 0) dispatcher.wait(kNever);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < wire.requests.size(); ++i) {
    if (wire.requests[i].url == "first") places.push_back(i);
  }
  ASSERT_EQ(places.size(), 2U);
  // Others run while it waits, but none once its time has come.
  EXPECT_GE(places[1], 2U);
  EXPECT_LE(places[1], 4U);
}

TEST(Dispatcher, waits_longer_before_each_further_attempt) {
  FakeClock clock;
  std::vector<milliseconds> starts;
  ScriptedTransport wire(clock, [&](const HttpRequest&) {
    starts.push_back(clock.elapsed());
    return Reply{answered(500, ""), milliseconds{0}};
  });
  Dispatcher dispatcher(wire, clock, limits(1, 5));
  dispatcher.submit(request("u"));
  const Exchange exchange = dispatcher.wait(kNever);
  EXPECT_EQ(exchange.verdict, Action::exhausted);
  EXPECT_EQ(exchange.attempts, 6);
  ASSERT_EQ(starts.size(), 6U);
  const int full[] = {500, 1000, 2000, 4000, 8000};
  for (std::size_t i = 0; i < 5; ++i) {
    const auto wait = (starts[i + 1] - starts[i]).count();
    EXPECT_GE(wait, full[i] * 3 / 4) << i;
    EXPECT_LE(wait, full[i] + 1) << i;
  }
}

TEST(Dispatcher, starts_again_when_the_server_said_and_not_before) {
  FakeClock clock;
  std::vector<milliseconds> starts;
  ScriptedTransport wire(clock, [&](const HttpRequest&) {
    starts.push_back(clock.elapsed());
    HttpResponse response = starts.size() == 1 ? answered(429, "") : ok();
    if (starts.size() == 1) response.retry_after = milliseconds{1530};
    return Reply{response, milliseconds{20}};
  });
  Dispatcher dispatcher(wire, clock, limits(4));
  dispatcher.submit(request("u"));
  const Exchange exchange = dispatcher.wait(kNever);
  EXPECT_EQ(exchange.verdict, Action::accept);
  EXPECT_EQ(exchange.attempts, 2);
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_GE(starts[1] - starts[0], milliseconds{1550});
  EXPECT_LE(starts[1] - starts[0], milliseconds{1560});
}

TEST(Dispatcher, does_not_wait_for_longer_than_allowed) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) {
    HttpResponse response = answered(429, "");
    response.retry_after = seconds{300};
    return Reply{response, milliseconds{5}};
  });
  Dispatcher dispatcher(wire, clock, limits(1));
  dispatcher.submit(request("u"));
  const Exchange exchange = dispatcher.wait(kNever);
  EXPECT_EQ(exchange.verdict, Action::too_long);
  EXPECT_EQ(exchange.server_wait, seconds{300});
  EXPECT_EQ(exchange.attempts, 1);
  EXPECT_LT(clock.elapsed(), seconds{1});
}

TEST(Dispatcher, makes_one_attempt_when_retries_are_off) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) {
    return Reply{failed(TransferOutcome::failed, "reset"), milliseconds{5}};
  });
  Dispatcher dispatcher(wire, clock, limits(1, 0));
  dispatcher.submit(request("u"));
  const Exchange exchange = dispatcher.wait(kNever);
  EXPECT_EQ(exchange.verdict, Action::exhausted);
  EXPECT_EQ(exchange.attempts, 1);
  EXPECT_EQ(wire.requests.size(), 1U);
}

void expect_interrupt(Dispatcher& dispatcher, const FakeClock& clock) {
  const auto begun = clock.elapsed();
  const auto asked_at = begun + milliseconds{1000};
  try {
    dispatcher.wait([&] { return clock.elapsed() >= asked_at; });
    FAIL() << "not interrupted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
  EXPECT_LE(clock.elapsed() - asked_at, milliseconds{100});
}

TEST(Dispatcher, is_interrupted_within_100_ms_during_a_transfer) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) { return Reply{ok(), seconds{30}}; });
  Dispatcher dispatcher(wire, clock, limits(1));
  dispatcher.submit(request("u"));
  dispatcher.submit(request("v"));
  expect_interrupt(dispatcher, clock);
  EXPECT_LE(wire.longest_poll, milliseconds{100});
}

TEST(Dispatcher, is_interrupted_within_100_ms_during_a_wait) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) {
    HttpResponse response = answered(429, "");
    response.retry_after = seconds{30};
    return Reply{response, milliseconds{0}};
  });
  Dispatcher dispatcher(wire, clock, limits(1));
  dispatcher.submit(request("u"));
  expect_interrupt(dispatcher, clock);
  EXPECT_EQ(wire.under_way(), 0U);
}

TEST(Dispatcher, asks_for_the_interrupt_before_it_waits) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) { return Reply{ok(), seconds{1}}; });
  Dispatcher dispatcher(wire, clock, limits(1));
  dispatcher.submit(request("u"));
  EXPECT_THROW(dispatcher.wait([] { return true; }), Error);
  EXPECT_EQ(clock.elapsed(), milliseconds{0});
}

TEST(Dispatcher, does_not_spin_while_it_waits) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) {
    HttpResponse response = answered(429, "");
    response.retry_after = seconds{10};
    return Reply{response, milliseconds{100}};
  });
  Dispatcher dispatcher(wire, clock, limits(2, 1));
  dispatcher.submit(request("u"));
  dispatcher.wait(kNever);
  const auto slices = static_cast<int>(clock.elapsed() / Dispatcher::kPollInterval);
  EXPECT_LE(wire.polls, slices + 10);
}

TEST(Dispatcher, cancels_what_is_under_way_when_it_goes) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest&) { return Reply{ok(), seconds{1}}; });
  std::set<std::uint64_t> begun;
  {
    Dispatcher dispatcher(wire, clock, limits(3));
    for (int i = 0; i < 5; ++i) dispatcher.submit(request("u"));
    begun.insert(wire.started.begin(), wire.started.end());
    EXPECT_EQ(begun.size(), 3U);
  }
  EXPECT_EQ(wire.cancelled, begun);
  EXPECT_EQ(wire.under_way(), 0U);
}

/// Memory that is short for a moment costs the one who asks then an error, and nobody else
/// anything.
TEST(Dispatcher, loses_nothing_when_memory_runs_out) {
  FakeClock clock;
  bool has_memory = true;
  ScriptedTransport wire(clock, [&](const HttpRequest&) {
    if (!has_memory) throw std::bad_alloc();
    return Reply{ok(), milliseconds{10}};
  });
  Dispatcher dispatcher(wire, clock, limits(1));
  const auto first = dispatcher.submit(request("first"));
  const auto second = dispatcher.submit(request("second"));
  has_memory = false;
  EXPECT_EQ(dispatcher.submit(request("waits for its turn")), second + 1);
  // The first has ended; the second cannot begin, so the first is not handed over yet.
  EXPECT_THROW(dispatcher.wait(kNever), std::bad_alloc);
  has_memory = true;
  EXPECT_EQ(dispatcher.wait(kNever).id, first);
  EXPECT_EQ(dispatcher.wait(kNever).id, second);
  EXPECT_EQ(dispatcher.wait(kNever).id, second + 1);
  has_memory = false;
  EXPECT_THROW(dispatcher.submit(request("never begun")), std::bad_alloc);
  EXPECT_EQ(dispatcher.pending(), 0U);
}

TEST(Dispatchers, share_a_transport_without_taking_each_others_answers) {
  FakeClock clock;
  ScriptedTransport wire(clock, [](const HttpRequest& asked) {
    return Reply{answered(200, "{\"" + asked.url + "\":1}"), milliseconds{10}};
  });
  Dispatcher one(wire, clock, limits(2));
  Dispatcher two(wire, clock, limits(2));
  one.submit(request("one"));
  two.submit(request("two"));
  EXPECT_EQ(one.wait(kNever).response.body, "{\"one\":1}");
  EXPECT_EQ(two.wait(kNever).response.body, "{\"two\":1}");
}

}  // namespace
}  // namespace cf_billing
