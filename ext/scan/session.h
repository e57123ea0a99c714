// What one database connection keeps between scans: settings, transport, and what was learned
// about each account.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/client.h"
#include "core/clock.h"
#include "core/day_set.h"
#include "core/help_entry.h"
#include "core/settings.h"
#include "http/transport.h"
#include "scan/analytics_knowledge.h"

namespace cf_billing {

/// The generations of the PayGo endpoint, newest first (FACTS: Endpoints).
enum class PaygoGeneration { billable_usage, paygo_usage, billing_usage_paygo };

/// The days on which a subscription was there, as `info` tells; no bound: not told.
struct SubscriptionLife {
  std::optional<Day> first;
  std::optional<Day> last;
};

/// What was learned about an account's PayGo side.
struct PaygoKnowledge {
  std::optional<PaygoGeneration> generation;  ///< the one that answered last
  BootClock::time_point generation_learned{};

  std::set<Day> starts;                 ///< of billing periods, told by `info` or seen in records
  std::vector<SubscriptionLife> lives;  ///< told by `info`
  DaySet seen;                          ///< days of which every cycle's start is among `starts`
  std::optional<BootClock::time_point> cycles_learned;  ///< when `starts`, `lives` first were
};

/// What was learned of asking by POST for an account's FOCUS usage: when it was last answered, and
/// when it was refused. At most one of the two is there.
struct FocusPostKnowledge {
  std::optional<BootClock::time_point> answered;
  std::optional<BootClock::time_point> refused;
};

/// How long each is believed: a subscription may begin, a newer generation may open to an account
/// or have been away for a moment only, and has more columns.
inline constexpr std::chrono::minutes kCyclesLifetime{5};
inline constexpr std::chrono::minutes kGenerationLifetime{5};
inline constexpr std::chrono::minutes kFocusPostLifetime{5};

class Session {
 public:
  Session(Environment environment, std::unique_ptr<Transport> transport,
          std::unique_ptr<Clock> clock, std::shared_ptr<RateLimiters> limiters);

  [[nodiscard]] Settings& settings() { return settings_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] Client& client() { return client_; }
  [[nodiscard]] const Client& client() const { return client_; }
  [[nodiscard]] const Clock& clock() const { return *clock_; }
  [[nodiscard]] Day today() const { return clock_->today(); }

  /// What the server's clock shows, as far as it has told: what it still has, it judges by that.
  [[nodiscard]] std::chrono::sys_time<std::chrono::milliseconds> server_now() const;
  void note_server_clock(const Answer& answer);

  /// What the connection offers beside its tables and settings, told by who knows it.
  void offer(FurtherHelp help) { further_help_ = help; }
  [[nodiscard]] std::vector<HelpEntry> further_help() const {
    return further_help_ != nullptr ? further_help_() : std::vector<HelpEntry>();
  }

  /// Whether an answer may serve a later scan.
  [[nodiscard]] bool keeps_answers() const;

  /// Forgotten whenever a setting changes: it may belong to another server or user.
  PaygoKnowledge& paygo_knowledge(const std::string& account);
  FocusPostKnowledge& focus_post_knowledge(const std::string& account);
  /// `owner`: the identifier of an account or a zone.
  AnalyticsKnowledge& analytics_knowledge(const std::string& owner);
  AnalyticsSchema& analytics_schema();
  /// Paths of FOCUS usage whose answers for a whole block of days (core/usage_window.h) cannot be
  /// had or kept. Forgotten likewise.
  std::set<std::string>& paths_without_blocks();

  /// Drops the answers that are kept, and what is known of accounts; returns how many answers
  /// that were.
  std::size_t clear_cache();

 private:
  void forget_after_a_setting();

  Settings settings_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Clock> clock_;
  std::shared_ptr<RateLimiters> limiters_;
  Client client_;
  std::map<std::string, PaygoKnowledge> paygo_;
  std::map<std::string, FocusPostKnowledge> focus_post_;
  std::map<std::string, AnalyticsKnowledge> analytics_;
  AnalyticsSchema analytics_schema_;
  std::set<std::string> without_blocks_;
  std::chrono::milliseconds server_is_ahead_{0};
  std::uint64_t learned_under_ = 0;  // The version of the settings.
  FurtherHelp further_help_ = nullptr;
};

}  // namespace cf_billing
