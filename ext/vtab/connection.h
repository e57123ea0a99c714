// What belongs to one database connection. Shared by its tables and functions; the last of them to
// be dropped ends it, when SQLite closes the connection.
#pragma once

#include <memory>

#include "scan/session.h"
#include "vtab/sqlite_api.h"
#include "vtab/table_offers.h"

namespace cf_billing {

struct Connection {
  sqlite3* db;
  HostFeatures features;
  Session session;
  /// While a statement is prepared to see what SQLite offers: where to note it; else null.
  TableOffers* offers = nullptr;
};

using ConnectionRef = std::shared_ptr<Connection>;

}  // namespace cf_billing
