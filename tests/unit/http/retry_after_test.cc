#include "http/retry_after.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace cf_billing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Wait = std::optional<milliseconds>;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

TEST(AdvisedWait, is_what_the_headers_say) {
  EXPECT_EQ(advised_wait({}, {}, 0), Wait{});
  EXPECT_EQ(advised_wait({}, "300", 0), Wait{seconds{300}});
  EXPECT_EQ(advised_wait({}, " 7 ", 0), Wait{seconds{7}});
  EXPECT_EQ(advised_wait("1500", {}, 0), Wait{milliseconds{1500}});
  EXPECT_EQ(advised_wait("12.7", {}, 0), Wait{milliseconds{12}});
  EXPECT_EQ(advised_wait("0", "300", 0), Wait{milliseconds{0}});
  EXPECT_EQ(advised_wait("250", "300", 0), Wait{milliseconds{250}});
}

TEST(AdvisedWait, leaves_out_what_it_cannot_read) {
  EXPECT_EQ(advised_wait("soon", "300", 0), Wait{seconds{300}});
  EXPECT_EQ(advised_wait("-5", "300", 0), Wait{seconds{300}});
  EXPECT_EQ(advised_wait("nan", "300", 0), Wait{seconds{300}});
  for (const char* text : {"", " ", "0", "-1", "-99999999999999999999", "later"}) {
    EXPECT_EQ(advised_wait({}, text, 0), Wait{}) << text;
  }
}

TEST(AdvisedWait, may_be_a_fraction_of_a_second) {
  EXPECT_EQ(advised_wait({}, "1.5", 0), Wait{milliseconds{1500}});
  EXPECT_EQ(advised_wait({}, "0.25", 1), Wait{milliseconds{250}});
  EXPECT_EQ(advised_wait({}, "1e-999", 5), Wait{}) << "no overflow, but nothing";
  EXPECT_EQ(advised_wait({}, "1.5 s", 0), Wait{});
}

TEST(AdvisedWait, that_is_negative_is_none_whatever_the_transport_made_of_it) {
  for (const char* text : {"-1", "-1.5", "-9223372036854775808", "-1e999", " -5 "}) {
    EXPECT_EQ(advised_wait({}, text, 90), Wait{}) << text;
    EXPECT_EQ(advised_wait(text, {}, 90), Wait{}) << text;
  }
}

TEST(AdvisedWait, takes_a_date_from_the_transport) {
  EXPECT_EQ(advised_wait({}, "Fri, 01 Jan 2027 00:00:00 GMT", 90), Wait{seconds{90}});
  EXPECT_EQ(advised_wait({}, "Fri, 01 Jan 2021 00:00:00 GMT", -90), Wait{});
  EXPECT_EQ(advised_wait({}, "12", 90), Wait{seconds{12}}) << "a number is no date";
}

TEST(AdvisedWait, never_overflows_into_no_wait_at_all) {
  const std::string most = std::to_string(kMost);
  for (const char* text :
       {most.c_str(), "1000000000000000000", "99999999999999999999999999", "9223372036854776"}) {
    EXPECT_EQ(advised_wait({}, text, 0), Wait{kLongestWait}) << text;
    EXPECT_EQ(advised_wait(text, {}, 0), Wait{kLongestWait}) << text;
  }
  for (const char* text : {"1e300", "1e308", "1e999", "9223372036854775807.5"}) {
    EXPECT_EQ(advised_wait(text, {}, 0), Wait{kLongestWait}) << text;
    EXPECT_EQ(advised_wait({}, text, 0), Wait{kLongestWait}) << text;
  }
  const std::int64_t until_year_9999 = std::int64_t{7973} * 366 * 86'400;
  for (const std::int64_t until : {until_year_9999, kMost}) {
    EXPECT_EQ(advised_wait({}, "Fri, 31 Dec 9999 23:59:59 GMT", until), Wait{kLongestWait});
  }
  // As a time of any clock here it stays in the future.
  const std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds> late{
      std::chrono::hours{24 * 366 * 100}};
  EXPECT_GT(late + *advised_wait({}, most, 0), late);
}

}  // namespace
}  // namespace cf_billing
