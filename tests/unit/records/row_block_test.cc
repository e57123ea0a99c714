#include "records/row_block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "records/record_reader.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}, {"n", FieldType::integer, {"n"}}};

std::unique_ptr<RowBlock> block_of(const std::vector<std::string>& records,
                                   const DecodeOptions& options = {~FieldMask{0}, true}) {
  return std::make_unique<RowBlock>(decode_records(envelope(records), kLayout, options).records);
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> records;
  for (int i = 0; i < count; ++i) {
    records.push_back(R"({"id":"r)" + std::to_string(i % 7) + R"(","n":)" + std::to_string(i) +
                      "}");
  }
  return records;
}

TEST(RowBlock, retains_rows_in_order_with_everything_that_belongs_to_them) {
  std::minstd_rand random(4);
  for (int round = 0; round < 200; ++round) {
    const auto records = numbered(static_cast<int>(random() % 20));
    const auto all = block_of(records);
    const auto rows = block_of(records);
    std::vector<std::size_t> kept;
    std::vector<bool> keep(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
      keep[i] = random() % 2 == 0;
      if (keep[i]) kept.push_back(i);
    }
    rows->retain([&](std::size_t row) { return keep[row]; });
    ASSERT_EQ(rows->size(), kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      ASSERT_EQ(rows->raw(i), records[kept[i]]);
      ASSERT_EQ(rows->content(i), all->content(kept[i]));
      ASSERT_EQ(rows->cell(i, 0).text(), all->cell(kept[i], 0).text());
      ASSERT_EQ(rows->cell(i, 1).integer, static_cast<std::int64_t>(kept[i]));
    }
  }
}

TEST(RowBlock, retains_rows_without_cells_and_empty_blocks) {
  const auto rows = block_of(numbered(5), {0, false});
  rows->retain([](std::size_t row) { return row == 3; });
  EXPECT_EQ(rows->size(), 1U);
  const auto none = block_of({});
  none->retain([](std::size_t) { return true; });
  EXPECT_EQ(none->size(), 0U);
}

TEST(RowBlock, asks_about_each_row_while_it_is_still_in_place) {
  const auto rows = block_of(numbered(6));
  std::vector<std::int64_t> asked;
  rows->retain([&](std::size_t row) {
    asked.push_back(rows->cell(row, 1).integer);
    return row % 2 == 1;
  });
  EXPECT_EQ(asked, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

std::vector<std::int64_t> rowids(const std::vector<std::string>& records,
                                 const std::string& account,
                                 RowBlock::Occurrences* seen = nullptr) {
  const auto rows = block_of(records);
  rows->set_account(account);
  RowBlock::Occurrences own;
  rows->count_occurrences(seen != nullptr ? *seen : own);
  std::vector<std::int64_t> ids;
  for (std::size_t row = 0; row < rows->size(); ++row) ids.push_back(rows->rowid(row));
  return ids;
}

TEST(Rowids, are_the_same_in_every_scan_in_whatever_order) {
  auto records = numbered(40);
  records.push_back(records[3]);
  records.push_back(records[3]);
  const auto first = rowids(records, kAccount);
  const std::multiset<std::int64_t> expected(first.begin(), first.end());
  std::minstd_rand random(5);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(records.begin(), records.end(), random);
    const auto again = rowids(records, kAccount);
    EXPECT_EQ(std::multiset<std::int64_t>(again.begin(), again.end()), expected);
  }
}

TEST(RecordBlock, counts_the_identical_records_before_each) {
  std::minstd_rand random(6);
  std::vector<std::string> records;
  for (int i = 0; i < 5000; ++i) {
    records.push_back(R"({"id":")" + std::to_string(random() % 300) + "\"}");
  }
  const auto decoded = decode_records(envelope(records), kLayout, {}).records;
  std::map<std::string, std::uint32_t> seen;
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(decoded->occurrence(i), seen[records[i]]++) << i;
  }
}

/// More than the table holds that is kept at once.
TEST(RecordBlock, counts_the_identical_ones_of_very_many_records) {
  constexpr std::uint32_t kRecords = 2'100'000;
  constexpr std::uint32_t kKinds = 1'500'000;
  std::string body = R"({"success":true,"result":[{"id":"0"})";
  for (std::uint32_t i = 1; i < kRecords; ++i) {
    body.append(R"(,{"id":")").append(std::to_string(i % kKinds)).append("\"}");
  }
  const auto decoded = decode_records(body + "]}", kLayout, {}).records;
  ASSERT_EQ(decoded->size(), kRecords);
  for (std::uint32_t i = 0; i < kRecords; ++i) ASSERT_EQ(decoded->occurrence(i), i / kKinds) << i;
}

TEST(RecordBlock, finds_cells_and_texts_of_any_number_of_records) {
  std::vector<std::string> records;
  for (int i = 0; i < 20'000; ++i) {
    records.push_back(R"({"id":"a text of its own, )" + std::to_string(i) + R"(","n":)" +
                      std::to_string(i) + "}");
  }
  const auto decoded = decode_records(envelope(records), kLayout, {}).records;
  ASSERT_EQ(decoded->size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(decoded->cell(i, 0).text(), "a text of its own, " + std::to_string(i));
    ASSERT_EQ(decoded->cell(i, 1).integer, static_cast<std::int64_t>(i));
  }
  // Sixteen bytes a cell and eight a record, and little besides the texts.
  EXPECT_LT(decoded->bytes(), records.size() * (2 * 16 + 8 + 26) + 200'000);
  EXPECT_LT(decode_records(envelope({"{}"}), kLayout, {}).records->bytes(), 2000U);
}

TEST(Rowids, differ_for_identical_records) {
  const auto ids = rowids(std::vector<std::string>(100, R"({"id":"same"})"), kAccount);
  EXPECT_EQ(std::set<std::int64_t>(ids.begin(), ids.end()).size(), 100U);
}

TEST(Rowids, go_on_counting_over_several_blocks) {
  RowBlock::Occurrences seen;
  const auto first = rowids({R"({"id":"same"})"}, kAccount, &seen);
  const auto second = rowids({R"({"id":"same"})"}, kAccount, &seen);
  EXPECT_NE(first, second);
  const auto both = rowids({R"({"id":"same"})", R"({"id":"same"})"}, kAccount);
  EXPECT_EQ(both, (std::vector<std::int64_t>{first[0], second[0]}));
}

TEST(Rowids, differ_per_account) {
  const auto records = numbered(10);
  std::set<std::int64_t> all;
  for (const std::string& account : {kAccount, kOtherAccount, std::string()}) {
    for (const std::int64_t id : rowids(records, account)) all.insert(id);
  }
  EXPECT_EQ(all.size(), 30U);
}

TEST(Rowids, do_not_depend_on_the_rows_that_were_dropped) {
  const auto all = rowids(numbered(10), kAccount);
  const auto rows = block_of(numbered(10));
  rows->retain([](std::size_t row) { return row == 7; });
  rows->set_account(kAccount);
  RowBlock::Occurrences seen;
  rows->count_occurrences(seen);
  EXPECT_EQ(rows->rowid(0), all[7]);
}

}  // namespace
}  // namespace cf_billing
