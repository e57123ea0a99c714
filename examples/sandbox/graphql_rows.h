// Answers a plan with rows.
#pragma once

#include <string>

#include "accounts.h"
#include "graphql_plan.h"
#include "settings.h"
#include "snapshot.h"

namespace sandbox::graphql {

// Within the period that the plan asks for; a JSON array. More than the limit are left out without
// a word.
std::string rows_of(const Plan& plan, const Snapshot& snapshot, const Settings& settings,
                    const Account& account, const Zone* zone);

}  // namespace sandbox::graphql
