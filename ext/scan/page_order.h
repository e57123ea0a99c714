// Whether a list of pages descends by time, and has passed the time from which on it is read.
//
// `order` is documented without a direction (FACTS: History): only what the pages show counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cf_billing {

class PageOrder {
 public:
  /// `not_before`: items of an earlier day, in UTC, than the one that this text begins with are not
  /// asked for; nothing: all are.
  explicit PageOrder(std::optional<std::string> not_before = std::nullopt)
      : not_before_(std::move(not_before)) {}

  /// The time of the next item, in the order of the pages; nothing: it has none. One that cannot be
  /// read tells no order.
  void see(std::optional<std::string_view> time);
  /// Whether the items seen never ascend and do descend, and the last one is of an earlier day than
  /// the bound's: then what follows is not asked for. What is left of the bound's own day is read.
  [[nodiscard]] bool has_passed_bound() const;

 private:
  std::optional<std::string> not_before_;
  std::optional<std::string> last_;  // In UTC, to the second.
  bool never_ascended_ = true;
  bool descended_ = false;
};

}  // namespace cf_billing
