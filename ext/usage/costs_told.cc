#include "usage/costs_told.h"

namespace cf_billing {

void CostsTold::set_told(const std::string& account) {
  told_.insert(account);
  absent_.erase(account);
}

void CostsTold::set_absent(const std::string& account) {
  if (!told_.contains(account)) absent_.insert(account);
}

std::vector<std::string> CostsTold::contradictions() const {
  std::vector<std::string> all;
  if (told_.empty()) return all;
  const auto add = [&](const std::string& told, const std::string& fact) {
    all.push_back("the costs of account " + told + " came by POST" + fact + " are not told");
  };
  const std::string& told = *told_.begin();
  for (const std::string& account : refused_) {
    if (told_.contains(account)) {
      add(account, " for some days, which is refused for others, so its costs of these");
    } else {
      add(told, ", which is refused for account " + account + ", so its costs");
    }
  }
  for (const std::string& account : absent_) {
    add(told, ", and no record of account " + account + " has one, so its costs");
  }
  if (!organization_.empty()) {
    add(told, ", which there is not for organization " + organization_ + ", so its costs");
  }
  return all;
}

std::vector<std::string> CostsTold::new_contradictions() {
  std::vector<std::string> all = contradictions();
  std::erase_if(all, [&](const std::string& each) { return !returned_.insert(each).second; });
  return all;
}

Error costs_of_some(const std::string& table, const std::string& facts) {
  return {ErrorKind::usage,
          table + ": " + facts +
              ". A sum over both would lack them. Ask for the two in queries of " +
              "their own, use no column of a cost or price, or have these as NULL: with AND " +
              "incomplete = 'columns' in the WHERE, or cf_config('incomplete', 'ignore')."};
}

}  // namespace cf_billing
