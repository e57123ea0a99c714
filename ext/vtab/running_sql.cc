#include "vtab/running_sql.h"

#include <utility>

#include "vtab/free_order.h"
#include "vtab/sql_tokens.h"

namespace cf_billing {

std::vector<std::string> running_statements(sqlite3* db) {
  std::vector<std::string> running;
  for (sqlite3_stmt* statement = nullptr;
       (statement = sqlite3_next_stmt(db, statement)) != nullptr;) {
    const char* sql = sqlite3_stmt_busy(statement) != 0 ? sqlite3_sql(statement) : nullptr;
    if (sql != nullptr) running.emplace_back(sql);
  }
  return running;
}

SqlBodies temporary_bodies(sqlite3* db) {
  SqlBodies bodies;
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db,
                     "SELECT upper(tbl_name), sql, type = 'view' FROM sqlite_temp_master "
                     "WHERE type IN ('view', 'trigger')",
                     -1, &statement, nullptr);
  while (statement != nullptr && sqlite3_step(statement) == SQLITE_ROW) {
    const auto* name = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    const auto* sql = reinterpret_cast<const char*>(sqlite3_column_text(statement, 1));
    if (name == nullptr || sql == nullptr) continue;
    if (sqlite3_column_int(statement, 2) != 0) {
      bodies.emplace(name, body_of_view(sql));
    } else {
      for (std::string& body : statements_of_trigger(sql)) bodies.emplace(name, std::move(body));
    }
  }
  sqlite3_finalize(statement);
  return bodies;
}

std::vector<std::string> with_bodies(const std::string& statement, SqlBodies bodies) {
  std::vector<std::string> texts = {statement};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const std::string& name : names_in(texts[i])) {
      const auto [begin, end] = bodies.equal_range(name);
      for (auto body = begin; body != end; ++body) texts.push_back(std::move(body->second));
      bodies.erase(begin, end);
    }
  }
  return texts;
}

bool reaches(const std::string& sql, const std::string& name, SqlBodies bodies) {
  for (const std::string& text : with_bodies(sql, std::move(bodies))) {
    if (names_in(text).contains(name)) return true;
  }
  return false;
}

int temporary_schema_version(sqlite3* db) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, "PRAGMA temp.schema_version", -1, &statement, nullptr);
  const bool has_row = statement != nullptr && sqlite3_step(statement) == SQLITE_ROW;
  const int version = has_row ? sqlite3_column_int(statement, 0) : 0;
  sqlite3_finalize(statement);
  return version;
}

}  // namespace cf_billing
