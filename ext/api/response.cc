#include "api/response.h"

namespace cf_billing {

bool Response::is_2xx() const {
  return exchange.response.outcome == TransferOutcome::answered &&
         exchange.response.status >= 200 && exchange.response.status < 300;
}

bool Response::is_success() const {
  return is_2xx() && exchange.verdict == RetryDecision::Action::accept && decoded.defect.empty() &&
         decoded.success.value_or(false);
}

std::shared_ptr<Response> read_response(Exchange exchange, const ApiRequest& request,
                                        FieldMask fields) {
  auto read = std::make_shared<Response>();
  read->exchange = std::move(exchange);
  std::string& text = read->exchange.response.body;
  read->body_bytes = text.size();
  if (!read->is_2xx()) return read;
  static const RecordLayout no_fields;
  DecodeOptions options = request.reading;
  options.wanted |= fields;
  if (request.layout == nullptr) options.place.kind = RecordPlace::Kind::object;
  const auto body = std::make_shared<const std::string>(std::move(text));
  read->decoded =
      decode_records(*body, request.layout != nullptr ? *request.layout : no_fields, options);
  DecodedBody& decoded = read->decoded;
  text.clear();
  // A failed envelope says why, whatever else it lacks.
  if (decoded.success && !*decoded.success) {
    text = *body;
    return read;
  }
  if (!decoded.defect.empty()) {
    text = body->substr(0, kDefectHead);
  } else if (request.layout == nullptr) {
    read->document = *body;
  }
  return read;
}

const DecodedBody& ApiAnswer::records() const {
  const DecodedBody& decoded = response->decoded;
  if (!response->is_2xx() || (decoded.success && !*decoded.success)) throw error();
  if (!decoded.defect.empty()) {
    throw malformed_body(response->exchange, request, context, decoded.defect, decoded.truncated);
  }
  return decoded;
}

const std::string& ApiAnswer::document() const {
  static_cast<void>(records());
  return response->document;
}

Error ApiAnswer::error() const { return error_from(response->exchange, request, context); }

Error ApiAnswer::malformed(const std::string& defect) const {
  return malformed_body(response->exchange, request, context, defect, /*truncated=*/false);
}

}  // namespace cf_billing
