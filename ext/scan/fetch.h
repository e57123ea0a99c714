// What one account (or one window of days) needs: requests, and the rows in the answers. The
// pipeline drives many of them at once.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/answer.h"
#include "api/api_request.h"
#include "api/request_log.h"
#include "records/row_block.h"

namespace cf_billing {

class Fetch {
 public:
  /// `owner`: as in ApiRequest. Fetches of one owner stand side by side in a scan.
  explicit Fetch(std::string owner) : owner_(std::move(owner)) {}
  virtual ~Fetch() = default;
  Fetch(const Fetch&) = delete;
  Fetch& operator=(const Fetch&) = delete;

  [[nodiscard]] const std::string& owner() const { return owner_; }
  /// What is missing is noted from now on, and does not fail the scan.
  void accept_incomplete() { accepts_incomplete_ = true; }
  /// What was noted since the last call: sentences for the log.
  std::vector<Note> take_notes() { return std::exchange(notes_, {}); }

  /// Requests that can be under way together; asked for again once all of them are answered and
  /// the rows they brought are read. None: it is complete.
  virtual std::vector<ApiRequest> next() = 0;
  /// Those behind the first batch that are certain to follow it, for the count of requests before
  /// any is made.
  [[nodiscard]] virtual std::vector<ApiRequest> foreseen() const { return {}; }
  /// The answer to request `index` of the last batch, in any order. Throws Error to fail the scan.
  virtual void accept(std::size_t index, const Delivery& answer) = 0;
  /// Called when the whole batch is answered: the rows that are now certain, in order.
  virtual std::vector<std::unique_ptr<RowBlock>> take() = 0;

  /// Whether its rows tell that the API refuses the account: then that ends no scan.
  [[nodiscard]] virtual bool tells_refusals() const { return false; }
  /// Whether its rows tell that it was left out, if it was: then so many may be.
  [[nodiscard]] virtual bool tells_left_out() const { return false; }
  /// The scan goes on without it: what rows tell so, in place of its own.
  virtual std::vector<std::unique_ptr<RowBlock>> rows_left_out(const Error& /*why*/,
                                                               bool /*is_refused*/) {
    return {};
  }

 protected:
  /// Something is missing that the setting `incomplete` is about: throws `error`, or notes it.
  void lacks(const Error& error, NoteKind kind = NoteKind::incomplete) {
    if (!accepts_incomplete_) throw error;
    note(error, kind);
  }
  void note(const Error& error, NoteKind kind) { note({error.what(), kind}); }
  void note(Note note) { notes_.push_back(std::move(note)); }
  [[nodiscard]] bool accepts_incomplete() const { return accepts_incomplete_; }

 private:
  std::string owner_;
  bool accepts_incomplete_ = false;
  std::vector<Note> notes_;
};

}  // namespace cf_billing
