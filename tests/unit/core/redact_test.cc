#include "core/redact.h"

#include <gtest/gtest.h>

#include "core/identifier.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

TEST(Redact, hides_every_occurrence_of_a_secret_wherever_it_stands) {
  const std::vector<Secret> secrets = {Secret("hunter-2"), Secret(kExampleEmail)};
  EXPECT_EQ(redact("hunter-2", secrets), "[redacted]");
  EXPECT_EQ(redact("xhunter-2hunter-2y for user@example.com.", secrets),
            "x[redacted][redacted]y for [redacted].");
  EXPECT_EQ(redact("hunter-3", secrets), "hunter-3");
}

TEST(Redact, hides_eight_characters_of_a_secret) {
  const std::vector<Secret> secrets = {Secret(kExampleToken)};
  for (std::size_t length = 8; length <= kExampleToken.size(); ++length) {
    for (std::size_t at = 0; at + length <= kExampleToken.size(); ++at) {
      EXPECT_EQ(redact("got " + kExampleToken.substr(at, length) + ".", secrets),
                "got [redacted].");
    }
  }
  EXPECT_EQ(redact("got " + kExampleToken.substr(3, 7) + ".", secrets),
            "got " + kExampleToken.substr(3, 7) + ".");
  // Half of an address is the name of a site.
  EXPECT_EQ(redact("see example.com", {Secret("somebody@example.com")}), "see example.com");
}

TEST(Redact, hides_a_secret_however_it_is_spelled) {
  const std::vector<Secret> secrets = {Secret("hunter-2_Swordfish~")};
  for (const char* spelled :
       {"HUNTER-2_SWORDFISH~", "hunter-2_swordfish~", "%68unter-2%5Fswordfish%7e",
        "%68%75%6e%74%65%72%2d%32%5F%53%77%6f%72%64%66%69%73%68%7e",
        "\\u0068unter-2\\u005fSwordfish\\u007E", "\\x68unter-2_Swordfish\\x7e",
        "&#104;unter-2&#x5f;Swordfish&#0126;", "68756e7465722d325f53776f7264666973687e",
        "68756E7465722D325F53776F7264666973687E"}) {
    EXPECT_EQ(redact(std::string("got ") + spelled + ".", secrets), "got [redacted].") << spelled;
  }
  // In base64 the letters at the ends are shared with what stands around it.
  for (const char* spelled : {"aHVudGVyLTJfU3dvcmRmaXNofg==", "dTpodW50ZXItMl9Td29yZGZpc2h+Oj8=",
                              "dTpodW50ZXItMl9Td29yZGZpc2h-Oj8", "eGh1bnRlci0yX1N3b3JkZmlzaH4="}) {
    const std::string text = redact(spelled, secrets);
    EXPECT_NE(text.find("[redacted]"), std::string::npos) << spelled;
    EXPECT_LE(text.size(), std::string_view("[redacted]").size() + 7) << text;
  }
  for (const std::string& plain :
       {std::string("%68unter %%% &#104; \\u006 &#x; %"), std::string("68756e7465722d3"),
        std::string("aHVudGVyL"), std::string("hunter-")}) {
    EXPECT_EQ(redact(plain, secrets), plain);
  }
}

TEST(Redact, hides_a_secret_that_looks_like_an_escape) {
  for (const std::string secret :
       {"s ecr%e3.543", "pass%41word", "tab\\x09tab", "amp&#65;ersand"}) {
    EXPECT_EQ(redact("it was " + secret + "6", {Secret(secret)}), "it was [redacted]6");
    EXPECT_EQ(redact("it was " + secret.substr(0, 9), {Secret(secret)}), "it was [redacted]");
  }
}

TEST(Redact, hides_a_short_secret_in_base64_only_if_that_is_long_enough) {
  EXPECT_EQ(redact("cGE and YW", {Secret("pa")}), "cGE and YW");
  EXPECT_EQ(redact("c2VjcmV0", {Secret("secret")}), "[redacted]");
}

TEST(Redact, hides_user_and_password_of_a_url) {
  EXPECT_EQ(redact("proxy 'http://me:pa@ss@proxy:1/x' and https://a@b \"ftp://c:d@e\"", {}),
            "proxy 'http://[redacted]@proxy:1/x' and https://[redacted]@b \"ftp://[redacted]@e\"");
  EXPECT_EQ(redact("https://developers.cloudflare.com/x mail a@b", {}),
            "https://developers.cloudflare.com/x mail a@b");
  EXPECT_EQ(redact("x://", {}), "x://");
}

TEST(OneLine, has_no_mark_that_a_terminal_acts_on) {
  for (const char* mark : {"\u0080", "\u009b", "\u009f", "\u061c", "\u200e", "\u200f", "\u2028",
                           "\u2029", "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff"}) {
    EXPECT_EQ(one_line("a" + std::string(mark) + "z", 100), "a z") << mark;
  }
  for (const char* letter : {"\u00a0", "\u00e9", "\u2026", "\u20ac", "\U0001F600"}) {
    EXPECT_EQ(one_line("a" + std::string(letter) + "z", 100), "a" + std::string(letter) + "z");
  }
}

