// Where the JSON parser reads from, so that the handler of its events knows where values begin and
// end: `raw` and nested values are slices of the answer, with every digit as it was sent.
#pragma once

#include <cstddef>
#include <iterator>

namespace cf_billing {

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
