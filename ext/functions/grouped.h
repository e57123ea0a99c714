// GROUP BY by hash: SQLite sorts all records by all keys, which takes longer than reading them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "functions/texts.h"

namespace cf_billing {

/// What records have in common by their keys, and what of each group is added up.
class Grouped {
 public:
  static constexpr std::size_t kMostKeys = 12;
  static constexpr std::size_t kMostValues = 16;

  /// A letter for each argument: of 'k', keys, first, then of what cf_grouped() says. Throws
  /// Error(usage) if they are others.
  explicit Grouped(std::string_view kinds);

  std::size_t arguments() const { return kinds_.size(); }
  void add(sqlite3_value** values);
  /// For ToldGroups: how many keys, values and texts there are, the texts, each behind its length,
  /// then the cells of each group.
  void tell(Telling& telling);

 private:
  /// The place of the group in cells_ that has the keys in row_.
  std::size_t group_of_row();
  void make_room();
  std::uint64_t hash_of(const GroupCell* keys) const;
  void add_to(GroupCell& kept, char kind, GroupCell value) const;
  /// The groups in the order of their keys, as GROUP BY has them.
  std::vector<GroupCell*> in_order();
  /// In SQLite's order: below 0 if the first one comes first.
  int compare(GroupCell a, GroupCell b) const;
  /// What is told of a value of the kind 'r' or 'a', which rests on several groups.
  void add_running_sums(std::size_t value, const std::vector<GroupCell*>& order) const;
  void spread_least(std::size_t value);

  std::string kinds_;
  std::size_t keys_ = 0;
  Texts texts_;
  std::vector<GroupCell> row_;        ///< The last record, whose texts often come again.
  std::vector<GroupCell> cells_;      ///< Of each group its keys and values, one after the other.
  std::vector<std::uint32_t> slots_;  ///< By hash, open addressing: 1 + the number of a group.
};

/// Reads what is told, one group after the other. What Grouped has not told is an Error(usage).
class ToldGroups {
 public:
  using Value = GroupValue;

  explicit ToldGroups(std::string told);
  ToldGroups(const ToldGroups&) = delete;
  ToldGroups& operator=(const ToldGroups&) = delete;

  /// False: there is no further one.
  bool next();
  /// NULL where the group has no such key or value.
  Value key(std::size_t place) const;
  Value value(std::size_t place) const;
  /// Of all keys that there may be, then of the values.
  Value column(std::size_t place) const {
    return place < Grouped::kMostKeys ? key(place) : value(place - Grouped::kMostKeys);
  }
  /// The group as it is told, to come back to it.
  std::string_view row() const { return row_; }
  void go_to(std::string_view row) { row_ = row; }
  const std::string& told() const { return told_; }

 private:
  Value cell(std::size_t place) const;

  std::string told_;
  ToldBytes bytes_;
  std::vector<std::string_view> texts_;
  std::size_t keys_ = 0;
  std::size_t values_ = 0;
  std::string_view row_;
};

}  // namespace cf_billing
