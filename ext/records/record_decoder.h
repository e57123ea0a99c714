// Reads an answer's body once, without building a tree: the envelope and the records in it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "records/record_block.h"
#include "records/record_layout.h"
#include "records/record_place.h"

namespace cf_billing {

/// `result_info` of a paged answer; each member is optional in practice (FACTS: History).
struct PageInfo {
  std::optional<std::int64_t> page;
  std::optional<std::int64_t> per_page;
  std::optional<std::int64_t> total_count;
  std::string cursor;  ///< what the next page is asked for with; empty: none was told
};

enum class ResultShape { absent, null, object, array, other };

struct DecodedBody {
  /// What is wrong with the body, in words; empty if it is a well-formed envelope. Then nothing
  /// else here means anything.
  std::string defect;
  bool truncated = false;  ///< the defect is that the text ends too early
  std::optional<bool> success;
  ResultShape result = ResultShape::absent;
  PageInfo page;
  std::shared_ptr<const RecordBlock> records;
};

struct DecodeOptions {
  FieldMask wanted = ~FieldMask{0};
  bool keep_raw = false;
  RecordPlace place{};
};

/// An element that is no object is a defect. `body` is kept only if raw text is wanted.
DecodedBody decode_records(std::shared_ptr<const std::string> body, const RecordLayout& layout,
                           const DecodeOptions& options);

/// `value` in FOCUS form `YYYY-MM-DDTHH:MM:SSZ` if it can be written so without loss (a zero
/// fraction, a zero offset), else `value` itself.
std::string focus_timestamp(std::string_view value);

}  // namespace cf_billing
