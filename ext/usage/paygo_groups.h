// The records of one PayGo answer by what says whose they are.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/day.h"
#include "records/row_block.h"

namespace cf_billing {

/// Where a layout has what groups are made of.
struct PaygoFields {
  std::size_t billing_start;
  std::size_t charge_start;
  std::size_t subscription;
};

/// Records with the same three, which no request parts: they stand in an answer all or not at all.
struct PaygoGroup {
  std::optional<Day> period;      ///< on which the billing period starts; nothing: it is not told
  std::optional<Day> charged;     ///< the charge day; nothing: there is none that can be read
  std::string_view subscription;  ///< of the block; empty: not told
  std::uint32_t records = 0;
};

class PaygoGroups {
 public:
  PaygoGroups(std::unique_ptr<RowBlock> rows, const PaygoFields& fields);

  [[nodiscard]] const std::vector<PaygoGroup>& groups() const { return groups_; }

  /// The days on which billing periods start. Where one starts on the last day of a short month and
  /// has charges that show a later anchor (from 28 February, charged on 29 March: the 30th), the
  /// start of the period before it is added.
  [[nodiscard]] std::set<Day> period_starts() const;

  /// Drops the records of all groups but those `kept` (by place in groups()).
  void keep(const std::vector<bool>& kept);
  [[nodiscard]] std::unique_ptr<RowBlock> take_rows() { return std::move(rows_); }

 private:
  std::unique_ptr<RowBlock> rows_;
  std::vector<PaygoGroup> groups_;
  std::vector<std::uint32_t> group_of_row_;
};

}  // namespace cf_billing
