// What a query asks of a table, as plain values: no SQLite, no HTTP.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/day_set.h"
#include "records/record_layout.h"

namespace cf_billing {

/// What FOCUS usage is grouped by, besides metric and day.
struct Grouping {
  enum class Kind : std::uint8_t { dimension, tag };
  Kind kind = Kind::dimension;
  std::string key;
  bool operator==(const Grouping&) const = default;
};

class CostsTold;  // usage/costs_told.h

struct Scan {
  std::string table;
  /// Checked identifiers, each once. `std::nullopt` is the token's own user.
  std::vector<std::optional<std::string>> accounts;
  std::optional<std::string> organization;  ///< checked; then `accounts` does not matter
  /// The days asked for, none after today; `std::nullopt`: no bound, the API's own default.
  std::optional<DaySet> days;
  /// Those of them that the query means, where a condition widened the days asked for; nothing:
  /// all.
  std::optional<DaySet> meant_days;
  /// Parameters the API filters by, in the order they are sent.
  std::vector<std::pair<std::string, std::string>> parameters;
  /// Columns of which the table knows every value beforehand, each with those that conditions
  /// allow.
  std::vector<std::pair<std::string_view, std::set<std::string>>> choices;
  /// How finely usage is told, as the query says it: not checked.
  std::optional<std::string> granularity;
  /// Of whom rows say that they are left out, likewise.
  std::optional<std::string> told;
  /// FOCUS usage: checked, each once, as many as the API allows. Never of an organization.
  std::vector<Grouping> group_by;
  /// No record of an earlier day in UTC than this is asked for (billing history).
  std::optional<std::string> not_before;
  /// What the API is to order a list by, as the query says it: not checked.
  std::optional<std::string> order;
  /// The account came from a column that older endpoint generations do not have.
  std::optional<std::string> needs_column;
  /// What is missing is noted, and does not fail the scan: the setting `incomplete`.
  bool accepts_incomplete = false;
  /// Nor do days that are gone, and columns that an older endpoint lacks, or that come for some
  /// accounts only: the setting, or the argument of that name.
  bool accepts_gone = false;
  bool accepts_older = false;
  /// Of all scans of the statement; null: of this scan alone.
  std::shared_ptr<CostsTold> costs_told;
  /// The view of several feeds that the table is read through: conditions on days may not come
  /// through it.
  std::optional<std::string> read_through;
  /// The query may end before the last row: pages are asked for one by one as it reads on.
  bool may_end_early = false;
  FieldMask used = 0;    ///< fields whose columns the query uses
  FieldMask wanted = 0;  ///< those, and what else is needed of a record
  bool wants_raw = false;
};

}  // namespace cf_billing
