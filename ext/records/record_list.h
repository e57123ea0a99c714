// The records of a list, read while they arrive: buffered up to a piece, and of each piece the
// whole records are parsed at once. What is behind the last of them is carried over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "records/json_scanner.h"
#include "records/json_tokens.h"
#include "records/record_block.h"
#include "records/record_parser.h"

namespace cf_billing {

class RecordList {
 public:
  enum class State : std::uint8_t {
    going,
    ended,      ///< rest() is what stands behind the list's bracket
    other,      ///< rest() begins with an element that is no record
    oversized,  ///< the records take more memory than they may
    crowded,    ///< and all answers of the connection together do
    defect,
  };

  /// Small enough to stay in a processor's cache, with four bytes of index for each of its own.
  static constexpr std::size_t kPiece = 256U << 10U;
  /// Of the text of one record: known ones have a few KiB. To read it takes five times as much.
  static constexpr std::size_t kLargestRecord = 16U << 20U;
  /// What grows with their number is copied now and then as a whole, and no interrupt comes through
  /// meanwhile. The largest known answers have a hundredth of it.
  static constexpr std::size_t kMostRecords = 16U << 20U;

  /// Records go to `records`, which may take `most_bytes`. So much of the list as `piece` is read
  /// at once, or a record.
  RecordList(RecordParser& parser, RecordBlock& records, std::size_t most_bytes,
             std::size_t piece = kPiece);

  /// Elements of the list, from the first byte of the first one.
  State add(std::string_view piece);
  /// Nothing comes any more.
  State end();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::string& defect() const { return defect_; }
  /// What was not read.
  [[nodiscard]] std::string_view rest() const { return std::string_view(buffer_).substr(at_); }

 private:
  /// What comes at `at_`, white space aside.
  enum class Expects : std::uint8_t { element, comma };

  void advance(bool is_last);
  bool skip_to_element();
  /// Parses whole records from `at_` on; false: there was none before `cut`.
  bool parse_before(std::size_t cut);
  void parse_scanned();
  [[nodiscard]] std::size_t likely_cut() const;
  void check_outcome(RecordParser::Outcome outcome);
  void check_size();
  void fail(State state, std::string_view defect);
  void drop_read();

  RecordParser& parser_;
  RecordBlock& records_;
  std::size_t most_bytes_;
  std::size_t piece_;
  State state_ = State::going;
  std::string defect_;

  std::string buffer_;
  std::size_t full_;    // So much in the buffer is worth parsing.
  std::size_t at_ = 0;  // In the buffer: what is in front of it was read.
  Expects expects_ = Expects::element;
  JsonTokens tokens_;
  JsonScanner scanner_;
  bool is_scanning_ = false;  // The scanner is inside the element at `at_`, at `scanned_`.
  std::size_t scanned_ = 0;
};

}  // namespace cf_billing
