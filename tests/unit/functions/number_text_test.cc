#include "functions/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>

namespace cf_billing {
namespace {

TEST(ShortestText, IsWhatPeopleWrite) {
  EXPECT_EQ(shortest_text(0), "0");
  EXPECT_EQ(shortest_text(0.1), "0.1");
  EXPECT_EQ(shortest_text(-12.5), "-12.5");
  EXPECT_EQ(shortest_text(100000), "100000");
  EXPECT_EQ(shortest_text(768.2922692712), "768.2922692712");
  EXPECT_EQ(shortest_text(0.1 + 0.2), "0.30000000000000004");
}

TEST(ShortestText, ExponentsAreSpelledAsInFocus) {
  EXPECT_EQ(shortest_text(5e-8), "5E-8");
  EXPECT_EQ(shortest_text(1e-9), "1E-9");
  EXPECT_EQ(shortest_text(1e30), "1E30");
  EXPECT_EQ(shortest_text(-1.25e-300), "-1.25E-300");
  EXPECT_EQ(shortest_text(1.7976931348623157e308), "1.7976931348623157E308");
  EXPECT_EQ(shortest_text(5e-324), "5E-324");
}

TEST(ShortestText, WhereTheExponentBegins) {
  EXPECT_EQ(shortest_text(0.000001), "0.000001");
  EXPECT_EQ(shortest_text(0.0000001), "1E-7");
  EXPECT_EQ(shortest_text(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(shortest_text(1e21), "1E21");
}

TEST(ShortestText, LargeIntegersAreThoseOfTheDouble) {
  EXPECT_EQ(shortest_text(9007199254740993.0), "9007199254740992");
  EXPECT_EQ(shortest_text(9007199254740991.0), "9007199254740991");
}

TEST(ShortestText, ReadsBackAsTheSameDouble) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 200'000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    const std::string text = shortest_text(number);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)),
              std::bit_cast<std::uint64_t>(number))
        << text;
  }
}

TEST(FocusSpelling, KeepsEveryDigit) {
  EXPECT_EQ(focus_spelling("0.123456789012345678"), "0.123456789012345678");
  EXPECT_EQ(focus_spelling("9007199254740993"), "9007199254740993");
  EXPECT_EQ(focus_spelling("1.50"), "1.50");
  EXPECT_EQ(focus_spelling("-0"), "-0");
}

TEST(FocusSpelling, ChangesTheSpellingOnly) {
  EXPECT_EQ(focus_spelling("1.0e+30"), "1.0E30");
  EXPECT_EQ(focus_spelling("5e-08"), "5E-8");
  EXPECT_EQ(focus_spelling("+7"), "7");
  EXPECT_EQ(focus_spelling(".5"), "0.5");
  EXPECT_EQ(focus_spelling("5."), "5");
  EXPECT_EQ(focus_spelling("5E-0"), "5");
}

TEST(FocusSpelling, WhatIsNoNumberHasNone) {
  for (const char* text : {"", "-", ".", "e5", "1e", "1e+", "1,5", "0x10", "1 ", " 1", "nan", "inf",
                           "1_000", "1.2.3", "--1"}) {
    EXPECT_EQ(focus_spelling(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cf_billing
