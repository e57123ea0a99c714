#include "vtab/used_columns.h"

#include <algorithm>
#include <optional>

#include "vtab/cycle_ends.h"

namespace cf_billing {

namespace {

std::optional<std::size_t> compared_field(const TableSpec& spec, const PlanTerm& term) {
  if (term.comparison == Comparison::is || term.comparison == Comparison::is_null) {
    return std::nullopt;
  }
  if (term.column < spec.layout.size()) return term.column;
  const HiddenColumn& hidden = spec.hidden[term.column - spec.layout.size()];
  if (hidden.kind != HiddenColumn::Kind::day_of && hidden.kind != HiddenColumn::Kind::utc_day_of) {
    return std::nullopt;
  }
  return field_index(spec.layout, hidden.field);
}

/// The field whose value the column has, or which it is the end of; none: kNoField.
std::size_t shown_field(const TableSpec& spec, std::size_t column) {
  if (column < spec.layout.size()) return column;
  const HiddenColumn& hidden = spec.hidden[column - spec.layout.size()];
  return hidden.kind == HiddenColumn::Kind::exclusive_end ? field_index(spec.layout, hidden.field)
                                                          : kNoField;
}

}  // namespace

bool is_used(std::uint64_t columns_used, std::size_t column) {
  return ((columns_used >> std::min<std::size_t>(column, 63)) & 1U) != 0;
}

UsedFields used_fields(const TableSpec& spec, std::uint64_t columns_used) {
  UsedFields used;
  for (std::size_t i = 0; i < spec.column_count(); ++i) {
    if (!is_used(columns_used, i)) continue;
    if (i < spec.layout.size()) {
      used.fields |= field_bit(i);
      used.named |= field_bit(i);
      continue;
    }
    const HiddenColumn& column = spec.hidden[i - spec.layout.size()];
    if (column.kind == HiddenColumn::Kind::raw) used.raw = true;
    if (column.kind == HiddenColumn::Kind::further) {
      used.fields |= field_bit(spec.further_field(i - spec.layout.size()));
    }
    if (column.kind == HiddenColumn::Kind::cycle_end) {
      used.fields |= fields_of_cycle_end(spec.layout);
    }
    if (!column.field.empty()) used.fields |= field_bit(field_index(spec.layout, column.field));
  }
  return used;
}

std::vector<std::size_t> compared_fields(const TableSpec& spec, const ReadPlan& plan) {
  std::vector<std::size_t> fields;
  for (const PlanTerm* term : plan.terms) {
    const auto field = compared_field(spec, *term);
    if (field && std::find(fields.begin(), fields.end(), *field) == fields.end()) {
      fields.push_back(*field);
    }
  }
  return fields;
}

std::vector<std::size_t> period_fields(const TableSpec& spec, const ReadPlan& plan) {
  std::vector<std::size_t> fields;
  for (const PlanTerm* term : plan.terms) {
    // That a period begins a day earlier or later the bounds made of its start allow for.
    if (term->collation != Collation::instant ||
        term->pushdown->day_column == DayColumn::billing_period_start) {
      continue;
    }
    const std::size_t field = shown_field(spec, term->column);
    if (field != kNoField && spec.layout[field].type == FieldType::period &&
        std::find(fields.begin(), fields.end(), field) == fields.end()) {
      fields.push_back(field);
    }
  }
  return fields;
}

bool compares_cycle_ends(const TableSpec& spec, const ReadPlan& plan) {
  return std::any_of(plan.terms.begin(), plan.terms.end(), [&](const PlanTerm* term) {
    return term->column >= spec.layout.size() &&
           spec.hidden[term->column - spec.layout.size()].kind == HiddenColumn::Kind::cycle_end;
  });
}

std::vector<std::size_t> fields_of_hidden_columns(const TableSpec& spec) {
  std::vector<std::size_t> fields;
  for (const HiddenColumn& column : spec.hidden) {
    fields.push_back(column.field.empty() ? kNoField : field_index(spec.layout, column.field));
  }
  return fields;
}

}  // namespace cf_billing
