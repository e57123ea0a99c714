// Reads an answer's body once, in pieces while it arrives, without building a tree: the envelope
// and the records in it. Memory does not grow with the body, only with what is wanted of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "records/envelope.h"
#include "records/field_tree.h"
#include "records/record_block.h"
#include "records/record_layout.h"
#include "records/record_list.h"
#include "records/record_parser.h"
#include "records/record_place.h"

namespace cf_billing {

/// `result_info` of a paged answer; each member is optional in practice (FACTS: History).
struct PageInfo {
  bool is_told = false;  ///< there is one, and it says something
  std::optional<std::int64_t> page;
  std::optional<std::int64_t> per_page;
  std::optional<std::int64_t> count;
  std::optional<std::int64_t> total_count;  ///< or `total_size`
  std::optional<std::int64_t> total_pages;
  std::optional<std::string> cursor;  ///< or `cursors.after`, `next_page_token`; never empty
};

struct DecodedBody {
  /// What is wrong with the body, in words; empty if it is a well-formed envelope. Then nothing
  /// else here means anything, but for `success`, `errors` and `messages`, if they were read.
  std::string defect;
  bool truncated = false;  ///< the defect is that the text ends too early
  bool oversized = false;  ///< the defect is that the records take more memory than they may
  bool crowded = false;    ///< or that all answers of the connection together do
  std::optional<bool> success;
  bool has_result = false;  ///< `null` is one
  PageInfo page;
  MemberText errors;    ///< JSON text, which may be cut off; empty if there are none
  MemberText messages;  ///< likewise
  std::shared_ptr<const RecordBlock> records;
};

struct DecodeOptions {
  FieldMask wanted = ~FieldMask{0};
  bool keep_raw = false;
  RecordPlace place{};
  /// Of memory: cells, texts and raw records together.
  std::size_t max_bytes = SIZE_MAX;
  /// Where that memory is counted, with that of other answers; may be null.
  std::shared_ptr<MemoryBudget> budget{};
  /// What loops over the records ask; may be null.
  std::shared_ptr<const InterruptQuestion> interrupt{};
  /// Fields that are decoded besides, as long as the records take no more memory than that: for a
  /// later scan, which may want others.
  FieldMask spare = 0;
  std::size_t most_spare_bytes = 0;
  /// Of what is read as a document, which takes many times its size. `info` of an account has a few
  /// hundred bytes for each of its subscriptions.
  std::size_t most_document_bytes = std::size_t{4} << 20U;
};

/// Not thread-safe. Throws nothing but std::bad_alloc and std::length_error (a record above 4 GiB).
class RecordReader {
 public:
  /// `layout`, and the text of the place's path, outlive it.
  RecordReader(const RecordLayout& layout, const DecodeOptions& options);
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;

  /// Whether these fields are decoded, wanted or spare; and from now on they are wanted.
  [[nodiscard]] bool has(FieldMask fields) const {
    return (fields & ~(options_.wanted | options_.spare)) == 0;
  }
  void want(FieldMask fields) { options_.wanted |= fields; }

  /// The next piece of the body, of any size. False: no more of it is of use, as a defect is
  /// certain.
  bool add(std::string_view piece);
  /// The body has ended. To be called once, and nothing after it.
  DecodedBody finish();

 private:
  void add_part(std::string_view part);
  void leave_list();
  void drop_spare_fields();
  [[nodiscard]] bool is_bad() const;
  [[nodiscard]] bool is_oversized() const;
  void add_object();
  void add_enclosing();
  void read_envelope(DecodedBody& body);
  [[nodiscard]] std::string defect_of_envelope() const;
  [[nodiscard]] std::string defect_of_objects() const;

  const RecordLayout& layout_;
  DecodeOptions options_;
  bool has_enclosing_fields_;
  Envelope envelope_;
  RecordParser parser_;
  std::shared_ptr<RecordBlock> records_;
  std::unique_ptr<RecordList> list_;  // While its elements are read.
  std::string defect_;
  bool records_oversized_ = false;
  bool records_crowded_ = false;
};

/// Of a body that is there as a whole.
DecodedBody decode_records(std::string_view body, const RecordLayout& layout,
                           const DecodeOptions& options);

}  // namespace cf_billing
