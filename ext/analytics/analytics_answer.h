// Reads what answers of GraphQL analytics say of datasets: their settings, and that one is denied.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/dataset.h"
#include "analytics/query_text.h"
#include "api/answer.h"
#include "scan/analytics_knowledge.h"

namespace cf_billing {

using SettingsOfDatasets = std::map<const Dataset*, DatasetSettings>;
/// What the answer says of each of the datasets, by account or zone; of one alone also where it is
/// refused in part. Throws the answer's error where something else went wrong.
std::vector<SettingsOfDatasets> settings_of(const Answer& answer, DatasetScope scope,
                                            const std::vector<const Dataset*>& datasets,
                                            const std::vector<std::string>& ids, Owners owners);

/// Whether the query was refused as the schema does not let accounts say which they are.
bool lacks_account_tag(const Answer& answer);

/// Whether the dataset alone is denied, and in which words; nothing: that is not all.
std::optional<std::string> denial_of(const Answer& answer, const Dataset& dataset);

/// In which words an account or zone is denied as a whole, and nothing else went wrong; nothing: it
/// is not. Of several that were asked about those count whose `id` is named.
std::optional<std::string> denial_of_owner(const Answer& answer, const std::string& id,
                                           bool is_alone);

}  // namespace cf_billing
