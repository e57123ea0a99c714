// A small JSON document as a tree, for what is no record: errors, announcements, `info`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cf_billing {

/// Why not nlohmann's own tree: that one allocates memory while it is destroyed, and where there is
/// none left this ends the process. Here nlohmann only reads the text.
class JsonTree {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

  JsonTree() = default;  ///< null
  /// Nothing if `document` is not JSON, or if arrays and objects stand in each other more than
  /// 1,000 deep. Throws std::bad_alloc.
  static std::optional<JsonTree> parse(std::string_view document);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is(Kind kind) const { return kind_ == kind; }
  /// Of a text what it says; of a number or boolean how it is spelled.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Of an array its elements, of an object the values of its members, in the order of the
  /// document.
  [[nodiscard]] const std::vector<JsonTree>& children() const { return children_; }
  /// The name of a member's value.
  [[nodiscard]] const std::string& name() const { return name_; }
  /// The member of that name, the last if there are several; null: there is none, or this is no
  /// object.
  [[nodiscard]] const JsonTree* member(std::string_view name) const;

  /// As JSON text on one line, in UTF-8.
  [[nodiscard]] std::string written() const;

 private:
  class Builder;
  void write(std::string& text) const;

  Kind kind_ = Kind::null;
  std::string name_;
  std::string text_;
  std::vector<JsonTree> children_;
};

}  // namespace cf_billing
