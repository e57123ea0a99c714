#include "api/api_message.h"

#include <algorithm>
#include <charconv>

#include "api/sound_json.h"
#include "records/json_tree.h"

namespace cf_billing {

namespace {

using Kind = JsonTree::Kind;

/// Chains are short; one that has no end is not followed.
constexpr int kDeepestChain = 4;
/// A server that refuses says why in one or two.
constexpr std::size_t kMostMessages = 20;

const JsonTree kNull;

/// `null` where there is no such member.
const JsonTree& member(const JsonTree& object, std::string_view name) {
  const JsonTree* found = object.member(name);
  return found == nullptr ? kNull : *found;
}

std::string text_of(const JsonTree& value) {
  if (value.is(Kind::null)) return "";
  return value.is(Kind::text) ? value.text() : value.written();
}

std::optional<std::int64_t> code_in(std::string_view text) {
  std::int64_t code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  const bool is_code = error == std::errc{} && end == text.data() + text.size();
  return is_code ? std::optional(code) : std::nullopt;
}

/// Of a number, or of a text that is one.
std::optional<std::int64_t> code_of(const JsonTree& value) {
  return value.is(Kind::number) || value.is(Kind::text) ? code_in(value.text()) : std::nullopt;
}

std::vector<ApiMessage> messages_in(const JsonTree& errors, int depth);

ApiMessage parse_message(const JsonTree& item, int depth) {
  ApiMessage parsed;
  if (!item.is(Kind::object)) {
    parsed.message = text_of(item);
    return parsed;
  }
  const JsonTree& code = member(item, "code");
  parsed.code = code_of(code);
  parsed.message = text_of(member(item, "message"));
  if (parsed.message.empty() && !parsed.code) parsed.message = text_of(code);
  const JsonTree& source = member(item, "source");
  parsed.pointer = text_of(source.is(Kind::object) ? member(source, "pointer") : source);
  parsed.documentation = text_of(member(item, "documentation_url"));
  if (depth < kDeepestChain) parsed.chain = messages_in(member(item, "error_chain"), depth + 1);
  return parsed;
}

/// Of an object that is no error itself: what its members say, each about its name, which may be a
/// code.
void add_members(std::vector<ApiMessage>& messages, const JsonTree& errors, int depth) {
  for (const JsonTree& value : errors.children()) {
    if (messages.size() >= kMostMessages) break;
    std::vector<ApiMessage> about =
        depth < kDeepestChain ? messages_in(value, depth + 1) : std::vector<ApiMessage>();
    if (about.empty()) about.emplace_back();
    const auto code = code_in(value.name());
    for (ApiMessage& each : about) {
      if (!each.code && code) {
        each.code = code;
      } else {
        each.message = value.name() + (each.message.empty() ? "" : ": " + each.message);
      }
      messages.push_back(std::move(each));
    }
  }
}

/// Whether there is nothing in it.
bool says_none(const JsonTree& value) {
  switch (value.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return value.text() == "false";
    case Kind::number:
      return value.text().find_first_not_of("-0.") == std::string::npos;
    case Kind::text:
      return value.text().empty();
    case Kind::array:
    case Kind::object:
      return value.children().empty();
  }
  return false;
}

std::vector<ApiMessage> messages_in(const JsonTree& errors, int depth) {
  std::vector<ApiMessage> messages;
  if (says_none(errors)) return messages;
  const auto has = [&](const char* name) { return errors.member(name) != nullptr; };
  if (errors.is(Kind::array)) {
    for (const JsonTree& item : errors.children()) {
      if (messages.size() == kMostMessages) break;
      messages.push_back(parse_message(item, depth));
    }
  } else if (errors.is(Kind::object) && !has("code") && !has("message")) {
    add_members(messages, errors, depth);
  } else {
    messages.push_back(parse_message(errors, depth));
  }
  return messages;
}

/// What is not sound in it, or not there, does not keep the rest from being read.
std::optional<JsonTree> parse(std::string_view text) { return JsonTree::parse(sound_json(text)); }

std::string described(const ApiMessage& message,
                      const std::function<std::string(std::string_view)>& shown) {
  std::string text;
  if (message.code) text += "code " + shown(std::to_string(*message.code));
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
  const auto parsed = parse(body);
  if (!parsed) return words;
  words.is_envelope = parsed->member("success") != nullptr || parsed->member("errors") != nullptr;
  words.errors = messages_in(member(*parsed, "errors"), 0);
  const JsonTree& messages = member(*parsed, "messages");
  if (!says_none(messages)) words.messages = messages.written();
  return words;
}

std::vector<ApiMessage> parse_error_list(std::string_view errors) {
  if (errors.empty()) return {};
  const auto parsed = parse(errors);
  std::vector<ApiMessage> messages;
  if (parsed) messages = messages_in(*parsed, 0);
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
