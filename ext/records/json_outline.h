// A large JSON document that is looked at value by value: only where its tokens begin is kept, four
// bytes for each of its own, not a tree of all there is.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "records/json_tokens.h"

namespace cf_billing {

class JsonOutline {
 public:
  /// A value, by the token that it begins with.
  using Value = std::size_t;

  /// `document` is known to be JSON, and outlives the outline. Throws std::bad_alloc.
  explicit JsonOutline(std::string_view document);

  /// Nothing: it is not JSON after all.
  [[nodiscard]] std::optional<Value> root() const;
  [[nodiscard]] bool is_array(Value value) const { return first_of(value) == '['; }
  [[nodiscard]] bool is_object(Value value) const { return first_of(value) == '{'; }
  [[nodiscard]] bool is_null(Value value) const { return first_of(value) == 'n'; }
  /// As the document spells it.
  [[nodiscard]] std::string_view text(Value value) const;

  /// The member of that name, the last if there are several; nothing: there is none, or the value
  /// is no object.
  [[nodiscard]] std::optional<Value> member(Value object, std::string_view name) const;
  /// The first element of an array, and the one behind another; nothing: there is none.
  [[nodiscard]] std::optional<Value> first_element(Value array) const;
  [[nodiscard]] std::optional<Value> element_behind(Value element) const;

 private:
  [[nodiscard]] char first_of(std::size_t token) const;
  /// The token behind the value.
  [[nodiscard]] std::size_t behind(Value value) const;

  std::string_view document_;
  JsonTokens tokens_;
  bool is_read_;
};

}  // namespace cf_billing
