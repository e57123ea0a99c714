// What a session remembers of an account's PayGo side, for as long as it is believed.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scan/session.h"

namespace cf_billing {

/// Of one scan. `session` outlives it.
class PaygoMemory {
 public:
  PaygoMemory(Session& session, std::string account);

  /// The endpoint generation that answered last; nothing: none is believed.
  [[nodiscard]] std::optional<PaygoGeneration> generation() const;
  void remember(PaygoGeneration answered);

  [[nodiscard]] bool knows_cycles() const { return knows_cycles_; }
  [[nodiscard]] const std::set<Day>& starts() const { return starts_; }
  [[nodiscard]] const std::vector<SubscriptionLife>& lives() const { return lives_; }
  [[nodiscard]] const DaySet& seen() const { return seen_; }

  void remember(std::vector<SubscriptionLife> told) { lives_ = std::move(told); }
  /// With what is told, at the end of the scan.
  void remember(const std::set<Day>& starts, const DaySet& seen);

 private:
  [[nodiscard]] PaygoKnowledge& known() const { return session_.paygo_knowledge(account_); }
  [[nodiscard]] bool is_believed(BootClock::time_point learned,
                                 std::chrono::minutes lifetime) const {
    return session_.clock().boot_now() - learned < lifetime;
  }

  Session& session_;
  std::string account_;
  BootClock::time_point learned_;  // When what follows was learned.
  bool knows_cycles_ = false;
  std::set<Day> starts_;
  std::vector<SubscriptionLife> lives_;
  DaySet seen_;
};

}  // namespace cf_billing
