#include "cloudflare/fetch.h"

namespace cf_billing {

DecodedBody ApiAnswer::records(const RecordLayout& layout, const DecodeOptions& options) {
  if (!is_success()) throw error();
  const auto body = std::make_shared<const std::string>(std::move(exchange.response.body));
  DecodedBody decoded = decode_records(body, layout, options);
  // A failed envelope says why, whatever else it lacks.
  if (decoded.success && !*decoded.success) {
    exchange.response.body = *body;
    throw error();
  }
  if (decoded.defect.empty() && decoded.result == ResultShape::absent) {
    decoded.defect = "it has no result";
  }
  if (!decoded.defect.empty()) {
    exchange.response.body = body->substr(0, kDefectHead);
    throw malformed_body(exchange, request, context, decoded.defect, decoded.truncated);
  }
  return decoded;
}

std::string ApiAnswer::document() {
  std::string body = exchange.response.body;
  records({}, {});
  return body;
}

}  // namespace cf_billing
