#include "records/field_value.h"

#include <gtest/gtest.h>

#include "support/decoding.h"

namespace cf_billing {
namespace {

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
  EXPECT_EQ(as(kReal, "\" 1\""), "real 1");
  EXPECT_EQ(as(kReal, "\"1 USD\""), "real 1");
  EXPECT_EQ(as(kReal, "\"1,234.56\""), "real 1234.5599999999999");
  EXPECT_EQ(as(kReal, "\"(5.00)\""), "real -5");
  EXPECT_EQ(as(kReal, "\"1.234,56\""), "text 1.234,56");
  EXPECT_EQ(as(kReal, "\"\\u00245\""), "real 5");
  EXPECT_EQ(as(kReal, "\"0x10\""), "text 0x10");
  EXPECT_EQ(as(kReal, "\"inf\""), "text inf");
  EXPECT_EQ(as(kReal, "\"-inf\""), "text -inf");
  EXPECT_EQ(as(kReal, "\"nan\""), "text nan");
  EXPECT_EQ(as(kReal, "\"1e400\""), "text 1e400");
  EXPECT_EQ(as(kReal, "true"), "text true");
  EXPECT_EQ(as(kReal, "false"), "text false");

  EXPECT_EQ(as(kInteger, "12"), "integer 12");
  EXPECT_EQ(as(kInteger, "12.0"), "integer 12");
  EXPECT_EQ(as(kInteger, "1e3"), "integer 1000");
  EXPECT_EQ(as(kInteger, "12.5"), "real 12.5");
  EXPECT_EQ(as(kInteger, "\"12\""), "integer 12");
  EXPECT_EQ(as(kInteger, "\"12.5\""), "real 12.5");
  EXPECT_EQ(as(kInteger, "\"12 \""), "text 12 ");
  EXPECT_EQ(as(kInteger, "\"1,234\""), "text 1,234");
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

TEST(Decoding, reads_tokens_of_any_length) {
  for (const std::size_t size : {0, 1, 62, 63, 64, 65, 190, 191, 192, 5000, 100000}) {
    const std::string text(size, 'x');
    EXPECT_EQ(record("{\"text\":\"" + text + "\",\"" + text + "y\":1}")->cell(0, kText).text(),
              text);
  }
  EXPECT_EQ(as(kText, std::string(200, '1') + ".5"), "text " + std::string(200, '1') + ".5");
  EXPECT_EQ(as(kReal, "0." + std::string(500, '0') + "1"), "real 0");
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

}  // namespace
}  // namespace cf_billing
