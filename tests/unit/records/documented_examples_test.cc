// The documentation's example bodies, every field read back through the tables' own layouts.
#include <gtest/gtest.h>

#include "records/nlohmann_json.h"
#include "records/record_reader.h"
#include "support/bodies.h"
#include "support/days.h"
#include "tables/all_tables.h"
#include "usage/paygo_info.h"

namespace cf_billing {
namespace {

using std::chrono::days;

using nlohmann::json;

struct Example {
  const char* file;
  const TableSpec& table;
  std::size_t fields;  ///< in the record
};

const Example kExamples[] = {{"billing_profile.json", billing_profile_table(), 39},
                             {"paygo_first_generation.json", paygo_usage_table(), 11},
                             {"paygo_second_generation.json", paygo_usage_table(), 15},
                             {"paygo_current_generation.json", paygo_usage_table(), 26},
                             {"focus_usage.json", focus_usage_table(), 33},
                             {"user_billing_history.json", billing_history_table(), 8},
                             {"account_billing_history.json", billing_history_table(), 8}};

DecodedBody decode(const Example& example) {
  return decode_records(data_file(example.file), example.table.layout,
                        {~FieldMask{0}, true, example.table.records});
}

json documented_record(const Example& example) {
  const json body = json::parse(data_file(example.file));
  const json& result = body.at("result");
  return result.is_array() ? result.at(0) : result;
}

void expect_cell(const Cell& cell, const Field& field, const json& value) {
  const std::string name(field.column);
  switch (field.type) {
    case FieldType::real:
      ASSERT_EQ(cell.type, CellType::real) << name;
      EXPECT_EQ(cell.real, value.get<double>()) << name;
      break;
    case FieldType::integer:
      ASSERT_EQ(cell.type, CellType::integer) << name;
      EXPECT_EQ(cell.integer,
                value.is_boolean() ? (value.get<bool>() ? 1 : 0) : value.get<std::int64_t>())
          << name;
      break;
    case FieldType::text:
    case FieldType::period:
    case FieldType::json:
      ASSERT_TRUE(cell.is_text()) << name;
      EXPECT_EQ(cell.text(), value.get<std::string>()) << name;
      break;
  }
}

TEST(DocumentedExamples, are_read_with_every_field) {
  for (const Example& example : kExamples) {
    SCOPED_TRACE(example.file);
    const DecodedBody decoded = decode(example);
    ASSERT_EQ(decoded.defect, "");
    ASSERT_EQ(decoded.success, true);
    ASSERT_EQ(decoded.records->size(), 1U);
    json record = documented_record(example);
    EXPECT_EQ(record.size(), example.fields);
    EXPECT_EQ(json::parse(decoded.records->raw(0)), record);
    const RecordLayout& layout = example.table.layout;
    for (std::size_t i = 0; i < layout.size(); ++i) {
      const std::string name(layout[i].column);
      const json value = name == "zone_name" && record.contains("zone") ? record["zone"]["name"]
                         : record.contains(name)                        ? record[name]
                                                                        : json();
      if (value.is_null()) {
        EXPECT_EQ(decoded.records->cell(0, i).type, CellType::null) << name;
      } else {
        expect_cell(decoded.records->cell(0, i), layout[i], value);
      }
    }
    // No documented field is without a column.
    for (const auto& [name, value] : record.items()) {
      const std::string column = name == "zone" ? "zone_name" : name;
      EXPECT_TRUE(example.table.column(column)) << name;
    }
  }
}

TEST(DocumentedExamples, are_truncated_at_every_byte_without_passing_for_whole) {
  for (const Example& example : kExamples) {
    const std::string body = data_file(example.file);
    // Not the line break behind the last brace.
    const std::size_t whole = body.rfind('}') + 1;
    for (std::size_t size = 1; size < whole; ++size) {
      const DecodedBody decoded = decode_records(body.substr(0, size), example.table.layout, {});
      ASSERT_FALSE(decoded.defect.empty()) << example.file << " cut at " << size;
      ASSERT_TRUE(decoded.truncated) << example.file << " cut at " << size;
    }
  }
}

TEST(DocumentedExamples, tell_the_pages_of_history) {
  for (const Example& example : kExamples) {
    if (&example.table != &billing_history_table()) continue;
    const PageInfo page = decode(example).page;
    EXPECT_EQ(page.page, 1);
    EXPECT_EQ(page.per_page, 20);
    EXPECT_EQ(page.total_count, 2000);
  }
}

TEST(PaygoInfo, is_read_from_the_documented_example) {
  const PaygoInfo info = parse_paygo_info(data_file("paygo_info.json"));
  EXPECT_TRUE(info.covered);
  EXPECT_EQ(info.anchors, std::set<Day>{day("2023-01-01")});
  ASSERT_EQ(info.lives.size(), 1U);
  EXPECT_EQ(info.lives[0].first, day("2023-01-01"));
  EXPECT_EQ(info.lives[0].last, day("2023-12-31"));
}

TEST(PaygoInfo, may_lack_almost_everything) {
  EXPECT_FALSE(parse_paygo_info(envelope_of(R"({"covered":false})")).covered);
  EXPECT_FALSE(parse_paygo_info(envelope_of(R"({"covered":false,"subscriptions":[]})")).covered);
  for (const char* result : {R"({"covered":true})", R"({"covered":true,"subscriptions":null})",
                             R"({"covered":true,"subscriptions":[]})"}) {
    EXPECT_TRUE(parse_paygo_info(envelope_of(result)).covered);
    EXPECT_TRUE(parse_paygo_info(envelope_of(result)).anchors.empty());
    EXPECT_TRUE(parse_paygo_info(envelope_of(result)).lives.empty());
  }
}

PaygoInfo info_of(const std::string& subscriptions) {
  return parse_paygo_info(
      envelope_of(R"({"covered":true,"subscriptions":[)" + subscriptions + "]}"));
}

TEST(PaygoInfo, is_a_hint_so_what_it_does_not_tell_is_no_error) {
  for (const char* subscription :
       {"1", "{}", "null", R"({"billing_cycle_anchor_timestamp":5})",
        R"({"billing_cycle_anchor_timestamp":"soon"})",
        R"({"billing_cycle_anchor_timestamp":"0001-01-01T00:00:00Z"})",
        R"({"billing_cycle_anchor_timestamp":"1970-01-01T00:00:00Z","start_timestamp":""})",
        R"({"start_timestamp":"0001-01-01T00:00:00Z","end_timestamp":"0001-01-01T00:00:00Z"})"}) {
    const PaygoInfo info = info_of(subscription);
    EXPECT_TRUE(info.anchors.empty()) << subscription;
    ASSERT_EQ(info.lives.size(), 1U) << subscription;
    EXPECT_FALSE(info.lives[0].first || info.lives[0].last) << subscription;
  }
}

TEST(PaygoInfo, counts_offsets_and_takes_no_end_that_is_none) {
  const PaygoInfo info = info_of(
      R"({"billing_cycle_anchor_timestamp":"2025-01-18T19:00:00-05:00",
          "start_timestamp":"2025-02-02T23:00:00-02:00","end_timestamp":"2025-01-01T00:00:00Z"},
         {"billing_cycle_anchor_timestamp":"2025-01-31T10:00:00Z","end_timestamp":"1970-01-01T00:00:00Z"})");
  EXPECT_EQ(info.anchors, (std::set<Day>{day("2025-01-19"), day("2025-01-31")}));
  ASSERT_EQ(info.lives.size(), 2U);
  EXPECT_EQ(info.lives[0].first, day("2025-02-03"));
  EXPECT_EQ(info.lives[0].last, std::nullopt);
  EXPECT_EQ(info.lives[1].last, std::nullopt);
}

TEST(PaygoInfo, tells_of_no_subscription_only_if_every_one_has_bounds) {
  const Day at = day("2026-05-10");
  const auto tells = [&](std::vector<SubscriptionLife> lives) {
    return tells_no_subscription(lives, at);
  };
  EXPECT_FALSE(tells({}));
  EXPECT_FALSE(tells({{}}));
  EXPECT_FALSE(tells({{at, at}}));
  EXPECT_TRUE(tells({{at + days{1}, std::nullopt}}));
  EXPECT_TRUE(tells({{std::nullopt, at - days{1}}}));
  EXPECT_TRUE(tells({{at + days{1}, std::nullopt}, {std::nullopt, at - days{1}}}));
  EXPECT_FALSE(tells({{at + days{1}, std::nullopt}, {}}));
}

TEST(PaygoInfo, that_is_no_such_object_says_what_is_wrong_with_it) {
  for (const char* result : {"null", "[]", R"({"subscriptions":{}})"}) {
    EXPECT_THROW(parse_paygo_info(envelope_of(result)), std::invalid_argument) << result;
  }
}

}  // namespace
}  // namespace cf_billing