TEST(Redact, survives_a_secret_that_is_part_of_the_mask) {
  EXPECT_EQ(redact("an e", {Secret("e")}), "an [redacted]");
  EXPECT_EQ(redact("nothing", {Secret("")}), "nothing");
}

TEST(Redact, hides_one_secret_inside_another) {
  const std::string text = redact("key abcdef", {Secret("abc"), Secret("abcdef")});
  EXPECT_EQ(text.find("abc"), std::string::npos);
}

TEST(Redact, hides_every_shape_of_a_credential) {
  for (const char* prefix : {"cfk_", "cfut_", "cfat_", "cfoat_"}) {
    const std::string token = prefix + std::string(40, 'x');
    EXPECT_EQ(redact("token '" + token + "' is bad", {}), "token '[redacted]' is bad");
    EXPECT_EQ(redact("Authorization: Bearer " + token, {}), "Authorization: Bearer [redacted]");
    EXPECT_EQ(redact(token + "," + token, {}), "[redacted],[redacted]");
  }
  EXPECT_EQ(redact("old " + kExampleToken + "!", {}), "old [redacted]!");
  for (std::size_t digits = 37; digits <= 45; ++digits) {
    EXPECT_EQ(redact("key " + std::string(digits, 'a'), {}), "key [redacted]") << digits;
  }
}

TEST(Redact, keeps_identifiers_and_ordinary_words) {
  for (const std::string& text :
       {kAccount, "account " + kAccount + ", zone " + kOtherAccount, std::string("cfut_"),
        std::string("GET …/billable/usage, ray 8f2a1b3c4d5e6f70-FRA"), std::string(36, 'a'),
        std::string(46, 'a'), std::string("c9bd752d-9ca8-411d-b804-be44a758057f"),
        std::string("a-lower-case-word-of-40-letters-in-a-path"), std::string()}) {
    EXPECT_EQ(redact(text, {}), text);
  }
}

TEST(OneLine, turns_control_characters_into_single_spaces) {
  EXPECT_EQ(one_line("a\nb\r\n\tc\x7f"
                     "d\x1b[31m",
                     100),
            "a b c d [31m");
  EXPECT_EQ(one_line("\n\n a", 100), " a");
  EXPECT_EQ(one_line("a\n\n", 100), "a");
  EXPECT_EQ(one_line(std::string_view("a\0b", 3), 100), "a b");
  EXPECT_EQ(one_line("", 10), "");
}

TEST(OneLine, cuts_between_characters_never_inside_one) {
  const std::string text = "ab\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";
  for (std::size_t limit = 0; limit <= text.size() + 1; ++limit) {
    const std::string line = one_line(text, limit);
    std::string kept = line;
    if (limit < text.size()) {
      ASSERT_TRUE(kept.ends_with("…")) << limit;
      kept.resize(kept.size() - std::string("…").size());
    }
    ASSERT_LE(kept.size(), limit);
    ASSERT_TRUE(text.starts_with(kept)) << limit;
    // What follows begins a character.
    ASSERT_TRUE(kept.size() == text.size() || (text[kept.size()] & 0xC0) != 0x80) << limit;
  }
}

TEST(OneLine, keeps_a_last_character_that_fits_whole) {
  EXPECT_EQ(one_line("ab\xC3\xA9z", 4), "ab\xC3\xA9…");
}

TEST(OneLine, shows_what_is_no_utf8_as_such) {
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(one_line("\xFF\xFE{", 100), replaced + replaced + "{");
  EXPECT_EQ(one_line("a\x80z", 100), "a" + replaced + "z");
  EXPECT_EQ(one_line("caf\xE9", 100), "caf" + replaced);
  EXPECT_EQ(one_line("\xC0\xAF", 100), replaced + replaced);                 // Overlong.
  EXPECT_EQ(one_line("\xED\xA0\x80", 100), replaced + replaced + replaced);  // Half a pair.
  EXPECT_EQ(one_line("\xF4\x90\x80\x80", 3), replaced + "…");                // Above U+10FFFF.
  EXPECT_EQ(one_line("\xF0\x9F\x98\x80", 4), "\xF0\x9F\x98\x80");
}

TEST(Identifier, is_32_lower_case_hex_digits) {
  EXPECT_TRUE(is_identifier(kAccount));
  EXPECT_FALSE(is_identifier(""));
  EXPECT_FALSE(is_identifier(std::string(31, 'a')));
  EXPECT_FALSE(is_identifier(std::string(33, 'a')));
  EXPECT_FALSE(is_identifier(std::string(31, 'a') + "A"));
  EXPECT_FALSE(is_identifier(std::string(31, 'a') + "g"));
  EXPECT_FALSE(is_identifier(std::string(31, 'a') + "/"));
  EXPECT_FALSE(is_identifier(std::string_view("0123456789abcdef0123456789abcde\0", 32)));
}

}  // namespace
}  // namespace cf_billing
