#include "api/api_message.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "api/sound_json.h"

namespace cf_billing {

namespace {

using nlohmann::json;

/// Chains are short; one that has no end is not followed.
constexpr int kDeepestChain = 4;
/// A server that refuses says why in one or two.
constexpr std::size_t kMostMessages = 20;

std::string text_of(const json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Of a number, or of a text that is one.
std::optional<std::int64_t> code_of(const json& value) {
  if (value.is_number_unsigned()) {
    const auto code = value.get<std::uint64_t>();
    return code <= INT64_MAX ? std::optional(static_cast<std::int64_t>(code)) : std::nullopt;
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  return is_number ? std::optional(code) : std::nullopt;
}

std::vector<ApiMessage> messages_in(const json& errors, int depth);

ApiMessage parse_message(const json& item, int depth) {
  ApiMessage parsed;
  if (!item.is_object()) {
    parsed.message = text_of(item);
    return parsed;
  }
  const auto member = [&](const char* name) {
    const auto found = item.find(name);
    return found == item.end() ? json() : *found;
  };
  parsed.code = code_of(member("code"));
  parsed.message = text_of(member("message"));
  if (parsed.message.empty() && !parsed.code) parsed.message = text_of(member("code"));
  const json source = member("source");
  if (source.is_object()) {
    const auto pointer = source.find("pointer");
    if (pointer != source.end()) parsed.pointer = text_of(*pointer);
  } else {
    parsed.pointer = text_of(source);
  }
  parsed.documentation = text_of(member("documentation_url"));
  if (depth < kDeepestChain) parsed.chain = messages_in(member("error_chain"), depth + 1);
  return parsed;
}

/// Of an object that is no error itself: what its members say, each about its name, which may be a
/// code.
void add_members(std::vector<ApiMessage>& messages, const json& errors, int depth) {
  for (const auto& [name, value] : errors.items()) {
    if (messages.size() >= kMostMessages) break;
    std::vector<ApiMessage> about =
        depth < kDeepestChain ? messages_in(value, depth + 1) : std::vector<ApiMessage>();
    if (about.empty()) about.push_back(parse_message(nullptr, depth));
    const auto code = code_of(name);
    for (ApiMessage& each : about) {
      if (!each.code && code) {
        each.code = code;
      } else {
        each.message = name + (each.message.empty() ? "" : ": " + each.message);
      }
      messages.push_back(std::move(each));
    }
  }
}

/// Whether there is nothing in it.
bool says_none(const json& value) {
  if (value.is_structured() || value.is_null()) return value.empty();
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value == false || value == 0;
}

std::vector<ApiMessage> messages_in(const json& errors, int depth) {
  std::vector<ApiMessage> messages;
  if (says_none(errors)) return messages;
  if (errors.is_array()) {
    for (const json& item : errors) {
      if (messages.size() == kMostMessages) break;
      messages.push_back(parse_message(item, depth));
    }
  } else if (errors.is_object() && !errors.contains("code") && !errors.contains("message")) {
    add_members(messages, errors, depth);
  } else {
    messages.push_back(parse_message(errors, depth));
  }
  return messages;
}

/// Whether brackets stand in each other deeper than any message has them: to write such a value out
/// again would take a call for each.
bool is_too_deep(std::string_view text) {
  constexpr int kDeepest = 1000;
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_text = !in_text;
    } else if (!in_text && (c == '[' || c == '{')) {
      if (++depth > kDeepest) return true;
    } else if (!in_text && (c == ']' || c == '}')) {
      --depth;
    }
  }
  return false;
}

/// What is not sound in it, or not there, does not keep the rest from being read.
json parse(std::string_view text) {
  if (is_too_deep(text)) return json(json::value_t::discarded);
  const std::string sound = sound_json(text);
  return json::parse(sound.begin(), sound.end(), nullptr, /*allow_exceptions=*/false);
}

std::string described(const ApiMessage& message,
                      const std::function<std::string(std::string_view)>& shown) {
  std::string text;
  if (message.code) text += "code " + std::to_string(*message.code);
  if (!message.message.empty()) text += (text.empty() ? "" : ": ") + shown(message.message);
  if (text.empty()) text = "an error without code or message";
  if (!message.pointer.empty()) text += ", at " + shown(message.pointer);
  if (!message.documentation.empty()) text += ", see " + shown(message.documentation);
  for (const ApiMessage& link : message.chain) text += " ← " + described(link, shown);
  return text;
}

}  // namespace

ApiWords parse_api_words(std::string_view body) {
  ApiWords words;
  const json parsed = parse(body);
  if (!parsed.is_object()) return words;
  words.is_envelope = parsed.contains("success") || parsed.contains("errors");
  const auto errors = parsed.find("errors");
  if (errors != parsed.end()) words.errors = messages_in(*errors, 0);
  const auto messages = parsed.find("messages");
  if (messages != parsed.end() && !says_none(*messages)) {
    words.messages = messages->dump(-1, ' ', false, json::error_handler_t::replace);
  }
  return words;
}

std::vector<ApiMessage> parse_error_list(std::string_view errors) {
  if (errors.empty()) return {};
  const json parsed = parse(errors);
  std::vector<ApiMessage> messages;
  if (!parsed.is_discarded()) messages = messages_in(parsed, 0);
  // What cannot be read of it was an error all the same.
  if (messages.empty()) messages.emplace_back();
  return messages;
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

std::string described(const std::vector<ApiMessage>& messages,
                      const std::function<std::string(std::string_view)>& shown) {
  std::string text;
  for (const ApiMessage& message : messages) {
    text += (text.empty() ? "" : "; ") + described(message, shown);
  }
  return text;
}

}  // namespace cf_billing
