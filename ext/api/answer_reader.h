// Reads an answer's body while it arrives, as its request says.
#pragma once

#include <memory>
#include <string>

#include "http/transport.h"
#include "records/record_decoder.h"
#include "records/record_layout.h"

namespace cf_billing {

class AnswerReader final : public BodySink {
 public:
  /// `layout`: null, if the body is to be kept as a document. It outlives the reader.
  AnswerReader(const RecordLayout* layout, DecodeOptions options);

  /// Whether it can still read what somebody else wants of the same answer.
  [[nodiscard]] bool can_read(const DecodeOptions& more) const;
  /// Reads that, too.
  void read_also(const DecodeOptions& more);

  void restart() override;
  bool add(std::string_view piece) override;
  bool end_is_missing() override;

  /// Once, after the end.
  DecodedBody take();
  std::string take_document();

 private:
  const RecordLayout* layout_;
  DecodeOptions options_;
  bool began_ = false;
  bool ended_ = false;
  std::string body_;
  DecodedBody decoded_;
};

}  // namespace cf_billing
