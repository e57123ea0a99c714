#include "api/api_error.h"

#include <algorithm>

#include "core/redact.h"

namespace cf_billing {

namespace {

constexpr std::size_t kLongestMessage = 400;

std::string in_seconds(std::chrono::milliseconds wait) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s";
}

ErrorKind kind_of(int status, const std::vector<ApiMessage>& messages) {
  if (status == 401 || status == 403) return ErrorKind::auth;
  if (status == 429) return ErrorKind::busy;
  if (status >= 500 || status == 408) return ErrorKind::io;
  if (status >= 400) return ErrorKind::usage;
  // `success: false` under another status: the code alone tells.
  if (has_code(messages, {10000, 9109})) return ErrorKind::auth;
  if (has_code(messages, {10100, 971})) return ErrorKind::busy;
  return ErrorKind::usage;
}

std::string remedy(ErrorKind kind, int status, const std::vector<ApiMessage>& messages,
                   const ApiRequest& request) {
  if (has_code(messages, {6003})) {
    return " Check the form of api_token, or of api_key and email.";
  }
  if (kind == ErrorKind::auth && has_code(messages, {9109})) {
    return " The token is not allowed to do this, or not from this address: it needs Account › "
           "Billing › Read.";
  }
  if (status == 401) {
    return " Check that the token (or key and e-mail) is right and has not expired; it needs "
           "Account › "
           "Billing › Read.";
  }
  if (kind == ErrorKind::auth) {
    return std::string(" The token needs Account › Billing › Read") +
           (request.restricted ? "; this endpoint is also restricted to some accounts." : ".");
  }
  if (kind == ErrorKind::busy) {
    return " Cloudflare allows 1,200 requests in five minutes: try again later, or ask for fewer "
           "accounts or days.";
  }
  if (has_code(messages, {7003, 7000})) return " Check the account id.";
  if (status >= 300 && status < 400) return " Redirects are not followed: check base_url.";
  return "";
}

std::string attempts_note(const Exchange& exchange) {
  return exchange.attempts > 1 ? ", tried " + std::to_string(exchange.attempts) + " times" : "";
}

}  // namespace

std::string shown_ray(const std::string& ray) {
  // Anything longer or of other characters is no ray, and might be an echo.
  const bool is_ray = ray.size() <= 24 && std::all_of(ray.begin(), ray.end(), [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                               (c >= 'A' && c <= 'Z') || c == '-';
                      });
  return is_ray ? ray : "";
}

std::string place(const ApiRequest& request, const std::string& ray) {
  // The owner's id is named once: it stands in the path as well.
  std::string path = request.path;
  if (!path.starts_with("/user/")) path = "…" + path.substr(path.find('/', path.find('/', 1) + 1));
  std::string text = request.owner + ", ";
  text += name_of(request.method);
  text += " " + path;
  const std::string known = shown_ray(ray);
  if (!known.empty()) text += ", ray " + known;
  return text;
}

Error error_from(const Exchange& exchange, const std::vector<ApiMessage>& errors,
                 const ApiRequest& request, const ErrorContext& context) {
  const HttpResponse& response = exchange.response;
  const std::string where = " (" + place(request, response.ray) + ")";
  const auto clean = [&](std::string_view text) {
    return one_line(redact(text, context.secrets), kLongestMessage);
  };
  const std::string start = context.table + ": ";

  if (exchange.held_back) {
    return {ErrorKind::busy, start + "the rate limit of this credential is used up" + where +
                                 ": the next request may start in " +
                                 in_seconds(exchange.server_wait) +
                                 ", more than the setting max_wait (" +
                                 in_seconds(context.max_wait) + ") allows. Try again then."};
  }

  if (response.outcome == TransferOutcome::oversized) {
    return oversized_answer(request, context, response.ray);
  }
  if (response.outcome != TransferOutcome::answered &&
      exchange.verdict != RetryDecision::Action::too_long) {
    return {ErrorKind::io, start + clean(response.failure) + attempts_note(exchange) + where + "."};
  }

  const ErrorKind kind = kind_of(response.status, errors);
  std::string text = start + "HTTP " + std::to_string(response.status);
  if (!errors.empty()) {
    const std::string words = clean(described(errors));
    text += (errors.front().code ? ", " : ": ") + words;
  } else if (response.status >= 200 && response.status < 300) {
    text += ", success is false without an error";
  }
  text += attempts_note(exchange) + where + ".";
  if (exchange.verdict == RetryDecision::Action::too_long) {
    return {ErrorKind::busy, text + " The server asks to wait " + in_seconds(exchange.server_wait) +
                                 ", more than the setting max_wait (" +
                                 in_seconds(context.max_wait) + ") allows: try again then."};
  }
  return {kind, text + remedy(kind, response.status, errors, request)};
}

Error malformed_body(const Exchange& exchange, const ApiRequest& request,
                     const ErrorContext& context, const std::string& defect, bool truncated) {
  const std::string where = " (" + place(request, exchange.response.ray) + ")";
  const std::string start =
      context.table + ": HTTP " + std::to_string(exchange.response.status) + ", but the body ";
  if (truncated) {
    return {ErrorKind::io, start + "was cut short" + attempts_note(exchange) + where + "."};
  }
  // Redacted before it is cut: half a token is no token's shape any more.
  const std::string_view head = std::string_view(exchange.response.body).substr(0, kDefectHead);
  const std::string begin = one_line(redact(head, context.secrets), 60);
  return {ErrorKind::corrupt, start + "is not what the API documents: " + defect + where +
                                  (begin.empty() ? "." : ". It begins: " + begin)};
}

Error oversized_answer(const ApiRequest& request, const ErrorContext& context,
                       const std::string& ray) {
  return {ErrorKind::usage,
          context.table + ": the answer is larger than the setting max_response_mib allows (" +
              place(request, ray) +
              "). Ask for fewer days, or raise it with cf_config('max_response_mib', …)."};
}

}  // namespace cf_billing
