#include "functions/view_functions.h"

#include <array>
#include <memory>
#include <string>

#include "functions/embedded_sql.h"
#include "functions/function_call.h"
#include "functions/register_functions.h"

namespace cf_billing {

namespace {

using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

/// The error names what was run, and is the host's where it interrupted or forbade it.
void run(sqlite3* db, const EmbeddedScript& script) {
  char* message = nullptr;
  const int code = sqlite3_exec(db, script.sql, nullptr, nullptr, &message);
  const std::string text = message != nullptr ? message : sqlite3_errstr(code);
  sqlite3_free(message);
  if (code == SQLITE_OK) return;
  if (code == SQLITE_NOMEM) throw std::bad_alloc();
  const ErrorKind kind = code == SQLITE_INTERRUPT ? ErrorKind::interrupted
                         : code == SQLITE_AUTH    ? ErrorKind::auth
                                                  : ErrorKind::usage;
  throw Error(kind, std::string("cf_create_views: ") + script.name + ": " + text);
}

sqlite3_int64 first_number(sqlite3* db, const char* sql) {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v2(db, sql, -1, &prepared, nullptr);
  const Statement statement(prepared, sqlite3_finalize);
  if (code != SQLITE_OK || sqlite3_step(prepared) != SQLITE_ROW) {
    throw Error(ErrorKind::usage, std::string("cf_create_views: ") + sqlite3_errmsg(db));
  }
  return sqlite3_column_int64(prepared, 0);
}

/// Where views read from, if they are there already: reading their files again sets it back.
std::string chosen_source(sqlite3* db) {
  sqlite3_stmt* prepared = nullptr;
  sqlite3_prepare_v2(db, "SELECT source FROM temp.cf_parameters", -1, &prepared, nullptr);
  const Statement statement(prepared, sqlite3_finalize);
  if (prepared == nullptr || sqlite3_step(prepared) != SQLITE_ROW) return "live";
  return text_of(sqlite3_column_value(prepared, 0)).value_or("live");
}

/// Checked by the table: a text that it does not know is an error.
void choose_source(sqlite3* db, const std::string& source) {
  sqlite3_stmt* prepared = nullptr;
  sqlite3_prepare_v2(db, "UPDATE temp.cf_parameters SET source = ?1", -1, &prepared, nullptr);
  const Statement statement(prepared, sqlite3_finalize);
  sqlite3_bind_text(prepared, 1, source.data(), static_cast<int>(source.size()), SQLITE_STATIC);
  if (sqlite3_step(prepared) != SQLITE_DONE) {
    throw Error(ErrorKind::usage, std::string("cf_create_views: ") + sqlite3_errmsg(db));
  }
}

void cf_create_views(sqlite3_context* context, int /*argc*/, sqlite3_value** /*argv*/) {
  answer(context, [&] {
    sqlite3* db = sqlite3_context_db_handle(context);
    const std::string source = chosen_source(db);
    for (const EmbeddedScript& script : view_scripts()) run(db, script);
    if (first_number(db,
                     "SELECT count(*) FROM main.sqlite_master WHERE type = 'table' AND name = "
                     "'archive_version'") > 0) {
      for (const EmbeddedScript& script : archive_view_scripts()) run(db, script);
      choose_source(db, source);
    }
    sqlite3_result_int64(
        context, first_number(db,
                              "SELECT count(*) FROM sqlite_temp_master WHERE type IN ('view', "
                              "'table') AND (name LIKE 'cf\\_%' ESCAPE '\\' OR name LIKE "
                              "'focus\\_%' ESCAPE '\\')"));
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = "cf_create_views",
                .arguments = 0,
                .call = cf_create_views,
                .question = "How are all views made, so that they can be asked?",
                .example = "SELECT cf_create_views();"}};

}  // namespace

std::span<const SqlFunction> view_functions() { return kFunctions; }

int register_view_functions(sqlite3* db) {
  return register_functions(db, kFunctions, SQLITE_UTF8 | SQLITE_DIRECTONLY);
}

}  // namespace cf_billing
