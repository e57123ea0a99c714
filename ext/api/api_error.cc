#include "api/api_error.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/redact.h"

namespace cf_billing {

namespace {

using nlohmann::json;

constexpr std::size_t kLongestMessage = 400;

ApiMessage parse_message(const json& item, int depth) {
  ApiMessage parsed;
  if (item.is_string()) {
    parsed.message = item.get<std::string>();
    return parsed;
  }
  if (!item.is_object()) return parsed;
  const auto code = item.find("code");
  if (code != item.end() && code->is_number_integer()) parsed.code = code->get<std::int64_t>();
  const auto message = item.find("message");
  if (message != item.end() && message->is_string()) parsed.message = message->get<std::string>();
  const auto chain = item.find("error_chain");
  if (depth < 4 && chain != item.end() && chain->is_array()) {
    for (const json& link : *chain) parsed.chain.push_back(parse_message(link, depth + 1));
  }
  return parsed;
}

bool has_code(const std::vector<ApiMessage>& messages, std::initializer_list<std::int64_t> codes) {
  return std::any_of(messages.begin(), messages.end(), [&](const ApiMessage& message) {
    if (message.code && std::find(codes.begin(), codes.end(), *message.code) != codes.end()) {
      return true;
    }
    return has_code(message.chain, codes);
  });
}

std::string described(const ApiMessage& message) {
  std::string text;
  if (message.code) text += "code " + std::to_string(*message.code);
  if (!message.message.empty()) text += (text.empty() ? "" : ": ") + message.message;
  if (text.empty()) text = "an error without code or message";
  for (const ApiMessage& link : message.chain) text += " ← " + described(link);
  return text;
}

std::string described(const std::vector<ApiMessage>& messages) {
  std::string text;
  for (const ApiMessage& message : messages)
    text += (text.empty() ? "" : "; ") + described(message);
  return text;
}

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

std::vector<ApiMessage> parse_api_messages(std::string_view body) {
  const json parsed = json::parse(body.begin(), body.end(), nullptr, /*allow_exceptions=*/false);
  std::vector<ApiMessage> messages;
  if (!parsed.is_object()) return messages;
  const auto errors = parsed.find("errors");
  if (errors == parsed.end() || !errors->is_array()) return messages;
  for (const json& item : *errors) messages.push_back(parse_message(item, 0));
  return messages;
}

bool route_is_gone(const HttpResponse& response) {
  if (response.outcome != TransferOutcome::answered) return false;
  if (response.status == 404 || response.status == 410) return true;
  if (response.status >= 500) return false;
  return has_code(parse_api_messages(response.body), {7003, 7000});
}

std::optional<std::int64_t> first_error_code(std::string_view body) {
  for (const ApiMessage& message : parse_api_messages(body)) {
    if (message.code) return message.code;
  }
  return std::nullopt;
}

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
  std::string text = request.owner + ", GET " + path;
  const std::string known = shown_ray(ray);
  if (!known.empty()) text += ", ray " + known;
  return text;
}

Error error_from(const Exchange& exchange, const ApiRequest& request, const ErrorContext& context) {
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
    return {ErrorKind::usage,
            start + "the answer is larger than the setting max_response_mib allows" + where +
                ". Ask for fewer days, or raise it with cf_config('max_response_mib', …)."};
  }
  if (response.outcome != TransferOutcome::answered &&
      exchange.verdict != RetryDecision::Action::too_long) {
    return {ErrorKind::io, start + clean(response.failure) + attempts_note(exchange) + where + "."};
  }

  const std::vector<ApiMessage> messages = parse_api_messages(response.body);
  const ErrorKind kind = kind_of(response.status, messages);
  std::string text = start + "HTTP " + std::to_string(response.status);
  if (!messages.empty()) {
    const std::string words = clean(described(messages));
    text += (messages.front().code ? ", " : ": ") + words;
  } else if (response.status >= 200 && response.status < 300) {
    text += ", success is false without an error";
  }
  text += attempts_note(exchange) + where + ".";
  if (exchange.verdict == RetryDecision::Action::too_long) {
    return {ErrorKind::busy, text + " The server asks to wait " + in_seconds(exchange.server_wait) +
                                 ", more than the setting max_wait (" +
                                 in_seconds(context.max_wait) + ") allows: try again then."};
  }
  return {kind, text + remedy(kind, response.status, messages, request)};
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

}  // namespace cf_billing
