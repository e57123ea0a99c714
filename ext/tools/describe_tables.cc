// Prints the README's section on tables, from the specs: build/cf_describe_tables
#include <algorithm>
#include <cstdio>
#include <set>
#include <string>

#include "tables/table_spec.h"

namespace {

using namespace cf_billing;
using Role = Pushdown::Role;

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string visible_columns(const TableSpec& spec) {
  std::string list;
  for (const Field& field : spec.layout) {
    if (!list.empty()) list += ", ";
    list += code(field.column);
    if (declared_type(field.type) != "TEXT") list += " " + std::string(declared_type(field.type));
    if (field.type == FieldType::json) list += " JSON";
  }
  return list + ".";
}

bool is_argument(const HiddenColumn& column) {
  return column.kind == HiddenColumn::Kind::account || column.kind == HiddenColumn::Kind::argument;
}

bool has_arguments(const TableSpec& spec) {
  return std::any_of(spec.hidden.begin(), spec.hidden.end(), is_argument);
}

std::string call(const TableSpec& spec) {
  std::string arguments;
  for (const HiddenColumn& column : spec.hidden) {
    if (!is_argument(column)) continue;
    if (!arguments.empty()) arguments += ", ";
    arguments += column.name;
  }
  return code(std::string(spec.name) + "(" + arguments + ")");
}

std::string hidden_columns(const TableSpec& spec) {
  std::string list;
  for (const HiddenColumn& column : spec.hidden) {
    if (!list.empty()) list += "; ";
    list += code(column.name) + ": " + std::string(column.description);
  }
  return list + ".";
}

std::string operators(const Pushdown& pushdown) {
  switch (pushdown.role) {
    case Role::account:
      return pushdown.column == pushdown.term ? "`=`, `IN`, `IS`, `IS NULL`" : "`=`, `IN`";
    case Role::organization:
    case Role::first_day:
    case Role::last_day:
    case Role::parameter:
      return "`=`";
    case Role::day_bound:
      return "`=`, `IN`, `<`, `<=`, `>`, `>=`, `BETWEEN`, `GLOB` and `LIKE` prefixes";
    case Role::oldest_first:
      return "`>`, `>=`, `BETWEEN`";
  }
  return "";
}

std::string effect(const Pushdown& pushdown) {
  switch (pushdown.role) {
    case Role::account:
      return "chooses the accounts";
    case Role::organization:
      return "chooses the organization";
    case Role::first_day:
    case Role::last_day:
    case Role::day_bound:
      return "choose the days asked for";
    case Role::parameter:
      return "sent as " + code(pushdown.term);
    case Role::oldest_first:
      return "ends the reading of pages";
  }
  return "";
}

/// Neighbouring rules with the same operators and effect share a line.
std::string pushed(const TableSpec& spec) {
  std::string lines;
  for (std::size_t i = 0; i < spec.pushdowns.size();) {
    const Pushdown& first = spec.pushdowns[i];
    std::string columns;
    for (; i < spec.pushdowns.size() && operators(spec.pushdowns[i]) == operators(first) &&
           effect(spec.pushdowns[i]) == effect(first);
         ++i) {
      columns += (columns.empty() ? "" : ", ") + code(spec.pushdowns[i].column);
    }
    lines += "| " + columns + " | " + operators(first) + " | " + effect(first) + " |\n";
  }
  return lines;
}

std::size_t columns_without_pushdown(const TableSpec& spec) {
  std::set<std::string_view> pushed_columns;
  for (const Pushdown& pushdown : spec.pushdowns) pushed_columns.insert(pushdown.column);
  return spec.column_count() - pushed_columns.size();
}

}  // namespace

int main() {
  std::string text;
  for (const TableSpec* spec : all_tables()) {
    text += "### `" + std::string(spec->name) + "`\n\n" + std::string(spec->summary) + ".";
    if (has_arguments(*spec)) text += " Call it as " + call(*spec) + ".";
    if (spec->local_rows != nullptr) text += " No request is made.";
    text += "\n\nColumns, TEXT unless said otherwise: " + visible_columns(*spec) + "\n\n";
    if (!spec->hidden.empty()) text += "Hidden: " + hidden_columns(*spec) + "\n\n";
    if (spec->pushdowns.empty()) {
      text += "All conditions are left to SQLite.\n\n";
      continue;
    }
    text += "| conditions on | with | do what |\n|---|---|---|\n" + pushed(*spec) + "\n";
    text += "Left to SQLite: every other operator, and all conditions on the other " +
            std::to_string(columns_without_pushdown(*spec)) + " columns.\n\n";
  }
  std::fputs(text.c_str(), stdout);
  return 0;
}
