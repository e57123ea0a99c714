// Which fields of a record a scan has to decode.
#pragma once

#include <cstdint>
#include <vector>

#include "records/record_layout.h"
#include "tables/table_spec.h"
#include "vtab/plan.h"

namespace cf_billing {

/// `columns_used`: SQLite's mask, in which the last bit stands for every column from the 64th on.
bool is_used(std::uint64_t columns_used, std::size_t column);

struct UsedFields {
  FieldMask fields = 0;
  FieldMask named = 0;  ///< those of them whose own columns the query uses
  bool raw = false;
};
/// Those behind the columns that the query uses.
UsedFields used_fields(const TableSpec& spec, std::uint64_t columns_used);

/// Those that the plan's terms compare with a value, each once: NULL satisfies none of them.
std::vector<std::size_t> compared_fields(const TableSpec& spec, const ReadPlan& plan);

/// The periods' fields among these of which the plan says that they are compared as moments, and
/// which have the day of a charge or of a cycle's end.
std::vector<std::size_t> period_fields(const TableSpec& spec, const ReadPlan& plan);

/// Whether the plan compares the ends of billing cycles that a table works out.
bool compares_cycle_ends(const TableSpec& spec, const ReadPlan& plan);

/// The field that a hidden column is made of, by the column's place among the hidden ones;
/// kNoField if it is of none.
inline constexpr std::size_t kNoField = ~std::size_t{0};
std::vector<std::size_t> fields_of_hidden_columns(const TableSpec& spec);

}  // namespace cf_billing
