// Which generation of the PayGo endpoint serves an account (FACTS: Endpoints).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/record_layout.h"
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
  /// The companion, which tells the anchors; null: it has none.
  [[nodiscard]] const char* info_endpoint() const;
  [[nodiscard]] bool is_pinned() const { return is_pinned_; }
  /// Which of these fields of `layout` its records do not have.
  [[nodiscard]] std::vector<std::string_view> lacking(FieldMask fields,
                                                      const RecordLayout& layout) const;

  [[nodiscard]] bool has_another() const { return left_.size() > 1; }
  /// The current one is gone for this account: the next is. Only if there is another.
  void drop_current() { left_.erase(left_.begin()); }

  /// What was tried once nothing is left, as the end of a sentence.
  [[nodiscard]] std::string all_tried() const;

 private:
  bool is_pinned_;
  std::vector<PaygoGeneration> left_;  // Never empty.
};

}  // namespace cf_billing
