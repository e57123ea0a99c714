// cf_settings: the settings of this connection and where their values come from; secrets are
// masked.
//
//   SELECT name, value, source FROM cf_settings WHERE source <> 'default';
//
// No request is made.
#include "tables/all_tables.h"
#include "tables/local_rows.h"

namespace cf_billing {

namespace {

std::string_view shown(SettingSource source) {
  switch (source) {
    case SettingSource::built_in:
      return "default";
    case SettingSource::environment:
      return "environment";
    case SettingSource::cf_config:
      return "cf_config";
  }
  return "";
}

std::shared_ptr<const RecordBlock> rows(const TableSpec& spec, const Session& session) {
  LocalRows rows(spec);
  for (const SettingDefinition& setting : setting_definitions()) {
    rows.begin(setting.name);
    rows.set("name", setting.name);
    if (const auto value = session.settings().shown(setting.name)) rows.set("value", *value);
    rows.set("source", shown(session.settings().source(setting.name)));
    rows.set("description", setting.description);
  }
  return rows.finish();
}

}  // namespace

const TableSpec& settings_table() {
  static const TableSpec spec{
      .name = "cf_settings",
      .summary = "The settings of this connection; secrets are masked",
      .question = "What is set, and where does it come from?",
      .example = "SELECT name, value, source FROM cf_settings;",
      .layout =
          {{"name", FieldType::text, {"name"}, "name of the setting, as cf_config() takes it"},
           {"value",
            FieldType::text,
            {"value"},
            "value that counts; secrets are masked, NULL if there is none"},
           {"source",
            FieldType::text,
            {"source"},
            "where the value comes from: `default`, `environment` or `cf_config`"},
           {"description",
            FieldType::text,
            {"description"},
            "what the setting does, and its unit"}},
      .rows_per_request = 20,
      .local_rows = rows,
  };
  return spec;
}

}  // namespace cf_billing
