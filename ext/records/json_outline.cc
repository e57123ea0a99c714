#include "records/json_outline.h"

#include <string>

#include "records/json_string.h"
#include "records/json_text.h"

namespace cf_billing {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view document) {
  if (document.starts_with(kByteOrderMark)) document.remove_prefix(kByteOrderMark.size());
  return document;
}

}  // namespace

JsonOutline::JsonOutline(std::string_view document)
    : document_(without_mark(document)),
      is_read_(tokens_.read(document_.data(), document_.size()) == JsonTokens::Verdict::good) {}

std::optional<JsonOutline::Value> JsonOutline::root() const {
  return is_read_ && tokens_.count() > 0 ? std::optional<Value>(0) : std::nullopt;
}

/// Behind the last one there is none.
char JsonOutline::first_of(std::size_t token) const {
  return token < tokens_.count() ? document_[tokens_.begins()[token]] : '\0';
}

std::size_t JsonOutline::behind(Value value) const {
  std::size_t depth = 0;
  for (std::size_t token = value; token < tokens_.count(); ++token) {
    const char c = first_of(token);
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth == 0) return token + 1;
  }
  return tokens_.count();
}

std::string_view JsonOutline::text(Value value) const {
  if (value >= tokens_.count()) return {};
  const std::size_t begin = tokens_.begins()[value];
  const std::size_t end = tokens_.begins()[behind(value)];
  std::string_view text = document_.substr(begin, end - begin);
  while (!text.empty() && is_json_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<JsonOutline::Value> JsonOutline::member(Value object, std::string_view name) const {
  std::optional<Value> found;
  if (!is_object(object)) return found;
  std::string spelled;
  // A name, a colon, the value, and a comma.
  for (std::size_t token = object + 1; first_of(token) == '"'; ++token) {
    const std::string_view quoted = text(token);
    spelled.clear();
    unescape(quoted.substr(1, quoted.size() - 2), spelled);
    const Value value = token + 2;
    if (spelled == name) found = value;
    token = behind(value);
    if (first_of(token) != ',') break;
  }
  return found;
}

std::optional<JsonOutline::Value> JsonOutline::first_element(Value array) const {
  const bool has_any = is_array(array) && first_of(array + 1) != ']';
  return has_any ? std::optional(array + 1) : std::nullopt;
}

std::optional<JsonOutline::Value> JsonOutline::element_behind(Value element) const {
  const std::size_t token = behind(element);
  return first_of(token) == ',' ? std::optional(token + 1) : std::nullopt;
}

}  // namespace cf_billing
