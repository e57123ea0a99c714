#include "api/answer_reader.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}, {"note", FieldType::text, {"note"}}};
constexpr FieldMask kId = 1;
constexpr FieldMask kNote = 2;
constexpr const char* kBody = R"({"success":true,"result":[{"id":"x","note":"n"}]})";

DecodeOptions wanting(FieldMask fields, bool raw = false) {
  return {.wanted = fields, .keep_raw = raw};
}

/// Answers that end together are taken one after the other: meanwhile another scan may ask.
TEST(AnswerReader, reads_nothing_more_once_the_answer_is_complete) {
  AnswerReader reader(&kLayout, wanting(kId));
  reader.restart();
  reader.add(kBody);
  ASSERT_FALSE(reader.end_is_missing());
  EXPECT_TRUE(reader.can_read(wanting(kId)));
  EXPECT_FALSE(reader.can_read(wanting(kNote)));
  EXPECT_FALSE(reader.can_read(wanting(kId, /*raw=*/true)));
}

TEST(AnswerReader, reads_more_before_the_body_and_again_before_another_attempt) {
  AnswerReader reader(&kLayout, wanting(kId));
  reader.restart();
  ASSERT_TRUE(reader.can_read(wanting(kNote, /*raw=*/true)));
  reader.add(R"({"success":true,"result":[{"id":)");
  EXPECT_FALSE(reader.can_read(wanting(kNote)));
  ASSERT_TRUE(reader.end_is_missing());
  ASSERT_TRUE(reader.can_read(wanting(kNote, /*raw=*/true)));
  reader.read_also(wanting(kNote, /*raw=*/true));
  reader.restart();
  reader.add(kBody);
  ASSERT_FALSE(reader.end_is_missing());
  const auto records = reader.take().records;
  ASSERT_EQ(records->size(), 1U);
  EXPECT_EQ(records->cell(0, 1).text(), "n");
  EXPECT_EQ(records->raw(0), R"({"id":"x","note":"n"})");
}

/// What comes for all fields may serve any of them, also when it is complete.
TEST(AnswerReader, serves_from_the_fields_that_are_decoded_besides) {
  DecodeOptions options = wanting(kId);
  options.spare = kNote;
  options.most_spare_bytes = SIZE_MAX;
  AnswerReader reader(&kLayout, options);
  reader.restart();
  reader.add(kBody);
  EXPECT_TRUE(reader.can_read(wanting(kNote)));
  ASSERT_FALSE(reader.end_is_missing());
  EXPECT_TRUE(reader.can_read(wanting(kNote)));
}

}  // namespace
}  // namespace cf_billing
