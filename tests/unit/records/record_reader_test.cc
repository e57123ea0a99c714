#include "records/record_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

#include "support/decoding.h"

namespace cf_billing {
namespace {

TEST(Decoding, finds_nested_fields_and_only_at_their_place) {
  EXPECT_EQ(record(R"({"zone":{"id":1,"name":"n","x":{"name":"wrong"}}})")->cell(0, kZone).text(),
            "n");
  EXPECT_EQ(record(R"({"zone":{"x":{"name":"wrong"},"name":"n"}})")->cell(0, kZone).text(), "n");
  EXPECT_EQ(record(R"({"zone":[{"name":"wrong"}]})")->cell(0, kZone).type, CellType::null);
  EXPECT_EQ(record(R"({"name":"wrong","other":{"name":"wrong"}})")->cell(0, kZone).type,
            CellType::null);
  EXPECT_EQ(record(R"({"zone":"n"})")->cell(0, kZone).type, CellType::null);
  EXPECT_EQ(record(R"({"list":[{"text":"wrong"}],"o":{"text":"wrong"}})")->cell(0, kText).type,
            CellType::null);
  EXPECT_EQ(record(R"({"a":{"x":[{"b":{"c":"wrong"}}],"b":{"y":{},"c":"n","z":[]}}})")
                ->cell(0, kDeep)
                .text(),
            "n");
}

TEST(Decoding, uses_the_older_spelling_only_where_the_newer_is_missing) {
  const auto at = [](const char* text) {
    const auto rows = record(text);
    const Cell& cell = rows->cell(0, kOccurred);
    return cell.type == CellType::null ? "null" : std::string(cell.text());
  };
  EXPECT_EQ(at(R"({"occured_at":"old"})"), "old");
  EXPECT_EQ(at(R"({"occurred_at":"new","occured_at":"old"})"), "new");
  EXPECT_EQ(at(R"({"occured_at":"old","occurred_at":"new"})"), "new");
  EXPECT_EQ(at(R"({"occured_at":"old","occurred_at":null})"), "old");
  EXPECT_EQ(at(R"({"occurred_at":null,"occured_at":"old"})"), "old");
}

TEST(Decoding, takes_the_last_of_duplicate_keys) {
  EXPECT_EQ(record(R"({"text":"a","text":"b"})")->cell(0, kText).text(), "b");
  EXPECT_EQ(record(R"({"text":"a","text":"b"})")->size(), 1U);
}

TEST(Decoding, takes_the_last_of_duplicate_keys_where_it_is_null) {
  EXPECT_EQ(record(R"({"text":"a","text":null})")->cell(0, kText).type, CellType::null);
  EXPECT_EQ(record(R"({"text":"a","\u0074ext":null})")->cell(0, kText).type, CellType::null);
  EXPECT_EQ(record(R"({"text":null,"text":"b"})")->cell(0, kText).text(), "b");
  EXPECT_EQ(record(R"({"text":{"a":1},"text":2})")->cell(0, kText).text(), "2");
}

TEST(Decoding, takes_the_last_of_duplicate_keys_with_all_that_it_lacks) {
  const auto zone = [](const char* text) { return record(text)->cell(0, kZone); };
  EXPECT_EQ(zone(R"({"zone":{"name":"a"},"zone":{"id":1}})").type, CellType::null);
  EXPECT_EQ(zone(R"({"zone":{"name":"a"},"zone":null})").type, CellType::null);
  EXPECT_EQ(zone(R"({"zone":{"name":"a"},"zone":[]})").type, CellType::null);
  EXPECT_EQ(zone(R"({"zone":{"name":"a"},"zone":"b"})").type, CellType::null);
  EXPECT_EQ(zone(R"({"zone":{"name":"a","name":null}})").type, CellType::null);
  const auto deep = record(R"({"a":{"b":{"c":"x"},"b":{}}})");
  EXPECT_EQ(deep->cell(0, kDeep).type, CellType::null);
  // An older spelling counts where the last of the newer is null.
  const auto old = record(R"({"occurred_at":"new","occured_at":"old","occurred_at":null})");
  EXPECT_EQ(old->cell(0, kOccurred).text(), "old");
}

/// The members of a record as a text: "text=a real=1".
std::string shown(const RecordBlock& records, std::size_t number) {
  std::string text;
  for (const Place place : {kText, kReal, kZone, kOccurred}) {
    const Cell& cell = records.cell(number, place);
    if (cell.type == CellType::null) continue;
    text += text.empty() ? "" : " ";
    text += std::string(kLayout[place].column) + "=";
    text += cell.is_text() ? std::string(cell.text()) : std::to_string(cell.real);
  }
  return text;
}

TEST(Decoding, does_not_rely_on_the_order_of_the_records_before) {
  const std::vector<std::string> records = {
      R"({"text":"a","real":1,"zone":{"name":"z"},"occured_at":"o","other":"x"})",
      R"({"other":"x","occured_at":"o","zone":{"name":"z"},"real":1,"text":"a"})",
      R"({"text":"a"})",
      R"({})",
      R"({"real":1,"other":"x"})",
      R"({"text":"a","text":"b","real":1})",
      R"({"text":"a","real":1})",
      R"({"new":{"text":"wrong"},"text":"a","zone":{"id":"wrong","name":"z"}})",
      R"({"zone":[{"name":"wrong"}],"text":"a"})",
      R"({"":{"text":"wrong"},"zone":"wrong","zone.x":1})",
      R"({"occured_at":"old","occurred_at":"new"})",
      R"({"occurred_at":"new","occured_at":"old"})",
      R"({"text":"a","real":1,"zone":{"name":"z"},"occured_at":"o","other":"x"})"};
  const auto together = decode(envelope(records));
  ASSERT_EQ(together->size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto alone = record(records[i]);
    EXPECT_EQ(shown(*together, i), shown(*alone, 0)) << records[i];
    EXPECT_EQ(together->content(i), alone->content(0)) << records[i];
  }
  EXPECT_EQ(shown(*together, 1), "text=a real=1.000000 zone_name=z occurred_at=o");
  EXPECT_EQ(shown(*together, 5), "text=b real=1.000000");
  EXPECT_EQ(shown(*together, 9), "");
  EXPECT_EQ(together->content(0), together->content(1));
}

TEST(Decoding, reads_any_number_of_different_names) {
  std::vector<std::string> records;
  for (int i = 0; i < 1500; ++i) {
    const std::string name = "name" + std::to_string(i);
    records.push_back("{\"" + name + "\":1,\"text\":\"a\",\"" + name + "x\":2,\"real\":1}");
  }
  const auto rows = decode(envelope(records));
  ASSERT_EQ(rows->size(), records.size());
  for (const std::size_t i : {0, 499, 500, 998, 999, 1000, 1499}) {
    EXPECT_EQ(shown(*rows, i), "text=a real=1.000000") << i;
    EXPECT_EQ(rows->content(i), record(records[i])->content(0)) << i;
  }
}

TEST(Decoding, reads_small_records_after_large_ones_and_the_reverse) {
  for (const bool large_first : {true, false}) {
    std::vector<std::string> records;
    for (int i = 0; i < 400; ++i) {
      const bool large = (i < 200) == large_first;
      records.push_back(large ? R"({"text":")" + std::string(3000, 'x') + R"(","real":1})" : "{}");
    }
    const auto rows = decode(envelope(records));
    ASSERT_EQ(rows->size(), records.size());
    EXPECT_EQ(rows->cell(large_first ? 199 : 200, kText).size, 3000U);
    EXPECT_EQ(rows->cell(large_first ? 200 : 199, kText).type, CellType::null);
  }
}

TEST(Decoding, stores_a_repeated_text_once) {
  const auto rows = decode(envelope({R"({"text":"a"})", R"({"text":"a"})", "{}", R"({"text":"a"})",
                                     R"({"text":"b"})", R"({"text":{}})", R"({"text":"{}"})"}));
  EXPECT_EQ(rows->cell(0, kText).bytes, rows->cell(1, kText).bytes);
  EXPECT_EQ(rows->cell(0, kText).bytes, rows->cell(3, kText).bytes);
  EXPECT_EQ(rows->cell(4, kText).text(), "b");
  EXPECT_EQ(rows->cell(5, kText).type, CellType::json);
  EXPECT_EQ(rows->cell(6, kText).type, CellType::text);
}

DecodeOptions object_options(bool keep_raw = false) {
  return {~FieldMask{0}, keep_raw, {RecordPlace::Kind::object, "result"}};
}

TEST(Decoding, makes_one_row_of_an_object_and_none_of_null_or_nothing) {
  const auto object = decode(envelope_of(R"({"text":"x","zone":{"name":"n"}})"), object_options());
  ASSERT_EQ(object->size(), 1U);
  EXPECT_EQ(object->cell(0, kText).text(), "x");
  EXPECT_EQ(object->cell(0, kZone).text(), "n");
  EXPECT_EQ(decode(envelope_of("null"), object_options())->size(), 0U);
  EXPECT_EQ(decode(envelope_of("null"))->size(), 0U);
  EXPECT_EQ(decode(envelope_of("[]"))->size(), 0U);
  EXPECT_EQ(decode(envelope_of("[ \n ]"))->size(), 0U);
}

TEST(Decoding, ignores_records_outside_the_result) {
  const auto rows = decode(
      R"({"errors":[{"text":"wrong"}],"messages":[{"text":"wrong"}],"other":{"result":[{"text":"wrong"}]},
          "result":[{"text":"right"}],"success":true,"result_info":{"text":"wrong"}})");
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->cell(0, kText).text(), "right");
}

