#include "api/api_error.h"

#include <algorithm>
#include <array>

#include "core/redact.h"

namespace cf_billing {

namespace {

constexpr std::size_t kLongestMessage = 400;  // Each of several,
constexpr std::size_t kLongestWords = 700;    // and all of them.

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

/// How an unexpected body begins. Redacted before it is cut: half a token is no token's shape any
/// more.
std::string beginning(const std::string& body, const ErrorContext& context) {
  const std::string_view head = std::string_view(body).substr(0, kDefectHead);
  return one_line(redact(head, context.secrets), 60);
}

/// The API is found below this path; who forgets it gets a page of something else.
std::string hint_at_base_url(const ErrorContext& context) {
  constexpr std::string_view kPath = "/client/v4";
  std::string_view url = context.base_url;
  while (url.ends_with('/')) url.remove_suffix(1);
  if (url.empty() || url.ends_with(kPath)) return "";
  return " The setting base_url, " + quoted(url, context.secrets) +
         ", does not end with /client/v4, as Cloudflare's does: check it.";
}

std::string remedy_by_code(ErrorKind kind, int status, const std::vector<ApiMessage>& messages,
                           const ApiRequest& request) {
  const std::string permission(request.permission);
  if (has_code(messages, {6003})) {
    return " Check the form of api_token, or of api_key and email.";
  }
  if (kind == ErrorKind::auth && has_code(messages, {9109})) {
    return " The token is not allowed to do this, or not from this address: it needs " +
           permission + ".";
  }
  if (status == 401) {
    return " Check that the token (or key and e-mail) is right and has not expired; it needs " +
           permission + ".";
  }
  if (kind == ErrorKind::auth && !first_code(messages)) {
    return " That comes without a code, so perhaps the token needs " + permission +
           ", and perhaps it is something else.";
  }
  if (kind == ErrorKind::auth) {
    return " The token needs " + permission +
           (request.restricted ? "; this endpoint is also restricted to some accounts." : ".");
  }
  if (kind == ErrorKind::busy) {
    return std::string(" Cloudflare allows ") +
           (request.is_graphql ? "300 queries of analytics" : "1,200 requests") +
           " in five minutes: try again later, or ask for fewer accounts or days.";
  }
  return has_code(messages, {7003, 7000}) ? " Check the account id." : "";
}

/// That there is no such endpoint, that it is not asked like that, or to come later, is also said
/// without a word, and by what routes requests, whose words are not in the API's form (FACTS leaves
/// open how an endpoint refuses).
bool is_clear_alone(int status) {
  constexpr std::array kClear = {400, 404, 405, 408, 410, 429};
  return std::find(kClear.begin(), kClear.end(), status) != kClear.end();
}

bool looks_like_page(std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  const std::size_t begin = body.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && body[begin] == '<';
}

bool is_from_others_than_api(const HttpResponse& response, const ApiWords& words) {
  const int status = response.status;
  if (response.outcome != TransferOutcome::answered || words.is_envelope || status < 300) {
    return false;
  }
  return !response.body.empty() || (status < 500 && !is_clear_alone(status));
}

std::string remedy(ErrorKind kind, const HttpResponse& response, const ApiWords& words,
                   const ApiRequest& request, const ErrorContext& context) {
  const int status = response.status;
  if (status >= 300 && status < 400) return " Redirects are not followed: check base_url.";
  if (status == 407) {
    return " A proxy on the way wants a user and password: set them in HTTPS_PROXY.";
  }
  const bool is_route = status == 404 || has_code(words.errors, {7003, 7000});
  const bool is_from_others = is_from_others_than_api(response, words);
  std::string text;
  if (is_from_others) {
    // What a firewall's page says of the token is not what the API says of it.
    const std::string begin = beginning(response.body, context);
    text = std::string(" What answered was not the API") +
           (status < 500 ? ", but something on the way, as a firewall or proxy" : "") +
           (begin.empty() ? ". It is empty." : ". It begins: " + begin);
  } else {
    text = remedy_by_code(kind, status, words.errors, request);
  }
  if (status < 500 && (is_route || is_from_others)) text += hint_at_base_url(context);
  return text;
}

std::string attempts_note(const Exchange& exchange) {
  return exchange.attempts > 1 ? ", tried " + std::to_string(exchange.attempts) + " times" : "";
}

}  // namespace

bool is_foreign(const HttpResponse& response, const ApiWords& words) {
  return is_from_others_than_api(response, words) &&
         (!is_clear_alone(response.status) || looks_like_page(response.body));
}

std::string shown_ray(const std::string& ray, const std::vector<Secret>& secrets) {
  // Anything longer or of other characters is no ray, and might be an echo.
  const bool is_ray = ray.size() <= 24 && std::all_of(ray.begin(), ray.end(), [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                               (c >= 'A' && c <= 'Z') || c == '-';
                      });
  return is_ray && redact(ray, secrets) == ray ? ray : "";
}

std::optional<std::int64_t> shown_code(const std::vector<ApiMessage>& errors,
                                       const std::vector<Secret>& secrets) {
  const auto code = first_code(errors);
  const std::string text = code ? std::to_string(*code) : "";
  return redact(text, secrets) == text ? code : std::nullopt;
}

std::string place(const ApiRequest& request, const std::string& shown_ray) {
  // The owner's id is named once: it stands in the path as well.
  std::string path = request.path;
  if (!path.starts_with("/user/")) path = "…" + path.substr(path.find('/', path.find('/', 1) + 1));
  std::string text = request.owner + ", ";
  text += name_of(request.method);
  text += " " + path;
  if (!request.subject.empty()) text += " of " + std::string(request.subject);
  if (!shown_ray.empty()) text += ", ray " + shown_ray;
  return text;
}

Error error_from(const Exchange& exchange, const ApiWords& words, const ApiRequest& request,
                 const ErrorContext& context) {
  const HttpResponse& response = exchange.response;
  const std::vector<ApiMessage>& errors = words.errors;
  const std::string where = " (" + place(request, shown_ray(response.ray, context.secrets)) + ")";
  const auto clean = [&](std::string_view text) {
    return one_line(redact(text, context.secrets), kLongestMessage);
  };
  const std::string start = context.table + ": ";

  if (exchange.held_back) {
    // Which of the two it is nobody needs to know.
    const char* which = request.is_graphql ? ", of analytics 300 queries in five minutes, " : " ";
    return {ErrorKind::busy, start + "the rate limit of this credential" + which + "is used up" +
                                 where + ": the next request may start in " +
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
    text += errors.front().code ? ", " : ": ";
    text += one_line(described(errors, clean), kLongestWords);
  } else if (response.status >= 200 && response.status < 300) {
    text += ", success is false without an error";
  }
  text += attempts_note(exchange) + where + ".";
  if (exchange.verdict == RetryDecision::Action::too_long) {
    text +=
        response.retry_after
            ? " The server asks to wait "
            : " Cloudflare allows 300 queries of analytics in five minutes; a refusal lasts up to ";
    return {ErrorKind::busy, text + in_seconds(exchange.server_wait) +
                                 ", more than the setting max_wait (" +
                                 in_seconds(context.max_wait) + ") allows: try again then."};
  }
  return {kind, text + remedy(kind, response, words, request, context)};
}

Error malformed_body(const Exchange& exchange, const ApiRequest& request,
                     const ErrorContext& context, const std::string& defect, bool truncated) {
  const std::string where =
      " (" + place(request, shown_ray(exchange.response.ray, context.secrets)) + ")";
  const std::string start =
      context.table + ": HTTP " + std::to_string(exchange.response.status) + ", but the body ";
  if (truncated) {
    return {ErrorKind::io, start + "was cut short" + attempts_note(exchange) + where + "."};
  }
  const std::string begin = beginning(exchange.response.body, context);
  // A page of something else, rather than an answer that lacks something.
  const bool is_foreign = !parse_api_words(exchange.response.body).is_envelope;
  return {ErrorKind::corrupt, start + "is not what the API documents: " + defect + where + "." +
                                  (begin.empty() ? "" : " It begins: " + begin) +
                                  (is_foreign ? hint_at_base_url(context) : "")};
}

Error crowded_answer(const ApiRequest& request, const ErrorContext& context,
                     const std::string& ray) {
  return {ErrorKind::usage,
          context.table +
              ": the answers that this connection holds at once would take more memory than the "
              "settings max_response_mib and cache_mib together allow (" +
              place(request, shown_ray(ray, context.secrets)) +
              "). Ask for fewer accounts or days, lower the setting concurrency, or raise "
              "max_response_mib with cf_config('max_response_mib', …)."};
}

Error oversized_answer(const ApiRequest& request, const ErrorContext& context,
                       const std::string& ray) {
  return {ErrorKind::usage,
          context.table + ": the answer is larger than the setting max_response_mib allows (" +
              place(request, shown_ray(ray, context.secrets)) +
              "). Ask for fewer days, or raise it with cf_config('max_response_mib', …)."};
}

}  // namespace cf_billing
