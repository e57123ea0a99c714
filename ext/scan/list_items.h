// The items of a list that is read page by page: which pages brought them, and what of them is
// handed out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "records/row_block.h"

namespace cf_billing {

/// Items are told apart by their identifiers, as pages shift while one reads: the same identifier
/// on a later page is that item again, and if its content differs it has changed meanwhile and
/// counts once, as it was read last. Twice on one page with different contents it is two items.
/// An item without an identifier is never taken for another, nor is one of another kind: a refund
/// may have the identifier of its charge.
class ListItems {
 public:
  /// `identifier`, `kinds`: fields of the records. What `kinds` say of an item never changes.
  explicit ListItems(std::size_t identifier, std::vector<std::size_t> kinds = {})
      : identifier_(identifier), kinds_(std::move(kinds)) {}

  enum class Reading {
    first,
    again,  ///< the page was read before: items without an identifier are not added once more
  };
  /// What one answer brought.
  struct Brought {
    std::uint64_t fresh = 0;    ///< items that no answer before it had
    std::uint64_t changed = 0;  ///< items that an answer before it had otherwise
    /// An item changed that was handed out as it had been: that cannot be taken back.
    bool is_outdated = false;
    /// Read again the page has other items without an identifier: nobody can tell which moved.
    bool has_nameless_changes = false;
    /// The page holds other items than when it was read last, or in another order.
    bool is_rearranged = false;
    /// An item without an identifier is like one of an earlier page: another one, or that moved.
    bool has_nameless_twins = false;
    /// So many items have one identifier that it is none.
    bool has_crowd = false;
  };
  /// `place`: of the page in the list.
  Brought add(std::unique_ptr<RowBlock> page, std::int64_t place, Reading reading);

  /// What is to be handed out since the last call, in the order of reading.
  std::vector<std::unique_ptr<RowBlock>> take();

  [[nodiscard]] std::uint64_t distinct() const { return distinct_; }
  /// How many of them share their identifier with another.
  [[nodiscard]] std::uint64_t doubles() const { return doubles_; }

 private:
  /// One item; several share an identifier if one page had them all.
  struct Item {
    std::uint64_t content;
    std::size_t block;  // Of blocks_ from the first page on.
    std::size_t row;
    std::uint64_t answer;  // The last one that it was seen in.
  };
  struct Block {
    std::unique_ptr<RowBlock> rows;
    std::vector<bool> kept;
  };

  [[nodiscard]] std::optional<std::string> name(const RowBlock& page, std::size_t row) const;
  void put(std::vector<Item>& same_name, const Item& item, Brought& brought);

  std::size_t identifier_;
  std::vector<std::size_t> kinds_;
  std::map<std::int64_t, std::uint64_t> names_of_pages_;  // In their order, as a fingerprint.
  std::unordered_map<std::string, std::vector<Item>> named_;
  std::map<std::int64_t, std::vector<std::uint64_t>> nameless_;  // Contents, by page,
  std::unordered_set<std::uint64_t> all_nameless_;               // and all of them.
  std::vector<Block> blocks_;
  std::size_t handed_out_ = 0;  // Blocks.
  std::uint64_t answers_ = 0;
  std::uint64_t distinct_ = 0;
  std::uint64_t doubles_ = 0;
};

}  // namespace cf_billing
