#include "analytics/answer_nodes.h"

#include <optional>
#include <string_view>

namespace cf_billing {

using Value = JsonOutline::Value;

JsonTree tree_of(const Answer& answer, const JsonOutline& document, Value value) {
  auto tree = JsonTree::parse(document.text(value));
  if (!tree) throw answer.malformed("it cannot be read");
  return std::move(*tree);
}

std::vector<Value> nodes_of(const Answer& answer, const JsonOutline& document, DatasetScope scope,
                            const std::vector<std::string>& ids, Owners owners) {
  std::optional<Value> list = document.root();
  for (const std::string_view name :
       {std::string_view("data"), std::string_view("viewer"), node_of(scope)}) {
    if (list) list = document.member(*list, name);
    if (!list || document.is_null(*list)) throw answer.malformed("it has no " + std::string(name));
  }
  std::vector<Value> nodes;
  for (auto node = document.first_element(*list); node; node = document.element_behind(*node)) {
    nodes.push_back(*node);
  }
  if (nodes.size() != ids.size()) {
    throw answer.malformed("its " + std::string(node_of(scope)) + " are not those asked about");
  }
  // The query was about one, and one came.
  if (owners == Owners::unnamed && ids.size() == 1) return nodes;
  std::vector<Value> ordered;
  for (const std::string& id : ids) {
    std::optional<Value> found;
    for (const Value node : nodes) {
      const auto tag = document.member(node, tag_of(scope));
      if (tag && tree_of(answer, document, *tag).text() == id) found = node;
    }
    if (!found) {
      throw answer.malformed("it says nothing of " + std::string(tag_of(scope)) + " " + id);
    }
    ordered.push_back(*found);
  }
  return ordered;
}

}  // namespace cf_billing
