// The paths of a layout's fields as a tree of names: what is wanted of a record, found while it is
// walked through.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "records/record_layout.h"

namespace cf_billing {

class FieldTree {
 public:
  /// Whose members the paths name: those of each record, or, with a `^` in front, those of the
  /// object that the list of records is a member of.
  enum class Place : std::uint8_t { record, enclosing };

  /// A value that a column shows: `rank` is the place of its path among the column's paths.
  struct Target {
    std::size_t field;
    std::size_t rank;
  };
  struct Node {
    std::string_view name;
    std::optional<Target> target;
    std::vector<Node> members;

    [[nodiscard]] const Node* member(std::string_view of) const {
      for (const Node& each : members) {
        if (each.name == of) return &each;
      }
      return nullptr;
    }
  };

  FieldTree(const RecordLayout& layout, FieldMask wanted, Place place) {
    for (std::size_t field = 0; field < layout.size(); ++field) {
      if ((wanted & field_bit(field)) == 0) continue;
      for (std::size_t rank = 0; rank < layout[field].paths.size(); ++rank) {
        std::string_view path = layout[field].paths[rank];
        const bool is_enclosing = path.starts_with('^');
        if (is_enclosing != (place == Place::enclosing)) continue;
        path.remove_prefix(is_enclosing ? 1 : 0);
        add(path, {field, rank});
      }
    }
  }

  /// Of the object whose members the paths begin with.
  [[nodiscard]] const Node& root() const { return root_; }

 private:
  void add(std::string_view path, Target target) {
    Node* node = &root_;
    for (std::size_t dot = 0; dot != std::string_view::npos; path.remove_prefix(dot + 1)) {
      dot = path.find('.');
      const std::string_view name = path.substr(0, dot);
      const auto known = std::find_if(node->members.begin(), node->members.end(),
                                      [&](const Node& each) { return each.name == name; });
      node = known != node->members.end()
                 ? &*known
                 : &node->members.emplace_back(Node{name, std::nullopt, {}});
      if (dot == std::string_view::npos) break;
    }
    // Of two columns with one path the first has it.
    if (!node->target) node->target = target;
  }

  Node root_;
};

}  // namespace cf_billing
