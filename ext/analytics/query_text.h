// Queries of GraphQL as requests have them: a text that has variables only, never a value, and the
// values beside it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/dataset.h"
#include "scan/analytics_knowledge.h"

namespace cf_billing {

enum class Granularity : std::uint8_t { day, hour };

/// How a part of one day's groups is asked for: resources in their order, behind one of them.
enum class Keyset : std::uint8_t {
  none,
  first,   ///< from the first resource on
  behind,  ///< those behind the variable `after`
};

/// Whether each account or zone of an answer says which it is.
enum class Owners : std::uint8_t {
  named,
  unnamed,  ///< then the query is about one
};

/// How many zones one query may be about; of accounts it is one.
inline constexpr std::size_t kMostZones = 10;

/// Variables: that of scope_variable(), `from`, `to`, `limit`, and `after`.
std::string groups_query(const Dataset& dataset, Granularity granularity, Keyset keyset,
                         Owners owners = Owners::named);

/// What the API says of the datasets, all of that scope. Variable: that of scope_variable().
std::string settings_query(DatasetScope scope, const std::vector<const Dataset*>& datasets,
                           Owners owners = Owners::named);

/// "accounts" or "zones", as its node is called.
std::string_view node_of(DatasetScope scope);
/// The member of each of them that says which it is.
std::string_view tag_of(DatasetScope scope);
/// "date" or "datetimeHour", the dimension that says when.
std::string_view time_dimension(Granularity granularity);

/// As the schema is known to be.
Owners owners_in(const AnalyticsSchema& schema, DatasetScope scope);

/// Names, and values as JSON texts.
using QueryVariables = std::vector<std::pair<std::string_view, std::string>>;
/// The account, or the zones, that a query is about.
QueryVariables scope_variable(DatasetScope scope, const std::vector<std::string>& ids);
/// The body of the request.
std::string query_body(const std::string& query, const QueryVariables& variables);

}  // namespace cf_billing
