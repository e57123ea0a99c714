// What SQLite offered to tables while a statement was prepared.
#pragma once

#include <cstdint>
#include <set>
#include <tuple>

#include "vtab/plan.h"

namespace cf_billing {

class TableOffers {
 public:
  struct Offer {
    const TableSpec* spec;
    std::uint64_t columns_used;  ///< by the reference to the table
    const PlanTerm* term;
    bool operator<(const Offer& other) const {
      return std::tie(spec, columns_used, term) <
             std::tie(other.spec, other.columns_used, other.term);
    }
  };

  /// Usable or not: what it is compared with may be known in another order of the tables.
  void note(const TableSpec& spec, const IndexRequest& request) {
    for (const IndexConstraint& constraint : request.constraints) {
      if (!constraint.offered) continue;
      const PlanTerm* term = PlanTerms::of(spec).find(*constraint.offered);
      if (term != nullptr) all_.insert({&spec, request.columns_used, term});
    }
  }
  [[nodiscard]] const std::set<Offer>& all() const { return all_; }

 private:
  std::set<Offer> all_;
};

}  // namespace cf_billing
