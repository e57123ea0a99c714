// Whether the query that a connection works on was interrupted: asked inside loops over all records
// of an answer, which may be very many.
#pragma once

#include <functional>

namespace cf_billing {

/// Of one connection, shared by the records of its answers. Not of a thread: memory of a thread's
/// own is made on first use, and the C library ends the process where it cannot be.
class InterruptQuestion {
 public:
  /// Throws Error(interrupted) if a query is being worked on and was interrupted.
  void throw_if_interrupted() const;

 private:
  friend class InterruptScope;
  const std::function<bool()>* asked_ = nullptr;
};

/// While it lives, loops over records of the connection ask `interrupted`; both outlive it.
class InterruptScope {
 public:
  InterruptScope(InterruptQuestion& question, const std::function<bool()>& interrupted)
      : question_(question), before_(question.asked_) {
    question_.asked_ = &interrupted;
  }
  ~InterruptScope() { question_.asked_ = before_; }
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

 private:
  InterruptQuestion& question_;
  const std::function<bool()>* before_;
};

/// To be called for each step of such a loop: asks after every few ten thousand of them.
class InterruptCheck {
 public:
  /// `question`: null where nobody can interrupt; else it outlives the check.
  explicit InterruptCheck(const InterruptQuestion* question) : question_(question) {}
  void operator()() {
    if ((++steps_ & 0x7fffU) == 0 && question_ != nullptr) question_->throw_if_interrupted();
  }

 private:
  const InterruptQuestion* question_;
  unsigned steps_ = 0;
};

}  // namespace cf_billing
