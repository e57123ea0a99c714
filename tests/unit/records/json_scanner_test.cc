// Texts that are JSON, that begin like it, and that do not: nlohmann's parser has been taught by
// many and is asked for its opinion.
#include "records/json_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "records/nlohmann_json.h"

namespace cf_billing {
namespace {

using State = JsonScanner::State;

const std::vector<std::string> kGood = {"null",
                                        "true",
                                        "false",
                                        "0",
                                        "-0",
                                        "12",
                                        "-1.50",
                                        "5e-07",
                                        "1E+3",
                                        "\"\"",
                                        "\"a\"",
                                        R"("\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00")",
                                        "\"é€😀\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"",
                                        "[]",
                                        "{}",
                                        "[ ]",
                                        "{ }",
                                        " [1 , 2\n]",
                                        "[[],[{}]]",
                                        R"({"a":{"b":[null,true,"x",{"c":1.5}]}})",
                                        "{\"a\" : 1 ,\t\"b\":\r\n[ ] }"};

const std::vector<std::string> kBad = {"nul",
                                       "nulL",
                                       "truefalse",
                                       "tru ",
                                       "00",
                                       "01",
                                       "-",
                                       "-a",
                                       "1.",
                                       "1.e5",
                                       ".5",
                                       "+1",
                                       "1e",
                                       "1e+",
                                       "1e5.0",
                                       "0x10",
                                       "1 2",
                                       "NaN",
                                       "Infinity",
                                       "'a'",
                                       "\"\t\"",
                                       "\"\x01\"",
                                       "\"\\x\"",
                                       "\"\\u12G4\"",
                                       "\"\\u12\"",
                                       "\"\xff\"",
                                       "\"\xc0\xaf\"",
                                       "\"\xe0\x80\x80\"",
                                       "\"\xed\xa0\x80\"",
                                       "\"\xf4\x90\x80\x80\"",
                                       "\"\xf5\x80\x80\x80\"",
                                       "\"\x80\"",
                                       "\"\xc3\"",
                                       "[",
                                       "]",
                                       "[1",
                                       "[1,",
                                       "[1,]",
                                       "[,1]",
                                       "[1 2]",
                                       "[1}",
                                       "{",
                                       "}",
                                       "{\"a\"",
                                       "{\"a\":",
                                       "{\"a\":1",
                                       "{\"a\":1,",
                                       "{\"a\":1,}",
                                       "{,}",
                                       "{a:1}",
                                       "{1:1}",
                                       "{\"a\" 1}",
                                       "{\"a\"::1}",
                                       "{\"a\":1]",
                                       "{\"a\"}",
                                       "\xef\xbb\xbf",
                                       "\x0c",
                                       "[\x1a]",
                                       "[1\x0c,2]"};

/// The state behind the text, fed in parts of a size; `going` also where something is left over.
State scanned(std::string_view text, std::size_t part) {
  JsonScanner scanner;
  scanner.start();
  std::size_t taken = 0;
  while (taken < text.size() && scanner.state() == State::going) {
    const std::string_view piece = text.substr(taken, part);
    taken += static_cast<std::size_t>(scanner.run(piece.data(), piece.data() + piece.size()) -
                                      piece.data());
  }
  scanner.end_of_text();
  const bool is_all = text.find_first_not_of(" \t\r\n", taken) == std::string_view::npos;
  return scanner.state() == State::done && !is_all ? State::not_json : scanner.state();
}

TEST(JsonScanner, knows_what_is_json_in_parts_of_any_size) {
  for (const std::string& text : kGood) {
    ASSERT_TRUE(nlohmann::json::accept(text)) << text;
    for (std::size_t part = 1; part <= text.size(); ++part) {
      EXPECT_EQ(scanned(text, part), State::done) << text << " by " << part;
    }
  }
  for (const std::string& text : kBad) {
    ASSERT_FALSE(nlohmann::json::accept(text)) << text;
    for (std::size_t part = 1; part <= text.size(); ++part) {
      EXPECT_NE(scanned(text, part), State::done) << text << " by " << part;
    }
  }
}

TEST(JsonScanner, takes_every_beginning_for_one) {
  for (const std::string& text : kGood) {
    for (std::size_t size = 1; size < text.size(); ++size) {
      const State state = scanned(std::string_view(text).substr(0, size), size);
      const bool is_number = text.find_first_not_of("0123456789-+.eE") == std::string::npos;
      EXPECT_TRUE(state == State::going || (is_number && state != State::out_of_range))
          << text.substr(0, size);
    }
  }
}

TEST(JsonScanner, stops_behind_the_value) {
  for (const std::string& text : kGood) {
    const std::string all = text + ",1";
    JsonScanner scanner;
    scanner.start();
    const char* end = scanner.run(all.data(), all.data() + all.size());
    EXPECT_EQ(scanner.state(), State::done) << text;
    EXPECT_EQ(end - all.data(), static_cast<std::ptrdiff_t>(text.size())) << text;
  }
}

TEST(JsonScanner, follows_what_is_left_of_an_array) {
  const std::string_view rest = "{\"a\":[1]}, 2]}";
  JsonScanner scanner;
  scanner.start_in_array();
  EXPECT_EQ(scanner.run(rest.data(), rest.data() + rest.size()) - rest.data(),
            static_cast<std::ptrdiff_t>(rest.size() - 1));
  EXPECT_EQ(scanner.state(), State::done);
}

TEST(JsonScanner, refuses_what_is_too_deep_and_numbers_out_of_range) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(scanned(nested(kDeepestJson), 100), State::done);
  EXPECT_EQ(scanned(nested(kDeepestJson + 1), 100), State::too_deep);
  EXPECT_EQ(scanned(std::string(1'000'000, '['), 100), State::too_deep);
  EXPECT_EQ(scanned("[1e400]", 1), State::out_of_range);
  EXPECT_EQ(scanned("1e400", 1), State::out_of_range);
  EXPECT_EQ(scanned("[1e-400]", 1), State::done);
}

}  // namespace
}  // namespace cf_billing
