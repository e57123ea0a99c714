#include "vtab/sqlite_values.h"

#include <new>

#include "core/error.h"

namespace cf_billing {

namespace {

/// SQLite hands over scalars without the column's affinity. All pushed columns are TEXT: a number
/// becomes its text, a blob stays what it is.
Operand operand_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
      const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
      return {Operand::Kind::blob, size == 0 ? std::string() : std::string(bytes, size)};
    }
    default: {
      const bool is_number = sqlite3_value_type(value) != SQLITE_TEXT;
      const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
      if (text == nullptr) throw std::bad_alloc();
      return {is_number ? Operand::Kind::number : Operand::Kind::text,
              std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value)))};
    }
  }
}

}  // namespace

std::vector<Operand> operands_of(sqlite3_value* value, const PlanTerm& term) {
  if (term.comparison == Comparison::is_null) return {};
  if (term.comparison != Comparison::any_of) return {operand_of(value)};
  std::vector<Operand> operands;
  sqlite3_value* element = nullptr;
  int code = sqlite3_vtab_in_first(value, &element);
  for (; code == SQLITE_OK && element != nullptr; code = sqlite3_vtab_in_next(value, &element)) {
    operands.push_back(operand_of(element));
  }
  if (code == SQLITE_NOMEM) throw std::bad_alloc();
  if (code != SQLITE_OK && code != SQLITE_DONE) {
    throw Error(ErrorKind::usage, "cf_billing: the values of an IN list could not be read");
  }
  return operands;
}

void result_text(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void result_json(sqlite3_context* context, std::string_view text) {
  result_text(context, text);
  sqlite3_result_subtype(context, 'J');
}

void result_cell(sqlite3_context* context, const Cell& cell) {
  switch (cell.type) {
    case CellType::null:
      return sqlite3_result_null(context);
    case CellType::integer:
      return sqlite3_result_int64(context, cell.integer);
    case CellType::real:
      return sqlite3_result_double(context, cell.real);
    case CellType::text:
      return result_text(context, cell.text());
    case CellType::json:
      return result_json(context, cell.text());
  }
}

}  // namespace cf_billing
