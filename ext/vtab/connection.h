// What belongs to one database connection. Shared by its tables and functions; the last of them to
// be dropped ends it, when SQLite closes the connection.
#pragma once

#include <memory>

#include "scan/session.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

struct Connection {
  sqlite3* db;
  HostFeatures features;
  Session session;
};

using ConnectionRef = std::shared_ptr<Connection>;

}  // namespace cf_billing
