// Reads an answer's body while it arrives, as its request says.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/transport.h"
#include "records/record_reader.h"

namespace cf_billing {

/// For one exchange, its retries included: each attempt is read from its beginning.
class AnswerReader final : public BodySink {
 public:
  /// `layout`: what the records look like; it outlives the reader. Null: the body is kept as a
  /// document, with no records.
  AnswerReader(const RecordLayout* layout, const DecodeOptions& options);

  /// Whether it can still read what somebody else wants of the same answer.
  [[nodiscard]] bool can_read(const DecodeOptions& more) const;
  /// Reads that, too.
  void read_also(const DecodeOptions& more);

  void restart() override;
  bool add(std::string_view piece) override;
  bool end_is_missing() override;

  [[nodiscard]] const DecodeOptions& options() const { return options_; }

  /// What was read; once, after the end.
  DecodedBody take() { return std::move(decoded_); }
  std::string take_document();

 private:
  const RecordLayout* layout_;
  DecodeOptions options_;
  std::optional<RecordReader> reader_;  // Once the body has begun, until its end.
  std::string document_;
  bool document_is_too_large_ = false;
  bool document_is_crowded_ = false;
  MemoryShare document_share_;
  DecodedBody decoded_;
};

}  // namespace cf_billing
