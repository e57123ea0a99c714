// Which items of a page earlier pages brought already: while one reads, new items push old ones
// onto the next page.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace cf_billing {

/// Items are told apart by their content: the same in every field as one of an earlier page is that
/// item again, while twice on one page is two items. An item without an identifier is never taken
/// for another.
class RepeatFilter {
 public:
  /// The next item of the current page. Returns whether it is new. `identifier`: nothing if it has
  /// none.
  bool is_new(std::uint64_t content, std::optional<std::string_view> identifier);
  /// The current page is read: what it brought counts as earlier from now on.
  void end_page();

  /// Whether an item of this content was on an earlier page.
  [[nodiscard]] bool knows(std::uint64_t content) const { return earlier_.contains(content); }
  /// How many items were new, the current page's included.
  [[nodiscard]] std::uint64_t distinct() const { return distinct_; }

 private:
  std::unordered_set<std::uint64_t> earlier_;
  std::unordered_set<std::uint64_t> current_;
  std::uint64_t distinct_ = 0;
};

}  // namespace cf_billing
