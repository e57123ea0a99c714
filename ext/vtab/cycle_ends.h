// Where billing cycles end, for a table whose records only say where they start.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "records/row_block.h"
#include "scan/session.h"
#include "tables/table_spec.h"

namespace cf_billing {

/// The start tells it, unless it is the last day of a month of fewer than 31: then the cycles may
/// start on a later day of longer months. The subscriptions know on which, and are asked for only
/// then, once for each account. Never a guess: nothing where nobody tells.
class CycleEnds {
 public:
  CycleEnds(const TableSpec& spec, Session& session);

  struct End {
    std::string text;        ///< in FOCUS form; empty: not known
    bool is_untold = false;  ///< the record has a start, and nobody tells the end
  };
  /// Throws Error where the subscriptions cannot be had.
  End of(const RowBlock& block, std::size_t row, const std::function<bool()>& interrupted);

 private:
  using Anchors = std::map<std::string, std::chrono::day, std::less<>>;  // By subscription.

  const Anchors& anchors_of(const std::string& account, const std::function<bool()>& interrupted);

  Session& session_;
  std::size_t start_, subscription_, billing_account_;  // Fields of the table.
  std::map<std::string, Anchors> known_;                // By account.
};

/// The fields of a record that an end is made of.
FieldMask fields_of_cycle_end(const RecordLayout& layout);

}  // namespace cf_billing
