// What SQLite offered to tables while a statement was prepared.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vtab/plan.h"

namespace cf_billing {

/// A plan's text without the columns that are used.
inline std::string_view plan_without_columns(std::string_view text) {
  return text.substr(0, std::min(text.find("cols:"), text.size()));
}

class TableOffers {
 public:
  /// One of xBestIndex. Those for one reference to a table have the same constraints and differ in
  /// which of them are usable.
  struct Call {
    const TableSpec* spec;
    std::uint64_t columns_used;                           ///< by the reference
    std::string plan;                                     ///< without columns
    std::string constraints;                              ///< all of them, usable or not
    std::vector<std::pair<const PlanTerm*, bool>> terms;  ///< and whether it is usable

    [[nodiscard]] bool offers(std::string_view column) const {
      return std::any_of(terms.begin(), terms.end(),
                         [&](const auto& term) { return term.first->pushdown->column == column; });
    }
    [[nodiscard]] bool can_use(std::string_view column) const {
      return std::any_of(terms.begin(), terms.end(), [&](const auto& term) {
        return term.second && term.first->pushdown->column == column;
      });
    }
  };

  void note(const TableSpec& spec, const IndexRequest& request, std::string_view plan) {
    Call call{&spec, request.columns_used, std::string(plan_without_columns(plan)), "", {}};
    for (const IndexConstraint& constraint : request.constraints) {
      if (!constraint.offered) {
        call.constraints += "? ";
        continue;
      }
      call.constraints += std::to_string(constraint.offered->column) + ' ' +
                          std::to_string(static_cast<int>(constraint.offered->comparison)) + ' ';
      const PlanTerm* term = PlanTerms::of(spec).find(*constraint.offered);
      if (term != nullptr) call.terms.emplace_back(term, constraint.usable);
    }
    all_.push_back(std::move(call));
  }
  [[nodiscard]] const std::vector<Call>& all() const { return all_; }

 private:
  std::vector<Call> all_;
};

}  // namespace cf_billing
