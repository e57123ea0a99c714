// The way through an answer of GraphQL analytics to what it says of an account or a zone.
#pragma once

#include <string>
#include <vector>

#include "analytics/dataset.h"
#include "analytics/query_text.h"
#include "api/answer.h"
#include "records/json_outline.h"
#include "records/json_tree.h"

namespace cf_billing {

/// Of each account or zone that was asked about what the answer has. Throws Error(corrupt).
std::vector<JsonOutline::Value> nodes_of(const Answer& answer, const JsonOutline& document,
                                         DatasetScope scope, const std::vector<std::string>& ids,
                                         Owners owners);

/// The tree of one value of the document. Throws Error(corrupt).
JsonTree tree_of(const Answer& answer, const JsonOutline& document, JsonOutline::Value value);

}  // namespace cf_billing
