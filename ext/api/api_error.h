// From an answer that is no success to one sentence that a person can act on.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/api_message.h"
#include "api/api_request.h"
#include "core/error.h"
#include "core/secret.h"
#include "http/dispatcher.h"

namespace cf_billing {

/// Of the scan that asks.
struct ErrorContext {
  std::string table;
  std::vector<Secret> secrets;  ///< what no sentence may show
  std::chrono::seconds max_wait{60};
  std::string base_url{};  ///< empty: not known
};

/// Whether something on the way answered in the API's place, as a firewall or proxy: a page, or
/// with a status that is not clear without the API's form. It says nothing of the account or the
/// token.
bool is_foreign(const HttpResponse& response, const ApiWords& words);

/// The value of the header cf-ray as it may be shown: empty if it is no ray, or part of a secret.
std::string shown_ray(const std::string& ray, const std::vector<Secret>& secrets);
/// The code of the first error that has one, unless it looks like an echo: digits may be one as
/// well.
std::optional<std::int64_t> shown_code(const std::vector<ApiMessage>& errors,
                                       const std::vector<Secret>& secrets);

/// "account …, GET …/billable/usage, ray 8f2…": where it happened. `shown_ray`: empty if none.
std::string place(const ApiRequest& request, const std::string& shown_ray);

/// For an exchange that brought no 2xx answer, or a 2xx one with `success: false` or with errors;
/// `words` are its envelope's.
Error error_from(const Exchange& exchange, const ApiWords& words, const ApiRequest& request,
                 const ErrorContext& context);

/// How much of a defective body malformed_body() looks at: far more than it quotes, so that no
/// token is cut in two where the quotation could still show a part.
inline constexpr std::size_t kDefectHead = 4096;

/// For a 2xx answer whose body is not the documented envelope; `defect` says why.
Error malformed_body(const Exchange& exchange, const ApiRequest& request,
                     const ErrorContext& context, const std::string& defect, bool truncated);

/// For a 2xx answer whose records, with those of the connection's other answers, take more memory
/// than the settings max_response_mib and cache_mib together allow.
Error crowded_answer(const ApiRequest& request, const ErrorContext& context,
                     const std::string& ray);
/// For a 2xx answer that is larger, or whose records take more memory, than the setting
/// max_response_mib allows.
Error oversized_answer(const ApiRequest& request, const ErrorContext& context,
                       const std::string& ray);

}  // namespace cf_billing
