#include "records/record_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ctime>

#include "support/bodies.h"

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"text", FieldType::text, {"text"}},
                              {"real", FieldType::real, {"real"}},
                              {"integer", FieldType::integer, {"integer"}},
                              {"period", FieldType::period, {"period"}},
                              {"json", FieldType::json, {"json"}},
                              {"zone_name", FieldType::text, {"zone.name"}},
                              {"occurred_at", FieldType::text, {"occurred_at", "occured_at"}},
                              {"deep", FieldType::text, {"a.b.c"}}};
enum Place : std::size_t { kText, kReal, kInteger, kPeriod, kJson, kZone, kOccurred, kDeep };

std::shared_ptr<const RecordBlock> decode(const std::string& body,
                                          const DecodeOptions& options = {}) {
  DecodedBody decoded = decode_records(body, kLayout, options);
  EXPECT_EQ(decoded.defect, "") << body;
  return decoded.records;
}

/// One record, from its JSON text.
std::shared_ptr<const RecordBlock> record(const std::string& text) {
  return decode(envelope({text}));
}

/// The cell that `value` becomes in a column, as a text with its type: "integer 1", "text x".
std::string as(Place place, const std::string& value) {
  const auto rows = record("{\"" + std::string(kLayout[place].column) + "\":" + value + "}");
  const Cell& cell = rows->cell(0, place);
  switch (cell.type) {
    case CellType::null:
      return "null";
    case CellType::integer:
      return "integer " + std::to_string(cell.integer);
    case CellType::real: {
      char text[64];
      std::snprintf(text, sizeof text, "real %.17g", cell.real);
      return text;
    }
    case CellType::text:
      return "text " + std::string(cell.text());
    case CellType::json:
      return "json " + std::string(cell.text());
  }
  return "";
}

TEST(Decoding, absent_and_null_fields_are_null) {
  const auto rows = record(R"({"text":null,"real":null,"integer":null,"json":null,"zone":null})");
  for (std::size_t field = 0; field < kLayout.size(); ++field) {
    EXPECT_EQ(rows->cell(0, field).type, CellType::null) << kLayout[field].column;
  }
  EXPECT_EQ(record("{}")->size(), 1U);
}

