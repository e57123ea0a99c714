// The values in a query: the variables that came with it, and what is written in the query itself.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "datasets.h"
#include "graphql/document.h"

namespace sandbox::graphql {

// A moment written YYYY-MM-DDTHH:MM:SS[.fraction]Z, without the fraction. Throws a Refusal.
std::string canonical_time(const std::string& text);

class Variables {
 public:
  // Throws a Refusal where what is declared is not what was given. Both must outlive it.
  Variables(const Document& document, const nlohmann::json& given);

  // What the value of an argument stands for, checked to be of the type; of a list all items.
  std::vector<std::string> resolve(const Value& value, Scalar type, bool is_list,
                                   bool is_required) const;

  // Throws a Refusal if a variable was declared in vain.
  void refuse_unused() const;

 private:
  const Variable& declared(const std::string& name) const;

  const Document& document_;
  const nlohmann::json& given_;
  mutable std::set<std::string> used_;
};

}  // namespace sandbox::graphql
