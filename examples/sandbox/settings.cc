#include "settings.h"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include "clock.h"
#include "datasets.h"

namespace sandbox {
namespace {

enum class Kind { kOneOf, kListOf, kNumber, kDay, kTime };

struct Setting {
  const char* name;
  const char* preset;
  Kind kind;
  std::vector<std::string> allowed;
  int most = 999'999'999;  // of a number
};

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const Dataset& dataset : datasets()) {
    names.emplace_back(dataset.name);
  }
  return names;
}

// HH:MM.
bool is_time_of_day(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789";
  return text.size() == 5 && text[2] == ':' &&
         (text.substr(0, 2) + text.substr(3)).find_first_not_of(kDigits) == std::string::npos &&
         text.substr(0, 2) <= "23" && text.substr(3) <= "59";
}

const std::vector<Setting>& known_settings() {
  static const std::vector<Setting> settings = {
      {"paygo.two_anchors", "empty", Kind::kOneOf, {"empty", "one"}},
      {"paygo.default", "current", Kind::kOneOf, {"current", "both"}},
      {"paygo.generations",
       "billable-usage,paygo-usage,billing/usage/paygo",
       Kind::kListOf,
       {"billable-usage", "paygo-usage", "billing/usage/paygo"}},
      {"paygo.gone", "7003", Kind::kOneOf, {"7003", "404", "410"}},
      {"paygo.retention_days", "30", Kind::kNumber, {}},
      {"paygo.late_days", "0", Kind::kNumber, {}, 30},
      {"paygo.future_to", "refuse", Kind::kOneOf, {"refuse", "accept"}},
      {"focus.to", "inclusive", Kind::kOneOf, {"inclusive", "exclusive"}},
      {"focus.future_to", "accept", Kind::kOneOf, {"accept", "refuse"}},
      {"focus.metric", "filter", Kind::kOneOf, {"filter", "ignore"}},
      {"focus.get_money", "off", Kind::kOneOf, {"off", "on"}},
      {"focus.post", "on", Kind::kOneOf, {"on", "off", "400", "404"}},
      {"focus.post_to", "exclusive", Kind::kOneOf, {"exclusive", "inclusive"}},
      {"focus.post_account", "present", Kind::kOneOf, {"present", "absent"}},
      {"focus.contract_account", "absent", Kind::kOneOf, {"absent", "named"}},
      {"focus.group_members", "fields", Kind::kOneOf, {"fields", "keys"}},
      {"history.direction", "desc", Kind::kOneOf, {"desc", "asc"}},
      {"history.account_max_per_page", "25", Kind::kNumber, {}},
      {"history.result_info", "present", Kind::kOneOf, {"present", "absent"}},
      {"history.beyond", "empty", Kind::kOneOf, {"empty", "null"}},
      {"accounts.extra", "0", Kind::kNumber, {}, 1000},
      {"accounts.as_of", "", Kind::kDay, {}},
      {"accounts.max_per_page", "50", Kind::kNumber, {}},
      {"accounts.result_info", "present", Kind::kOneOf, {"present", "absent"}},
      {"organizations.extra", "0", Kind::kNumber, {}, 1000},
      {"usage_history.limit", "10000", Kind::kNumber, {}, 10000},
      {"usage_history.unused", "zero", Kind::kOneOf, {"zero", "null", "absent"}},
      {"graphql.now", "", Kind::kTime, {}},
      {"graphql.sampling", "some", Kind::kOneOf, {"some", "none", "all"}},
      {"graphql.loop", "none", Kind::kOneOf, {"none", "d1", "do", "r2"}},
      {"graphql.extra_resources", "0", Kind::kNumber, {}, 20000},
      {"graphql.disabled", "", Kind::kListOf, dataset_names()},
      {"graphql.not_in_plan", "", Kind::kListOf, dataset_names()},
      {"graphql.unknown", "", Kind::kListOf, dataset_names()},
      {"graphql.account_tag", "on", Kind::kOneOf, {"on", "off"}},
      {"graphql.failing", "", Kind::kListOf, dataset_names()},
      {"graphql.partial", "", Kind::kListOf, dataset_names()},
      {"graphql.permission", "on", Kind::kOneOf, {"on", "off"}},
      {"graphql.zone_permission", "on", Kind::kOneOf, {"on", "off"}},
      {"graphql.retention_days", "0", Kind::kNumber, {}, 1000},
      {"graphql.max_duration_days", "0", Kind::kNumber, {}, 1000},
      {"graphql.max_page_size", "10000", Kind::kNumber, {}, 10000},
      {"graphql.max_fields", "30", Kind::kNumber, {}},
      {"graphql.status", "200", Kind::kOneOf, {"200", "documented"}},
      {"graphql.rate_limit", "300", Kind::kNumber, {}},
      {"graphql.rate_window", "300", Kind::kNumber, {}},
      {"tags.page_size", "100", Kind::kNumber, {}},
      {"tags.untagged", "listed", Kind::kOneOf, {"listed", "absent"}},
      {"profile.token", "read", Kind::kOneOf, {"read", "edit"}},
      {"restate", "off", Kind::kOneOf, {"off", "on"}},
      {"announcements", "on", Kind::kOneOf, {"on", "off"}},
      {"gzip", "on", Kind::kOneOf, {"on", "off"}},
      {"rate_limit", "1200", Kind::kNumber, {}},
      {"rate_window", "300", Kind::kNumber, {}},
  };
  return settings;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> items;
  std::istringstream stream(list);
  for (std::string item; std::getline(stream, item, ',');) {
    items.push_back(item);
  }
  return items;
}

