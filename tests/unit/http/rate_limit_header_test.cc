#include "http/rate_limit_header.h"

#include <gtest/gtest.h>

#include <string>

namespace cf_billing {
namespace {

std::string state(std::string_view header) {
  const auto parsed = parse_rate_limit(header);
  if (!parsed) return "none";
  return std::to_string(parsed->remaining) + " in " + std::to_string(parsed->until_reset.count());
}

std::string policy(std::string_view header) {
  const auto parsed = parse_rate_limit_policy(header);
  if (!parsed) return "none";
  return std::to_string(parsed->quota) + " in " + std::to_string(parsed->window.count());
}

TEST(RateLimitHeader, says_what_is_left_and_for_how_long) {
  EXPECT_EQ(state(R"("default";r=50;t=30)"), "50 in 30");
  EXPECT_EQ(state(R"("default";t=30;r=50)"), "50 in 30");
  EXPECT_EQ(state("default;r=0;t=0"), "0 in 0");
  EXPECT_EQ(state(R"(  "default" ; r=50 ;	t=30 )"), "50 in 30");
  EXPECT_EQ(state(R"("default";pk=:abc=:;r=7;x=1;t=8;y)"), "7 in 8");
  EXPECT_EQ(state(";r=1;t=2"), "1 in 2");
}

TEST(RateLimitHeader, of_several_limits_the_tightest_counts) {
  EXPECT_EQ(state(R"("hour";r=50;t=3000, "minute";r=3;t=20)"), "3 in 20");
  EXPECT_EQ(state(R"("minute";r=3;t=20,"hour";r=50;t=3000)"), "3 in 20");
  EXPECT_EQ(state(R"("broken";r=x;t=20,"hour";r=50;t=3000,)"), "50 in 3000");
  EXPECT_EQ(policy(R"("burst";q=100;w=10, "default";q=1200;w=300)"), "1200 in 300");
  EXPECT_EQ(policy(R"("default";q=1200;w=300,"burst";q=10;w=10)"), "10 in 10");
}

TEST(RateLimitHeader, counts_for_an_hour_at_most) {
  EXPECT_EQ(state("a;r=0;t=1000000000"), "0 in 3600");
  EXPECT_EQ(policy("a;q=1;w=1000000000"), "1 in 3600");
  EXPECT_EQ(policy("a;q=1000000000;w=300"), "100000 in 300");
}

TEST(RateLimitHeader, says_nothing_where_there_is_nothing_sensible) {
  for (const char* text : {"",
                           ",",
                           ";",
                           ";;;",
                           ",,,",
                           "default",
                           "\"default\"",
                           ";r=1",
                           ";t=1",
                           ";r=;t=",
                           ";r=-1;t=5",
                           ";r=5;t=-1",
                           ";r=x;t=y",
                           ";rr=1;tt=2",
                           ";r:1;t:2",
                           ";r=99999999999999999999;t=1",
                           ";r=1;t=9999999999999",
                           "r=1,t=2",
                           ";r=1,;t=2",
                           "; r = 1 ; t = 2",
                           ";r",
                           ";r=",
                           ";R=1;T=2"}) {
    EXPECT_EQ(state(text), "none") << text;
  }
  for (const char* text : {"", "default", ";q=1200", ";w=300", ";q=0;w=300", ";q=1200;w=0",
                           ";q=-1;w=300", ";q=1200;w=x", ";r=1;t=2"}) {
    EXPECT_EQ(policy(text), "none") << text;
  }
}

TEST(RateLimitHeader, reads_any_bytes) {
  std::string bytes;
  for (int i = 0; i < 4000; ++i) {
    bytes += static_cast<char>((i * 7919 + i / 13) % 256);
    if (i % 5 == 0) bytes += ";r=";
    if (i % 7 == 0) bytes += "1;t=2";
    if (i % 64 == 0) {
      static_cast<void>(parse_rate_limit(bytes));
      static_cast<void>(parse_rate_limit_policy(bytes));
    }
  }
}

}  // namespace
}  // namespace cf_billing
