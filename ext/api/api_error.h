// From an answer that is no success to one sentence that a person can act on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/api_request.h"
#include "core/error.h"
#include "core/secret.h"
#include "http/dispatcher.h"

namespace cf_billing {

/// One element of an envelope's `errors`, with its `error_chain` behind it.
struct ApiMessage {
  std::optional<std::int64_t> code;
  std::string message;
  std::vector<ApiMessage> chain;
};

/// The errors in `body`, in any of the shapes seen (FACTS: Envelope); none if it is no envelope.
std::vector<ApiMessage> parse_api_messages(std::string_view body);

/// Cloudflare's code of the first error in `body` that has one.
std::optional<std::int64_t> first_error_code(std::string_view body);

/// The value of the header cf-ray as it may be shown: empty if it is no ray.
std::string shown_ray(const std::string& ray);

/// Whether the answer says that the route does not exist (any more): 404, 410, or code 7003 or
/// 7000, which a wrong account id gives as well.
bool route_is_gone(const HttpResponse& response);

/// How much of a defective body malformed_body() looks at: far more than it quotes, so that no
/// token is cut in two where the quotation could still show a part.
inline constexpr std::size_t kDefectHead = 4096;

struct ErrorContext {
  std::string table;
  std::vector<Secret> secrets;
  std::chrono::seconds max_wait{60};
};

/// For an exchange that brought no 2xx answer, or a 2xx one with `success: false`.
Error error_from(const Exchange& exchange, const ApiRequest& request, const ErrorContext& context);

/// For a 2xx answer whose body is not the documented envelope; `defect` says why.
Error malformed_body(const Exchange& exchange, const ApiRequest& request,
                     const ErrorContext& context, const std::string& defect, bool truncated);

/// "account …, GET …/billable/usage, ray 8f2…": where it happened.
std::string place(const ApiRequest& request, const std::string& ray);

}  // namespace cf_billing
