#include "api/sound_json.h"

#include <gtest/gtest.h>

#include "records/nlohmann_json.h"

namespace cf_billing {
namespace {

bool is_json(const std::string& text) { return nlohmann::json::accept(text); }

TEST(SoundJson, leaves_what_is_sound_alone) {
  for (const char* text : {"", "null", " 12 ", "\"a\"", "[]",
                           R"({"a":[1,{"b":"\ud83d\ude00é"}],"c":null})", R"(["\\","\"","\n"])"}) {
    EXPECT_EQ(sound_json(text), text);
  }
}

TEST(SoundJson, of_what_was_cut_off_is_what_came) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([{"code":10)", R"([{}])"},  // It may have been 10000.
      {R"([{"code":10,)", R"([{"code":10}])"},
      {R"([{"code":10 , "mess)", R"([{"code":10 }])"},
      {R"([{"code":10,"message")", R"([{"code":10}])"},
      {R"([{"code":10,"message":)", R"([{"code":10}])"},
      {R"([{"code":10,"message":"a b)", R"([{"code":10,"message":"a "}])"},
      {R"([{"message":"a b \u00)", R"([{"message":"a b "}])"},
      {R"([{"message":"a b \)", R"([{"message":"a b "}])"},
      {R"([{"message":"a"},)", R"([{"message":"a"}])"},
      {R"([{"a":[1,[2)", R"([{"a":[1,[]]}])"},
      {R"({"success":fal)", R"({})"},
      {R"({"errors":[{"code":1}],"result":nul)", R"({"errors":[{"code":1}]})"}};
  for (const auto& [text, sound] : cases) EXPECT_EQ(sound_json(text), sound) << text;
}

TEST(SoundJson, can_be_read_wherever_it_was_cut) {
  const std::string whole =
      R"({"errors":[{"code":1,"message":"a \"b\" \\ \ud83d\ude00 é","error_chain":[{"code":2}]},null,"x"],"n":{"a":[]}})";
  ASSERT_TRUE(is_json(whole));
  for (std::size_t size = 1; size <= whole.size(); ++size) {
    EXPECT_TRUE(is_json(sound_json(whole.substr(0, size)))) << whole.substr(0, size);
  }
}

TEST(SoundJson, has_no_halves_of_characters) {
  EXPECT_EQ(sound_json(R"(["\ud800"])"), "[\"\uFFFD\"]");
  EXPECT_EQ(sound_json(R"(["\ud800x","\udc00","\ud800\ud800\udc00"])"),
            "[\"\uFFFDx\",\"\uFFFD\",\"\uFFFD\\ud800\\udc00\"]");
  EXPECT_EQ(sound_json("[\"a\xff\xc3\"]"), "[\"a\uFFFD\uFFFD\"]");
  EXPECT_EQ(sound_json("[\"a\nb\x01\"]"), "[\"a b \"]");
  EXPECT_EQ(sound_json(R"({"\ud800":1})"), "{\"\uFFFD\":1}");
}

TEST(SoundJson, shows_no_half_of_a_credential) {
  const std::string half = "Sn3lZJTBX6kkg7OdcBUAxO963GEI";
  EXPECT_EQ(sound_json(R"(["token )" + half), R"(["token "])");
  // What is longer than any credential stays.
  EXPECT_GT(sound_json("[\"" + std::string(5000, 'x')).size(), 4000U);
}

TEST(SoundJson, does_not_mend_what_is_no_json) {
  for (const char* text : {"<html>", "{]", "{\"a\" 1}", "[1 2]", "]"}) {
    EXPECT_FALSE(is_json(sound_json(text))) << text;
  }
}

}  // namespace
}  // namespace cf_billing
