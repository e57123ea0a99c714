#include "records/field_value.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "core/double_from_chars.h"
#include "records/amount_text.h"
#include "records/json_number.h"
#include "records/nlohmann_json.h"

namespace cf_billing {

namespace {

constexpr std::size_t kFocusSize = std::string_view("YYYY-MM-DDTHH:MM:SSZ").size();

std::optional<std::int64_t> whole_number(std::string_view token) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), whole);
  if (error != std::errc{} || end != token.data() + token.size()) return std::nullopt;
  return whole;
}

void set_text(RecordBlock& records, std::size_t field, FieldType type, std::string_view text) {
  records.set(field, type == FieldType::json ? CellType::json : CellType::text, text);
}

/// The whole of a text as a number, where a column counts something.
std::optional<double> count_in(std::string_view text) {
  if (text.empty() || !(text[0] == '-' || (text[0] >= '0' && text[0] <= '9'))) return std::nullopt;
  double value = 0;
  const auto [end, error] = double_from_chars(text, value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

void set_number(RecordBlock& records, std::size_t field, FieldType type, std::string_view token) {
  // A whole number has one zero, whatever the sign.
  const double value = token == "-0" ? 0.0 : *nearest_double(token);
  constexpr double kWholeAllBelow = 9007199254740992.0;
  const auto whole = type == FieldType::integer ? whole_number(token) : std::nullopt;
  if (whole) {
    records.set(field, *whole);
  } else if (type == FieldType::integer && std::trunc(value) == value &&
             std::abs(value) < kWholeAllBelow) {
    records.set(field, static_cast<std::int64_t>(value));
  } else {
    records.set(field, value);
  }
}

bool is_of_numbers(FieldType type) { return type == FieldType::real || type == FieldType::integer; }

std::optional<double> number_in(FieldType type, std::string_view text) {
  if (type == FieldType::real) return amount_in(text);
  return type == FieldType::integer ? count_in(text) : std::nullopt;
}

}  // namespace

void set_scalar(RecordBlock& records, std::size_t field, FieldType type, std::string_view token) {
  const bool is_boolean = token == "true" || token == "false";
  if (token == "null") {
    records.set_null(field);
  } else if (!is_of_numbers(type) || (is_boolean && type == FieldType::real)) {
    set_text(records, field, type, token);
  } else if (is_boolean) {
    records.set(field, std::int64_t{token == "true" ? 1 : 0});
  } else {
    set_number(records, field, type, token);
  }
}

void set_string(RecordBlock& records, std::size_t field, FieldType type, std::string_view value) {
  const auto number = number_in(type, value);
  const auto whole = number && type == FieldType::integer ? whole_number(value) : std::nullopt;
  if (whole) {
    records.set(field, *whole);
  } else if (number) {
    records.set(field, *number);
  } else if (type == FieldType::period && value.size() != kFocusSize) {
    set_text(records, field, type, focus_timestamp(value));
  } else if (type == FieldType::json) {
    set_text(records, field, type, nlohmann::json(std::string(value)).dump());
  } else {
    set_text(records, field, type, value);
  }
}

}  // namespace cf_billing
