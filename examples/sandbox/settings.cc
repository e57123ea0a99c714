#include "settings.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace sandbox {
namespace {

enum class Kind { kOneOf, kListOf, kNumber };

struct Setting {
  const char* name;
  const char* preset;
  Kind kind;
  std::vector<std::string> allowed;
  int most = 999'999'999;  // of a number
};

const std::vector<Setting>& known_settings() {
  static const std::vector<Setting> settings = {
      {"paygo.two_anchors", "empty", Kind::kOneOf, {"empty", "one"}},
      {"paygo.default", "both", Kind::kOneOf, {"both", "current"}},
      {"paygo.generations",
       "billable-usage,paygo-usage,billing/usage/paygo",
       Kind::kListOf,
       {"billable-usage", "paygo-usage", "billing/usage/paygo"}},
      {"paygo.gone", "7003", Kind::kOneOf, {"7003", "404", "410"}},
      {"paygo.retention_days", "0", Kind::kNumber, {}},
      {"focus.to", "inclusive", Kind::kOneOf, {"inclusive", "exclusive"}},
      {"focus.future_to", "accept", Kind::kOneOf, {"accept", "refuse"}},
      {"focus.metric", "filter", Kind::kOneOf, {"filter", "ignore"}},
      {"history.direction", "desc", Kind::kOneOf, {"desc", "asc"}},
      {"history.account_max_per_page", "25", Kind::kNumber, {}},
      {"history.result_info", "present", Kind::kOneOf, {"present", "absent"}},
      {"history.beyond", "empty", Kind::kOneOf, {"empty", "null"}},
      {"accounts.extra", "0", Kind::kNumber, {}, 1000},
      {"accounts.max_per_page", "50", Kind::kNumber, {}},
      {"accounts.result_info", "present", Kind::kOneOf, {"present", "absent"}},
      {"restate", "off", Kind::kOneOf, {"off", "on"}},
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
  }
  return false;
}

std::string allowed_values(const Setting& setting) {
  switch (setting.kind) {
    case Kind::kNumber:
      return "a whole number up to " + std::to_string(setting.most);
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
