// Fields that are decoded for a later scan, as long as that costs little.
#include <gtest/gtest.h>

#include "records/record_reader.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}},
                              {"cost", FieldType::real, {"cost"}},
                              {"note", FieldType::text, {"note", "remark"}}};
constexpr FieldMask kCost = 2;

std::string list_of(int count) {
  std::vector<std::string> records;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    records.push_back(R"({"id":"id)" + number + R"(","cost":)" + number + R"(.5,"remark":"n)" +
                      std::to_string(i % 3) + "\"}");
  }
  return envelope(records);
}

DecodedBody read(const std::string& body, std::size_t most_spare_bytes, std::size_t piece) {
  DecodeOptions options;
  options.wanted = kCost;
  options.spare = all_fields(kLayout);
  options.most_spare_bytes = most_spare_bytes;
  RecordReader reader(kLayout, options);
  for (std::size_t at = 0; at < body.size(); at += piece) {
    reader.add(std::string_view(body).substr(at, piece));
  }
  return reader.finish();
}

TEST(SpareFields, are_there_while_the_records_are_small) {
  const DecodedBody body = read(list_of(100), 1U << 20U, 1000);
  ASSERT_EQ(body.defect, "");
  ASSERT_TRUE(body.records->has(all_fields(kLayout)));
  EXPECT_EQ(body.records->cell(7, 0).text(), "id7");
  EXPECT_EQ(body.records->cell(7, 2).text(), "n1");
}

TEST(SpareFields, go_once_the_records_are_large_and_what_is_wanted_stays) {
  constexpr int kRecords = 40'000;
  const std::string text = list_of(kRecords);
  for (const std::size_t most : {std::size_t{0}, std::size_t{300'000}, std::size_t{1'000'000}}) {
    const DecodedBody body = read(text, most, 16'384);
    ASSERT_EQ(body.defect, "");
    ASSERT_EQ(body.records->size(), std::size_t{kRecords});
    EXPECT_TRUE(body.records->has(kCost));
    EXPECT_FALSE(body.records->has(all_fields(kLayout)));
    for (std::size_t record = 0; record < kRecords; ++record) {
      ASSERT_EQ(body.records->cell(record, 1).real, static_cast<double>(record) + 0.5) << most;
      ASSERT_EQ(body.records->cell(record, 0).type, CellType::null);
    }
  }
}

TEST(SpareFields, make_no_difference_to_the_content_of_a_record) {
  const std::string text = list_of(20'000);
  const auto narrowed = read(text, 100'000, 16'384).records;
  const auto whole = read(text, SIZE_MAX, 16'384).records;
  for (std::size_t record = 0; record < whole->size(); ++record) {
    ASSERT_EQ(narrowed->content(record), whole->content(record));
  }
}

TEST(SpareFields, that_somebody_wants_meanwhile_stay) {
  DecodeOptions options;
  options.wanted = kCost;
  options.spare = all_fields(kLayout);
  options.most_spare_bytes = 300'000;
  RecordReader reader(kLayout, options);
  const std::string text = list_of(40'000);
  const std::string_view body = text;
  reader.add(body.substr(0, 1000));
  ASSERT_TRUE(reader.has(1));
  reader.want(1);
  reader.add(body.substr(1000));
  EXPECT_FALSE(reader.has(4));
  const DecodedBody read = reader.finish();
  ASSERT_EQ(read.defect, "");
  EXPECT_EQ(read.records->cell(39'999, 0).text(), "id39999");
}

}  // namespace
}  // namespace cf_billing
