// How much memory the answers of one connection take together, whoever holds them: those that are
// being read, those whose rows wait or are shown, and those that are kept.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace cf_billing {

/// Not thread-safe: one for each connection. Counts what it is told; it gives out no memory.
class MemoryBudget {
 public:
  void set_limit(std::size_t bytes) { limit_ = bytes; }
  [[nodiscard]] bool is_exceeded() const { return used_ > limit_; }
  /// So much is taken that nothing should be begun that can wait.
  [[nodiscard]] bool is_short() const { return used_ > limit_ / 2; }
  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  friend class MemoryShare;
  std::size_t used_ = 0;
  std::size_t limit_ = SIZE_MAX;
};

/// What one answer takes of the budget, until it goes.
class MemoryShare {
 public:
  /// `budget`: null for an answer that is counted nowhere.
  explicit MemoryShare(std::shared_ptr<MemoryBudget> budget = nullptr)
      : budget_(std::move(budget)) {}
  ~MemoryShare() { set(0); }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

  /// Returns whether the budget has room for it.
  bool set(std::size_t bytes) {
    if (!budget_) return true;
    budget_->used_ = budget_->used_ - bytes_ + bytes;
    bytes_ = bytes;
    return !budget_->is_exceeded();
  }

 private:
  std::shared_ptr<MemoryBudget> budget_;
  std::size_t bytes_ = 0;
};

}  // namespace cf_billing
