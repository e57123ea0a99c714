// FOCUS usage asked for by POST: the only way to costs and prices, and to groups.
#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "apis.h"
#include "json_text.h"

namespace sandbox {
namespace {

using nlohmann::json;
using std::chrono::sys_seconds;

constexpr days kLongestPeriod{31};
constexpr std::size_t kMostGroups = 2;
constexpr std::size_t kMostMetrics = 20;

// What a body can have wrong, in words: answered with 400.
struct Refused : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

struct Grouping {
  bool is_tag = false;
  std::string key;
  bool operator==(const Grouping&) const = default;
};

struct Query {
  bool costs = false;
  std::optional<std::pair<sys_seconds, sys_seconds>> period;  // the second is not of it
  std::vector<Grouping> groups;
  std::vector<std::string> metrics;  // empty: all
};

void check_members(const json& object, const std::vector<std::string>& known) {
  if (!object.is_object()) {
    throw Refused(object.dump() + " is no object");
  }
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) == known.end()) {
      throw Refused("there is no member " + name);
    }
  }
}

std::string text_of(const json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || !member->is_string() || member->get<std::string>().empty()) {
    throw Refused(std::string(name) + " is missing, or no text");
  }
  return member->get<std::string>();
}

// YYYY-MM-DDTHH:MM:SSZ.
sys_seconds moment_of(const std::string& text) {
  const auto day = parse_day(text.substr(0, 10));
  if (!day || text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z') {
    throw Refused("'" + text + "' is no moment written YYYY-MM-DDTHH:MM:SSZ");
  }
  const auto two_digits = [&](std::size_t at, int most) {
    const std::string digits = text.substr(at, 2);
    if (digits.find_first_not_of("0123456789") != std::string::npos || std::stoi(digits) > most) {
      throw Refused("'" + text + "' is no moment");
    }
    return std::stoi(digits);
  };
  return *day + std::chrono::hours(two_digits(11, 23)) + std::chrono::minutes(two_digits(14, 59)) +
         std::chrono::seconds(two_digits(17, 59));
}

void read_period(const json& object, Query& query) {
  check_members(object, {"From", "To"});
  if (object.empty()) {
    return;
  }
  if (!object.contains("From") || !object.contains("To")) {
    throw Refused("From and To go together");
  }
  const sys_seconds from = moment_of(text_of(object, "From"));
  const sys_seconds to = moment_of(text_of(object, "To"));
  if (to <= from) {
    throw Refused("To is not after From");
  }
  if (to - from > kLongestPeriod) {
    throw Refused("the period is longer than 31 days");
  }
  query.period = {from, to};
}

void read_groups(const json& list, Query& query) {
  if (!list.is_array() || list.size() > kMostGroups) {
    throw Refused("GroupBy is a list of two at most");
  }
  for (const json& each : list) {
    check_members(each, {"Type", "Key"});
    const std::string type = text_of(each, "Type");
    if (type != "TAG" && type != "DIMENSION") {
      throw Refused("Type is TAG or DIMENSION");
    }
    Grouping grouping{type == "TAG", text_of(each, "Key")};
    const std::array known = {"account_id", "zone_id", "region"};
    if (!grouping.is_tag && std::ranges::find(known, grouping.key) == known.end()) {
      throw Refused("no usage has the dimension " + grouping.key);
    }
    if (std::ranges::find(query.groups, grouping) != query.groups.end()) {
      throw Refused("GroupBy names one twice");
    }
    query.groups.push_back(std::move(grouping));
  }
}

void read_filter(const json& object, Query& query) {
  // The API has more of them; nobody here sends any.
  check_members(object, {"BillableMetricIds"});
  const json list = object.value("BillableMetricIds", json::array());
  if (!list.is_array() || list.size() > kMostMetrics) {
    throw Refused("BillableMetricIds is a list of 20 at most");
  }
  for (const json& each : list) {
    if (!each.is_string()) {
      throw Refused("an id is a text");
    }
    query.metrics.push_back(each.get<std::string>());
  }
}

Query read_query(const std::string& body) {
  Query query;
  if (body.empty()) {
    return query;
  }
  const json object = json::parse(body, nullptr, false);
  check_members(object, {"Metric", "TimePeriod", "FilterBy", "GroupBy"});
  if (object.contains("Metric")) {
    const std::string metric = text_of(object, "Metric");
    if (metric != "usage" && metric != "cost") {
      throw Refused("Metric is usage or cost");
    }
    query.costs = metric == "cost";
  }
  if (object.contains("TimePeriod")) {
    read_period(object["TimePeriod"], query);
  }
  if (object.contains("FilterBy")) {
    read_filter(object["FilterBy"], query);
  }
  if (object.contains("GroupBy")) {
    read_groups(object["GroupBy"], query);
  }
  return query;
}

sys_seconds now_on(Day today) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return today + (now - std::chrono::floor<days>(now));
}

