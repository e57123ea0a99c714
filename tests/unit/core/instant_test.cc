#include "core/instant.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "support/days.h"

namespace cf_billing {
namespace {

int sign(int order) { return order < 0 ? -1 : (order > 0 ? 1 : 0); }

const std::vector<std::string> kMidnight = {
    "2026-10-31",
    "2026-10-31T00:00:00Z",
    "2026-10-31T00:00:00+00:00",
    "2026-10-31T00:00:00-00:00",
    "2026-10-31T00:00:00.000Z",
    "2026-10-31T00:00:00.0",
    "2026-10-31T00:00:00",
    "2026-10-31T00:00",
    "2026-10-31T00:00Z",
    "2026-10-31 00:00:00",
    "2026-10-31 00:00:00Z",
    "2026-10-31t00:00:00z",
    "2026-10-30T19:00:00-05:00",
    "2026-10-30T19:00:00-0500",
    "2026-10-30T19:00:00-05",
    "2026-10-31T05:45:00+05:45",
    "2026-10-31T14:00:00.00+14:00",
};

TEST(Instants, that_are_one_moment_are_equal_however_they_are_written) {
  for (const std::string& left : kMidnight) {
    EXPECT_EQ(instant_key(left), "2026-10-31T00:00:00") << left;
    EXPECT_EQ(instant_day(left), day("2026-10-31")) << left;
    for (const std::string& right : kMidnight) {
      EXPECT_EQ(compare_instants(left, right), 0) << left << " " << right;
    }
  }
}

TEST(Instants, sort_by_their_moments) {
  const std::vector<std::string> ascending = {
      "2026-10",
      "2026-10-30T23:59:59.9Z",
      "2026-10-31T",
      "2026-10-31T00",
      "2026-10-31",
      "2026-10-31T00:00:00.000000001Z",
      "2026-10-31T00:00:00.1Z",
      "2026-10-31T00:00:00.11Z",
      "2026-10-31T00:00:01Z",
      "2026-10-31T12",
      "2026-10-31 12:00",
      "2026-10-31T17:00:00-07:00",
      "2026-11-01T02:00:00Z",
      "2026-11-01T00:00:00-03:00",
      "2026-1~",
  };
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(sign(compare_instants(ascending[i], ascending[j])),
                sign(static_cast<int>(i) - static_cast<int>(j)))
          << ascending[i] << " " << ascending[j];
    }
  }
}

TEST(Instants, that_are_none_are_their_own_text) {
  for (const std::string text : {"",
                                 "x",
                                 "2026",
                                 "2026-10-3",
                                 "2026-13-01",
                                 "2026-02-31",
                                 "2026-02-31T00:00:00Z",
                                 "2026-10-31T",
                                 "2026-10-31T24:00:00Z",
                                 "2026-10-31T00:60:00Z",
                                 "2026-10-31T00:00:60Z",
                                 "2026-10-31T00:00:00.Z",
                                 "2026-10-31T00:00:00+24:00",
                                 "2026-10-31T00:00:00+1",
                                 "2026-10-31T00:00:00+05:00x",
                                 "2026-10-31 ",
                                 "2026-10-31U00:00:00Z",
                                 "2026-10-31x",
                                 "0000-01-01",
                                 "0001-01-01T00:00:00+01:00",
                                 "9999-12-31T23:00:00-01:00",
                                 "20261031",
                                 "2026-10-31T00:00:00Z ",
                                 " 2026-10-31",
                                 "2026-10-31\xC3\xA9",
                                 "+026-10-31"}) {
    EXPECT_EQ(instant_key(text), text);
    EXPECT_EQ(instant_day(text), std::nullopt) << text;
    EXPECT_FALSE(is_another_day_in_utc(text)) << text;
  }
}

TEST(Instants, know_which_texts_have_another_day_in_utc) {
  EXPECT_TRUE(is_another_day_in_utc("2026-10-31T17:00:00-07:00"));
  EXPECT_TRUE(is_another_day_in_utc("2026-11-01T01:00:00+02:00"));
  EXPECT_FALSE(is_another_day_in_utc("2026-10-31T16:59:59-07:00"));
  EXPECT_FALSE(is_another_day_in_utc("2026-10-31T00:00:00Z"));
  EXPECT_FALSE(is_another_day_in_utc("2026-10-31"));
  EXPECT_EQ(instant_day("2026-10-31T17:00:00-07:00"), day("2026-11-01"));
}

/// Near each other, so that many are equal or differ late.
std::string any_text(std::mt19937& random) {
  const auto one_of = [&](std::initializer_list<const char*> texts) {
    return std::string(texts.begin()[random() % texts.size()]);
  };
  if (random() % 6 == 0) {
    return one_of({"", "2", "2026-1", "2026-10-3", "2026-10-31T", "2026-10-31T0", "2026-02-31",
                   "2026-02-31T00:00:00Z", "zz", "2026-10-31~", "2026-10-31 ", "T", "2026-13-01",
                   "2026-10-31T00:00:00Q"});
  }
  std::string text = one_of({"2026-10-30", "2026-10-31", "2026-11-01"});
  if (random() % 4 == 0) return text;
  text += one_of({"T", "T", "T", " ", "t"}) +
          one_of({"00:00:00", "00:00:00", "00:00", "05:00:00", "19:00:00", "23:59:59", "24:00:00"});
  if (text.size() > 16) text += one_of({"", "", "", ".0", ".5", ".50", ".000000001"});
  return text + one_of({"Z", "Z", "Z", "", "+00:00", "-05:00", "+05:00", "+05", "-1"});
}

TEST(Instants, make_an_exclusive_end_of_the_last_second) {
  for (const auto& [sent, end] : std::vector<std::pair<const char*, const char*>>{
           {"2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z"},
           {"2028-02-28 23:59:59", "2028-02-29T00:00:00Z"},
           {"2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z"},
           {"2026-10-31T23:59:59-05:00", "2026-11-01T05:00:00Z"},
           {"2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z"},
           {"2026-10-31T23:59:58Z", "2026-10-31T23:59:58Z"},
           {"2026-02-31T23:59:59Z", "2026-02-31T23:59:59Z"},
           {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
           {"2026-10-31", "2026-10-31"},
           {"23:59:59", "23:59:59"},
           {"", ""}}) {
    EXPECT_EQ(exclusive_end(sent), end) << sent;
  }
}

TEST(Instants, are_in_a_total_order) {
  std::mt19937 random(20261031);
  for (int i = 0; i < 200000; ++i) {
    const std::string a = any_text(random);
    const std::string b = any_text(random);
    const std::string c = any_text(random);
    const int ab = compare_instants(a, b);
    // The quick ways say what the keys say, and the order is one.
    ASSERT_EQ(ab, sign(instant_key(a).compare(instant_key(b)))) << a << " | " << b;
    ASSERT_EQ(ab, -compare_instants(b, a)) << a << " | " << b;
    ASSERT_EQ(compare_instants(a, a), 0) << a;
    const int bc = compare_instants(b, c);
    if (ab <= 0 && bc <= 0) {
      ASSERT_LE(compare_instants(a, c), 0) << a << " | " << b << " | " << c;
    }
    if (ab == 0 && bc == 0) {
      ASSERT_EQ(compare_instants(a, c), 0) << a << " | " << b << " | " << c;
    }
  }
}

TEST(Instants, have_keys_that_are_their_own_keys) {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string key = instant_key(any_text(random));
    ASSERT_EQ(instant_key(key), key);
  }
}

}  // namespace
}  // namespace cf_billing
