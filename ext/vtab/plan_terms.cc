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
    Written{Comparison::eq, "="},       Written{Comparison::any_of, "=*"},
    Written{Comparison::lt, "<"},       Written{Comparison::le, "<="},
    Written{Comparison::gt, ">"},       Written{Comparison::ge, ">="},
    Written{Comparison::is, ":is"},     Written{Comparison::is_null, ":null"},
    Written{Comparison::like, ":like"}, Written{Comparison::glob, ":glob"}};

/// What the term is compared under; one that does not matter is not told apart.
bool may_be_under(const Pushdown& pushdown, Comparison comparison, Collation collation) {
  if (!pushdown.rules().compares_days || is_pattern(comparison)) {
    return collation == Collation::binary;
  }
  return pushdown.rules().takes(collation);
}

/// Says how the column is compared where it is not as its declaration says.
std::string_view collation_mark(const TableSpec& spec, std::size_t column, const Pushdown& pushdown,
                                Comparison comparison, Collation collation) {
  const bool is_declared = collation == spec.collation(column);
  if (is_declared || !pushdown.rules().compares_days || is_pattern(comparison)) return "";
  switch (collation) {
    case Collation::nocase:
      return ":nocase";
    case Collation::instant:
      return ":instant";
    default:
      return ":text";
  }
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

std::string text_of(const Pushdown& pushdown, const Written& comparison, std::string_view mark) {
  const bool is_bound = pushdown.rules().days == DayBound::by_comparison;
  std::string text(is_bound ? bound_name(comparison.comparison) : pushdown.term);
  text.append(comparison.text).append(mark);
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
      for (const Collation collation : {Collation::binary, Collation::nocase, Collation::instant}) {
        if (!may_be_under(pushdown, written.comparison, collation)) continue;
        std::string text =
            text_of(pushdown, written,
                    collation_mark(spec, column, pushdown, written.comparison, collation));
        // A text means one thing: `occurred_at=` is the parameter, not the bound.
        if (find(text) != nullptr) continue;
        terms_.push_back({&pushdown, column, written.comparison, collation, std::move(text)});
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
    if (term.column != constraint.column || !rules.takes(constraint.collation) ||
        term.comparison != comparison_of(rules, constraint)) {
      return false;
    }
    return !rules.compares_days || is_pattern(term.comparison) ||
           term.collation == constraint.collation;
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
