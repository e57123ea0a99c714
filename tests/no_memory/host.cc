// A program that runs out of memory while it uses the module: in each phase of a connection's life
// the nth allocation fails, or every nth, for n from 1 on. Each time a copy of the process finds
// out what comes of it: an error or all rows, and afterwards, with memory again, all rows.
//
//   no_memory_host MODULE PHASE once|every FIRST LAST [STEP]
//
// The environment says where the server is, as for the module. Prints a line for each case that is
// neither, and at last "PHASE MODE: N cases, N errors, N right"; exits with 1 if there was such a
// line.
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "failing_malloc.h"

namespace {

using cf_billing::fail_allocations;
using cf_billing::stop_failing;

constexpr const char* kAccount = "023e105f4ecef8ad9ca31a8372d0c353";
constexpr const char* kOther = "1a7c09e2b5d84f36a0c1e97d52b8f413";
constexpr const char* kUnknown = "0123456789abcdef0123456789abcdef";

/// What came of some statements: a result code, and what tells the rows from others. Nothing here
/// allocates, as that would be counted, and refused.
struct Outcome {
  int code = SQLITE_OK;
  std::uint64_t rows = 14695981039346656037U;  // FNV-1a.

  void add(std::string_view bytes) {
    for (const char c : bytes) {
      rows = (rows ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
  }
};

/// Adds the rows of one statement, at most `limit` of them. Returns a result code.
int run(sqlite3* db, const char* sql, int limit, Outcome& outcome) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
  for (int row = 0; code == SQLITE_OK && row < limit; ++row) {
    code = sqlite3_step(statement);
    if (code != SQLITE_ROW) break;
    code = SQLITE_OK;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      const int type = sqlite3_column_type(statement, column);
      const void* text = sqlite3_column_text(statement, column);
      if (text == nullptr && type != SQLITE_NULL) code = SQLITE_NOMEM;
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      if (text != nullptr) outcome.add({static_cast<const char*>(text), size});
      outcome.add("|");
    }
    outcome.add("\n");
  }
  if (code == SQLITE_DONE) code = SQLITE_OK;
  sqlite3_finalize(statement);
  return code;
}

struct Statement {
  std::string sql;
  int limit = 1'000'000;  // Rows that are read of it.
  /// Whether it ends with an error when there is memory.
  bool fails = false;
};

struct Phase {
  const char* name;
  std::vector<std::string> before;  // What the connection has done already.
  std::vector<Statement> statements;
};

std::vector<Phase> phases() {
  const std::string account = std::string("account_id = '") + kAccount + "'";
  const std::string both = std::string("account_id IN ('") + kAccount + "','" + kOther + "')";
  const std::string days = " AND charge_date BETWEEN date('now', '-3 days') AND date('now')";
  const std::string paygo =
      "SELECT count(*), sum(BilledCost), group_concat(raw) FROM cf_paygo_usage WHERE " + both +
      days;
  const std::string focus =
      "SELECT count(*), sum(PricingQuantity), min(x_ZoneId) FROM cf_focus_usage WHERE " + account +
      days;
  const std::string history =
      "SELECT id, action, amount, occurred_at FROM cf_billing_history WHERE " + account +
      " ORDER BY id";
  const std::string resources =
      "SELECT count(*), sum(quantity), max(resource_name) FROM cf_resource_usage WHERE " + account +
      " AND day BETWEEN date('now', '-4 days') AND date('now', '-2 days') AND resource_type = ";
  const auto unknown = [](const char* table) {
    return std::string("SELECT count(*) FROM ") + table + " WHERE account_id = '" + kUnknown + "'" +
           (std::string_view(table).ends_with("usage")
                ? " AND charge_date >= date('now', '-9 days')"
                : "");
  };
  return {
      {"load", {}, {{"SELECT cf_version()"}, {"SELECT count(*) FROM cf_settings"}}},
      {"settings",
       {},
       {{"SELECT cf_config('max_retries', '2'), cf_config('account_id', '" + std::string(kAccount) +
         "')"},
        {"SELECT cf_config('account_id', NULL), cf_config('timeout')"},
        {"SELECT cf_config('timeout', 'long')", 1, true},
        {"SELECT name, value FROM cf_settings WHERE name <> 'base_url'"},
        {"SELECT name, example FROM cf_help WHERE kind <> 'table'"}}},
      {"plans",
       {},
       {{"EXPLAIN QUERY PLAN SELECT * FROM cf_accounts a JOIN cf_paygo_usage u ON u.account_id = "
         "a.id LEFT JOIN cf_focus_usage f ON f.account_id = a.id AND f.charge_date = "
         "u.charge_date WHERE u.ChargePeriodStart >= '2026-01' AND u.charge_date < '2027' OR "
         "u.ServiceName IN (SELECT name FROM cf_requests)"},
        {paygo + " AND (ZoneId IS NULL OR ServiceName LIKE 'R2%') LIMIT 0"}}},
      {"usage", {}, {{paygo}, {focus}}},
      {"resources",
       {},
       {{resources + "'d1_database'"},
        {resources + "'d1_database' AND raw IS NOT NULL"},
        {resources + "'zone'"},
        {"SELECT count(*) FROM cf_tags WHERE " + account}}},
      {"lists",
       {},
       {{history}, {"SELECT * FROM cf_accounts"}, {"SELECT 1 FROM (" + history + ")", 3}}},
      {"kept_answers",
       {paygo, focus, history},
       {{paygo + " AND BilledCost > 0"},
        {"SELECT count(*), sum(u.BilledCost) FROM cf_accounts a JOIN cf_paygo_usage u ON "
         "u.account_id = a.id WHERE a.id = '" +
         std::string(kAccount) + "' AND u." + days.substr(5)},
        {"SELECT count(*) > 0 FROM cf_requests"}}},
      {"errors",
       {},
       {{unknown("cf_paygo_usage"), 1, true},
        {unknown("cf_billing_profile"), 1, true},
        {unknown("cf_focus_usage"), 1, true},
        {"SELECT count(*) FROM cf_paygo_usage WHERE account_id = 'x'", 1, true},
        {"SELECT cf_config('on_error', 'skip')"},
        {"SELECT count(*) FROM cf_billing_history WHERE account_id IN ('" + std::string(kUnknown) +
         "','" + kAccount + "')"},
        {"SELECT account_id, outcome FROM cf_requests WHERE outcome = 'left out' AND table_name = "
         "'cf_billing_history' ORDER BY id DESC LIMIT 1"}}},
      {"given_up",
       {},
       {{"SELECT ServiceName FROM cf_paygo_usage WHERE " + both + days, 1},
        {"SELECT id FROM cf_billing_history WHERE " + both, 2},
        {"WITH RECURSIVE d(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < 60) SELECT "
         "cf_weekday_baseline(date('2026-01-01', n || ' days'), n % 7, '2026-02-20', '2026-02-28') "
         "FROM d"},
        {"WITH RECURSIVE d(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < 60) SELECT "
         "cf_unusual_days('costs', '2026-02-20', '2026-02-28', '2026-03-02', date('2026-01-01', n "
         "|| "
         "' days'), 'p', 'm', '', 'USD', 1, 1, 1 + 99 * (n = 55)) FROM d"},
        {"WITH RECURSIVE d(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < 40) SELECT "
         "cf_projections('2026-02-10,2026-02-15', 0, NULL, date('2026-01-10', n || ' days'), "
         "date('2026-01-10', n || ' days', 'start of month'), NULL, 'USD', 's', 'm', '', 2, 1, 1, "
         "0) "
         "FROM d"},
        {"SELECT cf_service_name(name), cf_included_quantity(name, 'GB-seconds') FROM (SELECT "
         "'Container Disk, per GB second (First 200 GB hours included)' AS name)"},
        {"WITH RECURSIVE d(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < 90) SELECT k1, "
         "v1, "
         "v2, v3 FROM (SELECT cf_grouped('kk+>ra', n % 70, 'text ' || n, n, 'text ' || n, 1, n) AS "
         "told FROM d) CROSS JOIN cf_grouped_rows(told)"},
        {"WITH RECURSIVE d(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < 90) SELECT k2, "
         "resource_type, resource_name, share, reason FROM (SELECT cf_grouped('kkkkkk+', 'a', 's' "
         "|| "
         "n % 30, '2026-11-01', '2026-11-30', n % 2, 0, n) AS told FROM d) AS l CROSS JOIN (SELECT "
         "cf_uses_by_day(told) AS uses FROM (SELECT cf_uses_by_day('a', 's' || n % 20, 'kind', "
         "'id ' || n, date('2026-11-01', n % 30 || ' days'), n, NULL, 'name ' || n) AS told FROM d "
         "GROUP BY n % 2)) AS u CROSS JOIN cf_shared_rows(l.told, u.uses)"},
        {"SELECT stddev(value) FROM json_each('[1,2,3]')"},
        {"SELECT cf_json_number('{\"a b\":[1.5]}', '$.\"a b\"[0]')"},
        {"SELECT cf_cache_clear() >= 0"}}},
  };
}

int load(sqlite3* db, const char* module) {
  sqlite3_enable_load_extension(db, 1);
  char* message = nullptr;
  const int code = sqlite3_load_extension(db, module, nullptr, &message);
  sqlite3_free(message);
  return code;
}

/// All statements of a phase. An error where one is right changes no rows.
Outcome run_all(sqlite3* db, const Phase& phase) {
  Outcome outcome;
  for (const Statement& statement : phase.statements) {
    const int code = run(db, statement.sql.c_str(), statement.limit, outcome);
    if (statement.fails && code != SQLITE_OK && code != SQLITE_NOMEM) {
      outcome.add("error");
    } else if (code != SQLITE_OK) {
      outcome.code = code;
      return outcome;
    } else if (statement.fails) {
      outcome.add("no error");
    }
  }
  return outcome;
}

// How a case ends.
enum Exit {
  kRight = 0,
  kError = 10,
  kUntouched = 11,
  kWrong = 12,
  kWrongLater = 13,
  kNoStart = 14
};

struct Case {
  const char* module;
  const Phase& phase;
  sqlite3* db;  // With the module and what comes before; null where it is to be loaded.
  long n;       // 0: no allocation fails.
  bool again;
};

Exit run_case(const Case& given, std::uint64_t& expected) {
  sqlite3* db = given.db;
  const bool is_load = db == nullptr;
  if (is_load && sqlite3_open(":memory:", &db) != SQLITE_OK) return kNoStart;
  const auto fail = [&] {
    if (given.n > 0) fail_allocations(given.n, given.again);
  };
  const auto whole = [&] {
    Outcome outcome;
    if (is_load) outcome.code = load(db, given.module);
    return outcome.code == SQLITE_OK ? run_all(db, given.phase) : outcome;
  };
  fail();
  const Outcome outcome = whole();
  const long refused = stop_failing();
  const Outcome later = whole();
  fail();
  sqlite3_close_v2(db);
  stop_failing();
  if (given.n == 0) {
    expected = outcome.rows;
    const bool works = outcome.code == SQLITE_OK && later.code == SQLITE_OK;
    return works && later.rows == expected ? kRight : kNoStart;
  }
  if (outcome.code == SQLITE_OK && outcome.rows != expected) return kWrong;
  if (later.code != SQLITE_OK || later.rows != expected) return kWrongLater;
  if (refused == 0) return kUntouched;
  return outcome.code == SQLITE_OK ? kRight : kError;
}

/// A connection on which the phase can begin; null if there is none, or the phase loads the module.
sqlite3* connection_before(const Phase& phase, const char* module) {
  sqlite3* db = nullptr;
  if (phase.name == std::string_view("load") || sqlite3_open(":memory:", &db) != SQLITE_OK ||
      load(db, module) != SQLITE_OK) {
    return nullptr;
  }
  Outcome outcome;
  for (const std::string& sql : phase.before) {
    if (run(db, sql.c_str(), 1'000'000, outcome) != SQLITE_OK) return nullptr;
  }
  return db;
}

/// How the case's process ended, as of waitpid(). `expected`: the rows that are right; of the case
/// without a failure they are put there, through a pipe.
int in_a_process(const Case& given, std::uint64_t& expected) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  const pid_t child = fork();
  if (child < 0) std::abort();
  if (child == 0) {
    alarm(60);  // It hangs.
    const Exit result = run_case(given, expected);
    if (write(ends[1], &expected, sizeof(expected)) != sizeof(expected)) std::abort();
    _exit(result);
  }
  close(ends[1]);
  std::uint64_t told = 0;
  if (read(ends[0], &told, sizeof(told)) == sizeof(told)) expected = told;
  close(ends[0]);
  int status = 0;
  if (waitpid(child, &status, 0) != child) std::abort();
  return status;
}