TEST(Decoding, keeps_each_scalar_in_each_kind_of_column) {
  EXPECT_EQ(as(kText, "\"x\""), "text x");
  EXPECT_EQ(as(kText, "\"\""), "text ");
  EXPECT_EQ(as(kText, "12"), "text 12");
  EXPECT_EQ(as(kText, "1.50"), "text 1.50");
  EXPECT_EQ(as(kText, "5e-07"), "text 5e-07");
  EXPECT_EQ(as(kText, "true"), "text true");
  EXPECT_EQ(as(kText, "12345678901234567890"), "text 12345678901234567890");
  EXPECT_EQ(as(kText, "123456789012345678901234567890"), "text 123456789012345678901234567890");
  EXPECT_EQ(as(kText, "-9223372036854775808"), "text -9223372036854775808");

  EXPECT_EQ(as(kReal, "1"), "real 1");
  EXPECT_EQ(as(kReal, "0"), "real 0");
  EXPECT_EQ(as(kReal, "\"1.50\""), "real 1.5");
  EXPECT_EQ(as(kReal, "\"abc\""), "text abc");
  EXPECT_EQ(as(kReal, "\"\""), "text ");
  EXPECT_EQ(as(kReal, "\" 1\""), "text  1");
  EXPECT_EQ(as(kReal, "\"1 USD\""), "text 1 USD");
  EXPECT_EQ(as(kReal, "\"0x10\""), "text 0x10");
  EXPECT_EQ(as(kReal, "\"inf\""), "text inf");
  EXPECT_EQ(as(kReal, "\"-inf\""), "text -inf");
  EXPECT_EQ(as(kReal, "\"nan\""), "text nan");
  EXPECT_EQ(as(kReal, "\"1e400\""), "text 1e400");
  EXPECT_EQ(as(kReal, "true"), "integer 1");

  EXPECT_EQ(as(kInteger, "12"), "integer 12");
  EXPECT_EQ(as(kInteger, "12.0"), "integer 12");
  EXPECT_EQ(as(kInteger, "1e3"), "integer 1000");
  EXPECT_EQ(as(kInteger, "12.5"), "real 12.5");
  EXPECT_EQ(as(kInteger, "\"12\""), "integer 12");
  EXPECT_EQ(as(kInteger, "\"12.5\""), "real 12.5");
  EXPECT_EQ(as(kInteger, "\"12 \""), "text 12 ");
  EXPECT_EQ(as(kInteger, "true"), "integer 1");
  EXPECT_EQ(as(kInteger, "false"), "integer 0");
  EXPECT_EQ(as(kInteger, "9223372036854775807"), "integer 9223372036854775807");
  EXPECT_EQ(as(kInteger, "-9223372036854775808"), "integer -9223372036854775808");
  EXPECT_EQ(as(kInteger, "9223372036854775808"), "real 9.2233720368547758e+18");
  EXPECT_EQ(as(kInteger, "\"9007199254740993\""), "integer 9007199254740993");

  EXPECT_EQ(as(kPeriod, "\"2026-10-01T00:00:00.000Z\""), "text 2026-10-01T00:00:00Z");
  EXPECT_EQ(as(kPeriod, "\"soon\""), "text soon");
  EXPECT_EQ(as(kPeriod, "1790812800"), "text 1790812800");
  EXPECT_EQ(as(kPeriod, "false"), "text false");

  EXPECT_EQ(as(kJson, "\"x\""), "json \"x\"");
  EXPECT_EQ(as(kJson, "\"a\\\"b\\n\""), "json \"a\\\"b\\n\"");
  EXPECT_EQ(as(kJson, "true"), "json true");
  EXPECT_EQ(as(kJson, "1.50"), "json 1.50");
}

TEST(Decoding, keeps_objects_and_arrays_as_they_were_written) {
  for (const Place place : {kText, kReal, kInteger, kPeriod, kJson}) {
    for (const std::string value : {"{}", "[]", R"({ "team" :  "fintech", "n":[1, 2.50 ,5e-07] })",
                                    "[ {\"a\":null} , [] ]"}) {
      EXPECT_EQ(as(place, value), "json " + value);
    }
  }
}

