// What a session remembers of asking by POST for an account's FOCUS usage, for as long as it is
// believed.
#pragma once

#include <string>

#include "scan/session.h"

namespace cf_billing {

/// Of one scan. `session` outlives it.
class FocusPostMemory {
 public:
  FocusPostMemory(Session& session, std::string account);

  /// POST is not even tried.
  [[nodiscard]] bool is_refused() const { return is_believed(known().refused); }
  /// POST serves the account, whatever it may say to some days.
  [[nodiscard]] bool is_answered() const { return is_believed(known().answered); }
  void remember_answer();
  void remember_refusal();

 private:
  [[nodiscard]] FocusPostKnowledge& known() const {
    return session_.focus_post_knowledge(account_);
  }
  [[nodiscard]] bool is_believed(const std::optional<BootClock::time_point>& learned) const {
    return learned && session_.clock().boot_now() - *learned < kFocusPostLifetime;
  }

  Session& session_;
  std::string account_;
};

}  // namespace cf_billing
