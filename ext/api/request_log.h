// The exchanges of one connection, as the table cf_requests shows them.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace cf_billing {

/// What the error of an entry comes to for whoever reads the rows; the later ones are graver.
enum class NoteKind : std::uint8_t {
  given_up,    ///< nothing: nobody waited for the answer any more
  elsewhere,   ///< nothing is missing: it was asked for in another way then
  gone,        ///< days that are no longer kept
  denied,      ///< what the plan or the token does not have
  incomplete,  ///< another part of what there is, which the setting accepts
  failed,      ///< what was asked for
};

/// A sentence for the log, about an answer that is used nevertheless.
struct Note {
  std::string text;
  NoteKind kind = NoteKind::failed;
};

enum class AnswerSource {
  exchange,   ///< a request of the scan's own: `miss`
  kept,       ///< the cache: `hit`
  under_way,  ///< a request that somebody else had made and was waiting for: `shared`
};

/// The last word about an account in a scan.
enum class AccountOutcome {
  none,      ///< there is no account, or nothing has been said of it
  ok,        ///< nothing of it failed
  left_out,  ///< it failed, and the scan went on without it
  failed,    ///< it failed, and the scan with it
};

struct LoggedRequest {
  std::int64_t id = 0;  ///< counts from 1
  std::chrono::sys_time<std::chrono::milliseconds> started_at{};
  std::string table;
  std::string_view method = "GET";
  std::string url;                         ///< holds no credential: those travel in headers
  int status = 0;                          ///< 0: there was no answer
  std::optional<std::int64_t> error_code;  ///< Cloudflare's
  std::string error;                       ///< empty: none
  std::optional<NoteKind> error_kind;      ///< if there is one
  int attempts = 0;
  std::chrono::milliseconds waited{0};
  std::chrono::milliseconds duration{0};
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_decoded = 0;
  std::optional<std::uint64_t> rows;  ///< records in the answer
  /// What the answer's `result_info` says of the list; each may be absent.
  std::optional<std::int64_t> total_count;
  std::optional<std::int64_t> total_pages;
  std::optional<std::int64_t> page;
  std::optional<std::int64_t> per_page;
  AnswerSource source = AnswerSource::exchange;
  std::string ray;
  std::string account;  ///< whose; empty: none
  AccountOutcome outcome = AccountOutcome::none;
  std::string messages;  ///< what the API announced beside the result, JSON text; empty: nothing
};

class RequestLog {
 public:
  static constexpr std::size_t kMostEntries = 10'000;
  static constexpr std::size_t kMostBytes = std::size_t{8} << 20U;  ///< of all texts in it

  /// Appends; the oldest go when it is full, but never the last. Returns the id given.
  std::int64_t add(LoggedRequest request);
  /// Notes what became of the scan, if the entry is still there; its own error stays.
  void set_error(std::int64_t id, const std::string& error);
  /// Of what is missing in an answer that is used nevertheless, behind what its entry says already.
  void add_note(std::int64_t id, const Note& note);
  /// The entry's own error is none of what was asked for: what it comes to, notes may say.
  void excuse(std::int64_t id);
  /// Notes what became of the account, if the entry is still there and is of one.
  void set_outcome(std::int64_t id, AccountOutcome outcome);
  [[nodiscard]] const std::deque<LoggedRequest>& entries() const { return entries_; }

 private:
  [[nodiscard]] LoggedRequest* find(std::int64_t id);
  void drop_oldest();

  std::deque<LoggedRequest> entries_;
  std::size_t bytes_ = 0;
  std::int64_t last_id_ = 0;
};

}  // namespace cf_billing
