// Which generation of the PayGo endpoint serves an account (FACTS: Endpoints).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scan/session.h"

namespace cf_billing {

/// The generations that may still answer, the likeliest first: a value that the fetch moves on.
class GenerationChoice {
 public:
  /// `pinned`: the setting paygo_endpoint. `remembered`: the one that answered last, which is tried
  /// first.
  GenerationChoice(PaygoEndpoint pinned, std::optional<PaygoGeneration> remembered);

  [[nodiscard]] PaygoGeneration current() const { return left_.front(); }
  /// Below the account, also what the setting paygo_endpoint calls it.
  [[nodiscard]] const char* endpoint() const;
  /// Whether it has the companion `info`, which tells the anchors.
  [[nodiscard]] bool has_info() const { return current() == PaygoGeneration::billable_usage; }

  [[nodiscard]] bool has_another() const { return left_.size() > 1; }
  /// The current one is gone for this account: the next is. Only if there is another.
  void drop_current() { left_.erase(left_.begin()); }

  /// What was tried once nothing is left: a sentence that names the endpoints.
  [[nodiscard]] std::string all_gone() const;

 private:
  bool is_pinned_;
  std::vector<PaygoGeneration> left_;  // Never empty.
};

}  // namespace cf_billing
