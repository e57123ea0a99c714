// Claims of a statement on any table, run by a real SQLite over a server that answers anything:
//  - it ends after no more requests than the settings allow, and in no more time;
//  - it ends whole or in an error, whose words are one line without the credential, and whose code
//    rolls no transaction back; so are the words that the log keeps;
//  - the same statement over the same server has the same rows, whatever the order in which answers
//    come, whether they were kept or not; and count(*) is the number of those rows;
//  - no two rows of a scan have one rowid.
#include <algorithm>
#include <set>

#include "host.h"
#include "scripted_server.h"
#include "shown_text.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {
namespace {

const Day kToday{std::chrono::year{2026} / 10 / 20};

struct Choices {
  std::vector<std::pair<std::string, std::string>> settings;
  std::uint64_t max_requests = 0;
  std::uint64_t max_retries = 0;
  std::int64_t query_timeout = 0;
  std::int64_t max_wait = 0;
  const TableSpec* spec = nullptr;
  std::string columns;
  std::string conditions;
};

std::string chosen(FuzzedDataProvider& data, std::initializer_list<const char*> of) {
  return *(of.begin() + data.ConsumeIntegralInRange<std::ptrdiff_t>(
                            0, static_cast<std::ptrdiff_t>(of.size()) - 1));
}

std::string sql_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\0') continue;
    quoted += c;
    if (c == '\'') quoted += c;
  }
  return quoted + "'";
}

/// Of what is compared with accounts, days and other texts.
std::string some_value(FuzzedDataProvider& data) {
  if (data.ConsumeIntegralInRange(0, 7) == 0) return sql_text(data.ConsumeRandomLengthString(12));
  return chosen(
      data, {"'2026-10-01'", "'2026-10-20'", "'2026-08-31'", "'2026-10-05T00:00:00Z'",
             "'023e105f4ecef8ad9ca31a8372d0c353'", "'f0e1d2c3b4a5968778695a4b3c2d1e0f'", "NULL",
             "'2026-09-15T23:59:59+02:00'", "'2025-01-01'", "20261001", "x'00'", "'ignore'", "''"});
}

std::string some_condition(FuzzedDataProvider& data, const TableSpec& spec) {
  // What is pushed down more often than not.
  const auto& pushed = spec.pushdowns;
  std::string column;
  if (!pushed.empty() && data.ConsumeIntegralInRange(0, 3) != 0) {
    column = pushed[data.ConsumeIntegralInRange<std::size_t>(0, pushed.size() - 1)].column;
  } else {
    column = spec.column_name(data.ConsumeIntegralInRange<std::size_t>(0, spec.column_count() - 1));
  }
  const std::string op = chosen(
      data, {"=", ">=", "<=", "<", ">", "IS", "IN", "LIKE", "GLOB", "<>", "IS NOT", "IS NULL"});
  column = '"' + column + "\" ";
  if (op == "IS NULL") return column + op;
  if (op == "IN") return column + "IN (" + some_value(data) + ", " + some_value(data) + ')';
  return column + op + ' ' + some_value(data);
}

Choices choose(FuzzedDataProvider& data) {
  Choices made;
  const auto number = [&](const char* name, std::int64_t least, std::int64_t most) {
    const auto value = data.ConsumeIntegralInRange<std::int64_t>(least, most);
    made.settings.emplace_back(name, std::to_string(value));
    return value;
  };
  const auto& tables = all_tables();
  made.spec = tables[data.ConsumeIntegralInRange<std::size_t>(0, tables.size() - 1)];
  made.settings.emplace_back("on_error", chosen(data, {"fail", "skip", "skip-all"}));
  made.settings.emplace_back("incomplete", chosen(data, {"error", "ignore"}));
  made.settings.emplace_back(
      "paygo_endpoint",
      chosen(data, {"auto", "billable-usage", "paygo-usage", "billing/usage/paygo"}));
  made.max_requests = static_cast<std::uint64_t>(number("max_requests", 1, 40));
  made.max_retries = static_cast<std::uint64_t>(number("max_retries", 0, 3));
  made.max_wait = number("max_wait", 0, 20);
  number("concurrency", 1, 9);
  number("cache_ttl", 0, 300);
  number("cache_mib", 0, 1);
  number("max_response_mib", 1, 2);
  made.query_timeout = data.ConsumeBool() ? number("query_timeout", 0, 30) : 0;
  const std::size_t columns = data.ConsumeIntegralInRange<std::size_t>(0, 3);
  if (columns == 0) {
    for (std::size_t i = 0; i < made.spec->column_count(); ++i) {
      made.columns.append(i == 0 ? "\"" : ", \"").append(made.spec->column_name(i)).append("\"");
    }
  }
  for (std::size_t i = 0; i < columns; ++i) {
    const auto place = data.ConsumeIntegralInRange<std::size_t>(0, made.spec->column_count() - 1);
    made.columns.append(i == 0 ? "\"" : ", \"").append(made.spec->column_name(place)).append("\"");
  }
  const auto conditions = data.ConsumeIntegralInRange<std::size_t>(0, 4);
  for (std::size_t i = 0; i < conditions; ++i) {
    made.conditions += (i == 0 ? " WHERE " : " AND ") + some_condition(data, *made.spec);
  }
  return made;
}