TEST(Decoding, reads_huge_and_tiny_numbers_exactly) {
  const auto real = [](const std::string& value) {
    return record("{\"real\":" + value + "}")->cell(0, kReal).real;
  };
  EXPECT_EQ(real("5e-07"), 5e-07);
  EXPECT_EQ(real("0.000005"), 0.000005);
  EXPECT_EQ(real("1e308"), 1e308);
  EXPECT_EQ(real("-1.7976931348623157e308"), -1.7976931348623157e308);
  EXPECT_EQ(real("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(real("12345678901234567890"), 12345678901234567890.0);
  EXPECT_EQ(real("4.9e-324"), 4.9e-324);
  EXPECT_EQ(real("1e-400"), 0.0);
  EXPECT_EQ(real("-0"), 0.0);
  EXPECT_EQ(real("0.1"), 0.1);
}

TEST(Decoding, keeps_the_spelling_of_minus_zero_in_a_text) {
  EXPECT_EQ(as(kText, "-0"), "text -0");
}

TEST(Decoding, reads_unicode_and_escapes) {
  EXPECT_EQ(as(kText, R"("\u00e9\u20ac\ud83d\ude00")"), "text é€😀");
  EXPECT_EQ(as(kText, "\"é€😀\""), "text é€😀");
  EXPECT_EQ(as(kText, R"("\"\\\/\b\f\n\r\t")"), "text \"\\/\b\f\n\r\t");
  const auto rows = record(R"({"text":"a\u0000b"})");
  EXPECT_EQ(rows->cell(0, kText).text(), std::string_view("a\0b", 3));
  EXPECT_EQ(record(R"({"\u0074ext":"x"})")->cell(0, kText).text(), "x");
}

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

TEST(Decoding, reads_tokens_of_any_length) {
  for (const std::size_t size : {0, 1, 62, 63, 64, 65, 190, 191, 192, 5000, 100000}) {
    const std::string text(size, 'x');
    EXPECT_EQ(record("{\"text\":\"" + text + "\",\"" + text + "y\":1}")->cell(0, kText).text(),
              text);
  }
  EXPECT_EQ(as(kText, std::string(200, '1') + ".5"), "text " + std::string(200, '1') + ".5");
  EXPECT_EQ(as(kReal, "0." + std::string(500, '0') + "1"), "real 0");
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

TEST(Decoding, puts_a_replacement_for_half_a_surrogate_pair) {
  EXPECT_EQ(as(kText, R"("a\ud83d")"), "text a\xef\xbf\xbd");
  EXPECT_EQ(as(kText, R"("\ude00b")"),
            "text \xef\xbf\xbd"
            "b");
  EXPECT_EQ(as(kText, R"("\ud83d\ud83d\ude00")"), "text \xef\xbf\xbd\xf0\x9f\x98\x80");
  EXPECT_EQ(as(kText, R"("\ud83d\u0041")"),
            "text \xef\xbf\xbd"
            "A");
  EXPECT_EQ(as(kText, R"("\ud83d\n")"), "text \xef\xbf\xbd\n");
}

TEST(Decoding, spells_and_rounds_numbers_of_any_length) {
  const std::string digits(800, '7');
  EXPECT_EQ(as(kText, "0." + digits), "text 0." + digits);
  EXPECT_EQ(as(kReal, "0." + digits), "real 0.77777777777777779");
  EXPECT_EQ(as(kReal, digits + "e-800"), "real 0.77777777777777779");
  EXPECT_EQ(as(kReal, "9007199254740993"), "real 9007199254740992");
  EXPECT_EQ(as(kReal, "9007199254740993.00000000000000000000000000001"), "real 9007199254740994");
  EXPECT_EQ(as(kReal, "18446744073709551616"), "real 1.8446744073709552e+19");
  EXPECT_EQ(as(kText, "18446744073709551616"), "text 18446744073709551616");
  EXPECT_EQ(as(kInteger, "18446744073709551616"), "real 1.8446744073709552e+19");
  EXPECT_EQ(as(kReal, "-0"), "real 0");
  EXPECT_EQ(as(kReal, "-0.0"), "real -0");
  EXPECT_EQ(as(kInteger, "-0"), "integer 0");
  EXPECT_EQ(as(kReal, "-1E-400"), "real -0");
  EXPECT_EQ(as(kReal, "0e99999999999999999999"), "real 0");
  EXPECT_EQ(as(kReal, "1e-99999999999999999999"), "real 0");
  EXPECT_EQ(as(kReal, "0.0000001e10"), "real 1000");
  EXPECT_EQ(as(kReal, "1" + std::string(400, '0') + "e-400"), "real 1");
  EXPECT_EQ(as(kReal, "0." + std::string(400, '0') + "1e401"), "real 1");
  EXPECT_EQ(as(kInteger, "1.5E1"), "integer 15");
}

TEST(Decoding, refuses_a_number_that_no_double_is_near) {
  for (const std::string number :
       {"1e400", "-1e400", "1e309", "1.8e308", "1e99999999999999999999", "0.1e310"}) {
    for (const std::string& body : {envelope({"{\"real\":" + number + "}"}),
                                    envelope({"{\"other\":[{\"a\":" + number + "}]}"}),
                                    "{\"success\":true,\"result\":[],\"other\":" + number + "}"}) {
      EXPECT_EQ(decode_records(body, kLayout, {}).defect, "a number in it is out of range") << body;
    }
  }
  const std::string digits(400, '1');
  EXPECT_EQ(decode_records(envelope({"{\"n\":" + digits + "}"}), kLayout, {}).defect,
            "a number in it is out of range");
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
