// Answers to one request, and what is said about them.
#pragma once

#include <string>
#include <utility>

#include "api/api_error.h"
#include "scan/fetch.h"
#include "support/bodies.h"
#include "support/scripted_transport.h"

namespace cf_billing {

inline Exchange exchange_of(HttpResponse response,
                            RetryDecision::Action verdict = RetryDecision::Action::accept) {
  Exchange exchange;
  exchange.response = std::move(response);
  exchange.verdict = verdict;
  return exchange;
}

inline ApiRequest usage_request() {
  ApiRequest request = account_request(kAccount, "billable/usage");
  request.restricted = true;
  return request;
}

inline ErrorContext context_with_example_secrets() {
  return {"cf_focus_usage",
          {Secret(kExampleToken), Secret(kExampleKey), Secret(kExampleEmail)},
          std::chrono::seconds{60}};
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The error that reading the answer's records ends with.
inline Error reading_error(const HttpResponse& response, const RecordLayout& layout = {}) {
  ApiRequest request = usage_request();
  request.layout = &layout;
  const ErrorContext context = context_with_example_secrets();
  const ApiAnswer answer{read_response(exchange_of(response), request), request, context};
  try {
    static_cast<void>(answer.records());
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::usage, "no error"};
}

}  // namespace cf_billing
