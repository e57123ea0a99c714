#include "vtab/plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "core/error.h"
#include "vtab/cost_model.h"

namespace cf_billing {

namespace {

constexpr std::string_view kColumnsTerm = "cols:";
constexpr std::string_view kLaterTerm = "later:";
constexpr std::string_view kUnfitTerm = "unfit:";
constexpr std::string_view kLimitTerm = "limit";

std::string columns_text(std::uint64_t columns_used) {
  std::array<char, 16> mask{};
  const auto end = std::to_chars(mask.data(), mask.data() + mask.size(), columns_used, 16);
  return std::string(kColumnsTerm) + std::string(mask.data(), end.ptr);
}

std::uint64_t columns_in(std::string_view text) {
  std::uint64_t columns_used = 0;
  text.remove_prefix(kColumnsTerm.size());
  std::from_chars(text.data(), text.data() + text.size(), columns_used, 16);
  return columns_used;
}

/// Not IS NULL, which is true where none was passed.
bool wants_value(Comparison comparison) {
  using enum Comparison;
  return comparison == lt || comparison == le || comparison == gt || comparison == ge ||
         comparison == is || is_pattern(comparison);
}

/// The argument that a constraint compares without passing it a value; nothing: it is none. Without
/// a value the column is NULL, and every row would be dropped.
std::optional<std::size_t> unfit_argument(const TableSpec& spec,
                                          const OfferedConstraint& constraint) {
  if (!wants_value(constraint.comparison)) return std::nullopt;
  for (const Pushdown& pushdown : spec.pushdowns) {
    if (pushdown.rules().is_given_back && spec.column(pushdown.column) == constraint.column) {
      return constraint.column;
    }
  }
  return std::nullopt;
}

/// The column of a term such as `later:charge_date`; nothing if it is another, or of no column.
std::optional<std::string_view> column_of(const TableSpec& spec, std::string_view written,
                                          std::string_view kind) {
  if (!written.starts_with(kind)) return std::nullopt;
  const auto column = spec.column(written.substr(kind.size()));
  return column ? std::optional(spec.column_name(*column)) : std::nullopt;
}

}  // namespace

IndexPlan plan(const TableSpec& spec, const IndexRequest& request) {
  const PlanTerms& terms = PlanTerms::of(spec);
  IndexPlan made;
  CostEstimate estimate;
  std::set<std::size_t> unfit;
  for (std::size_t i = 0; i < request.constraints.size(); ++i) {
    const IndexConstraint& constraint = request.constraints[i];
    const PlanTerm* term = constraint.offered ? terms.find(*constraint.offered) : nullptr;
    if (term == nullptr) {
      const auto column =
          constraint.offered ? unfit_argument(spec, *constraint.offered) : std::nullopt;
      if (column) unfit.insert(*column);
      continue;
    }
    if (!constraint.usable) {
      estimate.note_unusable(*term);
      continue;
    }
    made.uses.push_back({i, term->comparison == Comparison::any_of});
    made.text += term->text + ' ';
    estimate.note(*term);
  }
  for (const IndexPlan::Use& use : made.uses) {
    unfit.erase(request.constraints[use.constraint].offered->column);
  }
  for (const PlanTerm* term : estimate.missing()) {
    made.text.append(kLaterTerm).append(term->pushdown->column).append(1, ' ');
  }
  for (const std::size_t column : unfit) {
    made.text.append(kUnfitTerm).append(spec.column_name(column)).append(1, ' ');
  }
  if (request.is_limited && spec.comes_in_pages) made.text += std::string(kLimitTerm) + ' ';
  made.text += columns_text(request.columns_used);
  const CostEstimate::Price price = estimate.price(spec);
  made.cost = price.cost;
  made.rows = price.rows;
  return made;
}

ReadPlan read_plan(const TableSpec& spec, std::string_view text) {
  const PlanTerms& terms = PlanTerms::of(spec);
  ReadPlan read;
  while (!text.empty()) {
    const std::string_view written = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), written.size() + 1));
    if (written.starts_with(kColumnsTerm)) {
      read.columns_used = columns_in(written);
      continue;
    }
    if (const auto column = column_of(spec, written, kLaterTerm)) {
      read.later.push_back(*column);
      continue;
    }
    if (const auto column = column_of(spec, written, kUnfitTerm)) {
      read.unfit.push_back(*column);
      continue;
    }
    if (written == kLimitTerm) {
      read.is_limited = true;
      continue;
    }
    const PlanTerm* term = terms.find(written);
    if (term == nullptr) {
      throw Error(ErrorKind::corrupt, std::string(spec.name) + ": unreadable plan");
    }
    read.terms.push_back(term);
  }
  return read;
}

}  // namespace cf_billing
