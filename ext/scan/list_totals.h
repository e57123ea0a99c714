// How long a list is, according to the server.
#pragma once

#include <cstdint>
#include <optional>

#include "records/record_reader.h"

namespace cf_billing {

/// Servers tell totals that are wrong, and that change while the list is read. A total that is less
/// than what came is not believed; of others the last one is.
class ListTotals {
 public:
  /// `are_believed`: false where a filter is sent: totals count without it (FACTS: History).
  explicit ListTotals(bool are_believed) : are_believed_(are_believed) {}

  /// What came with a page of `received` items, `distinct` having come so far.
  void hear(const PageInfo& told, std::int64_t place, std::uint64_t received,
            std::uint64_t distinct);

  /// Pages are read again from the first on,
  void begin_search() { most_told_.reset(); }
  /// and all of them were: no more is missing than they told.
  void end_search() { items_ = most_told_; }

  /// Something is told, it never changed and nothing that came contradicts it.
  [[nodiscard]] bool are_certain() const;
  /// The totals that changed while pages were read.
  [[nodiscard]] bool have_changed() const { return have_changed_; }
  /// More was told than `distinct` items on pages before the one at `place`.
  [[nodiscard]] bool lack(std::uint64_t distinct, std::int64_t place) const;
  /// Items; nothing: no total to be believed was told.
  [[nodiscard]] std::optional<std::int64_t> items() const { return items_; }
  [[nodiscard]] std::optional<std::int64_t> pages() const { return pages_; }
  /// Of items, as told last.
  [[nodiscard]] std::optional<std::int64_t> last_told() const { return last_told_; }
  [[nodiscard]] bool are_believed() const { return are_believed_; }

 private:
  bool are_believed_;
  std::optional<std::int64_t> items_;
  std::optional<std::int64_t> pages_;
  std::optional<std::int64_t> last_told_;
  std::optional<std::int64_t> most_told_;  // Of items, since the search began.
  bool have_changed_ = false;
  bool are_contradicted_ = false;
};

}  // namespace cf_billing
