// What is around the records of an answer: `success`, `errors`, `messages`, `result_info`, and the
// members on the way to the place of the records. Read byte by byte, in pieces of any size, with
// little kept; the records of a list are somebody else's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/json_scanner.h"
#include "records/record_place.h"

namespace cf_billing {

/// The text of a member that is kept.
struct MemberText {
  std::string text;
  bool is_cut = false;  ///< it was larger than what is kept: then none of it is, but for `errors`
};

class Envelope {
 public:
  /// `keeps_enclosing`: the object around a list of records is wanted, too. Of the record of an
  /// object, and of that enclosing object, up to `most_bytes` are kept.
  Envelope(const RecordPlace& place, bool keeps_enclosing, std::size_t most_bytes);

  /// Reads on to the end of the piece or to the first element of the list of records; returns how
  /// many bytes that were. Without effect once there is a defect.
  std::size_t add(std::string_view piece);
  /// The next byte belongs to the list's first element.
  [[nodiscard]] bool is_at_list() const { return step_ == Step::list; }
  /// All elements and the bracket behind them were taken by somebody else.
  void end_list();
  /// The next element is no record: what is left of the list is read here, and is of no use.
  void skip_list();
  /// Nothing comes any more.
  void end();

  /// What makes it no answer, in words. Nothing after it was read.
  [[nodiscard]] const std::string& defect() const { return defect_; }
  /// Another kind of value stands where the records should, in words.
  [[nodiscard]] const std::string& misplaced() const { return misplaced_; }
  /// An object on the way to the records ended without the member that leads on, in words.
  [[nodiscard]] const std::string& missing() const { return missing_; }
  [[nodiscard]] bool is_blank() const { return step_ <= Step::root; }
  [[nodiscard]] bool is_complete() const { return step_ == Step::done; }
  /// What is kept of a record is not all of it.
  [[nodiscard]] bool is_oversized() const { return record_.is_cut || enclosing_.is_cut; }
  /// Whether the first member of the path is there.
  [[nodiscard]] bool has_result() const { return seen_[0]; }
  [[nodiscard]] std::string_view result_name() const { return path_[0]; }

  [[nodiscard]] std::optional<bool> success() const;
  [[nodiscard]] const MemberText& errors() const { return errors_; }
  [[nodiscard]] const MemberText& messages() const { return messages_; }
  [[nodiscard]] const MemberText& result_info() const { return result_info_; }
  /// The record of an object; empty without one.
  [[nodiscard]] const std::string& record() const { return record_.text; }
  /// The enclosing object, with an empty list in it where the list had elements.
  [[nodiscard]] const std::string& enclosing() const { return enclosing_.text; }

 private:
  enum class Step : std::uint8_t {
    mark,  ///< a byte order mark, perhaps
    root,
    first_name,
    name,
    in_name,
    colon,
    value,
    in_value,
    first_element,
    list,
    comma,
    done,
  };

  std::size_t step(std::string_view rest);
  std::size_t run(std::string_view rest);
  void take(char c);
  void begin_value(char c);
  void begin_at_path(char c);
  void begin_object();
  void end_object();
  void end_name();
  void capture(MemberText* into, std::size_t most, char first);
  MemberText* known_member(bool*& seen);
  void append(MemberText& kept, std::string_view part, std::size_t most);
  [[nodiscard]] bool is_in_enclosing() const;
  /// The names of members down to that level, with dots between.
  [[nodiscard]] std::string path_to(std::size_t level) const;
  void fail_twice(const std::string& name);

  std::vector<std::string> path_;
  RecordPlace::Kind kind_;
  bool keeps_enclosing_;
  std::size_t most_bytes_;

  Step step_ = Step::mark;
  std::size_t marks_ = 0;   // Bytes of the byte order mark that were there.
  std::size_t level_ = 0;   // Objects on the path that are open, less one.
  bool is_open_ = false;    // The root is an object, and not at its end.
  std::vector<bool> seen_;  // By level: the path's member was there.
  bool success_seen_ = false;
  bool errors_seen_ = false;
  bool messages_seen_ = false;
  bool result_info_seen_ = false;

  JsonScanner scanner_;
  MemberText name_;                 // With its quotes.
  MemberText* captured_ = nullptr;  // Where the current value goes; null: it is skipped.
  std::size_t most_captured_ = 0;

  MemberText success_;
  MemberText errors_;
  MemberText messages_;
  MemberText result_info_;
  MemberText record_;
  MemberText enclosing_;
  std::string defect_;
  std::string misplaced_;
  std::string missing_;
};

}  // namespace cf_billing
