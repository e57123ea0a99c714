#include "analytics/query_text.h"

#include "records/json_string.h"

namespace cf_billing {

namespace {

std::string in_braces(std::string_view name, const std::vector<std::string_view>& members) {
  std::string text(name);
  text += " {";
  for (const std::string_view member : members) text.append(" ").append(member);
  return text + " }";
}

std::string of_scope(DatasetScope scope, Owners owners, const std::string& declarations,
                     const std::string& selection) {
  const bool is_account = scope == DatasetScope::account;
  const std::string head = is_account ? "query($account: string!" : "query($zones: [string!]!";
  const std::string node = is_account ? "accounts(filter: {accountTag: $account}) { "
                                      : "zones(filter: {zoneTag_in: $zones}) { ";
  // With the tags, so that an answer about somebody else is seen to be one.
  const std::string tag =
      owners == Owners::named ? std::string(tag_of(scope)) + " " : std::string();
  return head + declarations + ") { viewer { " + node + tag + selection + " } } }";
}

std::string filter_of(const Dataset& dataset, Granularity granularity, Keyset keyset) {
  std::string filter;
  if (granularity == Granularity::day) {
    filter = "date_geq: $from, date_leq: $to";
  } else {
    const std::string time(dataset.time);
    filter = time + "_geq: $from, " + time + "_lt: $to";
  }
  if (keyset == Keyset::behind) filter += ", " + std::string(dataset.resource) + "_gt: $after";
  return filter;
}

std::string members_of(const Dataset& dataset, Granularity granularity) {
  std::vector<std::string_view> dimensions = dimensions_of(dataset);
  dimensions.insert(dimensions.begin(), time_dimension(granularity));
  std::string members = in_braces("dimensions", dimensions);
  for (const Aggregate aggregate : {Aggregate::sum, Aggregate::max}) {
    const auto fields = fields_of(dataset, aggregate);
    if (!fields.empty()) members += " " + in_braces(name_of(aggregate), fields);
  }
  for (const Measure& measure : dataset.measures) {
    if (measure.aggregate != Aggregate::count || !measure.is_offered) continue;
    members += " count";
    break;
  }
  if (dataset.is_sampled) members += " avg { sampleInterval }";
  return members;
}

}  // namespace

std::string groups_query(const Dataset& dataset, Granularity granularity, Keyset keyset,
                         Owners owners) {
  const std::string time = granularity == Granularity::day ? "Date!" : "Time!";
  std::string declarations = ", $from: " + time + ", $to: " + time + ", $limit: uint64!";
  if (keyset == Keyset::behind) declarations += ", $after: string!";
  std::string arguments =
      "limit: $limit, filter: {" + filter_of(dataset, granularity, keyset) + "}";
  if (keyset != Keyset::none) arguments += ", orderBy: [" + std::string(dataset.resource) + "_ASC]";
  return of_scope(dataset.scope, owners, declarations,
                  std::string(dataset.name) + "(" + arguments + ") { " +
                      members_of(dataset, granularity) + " }");
}

std::string settings_query(DatasetScope scope, const std::vector<const Dataset*>& datasets,
                           Owners owners) {
  std::string settings = "settings {";
  for (const Dataset* dataset : datasets) {
    settings +=
        " " + in_braces(dataset->name, {"enabled", "maxDuration", "notOlderThan", "maxPageSize",
                                        "maxNumberOfFields", "availableFields"});
  }
  return of_scope(scope, owners, "", settings + " }");
}

QueryVariables scope_variable(DatasetScope scope, const std::vector<std::string>& ids) {
  if (scope == DatasetScope::account) return {{"account", json_quoted(ids.front())}};
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "[" : ",") + json_quoted(id);
  return {{"zones", list + "]"}};
}

std::string_view node_of(DatasetScope scope) {
  return scope == DatasetScope::account ? "accounts" : "zones";
}

std::string_view tag_of(DatasetScope scope) {
  return scope == DatasetScope::account ? "accountTag" : "zoneTag";
}

std::string_view time_dimension(Granularity granularity) {
  return granularity == Granularity::day ? "date" : "datetimeHour";
}

Owners owners_in(const AnalyticsSchema& schema, DatasetScope scope) {
  return scope == DatasetScope::account && !schema.has_account_tag ? Owners::unnamed
                                                                   : Owners::named;
}

std::string query_body(const std::string& query, const QueryVariables& variables) {
  std::string body = R"({"query":)" + json_quoted(query) + R"(,"variables":{)";
  for (const auto& [name, value] : variables) {
    if (!body.ends_with('{')) body += ',';
    body += '"' + std::string(name) + R"(":)" + value;
  }
  return body + "}}";
}

}  // namespace cf_billing
