#include "records/field_value.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "records/record_decoder.h"

namespace cf_billing {

namespace {

/// The whole of `text` as a number in JSON's spelling.
std::optional<double> whole_number(std::string_view text) {
  if (text.empty() || !(text[0] == '-' || (text[0] >= '0' && text[0] <= '9'))) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

void set_text(RecordBlock& records, std::size_t field, FieldType type, std::string_view text) {
  records.set(field, type == FieldType::json ? CellType::json : CellType::text, text);
}

void set_whole_or_real(RecordBlock& records, std::size_t field, std::string_view text,
                       double value) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc{} && end == text.data() + text.size()) {
    records.set(field, whole);
  } else {
    records.set(field, value);
  }
}

}  // namespace

std::string with_point(std::string number) {
  constexpr std::string_view kOfJson = "0123456789+-.eE";
  for (char& c : number) {
    if (kOfJson.find(c) == std::string_view::npos) c = '.';
  }
  return number;
}

void set_boolean(RecordBlock& records, std::size_t field, FieldType type, bool value) {
  if (type == FieldType::real || type == FieldType::integer) {
    records.set(field, std::int64_t{value ? 1 : 0});
  } else {
    set_text(records, field, type, value ? "true" : "false");
  }
}

void set_number(RecordBlock& records, std::size_t field, FieldType type, double value,
                std::string_view spelled, std::optional<std::int64_t> whole) {
  if (type == FieldType::real || (type == FieldType::integer && !whole)) {
    records.set(field, value);
  } else if (type == FieldType::integer) {
    records.set(field, *whole);
  } else {
    set_text(records, field, type, spelled);
  }
}

void set_string(RecordBlock& records, std::size_t field, FieldType type, std::string_view value) {
  const auto number =
      type == FieldType::real || type == FieldType::integer ? whole_number(value) : std::nullopt;
  if (number && type == FieldType::real) {
    records.set(field, *number);
  } else if (number) {
    set_whole_or_real(records, field, value, *number);
  } else if (type == FieldType::period) {
    set_text(records, field, type, focus_timestamp(value));
  } else if (type == FieldType::json) {
    set_text(records, field, type, nlohmann::json(std::string(value)).dump());
  } else {
    set_text(records, field, type, value);
  }
}

}  // namespace cf_billing
