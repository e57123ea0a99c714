#include "graphql_variables.h"

#include <algorithm>
#include <array>
#include <optional>

#include "clock.h"

namespace sandbox::graphql {
namespace {

using nlohmann::json;

constexpr std::array kScalars = {Scalar::kString, Scalar::kDate,   Scalar::kTime,
                                 Scalar::kUint8,  Scalar::kUint64, Scalar::kFloat64};

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string type_text(const std::string& name, bool is_list) {
  return is_list ? "[" + name + "]" : name;
}

// The text of one value of the type. `text`: whether it was given as one.
std::string checked(const std::string& value, bool is_text, bool is_whole, Scalar type) {
  const std::string wrong =
      "error parsing args: " + quoted(value) + " is not of the type " + scalar_name(type);
  switch (type) {
    case Scalar::kString:
    case Scalar::kDate:
    case Scalar::kTime:
      if (!is_text || (type == Scalar::kDate && !parse_day(value))) {
        throw Refusal(wrong);
      }
      return type == Scalar::kTime ? canonical_time(value) : value;
    case Scalar::kUint8:
    case Scalar::kUint64:
      if (is_text || !is_whole || value.starts_with('-')) {
        throw Refusal(wrong);
      }
      return value;
    case Scalar::kFloat64:
      if (is_text) {
        throw Refusal(wrong);
      }
      return value;
  }
  return value;
}

std::string checked(const json& value, Scalar type) {
  if (!value.is_string() && !value.is_number()) {
    throw Refusal("error parsing args: " + value.dump() + " is not of the type " +
                  scalar_name(type));
  }
  return value.is_string() ? checked(value.get<std::string>(), true, false, type)
                           : checked(value.dump(), false, value.is_number_integer(), type);
}

std::string checked(const Value& value, Scalar type) {
  const bool is_text = value.kind == Value::Kind::kString;
  const bool is_whole = value.kind == Value::Kind::kInt;
  if (!is_text && !is_whole && value.kind != Value::Kind::kFloat) {
    throw Refusal(std::string("error parsing args: a value of the type ") + scalar_name(type) +
                  " is expected");
  }
  return checked(value.text, is_text, is_whole, type);
}

const Scalar& known_scalar(const std::string& name) {
  const auto* found = std::ranges::find(kScalars, name, scalar_name);
  if (found == kScalars.end()) {
    throw Refusal("unknown type " + quoted(name));
  }
  return *found;
}

void check_given(const Variable& variable, const json& value) {
  const Scalar scalar = known_scalar(variable.type.name);
  if (!variable.type.is_list) {
    checked(value, scalar);
    return;
  }
  if (!value.is_array()) {
    throw Refusal("error parsing args: variable " + quoted(variable.name) + " is a list");
  }
  for (const json& item : value) {
    checked(item, scalar);
  }
}

}  // namespace

std::string canonical_time(const std::string& text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  const auto fits = [](char c, char shape) {
    return shape == 'd' ? c >= '0' && c <= '9' : c == shape;
  };
  const std::size_t length = kShape.size();
  const bool has_shape =
      text.size() > length && std::equal(kShape.begin(), kShape.end(), text.begin(),
                                         [&](char shape, char c) { return fits(c, shape); });
  const std::string_view rest = has_shape ? std::string_view(text).substr(length) : "";
  const bool ends =
      rest == "Z" || (rest.size() > 2 && rest.front() == '.' && rest.back() == 'Z' &&
                      rest.substr(1, rest.size() - 2).find_first_not_of("0123456789") == rest.npos);
  if (!ends || !parse_day(text.substr(0, 10)) || text.substr(11, 2) > "23" ||
      text.substr(14, 2) > "59" || text.substr(17, 2) > "59") {
    throw Refusal("error parsing args: " + quoted(text) + " is not of the type Time");
  }
  return text.substr(0, length) + "Z";
}

Variables::Variables(const Document& document, const json& given)
    : document_(document), given_(given) {
  for (const Variable& variable : document.variables) {
    known_scalar(variable.type.name);
    const auto value = given.find(variable.name);
    if (value != given.end() && !value->is_null()) {
      check_given(variable, *value);
    } else if (variable.type.is_required) {
      throw Refusal("error parsing args: variable " + quoted(variable.name) + " has no value");
    }
  }
  for (const auto& [name, value] : given.items()) {
    declared(name);
  }
}

const Variable& Variables::declared(const std::string& name) const {
  const auto found = std::ranges::find(document_.variables, name, &Variable::name);
  if (found == document_.variables.end()) {
    throw Refusal("error parsing args: variable " + quoted(name) + " is not declared");
  }
  return *found;
}

std::vector<std::string> Variables::resolve(const Value& value, Scalar type, bool is_list,
                                            bool is_required) const {
  std::vector<std::string> resolved;
  if (value.kind != Value::Kind::kVariable) {
    if (is_list != (value.kind == Value::Kind::kList)) {
      throw Refusal("error parsing args: " + type_text(scalar_name(type), is_list) +
                    " is expected");
    }
    for (const Value& item : value.items) {
      std::ranges::move(resolve(item, type, false, true), std::back_inserter(resolved));
    }
    if (!is_list) {
      resolved.push_back(checked(value, type));
    }
    return resolved;
  }
  const Variable& variable = declared(value.text);
  used_.insert(variable.name);
  if (variable.type.name != scalar_name(type) || variable.type.is_list != is_list ||
      (is_required && !variable.type.is_required)) {
    throw Refusal("error parsing args: variable " + quoted(variable.name) + " of the type " +
                  type_text(variable.type.name, variable.type.is_list) + " stands where " +
                  type_text(scalar_name(type), is_list) + (is_required ? "!" : "") +
                  " is expected");
  }
  const auto given = given_.find(variable.name);
  if (given == given_.end() || given->is_null()) {
    throw Refusal("error parsing args: variable " + quoted(variable.name) + " has no value");
  }
  if (!is_list) {
    return {checked(*given, type)};
  }
  for (const json& item : *given) {
    resolved.push_back(checked(item, type));
  }
  return resolved;
}

void Variables::refuse_unused() const {
  for (const Variable& variable : document_.variables) {
    if (!used_.contains(variable.name)) {
      throw Refusal("variable " + quoted(variable.name) + " is never used");
    }
  }
}

}  // namespace sandbox::graphql