// The charge days to answer with, from the first to before the last.
std::pair<sys_seconds, sys_seconds> charge_days(const Query& query, const Call& call) {
  const Day today = call.snapshot.today();
  if (!query.period) {
    const std::chrono::year_month_day date{today};
    return {Day{date.year() / date.month() / 1}, today + days{1}};
  }
  auto [from, to] = *query.period;
  if (to > now_on(today) && call.settings.is("focus.future_to", "refuse")) {
    throw Refused("To is in the future");
  }
  if (call.settings.is("focus.post_to", "inclusive")) {
    to += std::chrono::seconds{1};
  }
  return {from, to};
}

std::vector<const FocusRecord*> wanted_records(const Query& query, const Call& call) {
  const auto [from, to] = charge_days(query, call);
  std::vector<const FocusRecord*> wanted;
  for (const FocusRecord& record : call.snapshot.focus(*call.account)) {
    const bool is_of_metric =
        query.metrics.empty() ||
        std::ranges::find(query.metrics, record.metric_id) != query.metrics.end();
    if (record.day >= from && record.day < to && is_of_metric) {
      wanted.push_back(&record);
    }
  }
  return wanted;
}

std::string with_key(const std::string& key, const std::string& value) {
  ObjectText object;
  object.raw(key, value);
  return std::move(object).finish();
}

// A value of the tag, JSON; empty: the record has no such tag.
std::string tag_of(const FocusFacts& facts, const std::string& key) {
  const json tags = json::parse(kFocusTags);
  return facts.is_tagged && tags.contains(key) ? tags[key].dump() : "";
}

using Members = std::vector<std::pair<std::string, std::string>>;

void add_dimension(const std::string& key, const char* id_field, const char* name_field,
                   const std::string& id, const std::string& name, bool as_keys, Members& members) {
  if (as_keys) {
    members.emplace_back(key, json_string(id));
    return;
  }
  members.emplace_back(id_field, json_string(id));
  members.emplace_back(name_field, json_string(name));
}

// What says which group a record is of. What is measured for a contract is of no account or zone.
Members members_of(const Query& query, const Call& call, const FocusFacts& facts) {
  const bool as_keys = call.settings.is("focus.group_members", "keys");
  Members members;
  std::string tags;
  for (const Grouping& grouping : query.groups) {
    const std::string& key = grouping.key;
    if (grouping.is_tag) {
      const std::string value = tag_of(facts, key);
      if (value.empty()) {
        continue;
      }
      const std::string tag = with_key(key, value);
      tags = tags.empty() ? tag : tags.substr(0, tags.size() - 1) + "," + tag.substr(1);
    } else if (key == "account_id" && !facts.is_contract_level) {
      add_dimension(key, "BillingAccountId", "BillingAccountName", call.account->id,
                    call.account->name, as_keys, members);
    } else if (key == "zone_id" && facts.zone) {
      add_dimension(key, "x_ZoneId", "x_ZoneName", facts.zone->id, facts.zone->name, as_keys,
                    members);
    } else if (key == "region" && facts.region) {
      add_dimension(key, "RegionId", "RegionName", facts.region->id, facts.region->name, as_keys,
                    members);
    }
  }
  if (!tags.empty()) {
    members.emplace_back("Tags", tags);
  }
  return members;
}

void add(const Amounts& more, Amounts& sum) {
  sum.consumed += more.consumed;
  sum.priced += more.priced;
  sum.cost += more.cost;
}

// One record for each day, metric and group, and for corrections and what is oddly spelled one of
// their own.
std::string grouped(const Query& query, const Call& call) {
  using Key = std::tuple<Day, std::string, bool, bool, std::string, Members>;
  std::map<Key, FocusGroup> groups;
  for (const FocusRecord* record : wanted_records(query, call)) {
    const FocusFacts& facts = record->facts;
    Members members = members_of(query, call, facts);
    const Key key{record->day,
                  record->metric_id,
                  facts.is_correction,
                  facts.is_contract_level,
                  facts.spelled ? facts.spelled : "",
                  members};
    const auto [group, is_new] =
        groups.try_emplace(key, FocusGroup{record->day, facts, std::move(members)});
    if (!is_new) {
      add(facts.amounts, group->second.facts.amounts);
    }
  }
  return json_list(groups, [&](const auto& each) {
    return focus_group(*call.account, each.second, query.costs);
  });
}

std::string records_as_they_are(const Query& query, const Call& call) {
  const bool names_account = call.settings.is("focus.post_account", "present");
  const bool names_always = call.settings.is("focus.contract_account", "named");
  return json_list(wanted_records(query, call), [&](const FocusRecord* record) {
    std::string text = sent_text(*call.account, *record, query.costs, names_always);
    if (names_account || record->facts.is_contract_level) {
      return text;
    }
    // These are the first members of every record that has them.
    return "{" + text.substr(text.find("\"ServiceProviderName\""));
  });
}

}  // namespace

Reply account_focus_query(const Call& call) {
  const std::string& post = call.settings.get("focus.post");
  if (post != "on") {
    return post == "404" ? no_route(call.path) : fitting_failure(post == "400" ? 400 : 405);
  }
  if (call.account->focus_restricted) {
    return fitting_failure(403);
  }
  try {
    const Query query = read_query(call.body);
    return success(query.groups.empty() ? records_as_they_are(query, call) : grouped(query, call));
  } catch (const Refused& refused) {
    return invalid_parameters(refused.what());
  }
}

}  // namespace sandbox
