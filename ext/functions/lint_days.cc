// Periods: their ends are exclusive, and conditions on them choose the days that the API is asked.
#include <algorithm>

#include "functions/lint_text.h"

namespace cf_billing {

namespace {

/// A comparison sign of one or two characters, its length in tokens; 0: none.
std::size_t comparison_length(const LintText& sql, std::size_t i) {
  const bool begins =
      sql.is(i, "<") || sql.is(i, ">") || sql.is(i, "=") || (sql.is(i, "!") && sql.is(i + 1, "="));
  if (!begins) return sql.is_word(i, {"BETWEEN", "IN", "LIKE", "GLOB"}) ? 1 : 0;
  return sql.is(i + 1, "=") || sql.is(i + 1, ">") ? 2 : 1;
}

/// Whether the value that begins there is, or is made of, a column of periods: no fixed day.
bool is_made_of_period(const LintText& sql, std::size_t i) {
  if (sql.is(i + 1, ".")) i += 2;
  if (is_period_column(sql.name(i))) return true;
  return sql.is_call(i) && is_period_column(sql.name(i + 2));
}

/// The first token of a column's name with that of its table before it.
std::size_t begin_of_name(const LintText& sql, std::size_t i) {
  return sql.is(i - 1, ".") ? i - 2 : i;
}

void add_exclusive_end(const LintText& sql, std::size_t at, std::size_t end,
                       const std::string& column, LintFindings& findings) {
  const bool is_charge = column == "CHARGEPERIODEND";
  findings.push_back(
      {at, std::min(end, sql.size()), LintLevel::look,
       std::string("an end is exclusive, so with the first day of the next month this loses the ") +
           (is_charge ? "last day: write ChargePeriodStart <" : "last period: write <=")});
}

/// `ChargePeriodEnd < ?`, also of date(ChargePeriodEnd), and `? > ChargePeriodEnd`.
void read_end(const LintText& sql, std::size_t i, LintFindings& findings) {
  std::size_t first = begin_of_name(sql, i);
  std::size_t sign = i + 1;
  if (sql.is(sign, ")") && sql.is(first - 1, "(") && sql.is_word(first - 2, {"DATE"})) {
    first -= 2;
    ++sign;
  }
  const bool is_below = sql.is(sign, "<") && comparison_length(sql, sign) == 1;
  if (is_below && !is_made_of_period(sql, sign + 1)) {
    add_exclusive_end(sql, first, sign + 2, sql.name(i), findings);
  }
  const bool is_above = sql.is(first - 1, ">") && !sql.is(first - 2, "<");
  if (is_above && !is_made_of_period(sql, first - 2)) {
    add_exclusive_end(sql, first - 2, i + 1, sql.name(i), findings);
  }
}

/// A function around the column keeps the days of the condition from the API.
void read_condition(const LintText& sql, std::size_t i, LintFindings& findings) {
  const bool is_wrapped =
      sql.is_call(i) && sql.is_word(i, {"DATE", "YEAR", "MONTH", "SUBSTR", "SUBSTRING", "STRFTIME",
                                        "DATE_TRUNC", "DATETIME", "CAST"});
  if (!is_wrapped) return;
  const std::size_t closing = sql.closing(i + 1);
  const std::size_t sign = comparison_length(sql, closing + 1);
  if (sign == 0) return;
  for (std::size_t inner = i + 2; inner < closing; ++inner) {
    const std::string name = sql.name(inner);
    if (!is_period_column(name)) continue;
    findings.push_back({i, closing + 1 + sign, LintLevel::fails,
                        "no day of it reaches the API, which is an error where nothing else names "
                        "days: compare " +
                            sql.excerpt(inner, inner + 1) + " itself"});
    return;
  }
}

/// On the column itself.
bool is_condition_on_days(const LintText& sql, std::size_t i) {
  if (!is_period_column(sql.name(i))) return false;
  const std::size_t before = begin_of_name(sql, i) - 1;
  return comparison_length(sql, i + 1) > 0 || sql.is(before, ">") || sql.is(before, "<") ||
         sql.is(before, "=");
}

bool has_condition_on_days(const LintText& sql) {
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (is_condition_on_days(sql, i)) return true;
  }
  return false;
}

}  // namespace

void lint_days(const LintText& sql, LintFindings& findings) {
  std::size_t read = sql.size();
  const bool names_days = has_condition_on_days(sql);
  const std::size_t found_before = findings.size();
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (is_period_end(sql.name(i))) read_end(sql, i, findings);
    if (!names_days) read_condition(sql, i, findings);
    if (read == sql.size() && sql.name(i) == "FOCUS_DATA_TABLE") read = i;
    const bool mixes_years = sql.is_word(i, {"MONTH"}) && sql.is_call(i) && !sql.has_word("YEAR") &&
                             !sql.has_word("DATE_TRUNC");
    if (mixes_years && is_period_column(sql.name(i + 2))) {
      findings.push_back({i, sql.closing(i + 1) + 1, LintLevel::look,
                          "is one group of the same month of several years: write "
                          "substr(" +
                              sql.excerpt(i + 2, i + 3) + ", 1, 7)"});
    }
  }
  const bool wraps_days =
      std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(found_before), findings.end(),
                  [](const LintFinding& finding) { return finding.level == LintLevel::fails; });
  if (read < sql.size() && !names_days && !wraps_days) {
    findings.push_back({read, read + 1, LintLevel::look,
                        "without a condition on days the API answers for its default ones, about "
                        "this month: write ChargePeriodStart >= '2026-10-01' AND "
                        "ChargePeriodStart < '2026-11-01'"});
  }
}

}  // namespace cf_billing
