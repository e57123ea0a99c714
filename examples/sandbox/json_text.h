// Writes one JSON object as text, member by member. Numbers are given as they are to be spelled:
// a tree of values would turn 0.10 into 0.1 and round long ones.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace sandbox {

// With quotes.
std::string json_string(std::string_view text);

class ObjectText {
 public:
  void text(std::string_view name, std::string_view value) { raw(name, json_string(value)); }
  void null(std::string_view name) { raw(name, "null"); }
  void boolean(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }
  // An empty value is written as null.
  void text_or_null(std::string_view name, std::string_view value);
  // Any JSON, verbatim.
  void raw(std::string_view name, std::string_view json);

  std::string finish() &&;

 private:
  std::string text_ = "{";
};

// Joins the JSON of the elements to an array.
class ArrayText {
 public:
  void add(std::string_view json);
  std::string finish() &&;

 private:
  std::string text_ = "[";
};

// The array of what `serialise` makes of each element.
template <typename Elements, typename Serialise>
std::string json_list(const Elements& elements, Serialise serialise) {
  ArrayText list;
  for (const auto& element : elements) {
    list.add(serialise(element));
  }
  return std::move(list).finish();
}

}  // namespace sandbox
