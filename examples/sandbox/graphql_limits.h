// What a dataset answers to: the limits that its settings node tells, and how a query is refused.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "datasets.h"
#include "graphql/document.h"
#include "graphql_plan.h"
#include "settings.h"

namespace sandbox::graphql {

// The settings node of a dataset, as the query asks for it.
std::string settings_node(const Field& field, const Dataset& dataset, const Settings& settings);

// Whether the schema has it.
bool is_in_schema(const Dataset& dataset, const Settings& settings);

// Throws a Refusal with the path if the dataset, the period or the size is more than what may be
// asked.
void check_limits(const Plan& plan, const Settings& settings, sys_seconds now,
                  const std::vector<std::string>& path);

}  // namespace sandbox::graphql
