#include "tables/bad_amount.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/redact.h"
#include "records/json_string.h"

namespace cf_billing {

namespace {

/// What names a record: the first of these that it has.
constexpr std::array<std::string_view, 4> kNames = {"id", "Id", "occurred_at", "ChargePeriodStart"};

std::vector<std::size_t> naming_fields(const RecordLayout& layout) {
  std::vector<std::size_t> fields;
  for (const std::string_view name : kNames) {
    const auto found = std::find_if(layout.begin(), layout.end(),
                                    [&](const Field& field) { return field.column == name; });
    if (found != layout.end()) fields.push_back(static_cast<std::size_t>(found - layout.begin()));
  }
  return fields;
}

/// Escapes in an object would hide a credential from whoever looks for it.
std::string shown(const Cell& cell, const std::vector<Secret>& secrets) {
  std::string plain;
  const bool is_plain = cell.type != CellType::json || !unescape(cell.text(), plain);
  return quoted(is_plain ? cell.text() : std::string_view(plain), secrets);
}

}  // namespace

FieldMask fields_naming_bad_amounts(const TableSpec& spec, FieldMask wanted) {
  const auto is_amount = [&](std::size_t field) {
    return (wanted & field_bit(field)) != 0 && spec.layout[field].type == FieldType::real;
  };
  std::size_t field = 0;
  while (field < spec.layout.size() && !is_amount(field)) ++field;
  FieldMask naming = 0;
  if (field == spec.layout.size()) return naming;
  for (const std::size_t each : naming_fields(spec.layout)) naming |= field_bit(each);
  return naming;
}

Error bad_amount(const TableSpec& spec, const RowBlock& rows, std::size_t row, std::size_t field,
                 const std::vector<Secret>& secrets) {
  const Field& column = spec.layout[field];
  std::string where = "record " + std::to_string(rows.record(row) + 1) + " of its answer";
  for (const std::size_t name : naming_fields(spec.layout)) {
    const Cell& cell = rows.cell(row, name);
    if (!cell.is_text()) continue;
    where += ", " + std::string(spec.layout[name].column) + " " + shown(cell, secrets);
    break;
  }
  if (!rows.account().empty()) where = "account " + rows.account() + ", " + where;
  std::string_view path = column.paths.front();
  if (path.starts_with('^')) path.remove_prefix(1);
  return {ErrorKind::usage,
          std::string(spec.name) + ": " + std::string(column.column) +
              " is no number: " + shown(rows.cell(row, field), secrets) + " (" + where +
              "). It is not guessed what it means: leave the column out, or read the text with "
              "json_extract(raw, '$." +
              std::string(path) + "')."};
}

}  // namespace cf_billing
