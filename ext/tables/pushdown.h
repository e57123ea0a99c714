// What a table takes from a query's conditions: a Pushdown says which column's, its role what they
// do. Everything that depends on the role alone is in one row of a table.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "core/comparison.h"
#include "core/text_bounds.h"

namespace cf_billing {

enum class Role : std::uint8_t {
  account,         ///< argument: which accounts to ask
  record_account,  ///< a record's column with its account: asked for like `account`
  organization,    ///< argument: which organization to ask
  group_by,        ///< argument: what records are grouped by
  first_day,       ///< argument: the first day
  last_day,        ///< argument: the last day
  day_bound,       ///< bounds the days asked for
  parameter,       ///< sent to the API as it is
  not_before,      ///< a lower bound that lets a list of pages, newest first, end early
  incomplete,      ///< argument: in place of the setting `incomplete`
  read_through,    ///< argument: the view of several feeds that reads the table
  order,           ///< argument: what the API orders a list by
  choice,          ///< leaves out what has none of the values
  granularity,     ///< argument: how finely usage is told
  told,            ///< argument: of whom rows say that they are left out
};

/// Of the comparison: how SQLite compares the column with the value. `instant` is `cf_instant`,
/// the extension's own.
enum class Collation : std::uint8_t { binary, nocase, instant, other };

constexpr TextOrder order_of(Collation collation) {
  return collation == Collation::instant ? TextOrder::instant : TextOrder::plain;
}

class ComparisonSet {
 public:
  constexpr ComparisonSet(std::initializer_list<Comparison> comparisons) {
    for (const Comparison comparison : comparisons) bits_ |= bit(comparison);
  }
  [[nodiscard]] constexpr bool contains(Comparison comparison) const {
    return (bits_ & bit(comparison)) != 0;
  }

 private:
  static constexpr unsigned bit(Comparison comparison) {
    return 1U << static_cast<unsigned>(comparison);
  }
  unsigned bits_ = 0;
};

/// Which days a role bounds.
enum class DayBound : std::uint8_t { none, lower, upper, by_comparison };

struct RoleRules {
  Role role;
  ComparisonSet comparisons;  ///< those it takes; the others are left to SQLite
  std::string_view effect;    ///< what they do, for the documentation
  /// The loosest collation it takes a comparison under, in the order of their type.
  Collation loosest = Collation::binary;
  /// An argument that a row gives back as it was passed. An IN list is one scan for each value.
  bool is_given_back = false;
  bool names_account = false;
  /// An argument without which other records come.
  bool asks_otherwise = false;
  DayBound days = DayBound::none;
  /// Its values are days, or what days begin with; how they are compared matters.
  bool compares_days = false;

  [[nodiscard]] bool takes(Comparison comparison) const { return comparisons.contains(comparison); }
  [[nodiscard]] bool takes(Collation collation) const { return collation <= loosest; }
  [[nodiscard]] bool bounds_days_below(Comparison comparison) const;
  [[nodiscard]] bool bounds_days_above(Comparison comparison) const;
  [[nodiscard]] bool is_about_days() const { return days != DayBound::none; }
};

const RoleRules& rules_of(Role role);

/// A condition on a column that the API, or the choice of requests, can make use of.
struct Pushdown {
  std::string_view column;
  Role role;
  std::string_view term;  ///< its name in the plan text; of a parameter: in the URL, too
  DayColumn day_column = DayColumn::charge_date;
  /// Of a parameter: which values may be sent; others are left to SQLite.
  bool (*sendable)(std::string_view value) = nullptr;

  [[nodiscard]] const RoleRules& rules() const { return rules_of(role); }
};

}  // namespace cf_billing
