#include "vtab/running_sql.h"

#include <algorithm>
#include <utility>

#include "vtab/free_order.h"
#include "vtab/sql_tokens.h"

namespace cf_billing {

namespace {

std::vector<RunningStatement> running_statements(sqlite3* db) {
  std::vector<RunningStatement> running;
  for (sqlite3_stmt* statement = nullptr;
       (statement = sqlite3_next_stmt(db, statement)) != nullptr;) {
    if (sqlite3_stmt_busy(statement) != 0 && sqlite3_sql(statement) != nullptr) {
      running.push_back({statement, sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_RUN, 0),
                         sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0)});
    }
  }
  return running;
}

/// Those that have no row for the host to look at: between two rows of one the host may run others.
/// Recent versions keep the last row while they look for the next one, so there may be none.
std::vector<RunningStatement> at_work(const std::vector<RunningStatement>& running) {
  std::vector<RunningStatement> found = running;
  std::erase_if(found, [](const auto& each) { return sqlite3_data_count(each.statement) != 0; });
  return found.empty() ? running : found;
}

/// Brings `known` up to date, in the order in which they began. Returns how many of them are new.
std::size_t note_begun(std::vector<RunningStatement>& known,
                       const std::vector<RunningStatement>& running) {
  const auto is_in = [](const std::vector<RunningStatement>& all, const RunningStatement& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  std::erase_if(known, [&](const auto& each) { return !is_in(running, each); });
  std::vector<RunningStatement> begun = running;
  std::erase_if(begun, [&](const auto& each) { return is_in(known, each); });
  known.insert(known.end(), begun.begin(), begun.end());
  return begun.size();
}

}  // namespace

RunningSql running_sql_of_new_cursor(sqlite3* db, std::string_view table,
                                     std::vector<RunningStatement>& known) {
  const std::vector<RunningStatement> running = running_statements(db);
  const std::size_t begun = note_begun(known, running);
  // Another one may have been begun by a function of the host's that the one which scans calls.
  const auto reads_table = [&](sqlite3_stmt* statement) {
    return reaches(sqlite3_sql(statement), in_capitals(table), bodies_of(temporary_sql(db)));
  };
  if (begun == 1 && reads_table(known.back().statement)) {
    return {{sqlite3_sql(known.back().statement)}, known.back()};
  }
  const std::vector<RunningStatement> working = at_work(running);
  RunningSql found;
  for (const RunningStatement& each : working)
    found.texts.emplace_back(sqlite3_sql(each.statement));
  for (const RunningStatement& each : known) {
    const bool works = std::find(working.begin(), working.end(), each) != working.end();
    if (works && (working.size() == 1 || reads_table(each.statement))) {
      found.statement = each;
    }
  }
  return found;
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
