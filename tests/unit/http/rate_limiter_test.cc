#include "http/rate_limiter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "support/scripted_transport.h"

namespace cf_billing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Time = RateLimiter::Time;

const Time kStart{seconds{1000}};

HttpResponse told(std::int64_t remaining, seconds reset) {
  HttpResponse response = answered(200, "{}");
  response.rate_limit = RateLimitState{remaining, reset};
  return response;
}

HttpResponse with_policy(std::int64_t quota, seconds window) {
  HttpResponse response = answered(200, "{}");
  response.rate_limit_policy = RateLimitPolicy{quota, window};
  return response;
}

HttpResponse refused(milliseconds retry_after) {
  HttpResponse response = answered(429, "");
  response.retry_after = retry_after;
  return response;
}

/// One request, begun and ended at once.
void exchange(RateLimiter& limiter, Time now, const HttpResponse& response) {
  ASSERT_EQ(limiter.take(now), milliseconds{0});
  limiter.finish(now, response);
}

TEST(RateLimiter, lets_the_documented_number_through_before_it_knows_better) {
  RateLimiter limiter;
  for (int i = 0; i < 1200; ++i) ASSERT_EQ(limiter.take(kStart), milliseconds{0}) << i;
  // Requests may arrive later than they begin, and the first one later than the others.
  EXPECT_EQ(limiter.take(kStart), seconds{305});
  EXPECT_EQ(limiter.take(kStart + seconds{100}), seconds{205});
  EXPECT_EQ(limiter.take(kStart + seconds{305}), milliseconds{0});
}

TEST(RateLimiter, counts_a_window_that_moves) {
  RateLimiter limiter;
  exchange(limiter, kStart, with_policy(3, seconds{60}));
  exchange(limiter, kStart + seconds{24}, answered(200, "{}"));
  exchange(limiter, kStart + seconds{48}, answered(200, "{}"));
  EXPECT_EQ(limiter.take(kStart + seconds{54}), seconds{7});
  EXPECT_EQ(limiter.take(kStart + seconds{61}), milliseconds{0});
  EXPECT_EQ(limiter.take(kStart + seconds{61}), seconds{24});
  EXPECT_EQ(limiter.take(kStart + seconds{85}), milliseconds{0});
}

TEST(RateLimiter, keeps_any_window_within_the_quota) {
  RateLimiter limiter;
  exchange(limiter, kStart, with_policy(7, seconds{2}));
  std::vector<Time> starts{kStart};
  for (Time now = kStart; starts.size() < 60; now += milliseconds{13}) {
    if (limiter.take(now) > milliseconds{0}) continue;
    limiter.finish(now, answered(200, "{}"));
    starts.push_back(now);
  }
  for (std::size_t i = 7; i < starts.size(); ++i) {
    EXPECT_GE(starts[i] - starts[i - 7], seconds{2}) << i;
  }
}

TEST(RateLimiter, believes_the_server) {
  RateLimiter limiter;
  exchange(limiter, kStart, told(0, seconds{30}));
  EXPECT_EQ(limiter.take(kStart), seconds{30});
  EXPECT_EQ(limiter.take(kStart + seconds{29}), seconds{1});
  EXPECT_EQ(limiter.take(kStart + seconds{30}), milliseconds{0});
}

