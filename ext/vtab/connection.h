// What belongs to one database connection. Shared by its tables and functions; the last of them to
// be dropped ends it, when SQLite closes the connection.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scan/session.h"
#include "usage/costs_told.h"
#include "vtab/running_sql.h"
#include "vtab/sqlite_api.h"
#include "vtab/table_offers.h"

namespace cf_billing {

/// What was found out about running statements (held_back.h).
struct HeldBackMemory {
  std::vector<std::string> statements;
  TemporarySql temporary;
  /// By table and plan.
  std::map<std::pair<const TableSpec*, std::string>, std::vector<std::string_view>> columns;
};

/// What scans of one statement tell each other.
struct StatementMemory {
  RunningStatement statement;
  std::uint64_t plans;  ///< Connection::plans then
  std::shared_ptr<CostsTold> costs_told;
};

struct Connection {
  sqlite3* db;
  HostFeatures features;
  Session session;
  /// While a statement is prepared to see what SQLite offers: where to note it; else null.
  TableOffers* offers = nullptr;
  HeldBackMemory held_back{};
  /// The statements that were running when a cursor was opened last.
  std::vector<RunningStatement> known_statements{};
  std::vector<StatementMemory> statement_memory{};
  /// How often a plan was asked for, by statements of the host as they are prepared.
  std::uint64_t plans = 0;
};

using ConnectionRef = std::shared_ptr<Connection>;

}  // namespace cf_billing
