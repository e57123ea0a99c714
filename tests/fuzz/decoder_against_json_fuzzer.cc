// Claims of any body, read by the decoder and by nlohmann/json as the records of any table:
//  - the decoder finds a defect in it exactly if it is no JSON, or not what is documented of the
//    envelope (records/envelope.h, record_place.h);
//  - else it finds the same records, and in each cell the same number, text or JSON value.
//
// Where the two differ by what is documented: the decoder refuses what is nested in 1,024 levels or
// more (bodies above 1,000 are left out here), reads a half of a surrogate pair as U+FFFD, and
// refuses a body whose members on the way to the records, or of the envelope, come twice; of other
// members of one name the last counts in both. nlohmann/json ends at a NUL; the decoder does not.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "claim.h"
#include "decoded.h"
#include "independent_tree.h"
#include "records/amount_text.h"
#include "records/field_value.h"

namespace cf_billing {
namespace {

using Kind = IndependentTree::Kind;

/// What the envelope says, by the rules of the documentation.
struct Expected {
  bool is_defect = false;
  bool is_failure = false;  ///< `success` is false: then the records mean nothing
  std::vector<const IndependentTree*> records;
  const IndependentTree* enclosing = nullptr;  ///< the object around a list, where it has columns
};

std::vector<std::string_view> steps_of(std::string_view path) {
  std::vector<std::string_view> steps;
  for (;; path.remove_prefix(path.find('.') + 1)) {
    steps.push_back(path.substr(0, path.find('.')));
    if (path.find('.') == std::string_view::npos) return steps;
  }
}

bool has_documented_member(const IndependentTree& object, const RecordLayout& layout,
                           bool enclosing) {
  for (const Field& field : layout) {
    for (std::string_view path : field.paths) {
      if (path.starts_with('^') != enclosing) continue;
      if (enclosing) path.remove_prefix(1);
      if (object.member(steps_of(path).front()) != nullptr) return true;
    }
  }
  return false;
}

bool has_enclosing_fields(const RecordLayout& layout) {
  return std::any_of(layout.begin(), layout.end(),
                     [](const Field& field) { return field.paths.front().starts_with('^'); });
}

/// Follows the path to the records. False: what stands there is a defect.
bool follow(const TableSpec& spec, const IndependentTree& root, Expected& expected,
            bool& comes_twice) {
  const std::vector<std::string_view> steps = steps_of(spec.records.path);
  const IndependentTree* at = &root;
  for (std::size_t level = 0; level < steps.size(); ++level) {
    comes_twice = comes_twice || at->count(steps[level]) > 1;
    const bool is_last = level + 1 == steps.size();
    const IndependentTree* next = at->member(steps[level]);
    if (is_last && level > 0 && has_enclosing_fields(spec.layout)) expected.enclosing = at;
    if (next == nullptr) {
      return level > 0 && expected.enclosing != nullptr &&
             has_documented_member(*at, spec.layout, /*enclosing=*/true);
    }
    if (next->kind == Kind::null) return true;
    const bool wants_list = is_last && spec.records.kind != RecordPlace::Kind::object;
    if (next->kind != (wants_list ? Kind::array : Kind::object)) return false;
    at = next;
  }
  if (spec.records.kind == RecordPlace::Kind::object) {
    expected.records = {at};
    return has_documented_member(*at, spec.layout, /*enclosing=*/false);
  }
  for (const IndependentTree& element : at->elements) {
    if (element.kind != Kind::object) return false;
    expected.records.push_back(&element);
  }
  return true;
}

Expected expected_of(const TableSpec& spec, const IndependentTree& root) {
  Expected expected;
  if (root.kind != Kind::object) return {.is_defect = true};
  bool comes_twice = false;
  for (const char* name : {"success", "errors", "messages", "result_info"}) {
    comes_twice = comes_twice || root.count(name) > 1;
  }
  const bool is_there = follow(spec, root, expected, comes_twice);
  const IndependentTree* success = root.member("success");
  const bool is_told = success != nullptr && success->kind == Kind::boolean;
  expected.is_failure = is_told && success->text == "false";
  expected.is_defect = comes_twice || (!expected.is_failure && (!is_told || !is_there));
  return expected;
}

/// The value of the first of a field's paths that has one.
const IndependentTree* value_of(const Field& field, const IndependentTree& record,
                                const IndependentTree* enclosing) {
  for (std::string_view path : field.paths) {
    const IndependentTree* object = &record;
    if (path.starts_with('^')) {
      path.remove_prefix(1);
      object = enclosing;
    }
    const IndependentTree* value = object == nullptr ? nullptr : object->at(path);
    if (value != nullptr && value->kind != Kind::null) return value;
  }
  return nullptr;
}

bool is_spelled(const IndependentTree& number, std::string_view text) {
  return text == number.text || (number.text == "0" && text == "-0");
}

bool is_same_json(const IndependentTree& value, std::string_view text) {
  const ReadTree read = read_tree(text);
  if (!read.tree) return false;
  // How -0 is spelled is lost on the one side.
  return *read.tree == value;
}

bool is_number(const Cell& cell, double value) {
  return cell.type == CellType::integer ? static_cast<double>(cell.integer) == value
                                        : cell.type == CellType::real && cell.real == value;
}

bool is_right_number(FieldType type, const IndependentTree& value, const Cell& cell) {
  if (type == FieldType::json) return cell.type == CellType::json && is_spelled(value, cell.text());
  if (type != FieldType::real && type != FieldType::integer) {
    return cell.type == CellType::text && is_spelled(value, cell.text());
  }
  std::int64_t whole = 0;
  const char* end = value.text.data() + value.text.size();
  const auto read = std::from_chars(value.text.data(), end, whole);
  if (type == FieldType::integer && read.ec == std::errc{} && read.ptr == end) {
    return cell.type == CellType::integer && cell.integer == whole;
  }
  return is_number(cell, value.number) &&
         (type == FieldType::integer || cell.type == CellType::real);
}

bool is_right_text(FieldType type, const std::string& text, const Cell& cell) {
  if (type == FieldType::json) {
    return cell.type == CellType::json &&
           is_same_json({.kind = Kind::text, .text = text}, cell.text());
  }
  if (type == FieldType::real) {
    const auto amount = amount_in(text);
    if (amount) return cell.type == CellType::real && cell.real == *amount;
  }
  if (type == FieldType::integer &&
      (cell.type == CellType::integer || cell.type == CellType::real)) {
    const auto read = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    // A count may have zeros in front.
    return !read.is_number() || is_number(cell, read.get<double>());
  }
  return cell.type == CellType::text &&
         cell.text() == (type == FieldType::period ? focus_timestamp(text) : text);
}

bool is_right(FieldType type, const IndependentTree* value, const Cell& cell) {
  if (value == nullptr) return cell.type == CellType::null;
  switch (value->kind) {
    case Kind::null:
      return cell.type == CellType::null;
    case Kind::boolean:
      if (type == FieldType::integer) {
        return cell.type == CellType::integer && cell.integer == (value->text == "true" ? 1 : 0);
      }
      return cell.is_text() && cell.text() == value->text;
    case Kind::number:
      return is_right_number(type, *value, cell);
    case Kind::text:
      return is_right_text(type, value->text, cell);
    case Kind::array:
    case Kind::object:
      return cell.type == CellType::json && is_same_json(*value, cell.text());
  }
  return false;
}

void check_records(const TableSpec& spec, const std::string& body, const Expected& expected,
                   const RecordBlock& records) {
  static const IndependentTree nothing;
  std::vector<const IndependentTree*> wanted = expected.records;
  if (wanted.empty() && expected.enclosing != nullptr) wanted = {&nothing};
  claim(wanted.size() == records.size(), "both find as many records", [&] {
    return body + '\n' + std::to_string(wanted.size()) + ", " + std::to_string(records.size());
  });
  for (std::size_t record = 0; record < wanted.size(); ++record) {
    for (std::size_t field = 0; field < spec.layout.size(); ++field) {
      const Field& layout = spec.layout[field];
      const IndependentTree* value = value_of(layout, *wanted[record], expected.enclosing);
      const Cell& cell = records.cell(record, field);
      claim(is_right(layout.type, value, cell), "both find the same value", [&] {
        return body + '\n' + std::string(layout.column) + ": " + shown(cell) + ", not " +
               (value == nullptr ? "null" : value->text);
      });
    }
  }
}

void check(FuzzedDataProvider& data) {
  const auto& tables = tables_of_records();
  const TableSpec& spec = *tables[data.ConsumeIntegralInRange<std::size_t>(0, tables.size() - 1)];
  const std::string body = data.ConsumeRemainingBytesAsString();
  if (body.find('\0') != std::string::npos) return;
  const ReadTree read = read_tree(body);
  if (read.is_too_deep) return;
  const DecodedBody decoded = decode_records(body, spec.layout, {.place = spec.records});
  if (!read.tree) {
    claim(!decoded.defect.empty(), "what is no JSON has a defect", body);
    return;
  }
  const Expected expected = expected_of(spec, *read.tree);
  claim(decoded.defect.empty() != expected.is_defect, "both find the same fault",
        [&] { return std::string(spec.name) + '\n' + body + '\n' + decoded.defect; });
  if (expected.is_defect) return;
  claim(decoded.success.value_or(false) != expected.is_failure, "both find the same success", body);
  if (!expected.is_failure) check_records(spec, body, expected, *decoded.records);
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
