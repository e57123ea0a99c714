#include "records/json_tree.h"

#include <algorithm>
#include <utility>

#include "records/json_string.h"
#include "records/nlohmann_json.h"

namespace cf_billing {

namespace {

/// No message is so deep. Destroying and writing a tree take a call for each level.
constexpr std::size_t kDeepest = 1000;

}  // namespace

/// What nlohmann's parser calls: their names, in their order. A result of false ends the parsing.
class JsonTree::Builder {  // NOLINTBEGIN(readability-identifier-naming)
 public:
  explicit Builder(JsonTree& root) : root_(root) {}

  bool null() { return add(Kind::null, ""); }
  bool boolean(bool value) { return add(Kind::boolean, value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return add(Kind::number, std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) { return add(Kind::number, std::to_string(value)); }
  /// nlohmann has put the first byte of the locale's decimal mark where the document has a point.
  bool number_float(double /*value*/, std::string spelled) {
    const std::size_t mark = spelled.find_first_not_of("0123456789+-eE");
    if (mark != std::string::npos) spelled[mark] = '.';
    return add(Kind::number, std::move(spelled));
  }
  bool string(std::string& value) { return add(Kind::text, std::move(value)); }
  static bool binary(const std::vector<std::uint8_t>& /*value*/) { return false; }
  bool start_object(std::size_t /*count*/) { return open(Kind::object); }
  bool start_array(std::size_t /*count*/) { return open(Kind::array); }
  bool key(std::string& name) {
    name_ = std::move(name);
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  static bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                          const std::exception& /*error*/) {
    return false;
  }
  // NOLINTEND(readability-identifier-naming)

 private:
  JsonTree& make(Kind kind) {
    JsonTree& value = open_.empty() ? root_ : open_.back()->children_.emplace_back();
    value.kind_ = kind;
    value.name_ = std::exchange(name_, {});
    return value;
  }
  bool add(Kind kind, std::string text) {
    make(kind).text_ = std::move(text);
    return true;
  }
  /// The pointers stay right: a value gets no siblings while it is open.
  bool open(Kind kind) {
    if (open_.size() == kDeepest) return false;
    open_.push_back(&make(kind));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  JsonTree& root_;
  std::vector<JsonTree*> open_;
  std::string name_;  // Of the member whose value comes next.
};

std::optional<JsonTree> JsonTree::parse(std::string_view document) {
  std::optional<JsonTree> root(std::in_place);
  Builder builder(*root);
  if (!nlohmann::json::sax_parse(document.begin(), document.end(), &builder)) root.reset();
  return root;
}

const JsonTree* JsonTree::member(std::string_view name) const {
  if (kind_ != Kind::object) return nullptr;
  const auto found = std::find_if(children_.rbegin(), children_.rend(),
                                  [&](const JsonTree& each) { return each.name_ == name; });
  return found == children_.rend() ? nullptr : &*found;
}

std::string JsonTree::written() const {
  std::string text;
  write(text);
  return text;
}

void JsonTree::write(std::string& text) const {
  switch (kind_) {
    case Kind::null:
      text += "null";
      return;
    case Kind::boolean:
    case Kind::number:
      text += text_;
      return;
    case Kind::text:
      text += json_quoted(text_);
      return;
    case Kind::array:
    case Kind::object:
      break;
  }
  text += kind_ == Kind::array ? '[' : '{';
  for (const JsonTree& child : children_) {
    if (&child != &children_.front()) text += ',';
    if (kind_ == Kind::object) text.append(json_quoted(child.name_)) += ':';
    child.write(text);
  }
  text += kind_ == Kind::array ? ']' : '}';
}

}  // namespace cf_billing