template <typename Strings>
std::string join(const Strings& strings) {
  std::string text;
  for (const auto& string : strings) {
    text += (text.empty() ? "" : ", ") + string;
  }
  return text;
}

bool is_allowed(const Setting& setting, const std::string& value) {
  const auto known = [&](const std::string& item) {
    return std::ranges::find(setting.allowed, item) != setting.allowed.end();
  };
  switch (setting.kind) {
    case Kind::kOneOf:
      return known(value);
    case Kind::kListOf:
      return std::ranges::all_of(split(value), known);
    case Kind::kNumber:
      return !value.empty() && value.size() <= 9 &&
             value.find_first_not_of("0123456789") == std::string::npos &&
             std::stoi(value) <= setting.most;
    case Kind::kDay:
      return value.empty() || parse_day(value);
    case Kind::kTime:
      return value.empty() || is_time_of_day(value);
  }
  return false;
}

std::string allowed_values(const Setting& setting) {
  switch (setting.kind) {
    case Kind::kNumber:
      return "a whole number up to " + std::to_string(setting.most);
    case Kind::kDay:
      return "a date written YYYY-MM-DD, or nothing";
    case Kind::kTime:
      return "a time written HH:MM, or nothing";
    case Kind::kListOf:
      return "a comma-separated list of " + join(setting.allowed);
    case Kind::kOneOf:
      break;
  }
  return join(setting.allowed);
}

}  // namespace

Settings::Settings() {
  for (const Setting& setting : known_settings()) {
    values_[setting.name] = setting.preset;
  }
}

bool Settings::lists(const std::string& name, const std::string& item) const {
  const std::vector<std::string> items = split(get(name));
  return std::ranges::find(items, item) != items.end();
}

std::string Settings::set(const std::string& name, const std::string& value) {
  const auto setting = std::ranges::find(known_settings(), name, &Setting::name);
  if (setting == known_settings().end()) {
    std::vector<std::string> names;
    std::ranges::transform(known_settings(), std::back_inserter(names), &Setting::name);
    return "there is no setting '" + name + "'; the settings are " + join(names);
  }
  if (!is_allowed(*setting, value)) {
    return name + " cannot be '" + value + "'; allowed: " + allowed_values(*setting);
  }
  values_[name] = value;
  return {};
}

}  // namespace sandbox
