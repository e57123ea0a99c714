#include "vtab/plan.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/error.h"
#include "vtab/cost_model.h"

namespace cf_billing {

namespace {

constexpr std::string_view kColumnsTerm = "cols:";
constexpr std::string_view kLaterTerm = "later:";
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

}  // namespace

IndexPlan plan(const TableSpec& spec, const IndexRequest& request) {
  const PlanTerms& terms = PlanTerms::of(spec);
  IndexPlan made;
  CostEstimate estimate;
  for (std::size_t i = 0; i < request.constraints.size(); ++i) {
    const IndexConstraint& constraint = request.constraints[i];
    const PlanTerm* term = constraint.offered ? terms.find(*constraint.offered) : nullptr;
    if (term == nullptr) continue;
    if (!constraint.usable) {
      estimate.note_unusable(*term);
      continue;
    }
    made.uses.push_back({i, term->comparison == Comparison::any_of});
    made.text += term->text + ' ';
    estimate.note(*term);
  }
  for (const PlanTerm* term : estimate.missing()) {
    made.text.append(kLaterTerm).append(term->pushdown->column).append(1, ' ');
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
    if (written.starts_with(kLaterTerm)) {
      if (const auto column = spec.column(written.substr(kLaterTerm.size()))) {
        read.later.push_back(spec.column_name(*column));
        continue;
      }
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
