#include "vtab/cursor.h"

#include <algorithm>

#include "vtab/interrupt_probe.h"

namespace cf_billing {

namespace {

/// SQLite hands over scalars without the column's affinity. All pushed columns are TEXT: a number
/// becomes its text, a blob stays what it is. `is_literal`: it is known to be written in the query.
Operand operand_of(sqlite3_value* value, bool is_literal) {
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
      // Before the value becomes a text.
      is_literal = is_literal || sqlite3_value_frombind(value) != 0;
      const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
      if (text == nullptr) throw std::bad_alloc();
      return {is_number ? Operand::Kind::number : Operand::Kind::text,
              std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value))), is_literal};
    }
  }
}

std::vector<Operand> operands_of(sqlite3_value* value, const PlannedTerm& term) {
  if (term.op == TermOperator::is_null) return {};
  if (term.op != TermOperator::any_of) return {operand_of(value, term.is_number)};
  std::vector<Operand> operands;
  sqlite3_value* element = nullptr;
  int code = sqlite3_vtab_in_first(value, &element);
  for (; code == SQLITE_OK && element != nullptr; code = sqlite3_vtab_in_next(value, &element)) {
    operands.push_back(operand_of(element, false));
  }
  if (code == SQLITE_NOMEM) throw std::bad_alloc();
  if (code != SQLITE_OK && code != SQLITE_DONE) {
    throw Error(ErrorKind::usage, "cf_billing: the values of an IN list could not be read");
  }
  return operands;
}

void result_text(sqlite3_context* context, std::string_view text) {
  // A copy: SQLite may keep the value in a register after the cursor has moved on.
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

/// SQLite's mask, in which the last bit stands for every column from the 64th on.
bool uses(std::uint64_t columns_used, std::size_t column) {
  return ((columns_used >> std::min<std::size_t>(column, 63)) & 1U) != 0;
}

/// The field that a term compares with a value, if it is one of the record's.
std::optional<std::size_t> compared_field(const TableSpec& spec, const PlannedTerm& term) {
  if (term.op == TermOperator::is || term.op == TermOperator::is_null) return std::nullopt;
  const std::size_t column = spec.column(term.pushdown->column).value();
  if (column < spec.layout.size()) return column;
  const HiddenColumn& hidden = spec.hidden[column - spec.layout.size()];
  if (hidden.kind != HiddenColumn::Kind::day_of) return std::nullopt;
  return field_index(spec.layout, hidden.field);
}

bool is_about_days(const Pushdown& pushdown) {
  return pushdown.role == Pushdown::Role::day_bound || pushdown.role == Pushdown::Role::first_day ||
         pushdown.role == Pushdown::Role::last_day;
}

/// Whether the query speaks of days and the scan has no lower bound on them.
bool is_undated(const TableSpec& spec, const ReadPlan& plan) {
  const auto is_lower_bound = [](const PlannedTerm& term) {
    return is_about_days(*term.pushdown) && term.pushdown->role != Pushdown::Role::last_day &&
           term.op != TermOperator::lt && term.op != TermOperator::le;
  };
  const auto is_spoken_of = [&](const Pushdown& pushdown) {
    return is_about_days(pushdown) && uses(plan.columns_used, spec.column(pushdown.column).value());
  };
  return std::any_of(spec.pushdowns.begin(), spec.pushdowns.end(), is_spoken_of) &&
         std::none_of(plan.terms.begin(), plan.terms.end(), is_lower_bound);
}

/// Sets what the scan has to decode for the columns the query uses.
void choose_fields(const TableSpec& spec, std::uint64_t columns_used, Scan& scan) {
  for (std::size_t i = 0; i < spec.column_count(); ++i) {
    if (!uses(columns_used, i)) continue;
    if (i < spec.layout.size()) {
      scan.wanted |= field_bit(i);
      continue;
    }
    const HiddenColumn& column = spec.hidden[i - spec.layout.size()];
    if (column.kind == HiddenColumn::Kind::raw) scan.wants_raw = true;
    if (!column.field.empty()) scan.wanted |= field_bit(field_index(spec.layout, column.field));
  }
}

}  // namespace

