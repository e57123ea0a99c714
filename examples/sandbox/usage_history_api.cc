// Totals of nine metrics by hour, day or longer, 18 months back, made from what the account used.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <vector>

#include "apis.h"
#include "billing_cycle.h"
#include "catalog.h"
#include "json_text.h"

namespace sandbox {
namespace {

using Seconds = std::int64_t;  // since 1970

constexpr Seconds kHour = 3600;
constexpr Seconds kDay = 24 * kHour;
constexpr int kDefaultLimit = 100;
constexpr int kMostAllowed = 10000;

// A metric, the service that it is the use of, and how many of it a unit of that use is. Some are
// of services that no account has.
struct Metric {
  const char* name;
  const char* metric_id;
  std::int64_t of_a_unit = 1;
};

constexpr std::array<Metric, 9> kMetrics = {{
    {"argoAcceleratedBytes", "argo_smart_routing", 1'000'000'000},
    {"imageResizingRequests", ""},
    {"loadBalancingQueries", "load_balancing_queries"},
    {"mediaUniqueTransformations", ""},
    {"rateLimitingRequestsAllowed", "rate_limiting_requests"},
    {"spectrumBytesTransferred", ""},
    {"streamMinutesViewed", "stream_minutes_delivered"},
    {"workersKVReads", "kv_reads"},
    {"workersRequests", "workers_standard_requests"},
}};

using Totals = std::array<std::int64_t, kMetrics.size()>;

Seconds start_of(Day day) { return Seconds{day.time_since_epoch().count()} * kDay; }

// What the account used on each day that is kept.
std::map<Day, Totals> daily_totals(const Snapshot& snapshot, const Account& account) {
  std::map<Day, Totals> totals;
  const Day today = snapshot.today();
  for (Day day = months_before(today, kMonthsKept); day <= today; day += days{1}) {
    totals[day] = {};
  }
  constexpr Micros kUnit = 1'000'000;
  std::map<Day, std::array<Micros, kMetrics.size()>> consumed;
  for (const Usage& usage : snapshot.usage(account)) {
    for (std::size_t i = 0; i < kMetrics.size(); ++i) {
      if (std::string_view(catalog()[usage.service].metric_id) == kMetrics[i].metric_id) {
        consumed[usage.day][i] += usage.consumed;
      }
    }
  }
  for (auto& [day, amounts] : totals) {
    for (std::size_t i = 0; i < kMetrics.size(); ++i) {
      const Micros amount = consumed[day][i];
      amounts[i] =
          amount / kUnit * kMetrics[i].of_a_unit + amount % kUnit * kMetrics[i].of_a_unit / kUnit;
    }
  }
  return totals;
}

std::set<std::size_t> used_metrics(const Account& account) {
  std::set<std::size_t> used;
  for (const std::size_t service : account.services) {
    for (std::size_t i = 0; i < kMetrics.size(); ++i) {
      if (std::string_view(catalog()[service].metric_id) == kMetrics[i].metric_id) {
        used.insert(i);
      }
    }
  }
  return used;
}

// Where the period begins that the hour is in.
std::optional<Seconds> bucket_of(Seconds hour, std::string_view delta) {
  using std::chrono::month;
  if (delta == "hour") {
    return hour;
  }
  const Day day{days{hour / kDay}};
  if (delta == "day") {
    return start_of(day);
  }
  if (delta == "week") {
    return start_of(day - (std::chrono::weekday{day} - std::chrono::Monday));
  }
  const std::chrono::year_month_day date{day};
  if (delta == "month") {
    return start_of(Day{date.year() / date.month() / 1});
  }
  if (delta == "quarter") {
    const unsigned first = (unsigned{date.month()} - 1) / 3 * 3 + 1;
    return start_of(Day{date.year() / month{first} / 1});
  }
  if (delta == "year") {
    return start_of(Day{date.year() / 1 / 1});
  }
  return std::nullopt;
}

// YYYY-MM-DDTHH:MM:SSZ.
std::optional<Seconds> parse_time(const std::string& text) {
  constexpr std::size_t kLength = 20;
  const auto day = parse_day(text.substr(0, 10));
  if (!day || text.size() != kLength || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z') {
    return std::nullopt;
  }
  const auto number = [&](std::size_t at) {
    return Seconds{text[at] - '0'} * 10 + (text[at + 1] - '0');
  };
  return start_of(*day) + number(11) * kHour + number(14) * 60 + number(17);
}

// The metrics to show; nothing: one of those named is none.
std::optional<std::vector<std::size_t>> metrics_named(const Call& call) {
  std::vector<std::size_t> wanted;
  std::istringstream list(call.parameter("metrics").value_or(""));
  for (std::string name; std::getline(list, name, ',');) {
    const auto metric = std::ranges::find(kMetrics, name, &Metric::name);
    if (metric == kMetrics.end()) {
      return std::nullopt;
    }
    wanted.push_back(static_cast<std::size_t>(metric - kMetrics.begin()));
  }
  if (wanted.empty()) {
    for (std::size_t i = 0; i < kMetrics.size(); ++i) {
      wanted.push_back(i);
    }
  }
  return wanted;
}

// `unused`: how totals of services that the account does not have are told.
std::string item(Seconds time, const Totals& totals, const std::vector<std::size_t>& wanted,
                 const std::set<std::size_t>& used, const std::string& unused) {
  ObjectText object;
  object.raw("ts", std::to_string(time));
  for (const std::size_t metric : wanted) {
    if (used.contains(metric) || unused == "zero") {
      object.raw(kMetrics[metric].name, std::to_string(totals[metric]));
    } else if (unused == "null") {
      object.null(kMetrics[metric].name);
    }
  }
  return std::move(object).finish();
}

std::map<Seconds, Totals> bucketed(const std::map<Day, Totals>& daily, std::string_view delta) {
  std::map<Seconds, Totals> buckets;
  for (const auto& [day, amounts] : daily) {
    for (Seconds hour = 0; hour < 24; ++hour) {
      Totals& bucket = buckets[bucket_of(start_of(day) + hour * kHour, delta).value()];
      for (std::size_t i = 0; i < kMetrics.size(); ++i) {
        // What does not come out even is the first hour's.
        bucket[i] += amounts[i] / 24 + (hour == 0 ? amounts[i] % 24 : 0);
      }
    }
  }
  return buckets;
}

}  // namespace

Reply usage_history(const Call& call) {
  const std::string delta = call.parameter("time_delta").value_or("hour");
  const auto wanted = metrics_named(call);
  if (!bucket_of(0, delta) || !wanted) {
    return invalid_parameters("time_delta or metrics are not known");
  }
  const Seconds now = start_of(call.snapshot.today()) + 12 * kHour;
  Seconds since = now - 6 * kHour;
  Seconds until = now;
  for (const auto& [name, time] : {std::pair("since", &since), std::pair("until", &until)}) {
    const auto given = call.parameter(name);
    const auto parsed = given ? parse_time(*given) : std::optional(*time);
    if (!parsed) {
      return invalid_parameters(std::string(name) + " is a date-time");
    }
    *time = *parsed;
  }
  int limit = kDefaultLimit;
  if (const auto given = call.parameter("limit")) {
    limit = 0;
    std::from_chars(given->data(), given->data() + given->size(), limit);
    if (limit < 1 || limit > kMostAllowed) {
      return invalid_parameters("limit is 1 to 10000");
    }
  }
  limit = std::min(limit, call.settings.number("usage_history.limit"));
  const std::string unused = call.settings.get("usage_history.unused");
  const std::set<std::size_t> used = used_metrics(*call.account);
  ArrayText list;
  for (const auto& [time, totals] : bucketed(daily_totals(call.snapshot, *call.account), delta)) {
    if (time >= since && time <= until && limit-- > 0) {
      list.add(item(time, totals, *wanted, used, unused));
    }
  }
  return call.deprecated(success(std::move(list).finish()));
}

std::string usage_history_items(const Snapshot& snapshot, const Account& account) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < kMetrics.size(); ++i) {
    all.push_back(i);
  }
  const auto daily = daily_totals(snapshot, account);
  return json_list(bucketed(daily, "day"), [&](const auto& bucket) {
    return item(bucket.first, bucket.second, all, used_metrics(account), "absent");
  });
}

}  // namespace sandbox
