#include "api/api_message.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cf_billing {

namespace {

using nlohmann::json;

/// Chains are short; one that has no end is not followed.
constexpr int kDeepestChain = 4;

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
  if (depth < kDeepestChain && chain != item.end() && chain->is_array()) {
    for (const json& link : *chain) parsed.chain.push_back(parse_message(link, depth + 1));
  }
  return parsed;
}

json parse(std::string_view text) {
  return json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

std::vector<ApiMessage> messages_in(const json& errors) {
  std::vector<ApiMessage> messages;
  if (!errors.is_array()) return messages;
  for (const json& item : errors) messages.push_back(parse_message(item, 0));
  return messages;
}

std::string described(const ApiMessage& message) {
  std::string text;
  if (message.code) text += "code " + std::to_string(*message.code);
  if (!message.message.empty()) text += (text.empty() ? "" : ": ") + message.message;
  if (text.empty()) text = "an error without code or message";
  for (const ApiMessage& link : message.chain) text += " ← " + described(link);
  return text;
}

}  // namespace

std::vector<ApiMessage> parse_api_errors(std::string_view body) {
  const json parsed = parse(body);
  if (!parsed.is_object()) return {};
  const auto errors = parsed.find("errors");
  return errors == parsed.end() ? std::vector<ApiMessage>() : messages_in(*errors);
}

std::vector<ApiMessage> parse_error_list(std::string_view errors) {
  return messages_in(parse(errors));
}

std::optional<std::int64_t> first_code(const std::vector<ApiMessage>& messages) {
  for (const ApiMessage& message : messages) {
    if (message.code) return message.code;
  }
  return std::nullopt;
}

bool has_code(const std::vector<ApiMessage>& messages, std::initializer_list<std::int64_t> codes) {
  return std::any_of(messages.begin(), messages.end(), [&](const ApiMessage& message) {
    const bool is_one = message.code && std::count(codes.begin(), codes.end(), *message.code) > 0;
    return is_one || has_code(message.chain, codes);
  });
}

std::string described(const std::vector<ApiMessage>& messages) {
  std::string text;
  for (const ApiMessage& message : messages) {
    text += (text.empty() ? "" : "; ") + described(message);
  }
  return text;
}

}  // namespace cf_billing