void Cursor::filter(const char* plan_text, int argument_count, sqlite3_value** arguments) {
  // A cursor is filtered again and again, by joins: nothing of the last scan stays.
  block_.reset();
  pipeline_.reset();
  given_arguments_.clear();
  compared_fields_.clear();
  row_ = 0;

  const ReadPlan plan = read_plan(spec_, plan_text == nullptr ? "" : plan_text);
  check_sides_of_or(plan_text, plan);
  std::vector<Term> terms;
  for (std::size_t i = 0; i < plan.terms.size() && i < static_cast<std::size_t>(argument_count);
       ++i) {
    const PlannedTerm& planned = plan.terms[i];
    terms.push_back({planned.pushdown, planned.op, operands_of(arguments[i], planned)});
    if (const auto field = compared_field(spec_, planned)) compared_fields_.push_back(*field);
    const bool is_argument = planned.pushdown->role == Pushdown::Role::first_day ||
                             planned.pushdown->role == Pushdown::Role::last_day ||
                             planned.pushdown->role == Pushdown::Role::organization;
    if (is_argument) {
      given_arguments_.emplace(spec_.column(planned.pushdown->column).value(),
                               terms.back().values.front().text);
    }
  }
  Session& session = connection_->session;
  if (spec_.local_rows != nullptr) {
    block_ = std::make_shared<RowBlock>(spec_.local_rows(spec_, session));
    if (block_->size() == 0) block_.reset();
    return;
  }
  auto scan = build_scan(spec_, terms, session.settings(), session.today());
  if (!scan) return;
  choose_fields(spec_, plan.columns_used, *scan);
  for (const std::size_t field : compared_fields_) scan->wanted |= field_bit(field);
  shows_record_account_ = scan->organization.has_value();
  pipeline_ = std::make_unique<Pipeline>(session, std::string(spec_.name),
                                         spec_.fetches(spec_, *scan, session));
  load_block();
  skip_impossible_rows();
}

// For an OR that names accounts on its sides, recent versions of SQLite price a scan of each side
// with the conditions beside the OR, and then leave out those written with BETWEEN, LIKE, GLOB or a
// subquery when they make it. Such a side would be answered for the API's default days, and the
// rows asked for would be missing without a word. All sides use one cursor, each with a plan text
// of its own; in any other loop the same text comes again.
void Cursor::check_sides_of_or(const char* plan_text, const ReadPlan& plan) {
  const bool undated = is_undated(spec_, plan);
  const bool is_another_side = last_plan_text_ != nullptr && last_plan_text_ != plan_text;
  if (is_another_side && (undated || was_undated_)) {
    throw Error(
        ErrorKind::usage,
        std::string(spec_.name) +
            ": SQLite reads this table once for each side of an OR, and a side came without "
            "a lower bound on its days. Repeat the days inside the OR, or write account_id IN "
            "(…) beside it.");
  }
  last_plan_text_ = plan_text;
  was_undated_ = was_undated_ || undated;
}

void Cursor::load_block() {
  block_.reset();
  row_ = 0;
  if (!pipeline_) return;
  InterruptProbe probe(connection_->db);
  block_ = pipeline_->next([&probe] { return probe.interrupted(); });
  if (!block_) pipeline_.reset();
}

void Cursor::next() {
  if (++row_ >= block_->size()) load_block();
  skip_impossible_rows();
}

void Cursor::skip_impossible_rows() {
  const auto is_null = [this](std::size_t field) {
    return block_->cell(row_, field).type == CellType::null;
  };
  while (block_ && std::any_of(compared_fields_.begin(), compared_fields_.end(), is_null)) {
    if (++row_ >= block_->size()) load_block();
  }
}

void Cursor::column(sqlite3_context* context, int index) const {
  const auto column = static_cast<std::size_t>(index);
  if (column < spec_.layout.size()) {
    result_cell(context, block_->cell(row_, column));
  } else {
    hidden_column(context, spec_.hidden[column - spec_.layout.size()], column);
  }
}

void Cursor::hidden_column(sqlite3_context* context, const HiddenColumn& column,
                           std::size_t index) const {
  switch (column.kind) {
    case HiddenColumn::Kind::account:
      if (!block_->account().empty()) return result_text(context, block_->account());
      if (!shows_record_account_ || column.field.empty()) return;
      return result_cell(context, block_->cell(row_, field_index(spec_.layout, column.field)));
    case HiddenColumn::Kind::argument: {
      const auto given = given_arguments_.find(index);
      if (given != given_arguments_.end()) result_text(context, given->second);
      return;
    }
    case HiddenColumn::Kind::day_of: {
      const Cell& cell = block_->cell(row_, field_index(spec_.layout, column.field));
      if (cell.is_text()) result_text(context, cell.text().substr(0, 10));
      return;
    }
    case HiddenColumn::Kind::raw:
      return result_json(context, block_->raw(row_));
  }
}

}  // namespace cf_billing
