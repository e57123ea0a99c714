// A GraphQL query as it is written: the part of the language that queries of analytics need. There
// are no fragments, directives, mutations and descriptions.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sandbox::graphql {

// What is wrong with a query, in the API's words. `path` leads to the node; `code` is empty where
// the API is not known to send any.
struct Refusal : std::runtime_error {
  explicit Refusal(const std::string& message, std::vector<std::string> where = {},
                   std::string which = {}, int status = 400)
      : std::runtime_error(message),
        path(std::move(where)),
        code(std::move(which)),
        documented_status(status) {}

  std::vector<std::string> path;
  std::string code;
  int documented_status;  // which the documentation gives, while live answers come with 200
};

struct Argument;

struct Value {
  enum class Kind { kNull, kVariable, kInt, kFloat, kString, kBoolean, kEnum, kList, kObject };
  Kind kind = Kind::kNull;
  std::string text;               // a name, the digits as written, or what a string says
  std::vector<Value> items;       // of a list
  std::vector<Argument> members;  // of an object, in order
};

struct Argument {
  std::string name;
  Value value;
};

// As a variable is declared: name!, or [name!]!.
struct Type {
  std::string name;
  bool is_list = false;
  bool is_required = false;
};

struct Variable {
  std::string name;
  Type type;
};

struct Field {
  std::string alias;  // empty: it has none
  std::string name;
  std::vector<Argument> arguments;
  std::vector<Field> selections;

  const std::string& key() const { return alias.empty() ? name : alias; }
};

struct Document {
  std::string name;  // of the operation; may be empty
  std::vector<Variable> variables;
  std::vector<Field> fields;
};

}  // namespace sandbox::graphql
