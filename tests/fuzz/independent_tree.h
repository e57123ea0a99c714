// A JSON text as nlohmann/json reads it, with every member in its order and every number as it was
// spelled: what a decoder is compared with that has no code in common with it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cf_billing {

struct IndependentTree {
  enum class Kind { null, boolean, number, text, array, object };
  Kind kind = Kind::null;
  std::string text;   ///< of a text what it says, of a number or boolean its spelling
  double number = 0;  ///< of a number
  std::vector<std::pair<std::string, IndependentTree>> members;
  std::vector<IndependentTree> elements;

  bool operator==(const IndependentTree&) const = default;
  /// The last one of that name counts; null: there is none.
  [[nodiscard]] const IndependentTree* member(std::string_view name) const {
    for (auto each = members.rbegin(); each != members.rend(); ++each) {
      if (each->first == name) return &each->second;
    }
    return nullptr;
  }
  [[nodiscard]] std::size_t count(std::string_view name) const {
    std::size_t found = 0;
    for (const auto& each : members) found += each.first == name ? 1 : 0;
    return found;
  }
  /// The value at a dotted path; null: there is none.
  [[nodiscard]] const IndependentTree* at(std::string_view path) const {
    const std::size_t dot = path.find('.');
    const IndependentTree* found = member(path.substr(0, dot));
    if (found == nullptr || dot == std::string_view::npos) return found;
    return found->at(path.substr(dot + 1));
  }
};

class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  static constexpr std::size_t kDeepest = 1000;

  IndependentTree root;
  bool is_too_deep = false;

  bool null() override { return add({}); }
  bool boolean(bool value) override {
    return add({.kind = IndependentTree::Kind::boolean, .text = value ? "true" : "false"});
  }
  bool number_integer(std::int64_t value) override {
    return add_number(static_cast<double>(value), std::to_string(value));
  }
  bool number_unsigned(std::uint64_t value) override {
    return add_number(static_cast<double>(value), std::to_string(value));
  }
  bool number_float(double value, const std::string& spelled) override {
    return add_number(value, spelled);
  }
  bool string(std::string& value) override {
    return add({.kind = IndependentTree::Kind::text, .text = value});
  }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(IndependentTree::Kind::object); }
  bool start_array(std::size_t /*size*/) override { return open(IndependentTree::Kind::array); }
  bool key(std::string& name) override {
    name_ = name;
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  bool add_number(double value, std::string spelled) {
    return add(
        {.kind = IndependentTree::Kind::number, .text = std::move(spelled), .number = value});
  }
  IndependentTree& put(IndependentTree value) {
    if (open_.empty()) return root = std::move(value);
    IndependentTree& around = *open_.back();
    if (around.kind == IndependentTree::Kind::array) {
      return around.elements.emplace_back(std::move(value));
    }
    return around.members.emplace_back(name_, std::move(value)).second;
  }
  bool add(IndependentTree value) {
    put(std::move(value));
    return true;
  }
  bool open(IndependentTree::Kind kind) {
    is_too_deep = open_.size() == kDeepest;
    if (is_too_deep) return false;
    open_.push_back(&put({.kind = kind}));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::string name_;
  std::vector<IndependentTree*>
      open_;  // What is around does not move while something in it is open.
};

/// nlohmann/json refuses a half of a surrogate pair alone, for which the decoder has U+FFFD.
inline std::string with_whole_pairs(std::string_view text) {
  const auto unit_at = [&](std::size_t at) -> std::optional<unsigned> {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
    unsigned unit = 0;
    for (const char c : text.substr(at + 2, 4)) {
      if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
      unit = unit * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return unit;
  };
  std::string whole;
  for (std::size_t at = 0; at < text.size();) {
    const auto unit = unit_at(at);
    const bool is_high = unit && *unit >= 0xd800 && *unit < 0xdc00;
    const bool is_low = unit && *unit >= 0xdc00 && *unit < 0xe000;
    const auto next = is_high ? unit_at(at + 6) : std::nullopt;
    const bool is_pair = next && *next >= 0xdc00 && *next < 0xe000;
    const std::size_t length = is_pair ? 12 : unit ? 6 : text[at] == '\\' ? 2 : 1;
    whole += (is_high || is_low) && !is_pair ? "\\ufffd" : text.substr(at, length);
    at += length;
  }
  return whole;
}

struct ReadTree {
  std::optional<IndependentTree> tree;  ///< nothing: it is no JSON
  bool is_too_deep = false;
};

inline ReadTree read_tree(std::string_view text) {
  TreeBuilder builder;
  const std::string whole = with_whole_pairs(text);
  const bool is_json = nlohmann::json::sax_parse(whole, &builder);
  if (!is_json) return {std::nullopt, builder.is_too_deep};
  return {std::move(builder.root), false};
}

}  // namespace cf_billing
