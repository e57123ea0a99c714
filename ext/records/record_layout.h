// What a record of an endpoint looks like: the fields, where they sit in the JSON, and the type
// that each column promises.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cf_billing {

enum class FieldType {
  text,     ///< identifiers, names, timestamps as received; a number keeps its spelling
  real,     ///< quantities, prices, costs: a double even if sent as `1` or `"$1.50"`
  integer,  ///< counts and booleans (0, 1)
  period,   ///< a timestamp, in FOCUS form where that loses nothing
  json,     ///< objects and arrays as JSON text
};

struct Field {
  std::string_view column;
  FieldType type;
  /// Dotted path in the record, then older or rarer spellings of it, used where the first is
  /// absent or null.
  std::vector<std::string_view> paths;
  /// What the column says, its unit and what NULL means; no full stop. For the documentation.
  std::string_view description{};
};

using RecordLayout = std::vector<Field>;

/// The place of a column that the layout is known to have.
inline std::size_t field_index(const RecordLayout& layout, std::string_view column) {
  std::size_t field = 0;
  while (layout.at(field).column != column) ++field;
  return field;
}

/// A bit for each field of a layout: at most 64 fields.
using FieldMask = std::uint64_t;
inline constexpr FieldMask field_bit(std::size_t field) { return FieldMask{1} << field; }
inline FieldMask all_fields(const RecordLayout& layout) {
  return layout.size() >= 64 ? ~FieldMask{0} : field_bit(layout.size()) - 1;
}

}  // namespace cf_billing
