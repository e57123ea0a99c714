// Whose costs of FOCUS usage a statement was told, and whose not.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/error.h"

namespace cf_billing {

/// What is added up or compared over costs that are told and costs that are not would lack the
/// latter without a word. So all scans of a statement share one of these. Not for several threads.
class CostsTold {
 public:
  /// Costs of the account came.
  void set_told(const std::string& account);
  /// POST, which alone has costs, is refused for the account.
  void set_refused(const std::string& account) { refused_.insert(account); }
  /// Usage of the account came by POST, and no cost in any of its records. If other days of it had
  /// costs it is no such account: those that are not filled in yet are NULL, for all to see.
  void set_absent(const std::string& account);
  /// There is no POST for organizations.
  void set_organization(const std::string& organization) { organization_ = organization; }

  /// Once there are some of each kind: of each that lacks costs a sentence that names it and one
  /// whose costs came.
  [[nodiscard]] std::vector<std::string> contradictions() const;
  /// Those that were not returned before.
  std::vector<std::string> new_contradictions();

 private:
  std::set<std::string> told_;
  std::set<std::string> refused_;
  std::set<std::string> absent_;
  std::string organization_;
  std::set<std::string> returned_;
};

/// Of a query of `table` that asks for accounts of both kinds; `facts` is a contradiction.
Error costs_of_some(const std::string& table, const std::string& facts);

}  // namespace cf_billing
