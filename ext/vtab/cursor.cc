#include "vtab/cursor.h"

#include <algorithm>

#include "core/instant.h"
#include "core/interrupt.h"
#include "records/field_value.h"
#include "tables/bad_amount.h"
#include "vtab/held_back.h"
#include "vtab/interrupt_probe.h"
#include "vtab/lost_days.h"
#include "vtab/sqlite_values.h"
#include "vtab/used_columns.h"

namespace cf_billing {

namespace {

constexpr std::size_t kDayLength = 10;  // YYYY-MM-DD

std::vector<Term> terms_of(const ReadPlan& plan, std::span<sqlite3_value*> arguments) {
  std::vector<Term> terms;
  const std::size_t count = std::min(plan.terms.size(), arguments.size());
  for (std::size_t i = 0; i < count; ++i) {
    const PlanTerm& planned = *plan.terms[i];
    terms.push_back({planned.pushdown, planned.comparison, operands_of(arguments[i], planned),
                     planned.collation});
  }
  return terms;
}

/// Of the run of a statement. Its cursors may all be closed in between, as those of a trigger are
/// before it is set off again; but where nothing was planned since, it is no other statement at the
/// same place in memory.
std::shared_ptr<CostsTold> memory_of(const std::optional<RunningStatement>& statement,
                                     Connection& connection) {
  auto& memory = connection.statement_memory;
  const auto& running = connection.known_statements;
  std::erase_if(memory, [&](const StatementMemory& each) {
    return std::find(running.begin(), running.end(), each.statement) == running.end() ||
           (each.costs_told.use_count() == 1 && each.plans != connection.plans);
  });
  auto told = std::make_shared<CostsTold>();
  if (!statement) return told;
  const auto kept = std::find_if(memory.begin(), memory.end(), [&](const StatementMemory& each) {
    return each.statement == *statement;
  });
  if (kept != memory.end()) return kept->costs_told;
  memory.push_back({*statement, connection.plans, told});
  return told;
}

}  // namespace

Cursor::Cursor(const TableSpec& spec, ConnectionRef connection)
    : spec_(spec),
      connection_(std::move(connection)),
      sql_(running_sql_of_new_cursor(connection_->db, spec.name, connection_->known_statements)),
      hidden_fields_(fields_of_hidden_columns(spec)),
      costs_told_(memory_of(sql_.statement, *connection_)) {}

void Cursor::filter(const char* plan_text, std::span<sqlite3_value*> arguments) {
  forget_last_scan();
  const ReadPlan plan = read_plan(spec_, plan_text == nullptr ? "" : plan_text);
  or_sides_.check(spec_, plan_text, plan);
  const std::vector<Term> terms = terms_of(plan, arguments);
  remember_arguments(terms);
  compared_fields_ = compared_fields(spec_, plan);
  if (spec_.local_rows != nullptr) {
    show(std::make_shared<RowBlock>(spec_.local_rows(spec_, connection_->session)));
  } else {
    start(plan, plan_text, terms);
  }
}

// A cursor is filtered again and again, by joins: nothing of the last scan stays but which side of
// an OR it was, and whether the API answered.
void Cursor::forget_last_scan() {
  show(nullptr);
  drop_pipeline();
  arguments_.clear();
  compared_fields_.clear();
  period_fields_.clear();
}

void Cursor::remember_arguments(const std::vector<Term>& terms) {
  for (const Term& term : terms) {
    check_is_the_only_value(term);
    if (term.pushdown->rules().is_given_back) {
      arguments_.emplace(term.pushdown->column, term.values.front().text);
    }
  }
}

namespace {

/// Of an argument that is compared and has no value SQLite would drop every row.
void check_arguments(const TableSpec& spec, const ReadPlan& plan) {
  if (plan.unfit.empty()) return;
  const std::string column(plan.unfit.front());
  const bool is_about_days =
      (column == "from_date" || column == "to_date") && !spec.day_column().empty();
  throw Error(ErrorKind::usage,
              std::string(spec.name) + ": " + column + " is an argument and takes = only: write " +
                  column + " = '…'" +
                  (is_about_days ? ", or compare " + std::string(spec.day_column()) + "." : "."));
}

}  // namespace

// Whatever the order or the groups are, the records are the same: of an IN or a join each value
// would bring them once more.
void Cursor::check_is_the_only_value(const Term& term) {
  const Pushdown& pushdown = *term.pushdown;
  if (pushdown.role != Role::order && pushdown.role != Role::group_by) return;
  const std::string& text = term.values.front().text;
  if (only_values_.emplace(pushdown.column, text).first->second == text) return;
  throw Error(ErrorKind::usage, std::string(spec_.name) + ": " + std::string(pushdown.column) +
                                    " takes one value: with several every record would come once "
                                    "for each of them.");
}

void Cursor::start(const ReadPlan& plan, const char* plan_text, const std::vector<Term>& terms) {
  Session& session = connection_->session;
  check_arguments(spec_, plan);
  std::vector<std::string_view> later = plan.later;
  const auto held_back = held_back_columns(*connection_, spec_, plan, plan_text, sql_.texts);
  later.insert(later.end(), held_back.begin(), held_back.end());
  auto scan = build_scan(spec_, terms, session.settings(), session.today(), later);
  if (!scan) return;
  if (scan->read_through && !scan->days) {
    check_no_day_got_lost(connection_->db, spec_, *scan->read_through, sql_.texts);
  }
  const UsedFields used = used_fields(spec_, plan.columns_used);
  scan->wanted = used.fields;
  scan->used = used.named;
  scan->wants_raw = used.raw;
  scan->may_end_early = plan.is_limited || !connection_->features.limits;
  for (const std::size_t field : compared_fields_) scan->wanted |= field_bit(field);
  period_fields_ = period_fields(spec_, plan);
  compares_cycle_ends_ = compares_cycle_ends(spec_, plan);
  scan->wanted |= fields_naming_bad_amounts(spec_, scan->wanted);
  scan->costs_told = costs_told_;
  shows_record_account_ = scan->organization.has_value();
  std::vector<std::unique_ptr<Fetch>> fetches = spec_.fetches(spec_, *scan, session);
  if (scan->accepts_incomplete) {
    for (const auto& fetch : fetches) fetch->accept_incomplete();
  }
  pipeline_ = std::make_unique<Pipeline>(session, std::string(spec_.name), std::move(fetches));
  if (any_succeeded_) pipeline_->set_any_succeeded();
  load_block();
  skip_impossible_rows();
  check_days_of_row();
}

void Cursor::load_block() {
  show(nullptr);
  if (!pipeline_) return;
  InterruptProbe probe(connection_->db);
  const std::function<bool()> interrupted = [&probe] { return probe.interrupted(); };
  const InterruptScope scope(connection_->session.client().interrupt(), interrupted);
  show(pipeline_->next(interrupted));
  if (!block_) drop_pipeline();
}

void Cursor::drop_pipeline() {
  any_succeeded_ = any_succeeded_ || (pipeline_ && pipeline_->any_succeeded());
  pipeline_.reset();
}

void Cursor::show(std::shared_ptr<const RowBlock> block) {
  row_ = 0;
  row_count_ = block ? block->size() : 0;
  block_ = row_count_ == 0 ? nullptr : std::move(block);
}

void Cursor::skip_impossible_rows() {
  const auto is_null = [this](std::size_t field) {
    return block_->cell(row_, field).type == CellType::null;
  };
  if (!block_ || std::none_of(compared_fields_.begin(), compared_fields_.end(), is_null)) return;
  InterruptProbe probe(connection_->db);
  const std::function<bool()> interrupted = [&probe] { return probe.interrupted(); };
  const InterruptScope scope(connection_->session.client().interrupt(), interrupted);
  InterruptCheck check_interrupt(&connection_->session.client().interrupt());
  while (block_ && std::any_of(compared_fields_.begin(), compared_fields_.end(), is_null)) {
    check_interrupt();
    if (++row_ >= row_count_) load_block();
  }
}

void Cursor::check_days_of_row() const {
  if (!block_) return;
  for (const std::size_t field : period_fields_) {
    const Cell& cell = block_->cell(row_, field);
    if (!cell.is_text() || !is_another_day_in_utc(cell.text())) continue;
    const std::string column(spec_.layout[field].column);
    std::string text = std::string(spec_.name) + ": the " + column + " '";
    text.append(cell.text()).append("' of a record of account ").append(block_->account());
    text.append(
        " is on another day in UTC, so the days to ask for cannot be told from a condition on ");
    text.append(column).append(". Use charge_date.");
    throw Error(ErrorKind::usage, text);
  }
}

void Cursor::column(sqlite3_context* context, std::size_t index) const {
  if (index < spec_.layout.size()) {
    const Cell& cell = block_->cell(row_, index);
    if (is_no_number(spec_.layout[index].type, cell)) {
      const std::vector<Secret> none;
      throw bad_amount(spec_, *block_, row_, index, pipeline_ ? pipeline_->secrets() : none);
    }
    result_cell(context, cell);
  } else {
    hidden_column(context, index - spec_.layout.size());
  }
}

void Cursor::hidden_column(sqlite3_context* context, std::size_t place) const {
  const HiddenColumn& column = spec_.hidden[place];
  switch (column.kind) {
    case HiddenColumn::Kind::account:
      if (!block_->account().empty()) return result_text(context, block_->account());
      if (!shows_record_account_ || hidden_fields_[place] == kNoField) return;
      return result_cell(context, block_->cell(row_, hidden_fields_[place]));
    case HiddenColumn::Kind::argument: {
      const auto given = arguments_.find(column.name);
      if (given != arguments_.end()) result_text(context, given->second);
      return;
    }
    case HiddenColumn::Kind::day_of: {
      const Cell& cell = block_->cell(row_, hidden_fields_[place]);
      if (cell.is_text()) result_text(context, cell.text().substr(0, kDayLength));
      return;
    }
    case HiddenColumn::Kind::exclusive_end: {
      const Cell& cell = block_->cell(row_, hidden_fields_[place]);
      if (cell.is_text()) result_text(context, exclusive_end(cell.text()));
      return;
    }
    case HiddenColumn::Kind::complete_from:
      if (!block_->complete_from().empty()) result_text(context, block_->complete_from());
      return;
    case HiddenColumn::Kind::cycle_end:
      return cycle_end(context);
    case HiddenColumn::Kind::utc_day_of: {
      const Cell& cell = block_->cell(row_, hidden_fields_[place]);
      if (!cell.is_text()) return;
      const auto day = instant_day(cell.text());
      return result_text(context, day ? to_text(*day) : cell.text().substr(0, kDayLength));
    }
    case HiddenColumn::Kind::further:
      return result_cell(context, block_->cell(row_, spec_.further_field(place)));
    case HiddenColumn::Kind::raw:
      // A row that stands for no record has none.
      if (!block_->raw(row_).empty()) result_json(context, block_->raw(row_));
      return;
  }
}

void Cursor::cycle_end(sqlite3_context* context) const {
  if (!cycle_ends_) cycle_ends_.emplace(spec_, connection_->session);
  InterruptProbe probe(connection_->db);
  const CycleEnds::End end =
      cycle_ends_->of(*block_, row_, [&probe] { return probe.interrupted(); });
  if (!end.text.empty()) return result_text(context, end.text);
  // Where it is compared NULL would lose the row.
  if (end.is_untold && compares_cycle_ends_) {
    throw Error(ErrorKind::usage,
                std::string(spec_.name) +
                    ": nothing tells where the billing cycle of a record of "
                    "account " +
                    block_->account() +
                    " ends: it starts on the last day of a short "
                    "month. Use a condition on charge_date in place of BillingPeriodEnd.");
  }
}

}  // namespace cf_billing
