#include "parser.h"

#include <algorithm>

#include "lexer.h"

namespace sandbox::graphql {
namespace {

constexpr int kDeepest = 32;

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text), token_(lexer_.next()) {}

  Document document() {
    Document read;
    if (token_.kind == Token::Kind::kName) {
      if (token_.text != "query") {
        refuse("only queries are known here");
      }
      advance();
      if (token_.kind == Token::Kind::kName) {
        read.name = name();
      }
      if (is("(")) {
        read.variables = variables();
      }
    }
    read.fields = selections(0);
    if (token_.kind != Token::Kind::kEnd) {
      refuse("one operation is enough");
    }
    return read;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Refusal("syntax error at line " + std::to_string(token_.line) + ", column " +
                  std::to_string(token_.column) + ": " + what);
  }

  void advance() { token_ = lexer_.next(); }

  bool is(std::string_view punctuator) const {
    return token_.kind == Token::Kind::kPunctuator && token_.text == punctuator;
  }

  bool skip(std::string_view punctuator) {
    const bool found = is(punctuator);
    if (found) {
      advance();
    }
    return found;
  }

  void expect(const char* punctuator) {
    if (!skip(punctuator)) {
      refuse(std::string("expected ") + punctuator);
    }
  }

  std::string name() {
    if (token_.kind != Token::Kind::kName) {
      refuse("expected a name");
    }
    std::string text = std::move(token_.text);
    advance();
    return text;
  }

  void check_depth(int depth) const {
    if (depth > kDeepest) {
      refuse("this goes too deep");
    }
  }

  template <typename Named>
  void refuse_twice(const std::vector<Named>& known, const std::string& next) const {
    if (std::ranges::find(known, next, &Named::name) != known.end()) {
      refuse("'" + next + "' is there twice");
    }
  }

  std::vector<Variable> variables() {
    std::vector<Variable> list;
    expect("(");
    do {
      expect("$");
      Variable variable;
      variable.name = name();
      refuse_twice(list, variable.name);
      expect(":");
      variable.type = type();
      list.push_back(std::move(variable));
    } while (is("$"));
    expect(")");
    return list;
  }

  Type type() {
    Type read;
    read.is_list = skip("[");
    read.name = name();
    if (read.is_list) {
      skip("!");
      expect("]");
    }
    read.is_required = skip("!");
    return read;
  }

  std::vector<Field> selections(int depth) {
    check_depth(depth);
    std::vector<Field> fields;
    expect("{");
    do {
      fields.push_back(field(depth));
    } while (!is("}"));
    advance();
    return fields;
  }

  Field field(int depth) {
    Field read;
    read.name = name();
    if (skip(":")) {
      read.alias = std::move(read.name);
      read.name = name();
    }
    if (skip("(")) {
      do {
        read.arguments.push_back(argument(read.arguments, depth));
      } while (!skip(")"));
    }
    if (is("{")) {
      read.selections = selections(depth + 1);
    }
    return read;
  }

  Argument argument(const std::vector<Argument>& known, int depth) {
    Argument read;
    read.name = name();
    refuse_twice(known, read.name);
    expect(":");
    read.value = value(depth + 1);
    return read;
  }

  Value value(int depth) {
    check_depth(depth);
    Value read;
    if (skip("$")) {
      read.kind = Value::Kind::kVariable;
      read.text = name();
    } else if (skip("[")) {
      read.kind = Value::Kind::kList;
      while (!skip("]")) {
        read.items.push_back(value(depth + 1));
      }
    } else if (skip("{")) {
      read.kind = Value::Kind::kObject;
      while (!skip("}")) {
        read.members.push_back(argument(read.members, depth));
      }
    } else {
      read = scalar();
    }
    return read;
  }

  Value scalar() {
    Value read;
    switch (token_.kind) {
      case Token::Kind::kInt:
        read.kind = Value::Kind::kInt;
        break;
      case Token::Kind::kFloat:
        read.kind = Value::Kind::kFloat;
        break;
      case Token::Kind::kString:
        read.kind = Value::Kind::kString;
        break;
      case Token::Kind::kName:
        read.kind = kind_of_name(token_.text);
        break;
      case Token::Kind::kEnd:
      case Token::Kind::kPunctuator:
        refuse("expected a value");
    }
    read.text = std::move(token_.text);
    advance();
    return read;
  }

  static Value::Kind kind_of_name(const std::string& text) {
    if (text == "true" || text == "false") {
      return Value::Kind::kBoolean;
    }
    return text == "null" ? Value::Kind::kNull : Value::Kind::kEnum;
  }

  Lexer lexer_;
  Token token_;
};

}  // namespace

Document parse(std::string_view text) { return Parser(text).document(); }

}  // namespace sandbox::graphql
