// What one account (or one window of days) needs: requests, and the rows in the answers. The
// pipeline drives many of them at once.
#pragma once

#include <memory>
#include <vector>

#include "cloudflare/api_error.h"
#include "cloudflare/api_request.h"
#include "cloudflare/record_decoder.h"
#include "cloudflare/row_block.h"

namespace cf_billing {

/// An answer together with what is needed to complain about it.
struct ApiAnswer {
  Exchange exchange;
  const ApiRequest& request;
  const ErrorContext& context;

  [[nodiscard]] bool is_success() const {
    return exchange.response.outcome == TransferOutcome::answered &&
           exchange.response.status >= 200 && exchange.response.status < 300;
  }
  [[nodiscard]] bool is_gone() const { return route_is_gone(exchange.response); }
  /// Throws Error unless the answer is a success whose records could be read.
  DecodedBody records(const RecordLayout& layout, const DecodeOptions& options);
  /// The whole body of a success, for the few answers that are no records. Throws likewise.
  std::string document();
  [[nodiscard]] Error error() const { return error_from(exchange, request, context); }
};

class Fetch {
 public:
  virtual ~Fetch() = default;
  /// Requests that can be under way together; asked for again once all of them are answered and
  /// the rows they brought are read. None: it is complete.
  virtual std::vector<ApiRequest> next() = 0;
  /// The answer to request `index` of the last batch, in any order. Throws Error to fail the scan.
  virtual void accept(std::size_t index, ApiAnswer answer) = 0;
  /// Called when the whole batch is answered: the rows that are now certain, in order.
  virtual std::vector<std::unique_ptr<RowBlock>> take() = 0;
};

}  // namespace cf_billing
