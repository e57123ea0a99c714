// POST /graphql: the analytics of one account, or of up to ten zones.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analytics.h"
#include "apis.h"
#include "graphql/parser.h"
#include "graphql_limits.h"
#include "graphql_rows.h"
#include "json_text.h"

namespace sandbox {
namespace {

using graphql::Field;
using graphql::Refusal;
using graphql::Variables;
using nlohmann::json;

constexpr std::size_t kMostZones = 10;
constexpr int kForbidden = 403;
constexpr int kOk = 200;
constexpr const char* kAccountTag = "accountTag";
constexpr const char* kZoneTag = "zoneTag";

// The account or zone that a part of the answer is about.
struct Owner {
  const Account* account = nullptr;
  const Zone* zone = nullptr;
};

class Query {
 public:
  Query(const Call& call, const json& body)
      : call_(call),
        document_(graphql::parse(query_text(body))),
        given_(body.value("variables", json())),
        variables_(document_, given_.is_null() ? given_ = json::object() : given_) {}

  // The data; what only a part of it lacks is in partial_errors().
  std::string answer() {
    const Field& viewer = only(document_.fields, "viewer");
    ObjectText scopes;
    std::set<std::string> seen;
    // Twice: what is wrong with the query is found before what is wrong with asking it.
    for (const bool is_check : {true, false}) {
      is_check_ = is_check;
      if (!is_check) {
        variables_.refuse_unused();
      }
      for (const Field& scope : viewer.selections) {
        std::string list = scope_list(scope);
        if (!is_check) {
          scopes.raw(scope.key(), list);
        } else if (!seen.insert(scope.name).second) {
          throw Refusal("in combination, your request queries too many nodes, zones and accounts",
                        {}, "", 429);
        }
      }
    }
    if (!refusals_.empty()) {
      return "null";
    }
    return "{" + json_string(viewer.key()) + ":" + std::move(scopes).finish() + "}";
  }

  // In the order of the nodes: without data, why; else what is missing.
  const std::vector<Refusal>& errors() const { return refusals_.empty() ? partial_ : refusals_; }

 private:
  static std::string query_text(const json& body) {
    static const std::set<std::string> known = {"query", "variables", "operationName"};
    if (!body.is_object() || !body.contains("query") || !body["query"].is_string()) {
      throw Refusal("query contains error, please review it and retry");
    }
    for (const auto& [name, value] : body.items()) {
      if (!known.contains(name) ||
          (name == "variables" && !value.is_object() && !value.is_null())) {
        throw Refusal("query contains error, please review it and retry");
      }
    }
    return body["query"].get<std::string>();
  }

  static const Field& only(const std::vector<Field>& fields, std::string_view name) {
    if (fields.size() != 1 || fields.front().name != name) {
      throw Refusal("unknown field \"" + fields.front().name + "\"");
    }
    if (!fields.front().arguments.empty()) {
      throw Refusal("error parsing args: unknown arg \"" + fields.front().arguments.front().name +
                    "\"");
    }
    if (fields.front().selections.empty()) {
      throw Refusal("object field must have selections");
    }
    return fields.front();
  }

  std::string scope_list(const Field& scope) {
    if (scope.name != "accounts" && scope.name != "zones") {
      throw Refusal("unknown field \"" + scope.name + "\"");
    }
    if (scope.selections.empty()) {
      throw Refusal("object field must have selections");
    }
    const bool is_zones = scope.name == "zones";
    const std::vector<std::string> tags = tags_of(scope, is_zones ? kZoneTag : kAccountTag);
    if (tags.size() > (is_zones ? kMostZones : 1)) {
      throw Refusal("in combination, your request queries too many nodes, zones and accounts", {},
                    "", 429);
    }
    ArrayText list;
    for (std::size_t i = 0; i < tags.size(); ++i) {
      const std::vector<std::string> path = {"viewer", scope.key(), std::to_string(i)};
      list.add(owner_text(scope, tags[i], is_zones, path));
    }
    return std::move(list).finish();
  }

  std::vector<std::string> tags_of(const Field& scope, const std::string& name) const {
    const bool has_filter = scope.arguments.size() == 1 &&
                            scope.arguments.front().name == "filter" &&
                            scope.arguments.front().value.members.size() == 1;
    if (!has_filter) {
      throw Refusal("error parsing args: a filter by " + name + ", and nothing else, is expected");
    }
    const graphql::Argument& filter = scope.arguments.front().value.members.front();
    if (filter.name != name && filter.name != name + "_in") {
      throw Refusal("error parsing args: unknown field \"" + filter.name + "\" in the filter");
    }
    return variables_.resolve(filter.value, Scalar::kString, filter.name != name, false);
  }