TEST(RateLimiter, counts_what_is_under_way_against_what_is_left) {
  RateLimiter limiter;
  exchange(limiter, kStart, told(10'000, seconds{30}));
  for (int i = 0; i < 4; ++i) ASSERT_EQ(limiter.take(kStart), milliseconds{0});
  limiter.finish(kStart, told(3, seconds{30}));  // For the three others.
  EXPECT_GT(limiter.take(kStart), milliseconds{0});
}

TEST(RateLimiter, is_not_misled_by_answers_that_overtake_each_other) {
  RateLimiter limiter;
  for (int i = 0; i < 2; ++i) ASSERT_EQ(limiter.take(kStart), milliseconds{0});
  limiter.finish(kStart, told(0, seconds{30}));
  limiter.finish(kStart, told(1, seconds{30}));  // An older one.
  EXPECT_GT(limiter.take(kStart), milliseconds{0});
}

TEST(RateLimiter, starts_anew_with_the_next_window) {
  RateLimiter limiter;
  exchange(limiter, kStart, told(0, seconds{5}));
  const Time later = kStart + seconds{5};
  exchange(limiter, later, told(900, seconds{300}));
  EXPECT_EQ(limiter.take(later), milliseconds{0});
}

TEST(RateLimiter, spreads_the_last_part_over_the_rest_of_the_window) {
  RateLimiter limiter;
  HttpResponse first = told(9, seconds{100});
  first.rate_limit_policy = RateLimitPolicy{200, seconds{300}};
  exchange(limiter, kStart, first);
  std::vector<Time> starts;
  for (Time now = kStart; now < kStart + seconds{100}; now += milliseconds{50}) {
    if (limiter.take(now) == milliseconds{0}) starts.push_back(now);
  }
  ASSERT_EQ(starts.size(), 9U);
  for (std::size_t i = 1; i < starts.size(); ++i) EXPECT_GE(starts[i] - starts[i - 1], seconds{8});
}

TEST(RateLimiter, stops_for_everybody_when_one_is_refused) {
  RateLimiter limiter;
  exchange(limiter, kStart, refused(seconds{60}));
  EXPECT_EQ(limiter.take(kStart), seconds{60});
  EXPECT_EQ(limiter.take(kStart + milliseconds{59'999}), milliseconds{1});
  EXPECT_EQ(limiter.take(kStart + seconds{60}), milliseconds{0});
}

TEST(RateLimiter, believes_no_refusal_that_outlasts_the_window) {
  RateLimiter limiter;
  exchange(limiter, kStart, refused(std::chrono::hours{24}));
  EXPECT_EQ(limiter.take(kStart), seconds{300});
  RateLimiter other;
  exchange(other, kStart, told(0, std::chrono::hours{24}));
  EXPECT_EQ(other.take(kStart), seconds{300});
}

TEST(RateLimiter, a_refusal_for_ever_is_no_free_pass) {
  // Milliseconds that no count of nanoseconds can hold.
  for (const milliseconds wait : {milliseconds::max(), milliseconds{1'000'000'000'000'000'000},
                                  milliseconds{std::chrono::years{7973}}}) {
    RateLimiter limiter;
    exchange(limiter, kStart, refused(wait));
    EXPECT_EQ(limiter.take(kStart), seconds{300}) << wait.count();
    RateLimiter other;
    exchange(other, kStart, told(0, seconds::max()));
    EXPECT_EQ(other.take(kStart), seconds{300});
  }
}

TEST(RateLimiter, paces_without_ever_asking_for_more_patience_than_there_is) {
  RateLimiter limiter;
  exchange(limiter, kStart, told(2, seconds{300}));
  EXPECT_EQ(limiter.take(kStart, seconds{200}), seconds{100});
  EXPECT_EQ(limiter.take(kStart, seconds{5}), seconds{5});
  EXPECT_EQ(limiter.take(kStart, milliseconds{0}), milliseconds{0});
}

TEST(RateLimiter, a_shorter_refusal_does_not_end_a_longer_one) {
  RateLimiter limiter;
  ASSERT_EQ(limiter.take(kStart), milliseconds{0});
  ASSERT_EQ(limiter.take(kStart), milliseconds{0});
  limiter.finish(kStart, refused(seconds{60}));
  limiter.finish(kStart, refused(seconds{1}));
  EXPECT_EQ(limiter.take(kStart), seconds{60});
}

TEST(RateLimiter, other_failures_block_nobody) {
  RateLimiter limiter;
  HttpResponse busy = answered(503, "");
  busy.retry_after = seconds{60};
  exchange(limiter, kStart, busy);
  exchange(limiter, kStart, answered(429, ""));
  exchange(limiter, kStart, failed(TransferOutcome::failed, "reset"));
  EXPECT_EQ(limiter.take(kStart), milliseconds{0});
}

TEST(RateLimiter, what_is_given_up_is_no_longer_under_way) {
  RateLimiter limiter;
  for (int i = 0; i < 5; ++i) ASSERT_EQ(limiter.take(kStart), milliseconds{0});
  for (int i = 0; i < 4; ++i) limiter.give_up();
  limiter.finish(kStart, told(100, seconds{30}));
  EXPECT_EQ(limiter.take(kStart), milliseconds{0});
  for (int i = 0; i < 10; ++i) limiter.give_up();  // More than there were: no harm.
  limiter.finish(kStart, told(90, seconds{30}));
  EXPECT_EQ(limiter.take(kStart), milliseconds{0});
}

TEST(RateLimiter, threads_share_it) {
  RateLimiter limiter;
  exchange(limiter, kStart, with_policy(500, seconds{300}));
  std::atomic<int> taken{1};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int request = 0; request < 400; ++request) {
        if (limiter.take(kStart) > milliseconds{0}) continue;
        ++taken;
        limiter.finish(kStart, answered(200, "{}"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 500);
}

TEST(RateLimiters, are_one_for_each_credential) {
  RateLimiters limiters;
  const auto first = limiters.of(1);
  EXPECT_EQ(limiters.of(1), first);
  EXPECT_NE(limiters.of(2), first);
  exchange(*first, kStart, refused(seconds{60}));
  EXPECT_EQ(limiters.of(2)->take(kStart), milliseconds{0});
  EXPECT_EQ(RateLimiters::of_process(), RateLimiters::of_process());
}

}  // namespace
}  // namespace cf_billing
