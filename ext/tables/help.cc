// cf_help: what there is to ask, the question that each answers, and an example that runs.
//
//   SELECT name, question FROM cf_help WHERE kind = 'view';
//
// No request is made.
#include <string>

#include "tables/all_tables.h"
#include "tables/local_rows.h"

namespace cf_billing {

namespace {

void add(LocalRows& rows, const HelpEntry& entry) {
  rows.begin(std::string(entry.kind) + ' ' + std::string(entry.name));
  rows.set("name", entry.name);
  rows.set("kind", entry.kind);
  rows.set("question", entry.question);
  rows.set("example", entry.example);
}

/// A secret is read, and not set: what is typed as SQL stays in places that a secret should not.
std::string example_of(const SettingDefinition& setting) {
  std::string call = "SELECT cf_config('" + std::string(setting.name) + "'";
  if (!setting.example.empty()) {
    const std::string value(setting.example);
    call += setting.kind == SettingKind::number ? ", " + value : ", '" + value + "'";
  }
  return call + ");";
}

std::shared_ptr<const RecordBlock> rows(const TableSpec& spec, const Session& session) {
  LocalRows rows(spec);
  for (const TableSpec* table : all_tables()) {
    add(rows, {table->name, "table", table->question, table->example});
  }
  for (const HelpEntry& entry : session.further_help()) add(rows, entry);
  for (const SettingDefinition& setting : setting_definitions()) {
    add(rows, {setting.name, "setting", setting.question, example_of(setting)});
  }
  return rows.finish();
}

}  // namespace

const TableSpec& help_table() {
  static const TableSpec spec{
      .name = "cf_help",
      .summary = "Every table, view, function and setting with the question it answers",
      .question = "What is there to ask, and how?",
      .example = "SELECT name, question FROM cf_help WHERE kind = 'view';",
      .layout =
          {{"name", FieldType::text, {"name"}, "name of what is explained"},
           {"kind", FieldType::text, {"kind"}, "`table`, `view`, `function` or `setting`"},
           {"question",
            FieldType::text,
            {"question"},
            "the question that it answers; “Part of other views” is what nobody needs to ask"},
           {"example",
            FieldType::text,
            {"example"},
            "a statement that runs: those of views after `SELECT cf_create_views();`, of "
            "tables for the account in the setting `account_id`"}},
      .rows_per_request = 200,
      .local_rows = rows,
  };
  return spec;
}

}  // namespace cf_billing
