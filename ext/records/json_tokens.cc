#include "records/json_tokens.h"

#include <simdjson.h>

#include <new>
#include <stdexcept>

namespace cf_billing {

struct JsonTokens::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;
};

JsonTokens::JsonTokens() : parser_(std::make_unique<Parser>()) {}
JsonTokens::~JsonTokens() = default;

JsonTokens::Verdict JsonTokens::read(const char* text, std::size_t size) {
  count_ = 0;
  if (size > simdjson::SIMDJSON_MAXSIZE_BYTES) throw std::length_error("a record above 4 GiB");
  auto& stages = parser_->stages;
  if (!stages || stages->capacity() < size) {
    // The second stage, which a depth is for, never runs.
    stages.reset();
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(size, 1, stages) !=
        simdjson::SUCCESS) {
      throw std::bad_alloc();
    }
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
  switch (stages->stage1(bytes, size, simdjson::stage1_mode::regular)) {
    case simdjson::SUCCESS:
      break;
    case simdjson::UNCLOSED_STRING:
      return Verdict::cut;
    default:
      return Verdict::not_json;
  }
  count_ = stages->n_structural_indexes;
  begins_ = stages->structural_indexes.get();
  return Verdict::good;
}

}  // namespace cf_billing
