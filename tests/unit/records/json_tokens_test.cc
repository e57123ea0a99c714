// The readers of simdjson for each kind of processor see the same.
#include "records/json_tokens.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>
#include <string>
#include <vector>

#include "records/record_reader.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"a", FieldType::text, {"a"}}, {"n", FieldType::real, {"n"}}};

std::string outcome(const std::string& body) {
  const DecodedBody decoded = decode_records(body, kLayout, {});
  std::string text = decoded.defect;
  if (!text.empty()) return text;
  for (std::size_t i = 0; i < decoded.records->size(); ++i) {
    text += " " + std::to_string(decoded.records->content(i));
  }
  return text;
}

TEST(JsonTokens, are_the_same_on_every_processor) {
  const simdjson::implementation* usual = simdjson::get_active_implementation();
  std::minstd_rand random(3);
  const std::string body = envelope(
      {R"({"a":"x\"},{","n":1.5,"b":[1,{"c":"é😀"}],"d":"\\"})", "{}", R"({"n": -0 , "a": null})"});
  const std::string alphabet = "{}[]\",:\\u01-.eEtn \n\x01\xc3\xa9\xff\x0c\x1a\x7f";
  for (int round = 0; round < 3000; ++round) {
    std::string changed = body + std::string(random() % 70, ' ');
    for (std::size_t i = random() % 3; i > 0; --i) {
      changed[random() % changed.size()] = alphabet[random() % alphabet.size()];
    }
    const std::string expected = outcome(changed);
    for (const auto* each : simdjson::get_available_implementations()) {
      if (!each->supported_by_runtime_system()) continue;
      simdjson::get_active_implementation() = each;
      EXPECT_EQ(outcome(changed), expected) << each->name() << ": " << changed;
      simdjson::get_active_implementation() = usual;
    }
  }
}

}  // namespace
}  // namespace cf_billing
