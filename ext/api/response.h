// What came back for one request: shared by everybody who asked for it, and never changed.
#pragma once

#include <memory>
#include <string>

#include "api/api_error.h"
#include "records/record_reader.h"

namespace cf_billing {

struct Response {
  /// Without the body where it was read; with as much of it as a message needs where it is bad.
  Exchange exchange;
  std::size_t body_bytes = 0;  ///< decoded
  DecodedBody decoded;         ///< of a 2xx answer
  std::string document;        ///< the whole body, where the request has no layout
  /// In which order the client's requests were made and answered: counted together, from 1.
  std::uint64_t asked = 0;
  std::uint64_t answered = 0;

  [[nodiscard]] bool is_2xx() const;
  /// A complete answer that says so: the only kind that may be kept.
  [[nodiscard]] bool is_success() const;
};

/// Reads the body of a 2xx answer. `fields`: decoded besides those that the request wants.
std::shared_ptr<Response> read_response(Exchange exchange, const ApiRequest& request,
                                        FieldMask fields = 0);

/// A response together with what is needed to complain about it.
struct ApiAnswer {
  std::shared_ptr<const Response> response;
  const ApiRequest& request;
  const ErrorContext& context;
  bool from_cache = false;

  [[nodiscard]] int status() const { return response->exchange.response.status; }
  [[nodiscard]] bool is_gone() const { return route_is_gone(response->exchange.response); }
  /// Throws Error unless the answer is a success whose records could be read.
  [[nodiscard]] const DecodedBody& records() const;
  /// The whole body of a success, for the few answers that are no records. Throws likewise.
  [[nodiscard]] const std::string& document() const;
  [[nodiscard]] Error error() const;
  /// For records that are there and make no sense.
  [[nodiscard]] Error malformed(const std::string& defect) const;
};

}  // namespace cf_billing
