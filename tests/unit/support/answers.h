// Answers to one request, and what is said about them.
#pragma once

#include <string>
#include <utility>

#include "api/answer.h"
#include "api/answer_reader.h"
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

/// The answer that a response to the request becomes.
inline std::shared_ptr<Answer> answer_of(HttpResponse response, const ApiRequest& request,
                                         RetryDecision::Action verdict =
                                             RetryDecision::Action::accept,
                                         int attempts = 1) {
  AnswerReader reader(request.layout, request.reading);
  deliver(response, reader);
  Exchange exchange = exchange_of(std::move(response), verdict);
  exchange.attempts = attempts;
  return make_answer(exchange, reader, request, context_with_example_secrets());
}

/// The error that reading the answer's records ends with.
inline Error reading_error(const HttpResponse& response, const RecordLayout& layout = {}) {
  ApiRequest request = usage_request();
  request.layout = &layout;
  return answer_of(response, request)->error.value_or(Error(ErrorKind::usage, "no error"));
}

}  // namespace cf_billing
