// What was learned about the analytics of an account or a zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/clock.h"

namespace cf_billing {

/// What the API says of one dataset: the node `settings`.
struct DatasetSettings {
  /// Why plan or token do not have it; empty: they do.
  std::string denial;
  std::optional<std::chrono::seconds> longest;  ///< of the time that one query asks for
  std::optional<std::chrono::seconds> kept;     ///< older data are gone
  std::optional<std::int64_t> page_size;
  /// What may be asked for, as "sum_requests" or "count"; empty: not told.
  std::set<std::string, std::less<>> fields;

  bool operator==(const DatasetSettings&) const = default;
};

struct AnalyticsKnowledge {
  template <typename What>
  struct Learned {
    What what;
    BootClock::time_point at;
  };
  using Names = std::map<std::string, std::string, std::less<>>;

  std::map<std::string, Learned<DatasetSettings>, std::less<>> settings;  ///< by dataset
  std::map<std::string, Learned<Names>, std::less<>> names;  ///< by list, of ids; denied: empty
};

/// What was learned about the schema of analytics, which is everybody's.
struct AnalyticsSchema {
  bool has_account_tag = true;  ///< accounts can be asked which they are
};

/// How long that is believed: a plan may change, and so may names.
inline constexpr std::chrono::minutes kAnalyticsLifetime{5};

}  // namespace cf_billing