  // Throws a Refusal if the token must not see it.
  Owner find_owner(const std::string& tag, bool is_zone) const {
    const char* permission = is_zone ? "graphql.zone_permission" : "graphql.permission";
    if (call_.settings.is(permission, "on")) {
      for (const Account& account : call_.snapshot.accounts()) {
        if (!is_zone && account.id == tag) {
          return {&account, nullptr};
        }
        const auto zone = std::ranges::find(account.zones, tag, &Zone::id);
        if (is_zone && zone != account.zones.end()) {
          return {&account, &*zone};
        }
      }
    }
    throw Refusal(is_zone ? "zones [" + tag + "] are not authorized"
                          : std::string("not authorized for that account"),
                  {}, "authz", kForbidden);
  }

  std::string owner_text(const Field& scope, const std::string& tag, bool is_zone,
                         const std::vector<std::string>& path) {
    Owner owner;
    if (!is_check_) {
      try {
        owner = find_owner(tag, is_zone);
      } catch (const Refusal& refusal) {
        refusals_.push_back(refusal);
        return "null";
      }
    }
    ObjectText object;
    std::set<std::string> keys;
    for (const Field& field : scope.selections) {
      if (!keys.insert(field.key()).second) {
        throw Refusal("field \"" + field.key() + "\" is asked for twice");
      }
      const bool is_tag = field.name == (is_zone ? kZoneTag : kAccountTag);
      if (is_tag && (is_zone || call_.settings.is("graphql.account_tag", "on"))) {
        object.text(field.key(), tag);
      } else if (field.name == "settings") {
        object.raw(field.key(), settings_text(field, is_zone));
      } else {
        object.raw(field.key(), dataset_text(field, owner, is_zone, path));
      }
    }
    return std::move(object).finish();
  }

  const Dataset& dataset_of(const Field& field, bool is_zone) const {
    const Dataset* dataset = find_dataset(field.name);
    if (!dataset || dataset->is_of_zone != is_zone ||
        !graphql::is_in_schema(*dataset, call_.settings)) {
      throw Refusal("unknown field \"" + field.name + "\"");
    }
    return *dataset;
  }

  std::string settings_text(const Field& field, bool is_zone) const {
    if (field.selections.empty()) {
      throw Refusal("object field must have selections");
    }
    ObjectText object;
    for (const Field& each : field.selections) {
      object.raw(each.key(),
                 graphql::settings_node(each, dataset_of(each, is_zone), call_.settings));
    }
    return std::move(object).finish();
  }

  std::string dataset_text(const Field& field, const Owner& owner, bool is_zone,
                           std::vector<std::string> path) {
    path.push_back(field.key());
    const graphql::Plan plan = graphql::read_plan(field, dataset_of(field, is_zone), variables_);
    if (is_check_) {
      return "null";
    }
    try {
      graphql::check_limits(plan, call_.settings, analytics_now(call_.snapshot, call_.settings),
                            path);
    } catch (const Refusal& refusal) {
      refusals_.push_back(refusal);
      return "null";
    }
    if (call_.settings.lists("graphql.partial", plan.dataset->name)) {
      partial_.emplace_back("unable to execute query, please try again later", path, "", kOk);
      return "null";
    }
    return graphql::rows_of(plan, call_.snapshot, call_.settings, *owner.account, owner.zone);
  }

  const Call& call_;
  const graphql::Document document_;
  json given_;
  const Variables variables_;
  bool is_check_ = true;
  std::vector<Refusal> refusals_;
  std::vector<Refusal> partial_;
};

std::string now_text() {
  const auto now = std::chrono::system_clock::now();
  const Day day = std::chrono::floor<days>(now);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::microseconds>(now - day));
  char text[32];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%06dZ", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return format_day(day) + text;
}

std::string error_text(const Refusal& refusal) {
  ObjectText extensions;
  if (!refusal.code.empty()) {
    extensions.text("code", refusal.code);
  }
  extensions.text("timestamp", now_text());
  ObjectText error;
  error.text("message", refusal.what());
  error.raw("path", refusal.path.empty() ? "null" : json_list(refusal.path, json_string));
  error.raw("extensions", std::move(extensions).finish());
  return std::move(error).finish();
}

Reply reply_of(const Settings& settings, const std::string& data,
               const std::vector<Refusal>& errors) {
  Reply reply;
  reply.body = "{\"data\":" + data +
               ",\"errors\":" + (errors.empty() ? "null" : json_list(errors, error_text)) + "}";
  if (!errors.empty() && settings.is("graphql.status", "documented")) {
    reply.status = errors.front().documented_status;
  }
  return reply;
}

}  // namespace

Reply graphql_query(const Call& call) {
  try {
    const json body = json::parse(call.body, nullptr, false);
    Query query(call, body);
    const std::string data = query.answer();
    return reply_of(call.settings, data, query.errors());
  } catch (const Refusal& refusal) {
    return reply_of(call.settings, "null", {refusal});
  }
}

Reply graphql_limit_reached() {
  constexpr int kTooMany = 429;
  Reply reply = reply_of(
      Settings(), "null",
      {Refusal("rate limiter budget depleted, try again after 5 minutes", {}, "budget", kTooMany)});
  reply.status = kTooMany;
  return reply;
}

}  // namespace sandbox
