#include "faults.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "chance.h"

namespace sandbox {
namespace {

using nlohmann::json;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::invalid_argument("cannot read the body_file '" + path + "'");
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t whole(const json& value) {
  if (!value.is_number_unsigned()) {
    throw std::invalid_argument(value.dump() + " is not a whole number");
  }
  return value.get<std::size_t>();
}

std::chrono::milliseconds milliseconds(const json& value) {
  return std::chrono::milliseconds(whole(value));
}

int http_status(const json& value) {
  const std::size_t status = whole(value);
  if (status < 200 || status > 599) {
    throw std::invalid_argument(value.dump() + " is not an HTTP status");
  }
  return static_cast<int>(status);
}

double probability_of(const json& value) {
  const double probability = value.is_number() ? value.get<double>() : -1;
  if (probability < 0 || probability > 1) {
    throw std::invalid_argument(value.dump() + " is not a probability from 0 to 1");
  }
  return probability;
}

std::map<std::string, std::optional<std::string>> headers_of(const json& value) {
  std::map<std::string, std::optional<std::string>> headers;
  for (const auto& [name, text] : value.get<std::map<std::string, json>>()) {
    headers[name] = text.is_null() ? std::nullopt : std::optional(text.get<std::string>());
  }
  return headers;
}

LimitTold limit_of(const json& value) {
  return {static_cast<int>(whole(value.at("remaining"))),
          std::chrono::seconds(whole(value.at("reset")))};
}

using Action = std::function<void(Fault&, const json&)>;

const std::map<std::string, Action>& actions() {
  static const std::map<std::string, Action> all = {
      {"latency_ms", [](Fault& f, const json& v) { f.latency = milliseconds(v); }},
      {"status", [](Fault& f, const json& v) { f.status = http_status(v); }},
      {"body", [](Fault& f, const json& v) { f.body = v.get<std::string>(); }},
      {"body_file", [](Fault& f, const json& v) { f.body = read_file(v.get<std::string>()); }},
      {"content_type", [](Fault& f, const json& v) { f.content_type = v.get<std::string>(); }},
      {"headers", [](Fault& f, const json& v) { f.headers = headers_of(v); }},
      {"ratelimit", [](Fault& f, const json& v) { f.limit = limit_of(v); }},
      {"serve_page", [](Fault& f, const json& v) { f.serve_page = whole(v); }},
      {"total_count", [](Fault& f, const json& v) { f.total_count = whole(v); }},
      {"truncate", [](Fault& f, const json& v) { f.truncate = whole(v); }},
      {"truncate_chunked", [](Fault& f, const json& v) { f.truncate_chunked = whole(v); }},
      {"reset", [](Fault& f, const json& v) { f.reset = v.get<bool>(); }},
      {"drip_ms", [](Fault& f, const json& v) { f.drip = milliseconds(v); }},
      {"drip_bytes",
       [](Fault& f, const json& v) { f.drip_bytes = std::max<std::size_t>(whole(v), 1); }},
      {"content_encoding",
       [](Fault& f, const json& v) { f.content_encoding = v.get<std::string>(); }},
      {"bomb_mib", [](Fault& f, const json& v) { f.bomb_mib = whole(v); }},
      {"huge_headers", [](Fault& f, const json& v) { f.huge_headers = whole(v); }},
  };
  return all;
}

std::string action_names() {
  std::string names;
  for (const auto& [name, action] : actions()) {
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

}  // namespace

Faults::Rule Faults::read_rule(const json& json) {
  if (!json.is_object()) {
    throw std::invalid_argument("a rule is an object");
  }
  Rule rule;
  rule.source = json.dump();
  rule.path = std::regex(json.value("path", ".*"));
  rule.account = json.value("account", "");
  rule.method = json.value("method", "");
  rule.body_has = json.value("body_has", "");
  bool acts = false;
  for (const auto& [name, value] : json.items()) {
    if (name == "path" || name == "account" || name == "method" || name == "body_has") {
      continue;
    }
    if (name == "skip") {
      rule.skip = whole(value);
    } else if (name == "count") {
      rule.count = whole(value);
    } else if (name == "probability") {
      rule.probability = probability_of(value);
    } else if (name == "seed") {
      rule.seed = whole(value);
    } else if (const auto action = actions().find(name); action != actions().end()) {
      action->second(rule.fault, value);
      acts = true;
    } else {
      throw std::invalid_argument(
          "a rule has no '" + name +
          "'; it has path, account, method, body_has, skip, count, probability, seed, " +
          action_names());
    }
  }
  if (!acts) {
    throw std::invalid_argument("a rule needs at least one of " + action_names());
  }
  return rule;
}

std::string Faults::replace(const std::string& rules_json) {
  try {
    const json parsed = json::parse(rules_json);
    std::vector<Rule> rules;
    if (parsed.is_array()) {
      for (const json& rule : parsed) {
        rules.push_back(read_rule(rule));
      }
    } else {
      rules.push_back(read_rule(parsed));
    }
    const std::lock_guard lock(mutex_);
    rules_ = std::move(rules);
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

void Faults::clear() {
  const std::lock_guard lock(mutex_);
  rules_.clear();
}

bool Faults::Rule::applies(const std::string& of_method, const std::string& path_and_query,
                           const std::string& body) {
  // A query of analytics names its account in the body.
  const bool is_of_account =
      path_and_query.find(account) != std::string::npos || body.find(account) != std::string::npos;
  if ((!method.empty() && method != of_method) || !is_of_account ||
      body.find(body_has) == std::string::npos || !std::regex_search(path_and_query, path)) {
    return false;
  }
  ++matches;
  if (matches <= skip || (count && hits >= *count)) {
    return false;
  }
  if (probability >= 1) {
    return true;
  }
  // Decided by the request and how often it has come, not by the order in which requests that are
  // under way together arrive: that is another one in every run.
  return Chance("fault")
             .with(seed)
             .with(path_and_query)
             .with(++repeats[path_and_query])
             .fraction() < probability;
}

std::optional<Fault> Faults::strike(const std::string& method, const std::string& path_and_query,
                                    const std::string& body) {
  const std::lock_guard lock(mutex_);
  for (Rule& rule : rules_) {
    if (rule.applies(method, path_and_query, body)) {
      ++rule.hits;
      return rule.fault;
    }
  }
  return std::nullopt;
}

std::string Faults::listing() const {
  const std::lock_guard lock(mutex_);
  nlohmann::json list = nlohmann::json::array();
  for (const Rule& rule : rules_) {
    nlohmann::json object = nlohmann::json::parse(rule.source);
    object["hits"] = rule.hits;
    list.push_back(std::move(object));
  }
  return list.dump();
}

}  // namespace sandbox
