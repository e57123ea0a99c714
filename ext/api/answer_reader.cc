#include "api/answer_reader.h"

namespace cf_billing {

namespace {

const RecordLayout kNoFields;

}  // namespace

AnswerReader::AnswerReader(const RecordLayout* layout, const DecodeOptions& options)
    : layout_(layout), options_(options), document_share_(options.budget) {
  if (layout_ == nullptr) options_.place.kind = RecordPlace::Kind::object;
}

bool AnswerReader::can_read(const DecodeOptions& more) const {
  const bool has_raw = options_.keep_raw || !more.keep_raw;
  if (reader_) return reader_->has(more.wanted) && has_raw;
  // Not begun, or about to begin anew. (If nothing more comes, it is an error for everybody.)
  if (decoded_.records == nullptr || decoded_.truncated) return true;
  return decoded_.records->has(more.wanted) && has_raw;
}

void AnswerReader::read_also(const DecodeOptions& more) {
  options_.wanted |= more.wanted;
  options_.keep_raw |= more.keep_raw;
  if (reader_) reader_->want(more.wanted);
}

void AnswerReader::restart() {
  reader_.reset();
  document_ = std::string();
  document_share_.set(0);
  document_is_too_large_ = document_is_crowded_ = false;
  decoded_ = {};
}

bool AnswerReader::add(std::string_view piece) {
  if (!reader_) reader_.emplace(layout_ != nullptr ? *layout_ : kNoFields, options_);
  if (layout_ == nullptr) {
    document_is_too_large_ = document_.size() + piece.size() > options_.most_document_bytes;
    if (document_is_too_large_) return false;
    document_ += piece;
    // The reader of its object holds the text as well.
    if (!document_share_.set(2 * document_.capacity())) {
      document_is_crowded_ = true;
      return false;
    }
  }
  return reader_->add(piece);
}

bool AnswerReader::end_is_missing() {
  // An empty body was never begun.
  if (!reader_) reader_.emplace(layout_ != nullptr ? *layout_ : kNoFields, options_);
  decoded_ = reader_->finish();
  reader_.reset();
  if (document_is_too_large_ || document_is_crowded_) {
    take_document();
    decoded_ = {};
    decoded_.crowded = document_is_crowded_;
    decoded_.defect = "it is larger than any known one";
  }
  return decoded_.truncated;
}

std::string AnswerReader::take_document() {
  document_share_.set(0);
  return std::move(document_);
}

}  // namespace cf_billing
