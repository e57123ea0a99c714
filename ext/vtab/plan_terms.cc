#include "vtab/plan_terms.h"

#include <algorithm>
#include <array>
#include <map>

namespace cf_billing {

namespace {

struct Written {
  Comparison comparison;
  std::string_view text;
};
constexpr std::array kComparisons = {
    Written{Comparison::eq, "="},   Written{Comparison::any_of, "=*"},
    Written{Comparison::lt, "<"},   Written{Comparison::le, "<="},
    Written{Comparison::gt, ">"},   Written{Comparison::ge, ">="},
    Written{Comparison::is, ":is"}, Written{Comparison::is_null, ":null"}};

constexpr std::string_view kNumberMark = ":number";

/// Only lower bounds of days come marked.
bool may_be_marked(const Pushdown& pushdown, Comparison comparison) {
  return pushdown.rules().days == DayBound::by_comparison && bounds_below(comparison) &&
         !bounds_above(comparison);
}

/// How a day's bound is called by its direction.
std::string_view bound_name(Comparison comparison) {
  if (!bounds_below(comparison)) return "to";
  return bounds_above(comparison) ? "day" : "from";
}

/// The column where the name of the term does not tell it: a parameter's says which it is, and days
/// are those of charge_date unless said otherwise.
std::string column_in_parentheses(const Pushdown& pushdown) {
  const bool is_bound = pushdown.rules().days == DayBound::by_comparison;
  const std::string_view told = is_bound ? "charge_date" : pushdown.term;
  if (pushdown.role == Role::parameter || pushdown.column == told) return "";
  return "(" + std::string(pushdown.column) + ")";
}

std::string text_of(const Pushdown& pushdown, const Written& comparison, bool is_number) {
  const bool is_bound = pushdown.rules().days == DayBound::by_comparison;
  std::string text(is_bound ? bound_name(comparison.comparison) : pushdown.term);
  text += comparison.text;
  if (is_number) text += kNumberMark;
  return text + column_in_parentheses(pushdown);
}

/// What the constraint is read as: an IN list is one scan with every value where that has a
/// meaning; an argument takes one value, and SQLite calls once for each; for others it is left to
/// SQLite.
std::optional<Comparison> comparison_of(const RoleRules& rules,
                                        const OfferedConstraint& constraint) {
  if (!constraint.is_in || rules.is_given_back) return constraint.comparison;
  if (rules.takes(Comparison::any_of)) return Comparison::any_of;
  return std::nullopt;
}

}  // namespace

PlanTerms::PlanTerms(const TableSpec& spec) {
  for (const Pushdown& pushdown : spec.pushdowns) {
    const std::size_t column = spec.column(pushdown.column).value();
    for (const Written& written : kComparisons) {
      if (!pushdown.rules().takes(written.comparison)) continue;
      for (const bool is_number : {false, true}) {
        if (is_number && !may_be_marked(pushdown, written.comparison)) continue;
        std::string text = text_of(pushdown, written, is_number);
        // A text means one thing: `occurred_at=` is the parameter, not the bound.
        if (find(text) != nullptr) continue;
        terms_.push_back({&pushdown, column, written.comparison, is_number, std::move(text)});
      }
    }
  }
}

const PlanTerms& PlanTerms::of(const TableSpec& spec) {
  static const std::map<const TableSpec*, PlanTerms> tables = [] {
    std::map<const TableSpec*, PlanTerms> made;
    for (const TableSpec* table : all_tables()) made.emplace(table, *table);
    return made;
  }();
  return tables.at(&spec);
}

const PlanTerm* PlanTerms::find(const OfferedConstraint& constraint) const {
  const auto fits = [&](const PlanTerm& term) {
    const RoleRules& rules = term.pushdown->rules();
    return term.column == constraint.column && rules.takes(constraint.collation) &&
           term.comparison == comparison_of(rules, constraint) &&
           term.is_number ==
               (constraint.is_number && may_be_marked(*term.pushdown, term.comparison));
  };
  const auto found = std::find_if(terms_.begin(), terms_.end(), fits);
  return found == terms_.end() ? nullptr : &*found;
}

const PlanTerm* PlanTerms::find(std::string_view text) const {
  const auto found = std::find_if(terms_.begin(), terms_.end(),
                                  [&](const PlanTerm& term) { return term.text == text; });
  return found == terms_.end() ? nullptr : &*found;
}

}  // namespace cf_billing
