#include "json_text.h"

#include <cstdio>
#include <utility>

namespace sandbox {

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  quoted += '"';
  return quoted;
}

void ObjectText::text_or_null(std::string_view name, std::string_view value) {
  value.empty() ? null(name) : text(name, value);
}

void ObjectText::raw(std::string_view name, std::string_view json) {
  if (text_.size() > 1) {
    text_ += ',';
  }
  text_ += '"';
  text_ += name;
  text_ += "\":";
  text_ += json;
}

std::string ObjectText::finish() && {
  text_ += '}';
  return std::move(text_);
}

void ArrayText::add(std::string_view json) {
  if (text_.size() > 1) {
    text_ += ',';
  }
  text_ += json;
}

std::string ArrayText::finish() && {
  text_ += ']';
  return std::move(text_);
}

}  // namespace sandbox
