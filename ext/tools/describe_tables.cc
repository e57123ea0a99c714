// Prints the documentation of the tables, from their specs:
//   build/cf_describe_tables           ext/tables/README.md, a section for each table
//   build/cf_describe_tables --list    its list, a line for each table
#include <algorithm>
#include <cstdio>
#include <set>
#include <string>

#include "tables/table_spec.h"

namespace {

using namespace cf_billing;

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

bool is_argument(const HiddenColumn& column) {
  return column.kind == HiddenColumn::Kind::account || column.kind == HiddenColumn::Kind::argument;
}

/// Those that can be passed in their order; behind another hidden column they go by name.
std::string arguments(const TableSpec& spec) {
  std::string list;
  for (const HiddenColumn& column : spec.hidden) {
    if (!is_argument(column)) break;
    if (!list.empty()) list += ", ";
    list += column.name;
  }
  return list;
}

std::string type_shown(const Field& field) {
  return std::string(declared_type(field.type)) + (field.type == FieldType::json ? " (JSON)" : "");
}

std::string columns(const TableSpec& spec) {
  std::string lines = "| column | type | what it is |\n|---|---|---|\n";
  for (const Field& field : spec.layout) {
    lines += "| " + code(field.column) + " | " + type_shown(field) + " | " +
             std::string(field.description) + " |\n";
  }
  for (const HiddenColumn& column : spec.hidden) {
    lines +=
        "| " + code(column.name) + " | TEXT, hidden | " + std::string(column.description) + " |\n";
  }
  return lines;
}

/// What of SQL becomes the comparisons that a role takes.
std::string operators(const RoleRules& rules) {
  struct Spelled {
    Comparison comparison;
    std::string_view text;
  };
  constexpr Spelled kSpelled[] = {
      {Comparison::eq, "`=`"},       {Comparison::any_of, "`IN`"},
      {Comparison::lt, "`<`"},       {Comparison::le, "`<=`"},
      {Comparison::gt, "`>`"},       {Comparison::ge, "`>=`"},
      {Comparison::ge, "`BETWEEN`"}, {Comparison::ge, "`GLOB` and `LIKE` prefixes"},
      {Comparison::is, "`IS`"},      {Comparison::is_null, "`IS NULL`"}};
  std::string list;
  for (const Spelled& spelled : kSpelled) {
    if (!rules.takes(spelled.comparison)) continue;
    if (!list.empty()) list += ", ";
    list += spelled.text;
  }
  return list;
}

std::string effect(const Pushdown& pushdown) {
  std::string text(pushdown.rules().effect);
  if (pushdown.role == Role::parameter) text += " " + code(pushdown.term);
  return text;
}

/// Neighbouring rules with the same operators and effect share a line.
std::string pushed(const TableSpec& spec) {
  std::string lines = "| conditions on | with | do what |\n|---|---|---|\n";
  for (std::size_t i = 0; i < spec.pushdowns.size();) {
    const std::string with = operators(spec.pushdowns[i].rules());
    const std::string what = effect(spec.pushdowns[i]);
    std::string pushed_columns;
    for (; i < spec.pushdowns.size() && operators(spec.pushdowns[i].rules()) == with &&
           effect(spec.pushdowns[i]) == what;
         ++i) {
      pushed_columns += (pushed_columns.empty() ? "" : ", ") + code(spec.pushdowns[i].column);
    }
    for (const std::string& cell : {pushed_columns, with, what}) {
      lines += "| ";
      lines += cell;
      lines += ' ';
    }
    lines += "|\n";
  }
  return lines;
}

std::size_t columns_without_pushdown(const TableSpec& spec) {
  std::set<std::string_view> pushed_columns;
  for (const Pushdown& pushdown : spec.pushdowns) pushed_columns.insert(pushdown.column);
  return spec.column_count() - pushed_columns.size();
}

std::string section(const TableSpec& spec) {
  const std::string name(spec.name);
  std::string text = "## `" + name + "`\n\n" + std::string(spec.summary) + ".";
  if (!arguments(spec).empty()) {
    text += " Call it as " + code(name + "(" + arguments(spec) + ")") + ".";
  }
  if (spec.local_rows != nullptr) text += " No request is made.";
  text += "\n\n" + columns(spec) + "\n";
  if (spec.pushdowns.empty()) return text + "All conditions are left to SQLite.\n\n";
  return text + pushed(spec) +
         "\nLeft to SQLite: every other operator, and all conditions on the other " +
         std::to_string(columns_without_pushdown(spec)) + " columns.\n\n";
}

std::string all_sections() {
  std::string text;
  for (const TableSpec* spec : all_tables()) text += section(*spec);
  return text;
}

std::string list_of_tables() {
  std::string lines = "| table | arguments | rows |\n|---|---|---|\n";
  for (const TableSpec* spec : all_tables()) {
    const std::string name(spec->name);
    const std::string given = arguments(*spec);
    lines += "| [" + code(name) + "](#" + name + ") | " + (given.empty() ? "" : code(given)) +
             " | " + std::string(spec->summary) + " |\n";
  }
  return lines;
}

}  // namespace

int main(int count, char** words) {
  const bool list = count > 1 && std::string_view(words[1]) == "--list";
  std::fputs((list ? list_of_tables() : all_sections()).c_str(), stdout);
  return 0;
}
