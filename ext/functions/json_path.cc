#include "functions/json_path.h"

#include <charconv>

#include "core/error.h"
#include "core/redact.h"

namespace cf_billing {

JsonPath::JsonPath(const char* function, std::string_view text)
    : function_(function), text_(text), rest_(text) {
  if (!take('$')) fail();
}

const JsonTree* JsonPath::follow(const JsonTree* document) {
  // To the end also where nothing is found, so that what is no path is an error in each document.
  while (!rest_.empty()) {
    if (take('.')) {
      const std::string name = take_name();
      document = document == nullptr ? nullptr : document->member(name);
    } else if (take('[')) {
      document = element_of(document);
    } else {
      fail();
    }
  }
  return document;
}

bool JsonPath::take(char character) {
  if (rest_.empty() || rest_.front() != character) return false;
  rest_.remove_prefix(1);
  return true;
}

std::string JsonPath::take_name() {
  if (rest_.empty() || rest_.front() != '"') {
    const std::string_view name = rest_.substr(0, rest_.find_first_of(".["));
    if (name.empty()) fail();
    rest_.remove_prefix(name.size());
    return std::string(name);
  }
  // With JSON's escapes, as json_each spells names.
  std::size_t end = 1;
  while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
  if (end >= rest_.size()) fail();
  const auto name = JsonTree::parse(rest_.substr(0, end + 1));
  if (!name) fail();
  rest_.remove_prefix(end + 1);
  return name->text();
}

const JsonTree* JsonPath::element_of(const JsonTree* array) {
  const bool is_from_end = take('#');
  if (is_from_end && !take('-')) fail();
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), place);
  if (error == std::errc::invalid_argument) fail();
  rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
  if (!take(']')) fail();
  if (array == nullptr || !array->is(JsonTree::Kind::array)) return nullptr;
  const std::size_t size = array->children().size();
  if (error != std::errc() || (is_from_end ? place == 0 || place > size : place >= size)) {
    return nullptr;
  }
  return &array->children()[is_from_end ? size - place : place];
}

void JsonPath::fail() const {
  throw Error(ErrorKind::usage, std::string(function_) + ": not a path as in $.amount or $[0].\"" +
                                    "unit price\": " + quoted(text_));
}

}  // namespace cf_billing