std::string select(const Choices& choices, const std::string& columns) {
  return "SELECT " + columns + " FROM " + std::string(choices.spec->name) + choices.conditions;
}

std::string shown(const Outcome& outcome) {
  std::string text = std::to_string(outcome.code) + ' ' + outcome.error + '\n';
  for (const std::string& row : outcome.rows) text += row + '\n';
  return text;
}

void check_error(const std::string& sql, const Outcome& outcome) {
  if (outcome.is_whole()) return;
  claim_one_line(outcome.error, "an error is one line");
  claim_without(outcome.error, kExampleToken, "an error is without the credential", sql);
  const std::set<int> harmless = {SQLITE_ERROR, SQLITE_AUTH, SQLITE_CANTOPEN, SQLITE_BUSY,
                                  SQLITE_INTERRUPT};
  claim(harmless.contains(outcome.code), "an error rolls nothing back", shown(outcome));
}

/// Of one connection, each checked.
class Scans {
 public:
  Scans(const Choices& choices, ScriptedServer& server)
      : choices_(choices),
        server_(server),
        host_(kToday, [this](const HttpRequest& request) { return server_(request); }) {
    server_.restart();
    for (const auto& [name, value] : choices.settings) host_.set(name, value);
  }

  Outcome run(const std::string& columns) {
    const std::size_t requests = host_.transport().requests.size();
    const auto began = host_.clock().elapsed();
    const std::string sql = select(choices_, columns);
    Outcome outcome = host_.run(sql);
    check_error(sql, outcome);
    const std::size_t made = host_.transport().requests.size() - requests;
    claim(made <= most_requests(), "no more requests than the settings allow",
          [&] { return sql + '\n' + std::to_string(made); });
    const auto took = host_.clock().elapsed() - began;
    claim(took <= most_time(made), "it ends in the time that the settings allow",
          [&] { return sql + '\n' + std::to_string(took.count()) + " ms"; });
    return outcome;
  }
  void check_log() {
    const std::string sql = select(choices_, choices_.columns);
    const Outcome log = host_.run("SELECT * FROM cf_requests");
    claim(log.is_whole(), "the log can be read", log.error);
    for (const std::string& row : log.rows) {
      claim_utf8(row, "the log is UTF-8");
      claim_without(row, kExampleToken, "the log is without the credential", sql);
    }
  }

 private:
  /// One scan, and one of cf_paygo_subscriptions for each of two accounts where ends of cycles are
  /// asked for.
  [[nodiscard]] std::size_t most_requests() const {
    return 3 * choices_.max_requests * (choices_.max_retries + 1);
  }
  [[nodiscard]] std::chrono::milliseconds most_time(std::size_t requests) const {
    using std::chrono::milliseconds;
    const milliseconds longest{256 * 37};
    if (choices_.query_timeout > 0) {
      return 3 * (std::chrono::seconds{choices_.query_timeout} + milliseconds{100});
    }
    // Before an attempt is repeated, and once more for the rate limit.
    return (longest + 2 * std::chrono::seconds{choices_.max_wait} + milliseconds{100}) *
           static_cast<int>(requests + 3);
  }

  const Choices& choices_;
  ScriptedServer& server_;
  Host host_;
};

void compare(const Outcome& one, const Outcome& other, const Choices& choices, const char* what) {
  if (!one.is_whole() || !other.is_whole()) return;
  claim(one.rows == other.rows, what, [&] {
    return select(choices, choices.columns) + "\n--- one:\n" + shown(one) + "--- other:\n" +
           shown(other);
  });
}

void check_count(const Outcome& count, const Outcome& rows, const Choices& choices) {
  if (!count.is_whole() || !rows.is_whole()) return;
  claim(count.rows.at(0) == "1:" + std::to_string(rows.rows.size()) + '|',
        "count(*) is the number of rows",
        [&] { return select(choices, choices.columns) + '\n' + shown(count) + shown(rows); });
}

void check_rowids(const Outcome& rowids) {
  const std::set<std::string> distinct(rowids.rows.begin(), rowids.rows.end());
  claim(distinct.size() == rowids.rows.size(), "no two rows have one rowid",
        [&] { return shown(rowids); });
}

void check(FuzzedDataProvider& data) {
  const Choices choices = choose(data);
  enum class Second { repeated, in_another_order, counted, rowids, kMaxValue = rowids };
  const auto second = data.ConsumeEnum<Second>();
  ScriptedServer server(data.ConsumeRemainingBytesAsString());

  Scans scans(choices, server);
  const Outcome rows = scans.run(choices.columns);
  scans.check_log();
  // What a table tells of the connection itself changes with every statement.
  if (choices.spec->local_rows != nullptr) return;
  if (second == Second::repeated) {
    compare(rows, scans.run(choices.columns), choices, "a repeated scan has the same rows");
    return;
  }
  server.has_latencies = second != Second::in_another_order;
  Scans others(choices, server);
  switch (second) {
    case Second::repeated:
      break;
    case Second::in_another_order:
      compare(rows, others.run(choices.columns), choices, "the order of answers changes no row");
      break;
    case Second::counted:
      check_count(others.run("count(*)"), rows, choices);
      break;
    case Second::rowids:
      check_rowids(others.run("rowid"));
      break;
  }
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
