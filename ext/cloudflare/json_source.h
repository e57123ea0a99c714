// What the JSON parser reads from and writes its tokens to. It calls both for every character, and
// only the types that it is given can make that quick.
#pragma once

#include <cstddef>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace cf_billing {

/// The text of a token. std::string's push_back() is a call of its own for every character: here
/// the string is only the room, and those of its functions that the parser of texts uses are
/// replaced. (The others are for the readers of binary formats, which are compiled along but never
/// run.)
class TokenText : public std::string {
 public:
  using std::string::string;
  TokenText(std::string room) : std::string(std::move(room)) {}

  void clear() { size_ = 0; }
  [[gnu::always_inline]] void push_back(char c) {
    if (size_ + 1 >= std::string::size()) [[unlikely]]
      grow();
    (*this)[size_++] = c;
  }
  /// Ends in a zero, for strtod() and its like.
  [[nodiscard]] const char* data() {
    (*this)[size_] = '\0';
    return std::string::data();
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::string_view view() const { return {std::string::data(), size_}; }

 private:
  /// One character is always left for the zero.
  [[gnu::noinline]] void grow() { resize(2 * size_ + 64); }

  std::size_t size_ = 0;
};

/// As nlohmann::json, but for the texts. Only its parser is used.
using TokenJson = nlohmann::basic_json<std::map, std::vector, TokenText>;

/// How far the parser has come in a text.
struct JsonPlace {
  const char* at;  ///< just behind the last character the parser took
  const char* end;
};

/// All iterators of a place move together, as those of an input stream do; each is at the end when
/// the place is. So the handler of the parser's events knows where a value starts and ends.
class JsonIterator {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = char;
  using pointer = const char*;
  using reference = const char&;
  using iterator_category = std::input_iterator_tag;

  explicit JsonIterator(JsonPlace& place) : place_(&place) {}
  reference operator*() const { return *place_->at; }
  JsonIterator& operator++() {
    ++place_->at;
    return *this;
  }
  /// The parser only ever compares with the end.
  bool operator==(const JsonIterator& /*end*/) const { return place_->at == place_->end; }
  bool operator!=(const JsonIterator& /*end*/) const { return place_->at != place_->end; }

 private:
  JsonPlace* place_;
};

}  // namespace cf_billing
