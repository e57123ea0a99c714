#include "records/amount_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace cf_billing {
namespace {

struct Read {
  const char* text;
  double amount;
};

TEST(Amount, is_read_as_programs_write_it) {
  for (const Read& each : {Read{"0", 0},
                           {"12", 12},
                           {"-3", -3},
                           {"+4", 4},
                           {"1.50", 1.5},
                           {"-0.25", -0.25},
                           {".5", 0.5},
                           {"-.5", -0.5},
                           {"5.", 5},
                           {"007.5", 7.5},
                           {"00", 0},
                           {"1.234", 1.234},
                           {"1.234567", 1.234567},
                           {"1e3", 1000},
                           {"1E-3", 0.001},
                           {"-2.5e+2", -250},
                           {"1e-400", 0},
                           {"123456789012345678901234567890", 123456789012345678901234567890.0},
                           {"0.1", 0.1},
                           {"4.9e-324", 4.9e-324}}) {
    EXPECT_EQ(amount_in(each.text), each.amount) << each.text;
  }
}

TEST(Amount, is_read_with_thousands_marks_of_the_english_kind) {
  for (const Read& each : {Read{"1,234.56", 1234.56},
                           {"12,345", 12345},
                           {"123,456,789", 123456789},
                           {"-1,234", -1234},
                           {"1,000,000.5", 1000000.5},
                           {"+9,999.", 9999},
                           {"1,234.5678", 1234.5678},
                           {"1,000,000,000,000,000,000,000", 1e21}}) {
    EXPECT_EQ(amount_in(each.text), each.amount) << each.text;
  }
}

TEST(Amount, is_read_with_one_currency) {
  for (const Read& each : {Read{"$20.99", 20.99}, {"-$5", -5},         {"$-5", -5},
                           {"- $5", -5},          {"+$5", 5},          {"$ 5", 5},
                           {"USD 20.99", 20.99},  {"USD20.99", 20.99}, {"20.99USD", 20.99},
                           {"20.99 EUR", 20.99},  {"20.99 €", 20.99},  {"20.99\u00a0€", 20.99},
                           {"€1,234.50", 1234.5}, {"-1 CHF", -1},      {"GBP -7.25", -7.25},
                           {"-GBP 7.25", -7.25},  {"-5 €", -5},        {"€ -5", -5},
                           {"¥1,000", 1000},      {"$.99", 0.99},      {"₹12", 12}}) {
    EXPECT_EQ(amount_in(each.text), each.amount) << each.text;
  }
}

TEST(Amount, in_parentheses_is_negative) {
  for (const Read& each : {Read{"(5.00)", -5},
                           {"($5.00)", -5},
                           {"$(5.00)", -5},
                           {"(USD 5)", -5},
                           {"USD (5)", -5},
                           {"(5) USD", -5},
                           {"( 1,234.56 )", -1234.56},
                           {"(5 €)", -5}}) {
    EXPECT_EQ(amount_in(each.text), each.amount) << each.text;
  }
}

TEST(Amount, may_have_blanks_around_it) {
  for (const char* text : {" 1", "1 ", "\t1\r\n", " \u00a01 ", "\u202f1"}) {
    EXPECT_EQ(amount_in(text), 1) << text;
  }
}

TEST(Amount, of_nothing_has_no_sign) {
  for (const char* text : {"-0", "(0.00)", "-$0", "-0.0e5"}) {
    const auto amount = amount_in(text);
    ASSERT_TRUE(amount) << text;
    EXPECT_FALSE(std::signbit(*amount)) << text;
  }
}

TEST(Amount, that_could_mean_another_number_is_none) {
  for (const char* text :
       {"1.234,56", "12,34",   "1,2",         "0,123",   "00,123",    "012,345",   "1,2345",
        "1234,567", "1,234,5", "1,,234",      ",123",    "1,234,",    "1.234.567", "1'234.56",
        "1 234.56", "1_000",   "1,234.567,8", "1.2,345", "12,345,67", "0x10",      "1e3,000",
        "1,000e3",  "$1e3",    "(1e3)",       "1e",      "1e+",       "e5"}) {
    EXPECT_EQ(amount_in(text), std::nullopt) << text;
  }
}

TEST(Amount, is_nothing_else) {
  for (const char* text :
       {"",        " ",        "-",         "+",          ".",      "-.",    "$",         "-$",
        "USD",     "()",       "($)",       "( )",        "abc",    "NaN",   "nan",       "inf",
        "-inf",    "Infinity", "-Infinity", "1e400",      "-1e400", "true",  "null",      "N/A",
        "free",    "--5",      "+-5",       "-(5)",       "(-5)",   "((5))", "(5",        "5)",
        "5-",      "- 5",      "5%",        "20¢",        "$5$",    "$ $5",  "USD 5 USD", "$5 USD",
        "US$5",    "usd 5",    "5 KWH",     "5 MIO",      "5 GiB",  "5 XYZ", "5 ABCD",    "USDT 5",
        "5 USD 6", "1 2",      "12:30",     "2026-10-31", "1/2",    "−5",    "١٢",        "five"}) {
    EXPECT_EQ(amount_in(text), std::nullopt) << text;
  }
  EXPECT_EQ(amount_in(std::string_view("1\0", 2)), std::nullopt);
  EXPECT_EQ(amount_in(std::string(400, '9')), std::nullopt);
  EXPECT_EQ(amount_in("$" + std::string(400, '9')), std::nullopt);
}

}  // namespace
}  // namespace cf_billing