const char* words(int status) {
  if (WIFSIGNALED(status)) return strsignal(WTERMSIG(status));
  switch (WEXITSTATUS(status)) {
    case kWrong:
      return "rows that are not right, and no error";
    case kWrongLater:
      return "not the right rows afterwards, with memory again";
    case kNoStart:
      return "did not work with all memory";
    default:
      return "an exit that is none of the host's";
  }
}

/// Returns whether every case ended with an error or the right rows.
bool run_cases(const Phase& phase, char** argv, long step) {
  const char* mode = argv[3];
  Case given{argv[1], phase, connection_before(phase, argv[1]), 0, false};
  std::uint64_t expected = 0;
  const int without = in_a_process(given, expected);
  if (without != 0) {
    std::printf("%s: %s\n", phase.name, words(without));
    return false;
  }
  given.again = mode == std::string_view("every");
  long cases = 0;
  long errors = 0;
  long right = 0;
  for (given.n = std::atol(argv[4]); given.n <= std::atol(argv[5]); given.n += step) {
    const int status = in_a_process(given, expected);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == kUntouched) break;  // It takes fewer allocations.
    ++cases;
    errors += code == kError ? 1 : 0;
    right += code == kRight ? 1 : 0;
    if (code == kError || code == kRight) continue;
    std::printf("%s, %s %ld: %s\n", phase.name, mode, given.n, words(status));
    std::fflush(stdout);
  }
  std::printf("%s, %s: %ld cases, %ld errors, %ld right\n", phase.name, mode, cases, errors, right);
  std::fflush(stdout);
  return cases == errors + right;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "usage: no_memory_host MODULE PHASE once|every FIRST LAST [STEP]\n");
    return 2;
  }
  for (const Phase& phase : phases()) {
    if (phase.name != std::string_view(argv[2])) continue;
    return run_cases(phase, argv, argc > 6 ? std::atol(argv[6]) : 1) ? 0 : 1;
  }
  std::fprintf(stderr, "no phase '%s'\n", argv[2]);
  return 2;
}
