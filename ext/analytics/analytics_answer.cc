#include "analytics/analytics_answer.h"

#include <algorithm>

#include "analytics/answer_nodes.h"
#include "records/json_number.h"
#include "records/json_tree.h"

namespace cf_billing {

namespace {

using Kind = JsonTree::Kind;

constexpr const char* kNotEnabled = "not enabled: the plan or the token does not have it";

std::optional<std::chrono::seconds> seconds_of(const JsonTree& of, std::string_view name) {
  const JsonTree* found = of.member(name);
  const auto value =
      found != nullptr && found->is(Kind::number) ? nearest_double(found->text()) : std::nullopt;
  // More than anything keeps, and no more than fits.
  constexpr double kMost = 1e10;
  if (!value || !(*value > 0)) return std::nullopt;
  return std::chrono::seconds{static_cast<std::int64_t>(std::min(*value, kMost))};
}

bool is_about(const GraphqlError& error, const Dataset& dataset) {
  return std::find(error.path.begin(), error.path.end(), dataset.name) != error.path.end();
}

/// A dot between the names is as good as a line.
std::set<std::string, std::less<>> fields_in(const JsonTree* list) {
  std::set<std::string, std::less<>> fields;
  if (list == nullptr || !list->is(Kind::array)) return fields;
  for (const JsonTree& item : list->children()) {
    std::string field = item.text();
    std::replace(field.begin(), field.end(), '.', '_');
    fields.insert(std::move(field));
  }
  return fields;
}

DatasetSettings read_settings(const Dataset& dataset, const JsonTree& said) {
  DatasetSettings settings;
  const JsonTree* enabled = said.member("enabled");
  if (enabled == nullptr || !enabled->is(Kind::boolean) || enabled->text() != "true") {
    settings.denial = kNotEnabled;
  }
  settings.longest = seconds_of(said, "maxDuration");
  settings.kept = seconds_of(said, "notOlderThan");
  if (const auto size = seconds_of(said, "maxPageSize")) settings.page_size = size->count();
  settings.fields = fields_in(said.member("availableFields"));
  if (settings.denial.empty()) settings.denial = lack_of_fields(dataset, settings.fields);
  return settings;
}

/// Of datasets that are denied, in an answer that has some of what was asked for. Throws the
/// answer's error where that is not all that is wrong.
SettingsOfDatasets denied_datasets(const Answer& answer,
                                   const std::vector<const Dataset*>& datasets) {
  SettingsOfDatasets settings;
  for (const GraphqlError& error : answer.graphql_errors) {
    const auto about = std::find_if(datasets.begin(), datasets.end(), [&](const Dataset* dataset) {
      return is_about(error, *dataset);
    });
    if (!error.is_denial() || about == datasets.end()) answer.checked();
    settings[*about].denial = described({error});
  }
  return settings;
}

}  // namespace

std::vector<SettingsOfDatasets> settings_of(const Answer& answer, DatasetScope scope,
                                            const std::vector<const Dataset*>& datasets,
                                            const std::vector<std::string>& ids, Owners owners) {
  if (answer.graphql_errors.empty() || ids.size() > 1) answer.checked();
  const SettingsOfDatasets denied = denied_datasets(answer, datasets);
  if (denied.size() == datasets.size()) return {denied};
  const JsonOutline document(answer.document);
  std::vector<SettingsOfDatasets> all;
  for (const JsonOutline::Value place : nodes_of(answer, document, scope, ids, owners)) {
    SettingsOfDatasets& settings = all.emplace_back(denied);
    const JsonTree node = tree_of(answer, document, place);
    const JsonTree* said = node.member("settings");
    if (said == nullptr || !said->is(Kind::object)) throw answer.malformed("it has no settings");
    for (const Dataset* dataset : datasets) {
      if (settings.contains(dataset)) continue;
      const JsonTree* of_dataset = said->member(dataset->name);
      if (of_dataset == nullptr || !of_dataset->is(Kind::object)) {
        throw answer.malformed("its settings say nothing of " + std::string(dataset->name));
      }
      settings[dataset] = read_settings(*dataset, *of_dataset);
    }
  }
  return all;
}

bool lacks_account_tag(const Answer& answer) {
  const std::string tag(tag_of(DatasetScope::account));
  return std::any_of(answer.graphql_errors.begin(), answer.graphql_errors.end(),
                     [&](const GraphqlError& error) {
                       return error.message.find("unknown field") != std::string::npos &&
                              error.message.find('"' + tag + '"') != std::string::npos;
                     });
}

std::optional<std::string> denial_of(const Answer& answer, const Dataset& dataset) {
  const auto& errors = answer.graphql_errors;
  const bool is_denied =
      !errors.empty() && std::all_of(errors.begin(), errors.end(), [&](const GraphqlError& error) {
        return error.is_denial() && is_about(error, dataset);
      });
  return is_denied ? std::optional(described(errors)) : std::nullopt;
}

std::optional<std::string> denial_of_owner(const Answer& answer, const std::string& id,
                                           bool is_alone) {
  std::vector<GraphqlError> about;
  for (const GraphqlError& error : answer.graphql_errors) {
    if (!error.is_denial()) return std::nullopt;
    if (is_alone || error.message.find(id) != std::string::npos) about.push_back(error);
  }
  return about.empty() ? std::nullopt : std::optional(described(about));
}

}  // namespace cf_billing
