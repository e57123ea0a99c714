// Claims of plans as texts, and of SQL cut into words:
//  - what the planner writes of any constraints the cursor reads back as it was meant, and what it
//    cannot have written is an Error and nothing else;
//  - the tokens of any SQL are that SQL; finding conditions and names in it never fails, and takes
//    time in proportion to its length.
#include <chrono>
#include <cmath>

#include "claim.h"
#include "core/error.h"
#include "tables/all_tables.h"
#include "vtab/day_conditions.h"
#include "vtab/plan.h"
#include "vtab/sql_tokens.h"

namespace cf_billing {
namespace {

IndexRequest some_request(FuzzedDataProvider& data, const TableSpec& spec) {
  IndexRequest request;
  const int count = data.ConsumeIntegralInRange(0, 12);
  for (int i = 0; i < count; ++i) {
    IndexConstraint constraint;
    constraint.usable = data.ConsumeBool();
    if (data.ConsumeIntegralInRange(0, 9) != 0) {
      OfferedConstraint offered;
      offered.column = data.ConsumeIntegralInRange<std::size_t>(0, spec.column_count() - 1);
      offered.comparison = static_cast<Comparison>(data.ConsumeIntegralInRange(0, 9));
      offered.collation = static_cast<Collation>(data.ConsumeIntegralInRange(0, 3));
      offered.is_in = offered.comparison == Comparison::eq && data.ConsumeBool();
      constraint.offered = offered;
    }
    request.constraints.push_back(constraint);
  }
  request.columns_used = data.ConsumeIntegral<std::uint64_t>();
  request.is_limited = data.ConsumeBool();
  return request;
}

void check_plan(FuzzedDataProvider& data, const TableSpec& spec) {
  const IndexRequest request = some_request(data, spec);
  const IndexPlan made = plan(spec, request);
  const ReadPlan read = read_plan(spec, made.text);
  claim(std::isfinite(made.cost) && made.cost >= 0 && std::isfinite(made.rows) && made.rows >= 0,
        "a plan has a price", made.text);
  claim(read.columns_used == request.columns_used, "the columns are read back", made.text);
  claim(read.is_limited == (request.is_limited && spec.comes_in_pages), "the limit is read back",
        made.text);
  claim(read.terms.size() == made.uses.size(), "every use is read back", made.text);
  for (std::size_t i = 0; i < read.terms.size(); ++i) {
    const IndexConstraint& used = request.constraints.at(made.uses[i].constraint);
    claim(used.usable && used.offered && PlanTerms::of(spec).find(*used.offered) == read.terms[i],
          "a use is read back as it was meant", made.text);
    claim(made.uses[i].all_values_at_once == (read.terms[i]->comparison == Comparison::any_of),
          "all values come at once for IN alone", made.text);
  }
  claim(made.text.find('\'') == std::string::npos, "a plan's text needs no quotes", made.text);
}

void check_foreign(const TableSpec& spec, const std::string& text) {
  try {
    const ReadPlan read = read_plan(spec, text);
    for (const PlanTerm* term : read.terms) {
      claim(PlanTerms::of(spec).find(std::string_view(term->text)) == term,
            "a term is known by its text", term->text);
    }
  } catch (const Error& error) {
    claim(error.kind() == ErrorKind::corrupt, "what is unreadable is said to be", error.what());
  }
}

void check_tokens(const std::string& sql) {
  std::string whole;
  for (const SqlToken& token : tokens_of(sql)) {
    claim(!token.text.empty(), "a token has a length", sql);
    whole += token.text;
    (void)token.name();
    (void)token.is_blank();
  }
  claim(whole == sql, "the tokens are the SQL", sql);
  (void)names_in(sql);
  (void)with_condition_on({sql, "CREATE VIEW v AS " + sql}, {"CHARGE_DATE", "A"});
}

/// Once more of a long one, where the square of its length would take much longer.
void check_time(const std::string& sql) {
  constexpr std::size_t kLong = 20'000;
  if (sql.empty()) return;
  std::string repeated;
  while (repeated.size() < kLong) repeated += sql;
  const auto began = std::chrono::steady_clock::now();
  (void)tokens_of(repeated);
  (void)names_in(repeated);
  (void)with_condition_on({repeated}, {"CHARGE_DATE"});
  claim(std::chrono::steady_clock::now() - began < std::chrono::seconds{10},
        "time is in proportion to the length", sql);
}

void check(FuzzedDataProvider& data) {
  const auto& tables = all_tables();
  const TableSpec& spec = *tables[data.ConsumeIntegralInRange<std::size_t>(0, tables.size() - 1)];
  check_plan(data, spec);
  const bool is_timed = data.ConsumeIntegralInRange(0, 255) == 77;
  const std::string text = data.ConsumeRemainingBytesAsString();
  check_foreign(spec, text);
  check_tokens(text);
  if (is_timed) check_time(text);
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