TEST(Decoding, gives_cells_to_wanted_fields_only) {
  const auto rows =
      decode(envelope({R"({"text":"x","real":1,"integer":2})"}), {field_bit(kReal), false});
  EXPECT_EQ(rows->cell(0, kReal).real, 1.0);
  EXPECT_EQ(rows->cell(0, kText).type, CellType::null);
  EXPECT_EQ(rows->cell(0, kInteger).type, CellType::null);
  EXPECT_EQ(rows->raw(0), "");
  EXPECT_EQ(decode(envelope({"{}", "{}"}), {0, false})->size(), 2U);
}

TEST(Raw, is_the_record_as_it_was_written) {
  const std::vector<std::string> records = {
      R"({"text":"x","n":5e-07,"huge":12345678901234567890,"z":-0})",
      "{ \"text\" :\t\"}\\\"{\" , \n \"o\" : { \"k\" : [ 1 , { } ] } }",
      "{}",
      "{ \r\n }",
      R"({"text":"é\u00e9","last":1.50 })",
      R"({"n":1})"};
  std::string body = " { \"success\" : true , \"result\" : [ ";
  body += joined(records, " \n, ") + " ] }\n";
  const auto rows = decode(body, {0, true});
  ASSERT_EQ(rows->size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(rows->raw(i), records[i]);
  EXPECT_EQ(decode(envelope_of(records[1]), object_options(/*keep_raw=*/true))->raw(0), records[1]);
}

TEST(Decoding, keeps_a_text_that_reads_null_in_a_column_with_two_spellings) {
  EXPECT_EQ(record(R"({"occurred_at":"null"})")->cell(0, kOccurred).text(), "null");
}

double seconds_of(const std::string& body) {
  double least = 1e9;
  for (int i = 0; i < 5; ++i) {
    const std::clock_t before = std::clock();
    EXPECT_EQ(decode_records(body, kLayout, {}).defect, "");
    least = std::min(least, static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
  }
  return least;
}

/// Where each level costs as much as the path to it, the longer one takes a hundred times as long.
TEST(Decoding, costs_as_much_as_there_is_to_read_however_deep_it_is) {
  const auto nested = [](std::size_t levels, std::size_t times) {
    const std::string name(900, 'n');
    std::string value;
    for (std::size_t i = 0; i < levels; ++i) value += "{\"" + name + "\":";
    value += "1" + std::string(levels, '}');
    return envelope(std::vector<std::string>(times, "{\"a\":" + value + "}"));
  };
  // The same number of bytes.
  EXPECT_LT(seconds_of(nested(1000, 5)), 20 * seconds_of(nested(10, 500)) + 0.01);
}

}  // namespace
}  // namespace cf_billing
