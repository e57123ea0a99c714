#include "scan/list_items.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "records/record_reader.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

using Texts = std::vector<std::string>;
using Reading = ListItems::Reading;

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}, {"v", FieldType::text, {"v"}}};

/// "a1" is the item a with the content 1; "-1" one without an identifier.
std::unique_ptr<RowBlock> page_of(const Texts& items) {
  std::vector<std::string> records;
  for (const std::string& item : items) {
    records.push_back(item[0] == '-' ? object({{"v", item.substr(1)}})
                                     : object({{"id", item.substr(0, 1)}, {"v", item.substr(1)}}));
  }
  return std::make_unique<RowBlock>(decode_records(envelope(records), kLayout, {}).records);
}

class ListItemsTest : public testing::Test {
 protected:
  ListItems::Brought add(std::int64_t place, const Texts& items, Reading reading = Reading::first) {
    return list.add(page_of(items), place, reading);
  }
  /// What is handed out.
  Texts taken() {
    Texts all;
    for (const auto& block : list.take()) {
      for (std::size_t row = 0; row < block->size(); ++row) {
        const Cell& id = block->cell(row, 0);
        all.push_back((id.is_text() ? std::string(id.text()) : "-") +
                      std::string(block->cell(row, 1).text()));
      }
    }
    return all;
  }

  ListItems list{0};
};

TEST_F(ListItemsTest, an_item_that_moved_to_the_next_page_counts_once) {
  EXPECT_EQ(add(1, {"a1", "b1", "c1"}).fresh, 3U);
  EXPECT_EQ(add(2, {"c1", "d1"}).fresh, 1U);
  EXPECT_EQ(list.distinct(), 4U);
  EXPECT_EQ(taken(), (Texts{"a1", "b1", "c1", "d1"}));
}

/// Each of them is compared with all others.
TEST_F(ListItemsTest, too_many_of_one_name_are_told) {
  Texts items;
  for (int i = 0; i < 1001; ++i) items.push_back("a" + std::to_string(i));
  EXPECT_FALSE(add(1, Texts(items.begin(), items.end() - 1)).has_crowd);
  EXPECT_TRUE(add(2, items).has_crowd);
}

TEST_F(ListItemsTest, one_that_changed_while_it_moved_counts_as_it_is_now) {
  add(1, {"a1", "b1"});
  const auto brought = add(2, {"b2", "c1"});
  EXPECT_EQ(brought.fresh, 1U);
  EXPECT_FALSE(brought.is_outdated);
  EXPECT_EQ(list.distinct(), 3U);
  EXPECT_EQ(list.doubles(), 0U);
  EXPECT_EQ(taken(), (Texts{"a1", "b2", "c1"}));
}

TEST_F(ListItemsTest, one_that_changes_twice_counts_as_it_was_last) {
  add(1, {"a1"});
  add(2, {"a2"});
  add(3, {"a3"});
  EXPECT_EQ(taken(), Texts{"a3"});
}

TEST_F(ListItemsTest, what_was_handed_out_cannot_change) {
  add(1, {"a1", "b1"});
  EXPECT_EQ(taken(), (Texts{"a1", "b1"}));
  EXPECT_FALSE(add(2, {"b1", "c1"}).is_outdated);
  EXPECT_EQ(taken(), Texts{"c1"});
  EXPECT_TRUE(add(3, {"a2"}).is_outdated);
}

TEST_F(ListItemsTest, the_same_twice_on_a_page_is_one_item) {
  EXPECT_EQ(add(1, {"a1", "a1", "b1", "a1"}).fresh, 2U);
  EXPECT_EQ(taken(), (Texts{"a1", "b1"}));
}

TEST_F(ListItemsTest, the_same_id_twice_on_a_page_with_other_content_is_two_items) {
  EXPECT_EQ(add(1, {"a1", "a2", "b1"}).fresh, 3U);
  EXPECT_EQ(list.doubles(), 1U);
  // In whatever order they come again.
  const auto again = add(1, {"a2", "a1", "b1"}, Reading::again);
  EXPECT_EQ(again.fresh, 0U);
  EXPECT_EQ(taken(), (Texts{"a1", "a2", "b1"}));
}

/// A refund on another page than its charge has not come in its place.
TEST_F(ListItemsTest, items_of_another_kind_are_others) {
  list = ListItems(0, {1});
  EXPECT_EQ(add(1, {"a1", "b1"}).fresh, 2U);
  const auto brought = add(2, {"a2", "b1"});
  EXPECT_EQ(brought.fresh, 1U);
  EXPECT_EQ(brought.changed, 0U);
  EXPECT_EQ(list.distinct(), 3U);
  EXPECT_EQ(taken(), (Texts{"a1", "b1", "a2"}));
}

TEST_F(ListItemsTest, of_two_with_one_id_the_one_that_changed_is_replaced) {
  add(1, {"a1", "a2"});
  EXPECT_EQ(add(2, {"a3", "a1"}).fresh, 0U);
  EXPECT_EQ(taken(), (Texts{"a1", "a3"}));
}

TEST_F(ListItemsTest, items_without_an_id_are_never_merged) {
  EXPECT_EQ(add(1, {"-1", "-1"}).fresh, 2U);
  EXPECT_EQ(add(2, {"-1"}).fresh, 1U);
  EXPECT_EQ(list.distinct(), 3U);
  EXPECT_EQ(taken(), (Texts{"-1", "-1", "-1"}));
}

TEST_F(ListItemsTest, a_page_read_again_shows_whether_items_without_an_id_moved) {
  add(1, {"-1", "a1", "-2"});
  EXPECT_FALSE(add(1, {"-1", "a1", "b1", "-2"}, Reading::again).has_nameless_changes);
  EXPECT_TRUE(add(1, {"-1", "a1", "b1"}, Reading::again).has_nameless_changes);
  EXPECT_EQ(taken(), (Texts{"-1", "a1", "-2", "b1"}));
}

}  // namespace
}  // namespace cf_billing
