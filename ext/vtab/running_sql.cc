#include "vtab/running_sql.h"

#include <algorithm>
#include <utility>

#include "vtab/free_order.h"
#include "vtab/sql_tokens.h"

namespace cf_billing {

std::vector<std::string> statements_of_new_cursor(sqlite3* db, std::string_view table,
                                                  std::vector<sqlite3_stmt*>& known) {
  std::vector<sqlite3_stmt*> running;
  for (sqlite3_stmt* statement = nullptr;
       (statement = sqlite3_next_stmt(db, statement)) != nullptr;) {
    if (sqlite3_stmt_busy(statement) != 0 && sqlite3_sql(statement) != nullptr) {
      running.push_back(statement);
    }
  }
  std::vector<sqlite3_stmt*> begun;
  for (sqlite3_stmt* statement : running) {
    if (std::find(known.begin(), known.end(), statement) == known.end()) begun.push_back(statement);
  }
  known = running;
  if (begun.size() == 1) {
    std::string text = sqlite3_sql(begun.front());
    // Another one of the host's may have begun between two rows of the one that scans.
    if (reaches(text, in_capitals(table), bodies_of(temporary_sql(db)))) return {std::move(text)};
  }
  std::vector<std::string> texts;
  texts.reserve(running.size());
  for (sqlite3_stmt* statement : running) texts.emplace_back(sqlite3_sql(statement));
  return texts;
}

TemporarySql temporary_sql(sqlite3* db) {
  TemporarySql found;
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db,
                     "SELECT upper(tbl_name), sql, type = 'view' FROM sqlite_temp_master "
                     "WHERE type IN ('view', 'trigger')",
                     -1, &statement, nullptr);
  while (statement != nullptr && sqlite3_step(statement) == SQLITE_ROW) {
    const auto* name = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    const auto* sql = reinterpret_cast<const char*>(sqlite3_column_text(statement, 1));
    if (name == nullptr || sql == nullptr) continue;
    found.emplace_back(name, sql, sqlite3_column_int(statement, 2) != 0);
  }
  sqlite3_finalize(statement);
  return found;
}

SqlBodies bodies_of(const TemporarySql& temporary) {
  SqlBodies bodies;
  for (const auto& [name, sql, is_view] : temporary) {
    if (is_view) {
      bodies.emplace(name, body_of_view(sql));
    } else {
      for (std::string& body : statements_of_trigger(sql)) bodies.emplace(name, std::move(body));
    }
  }
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

}  // namespace cf_billing
