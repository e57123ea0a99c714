#include "api/answer_reader.h"

#include <utility>

namespace cf_billing {

AnswerReader::AnswerReader(const RecordLayout* layout, DecodeOptions options)
    : layout_(layout), options_(options) {
  if (layout_ == nullptr) options_.place.kind = RecordPlace::Kind::object;
}

bool AnswerReader::can_read(const DecodeOptions& more) const {
  const bool has_fields = (more.wanted & ~options_.wanted) == 0;
  return !began_ || (has_fields && (options_.keep_raw || !more.keep_raw));
}

void AnswerReader::read_also(const DecodeOptions& more) {
  options_.wanted |= more.wanted;
  options_.keep_raw |= more.keep_raw;
}

void AnswerReader::restart() {
  body_.clear();
  decoded_ = {};
  began_ = false;
  ended_ = false;
}

bool AnswerReader::add(std::string_view piece) {
  began_ = true;
  body_ += piece;
  return true;
}

bool AnswerReader::end_is_missing() {
  if (ended_) return decoded_.truncated;
  ended_ = true;
  static const RecordLayout no_fields;
  const auto body =
      std::make_shared<const std::string>(layout_ != nullptr ? std::move(body_) : body_);
  decoded_ = decode_records(body, layout_ != nullptr ? *layout_ : no_fields, options_);
  if (decoded_.defect.empty() && decoded_.result == ResultShape::absent) {
    decoded_.defect = "it has no result";
  }
  return decoded_.truncated;
}

DecodedBody AnswerReader::take() {
  end_is_missing();
  return std::move(decoded_);
}

std::string AnswerReader::take_document() { return std::exchange(body_, {}); }

}  // namespace cf_billing
