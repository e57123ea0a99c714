// A SQLite connection of another platform: one request a line on stdin, one answer a line on
// stdout, both JSON. remote.py is its other side, and says what the requests are.
#include <sqlite3.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#ifdef _WIN32
#include <windows.h>
#endif

namespace {

using nlohmann::json;
using Moment = std::chrono::steady_clock::time_point;

sqlite3* db = nullptr;
Moment deadline = Moment::max();

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Failure {
  int code;
  std::string message;
};

void check(int code) {
  if (code != SQLITE_OK) throw Failure{sqlite3_extended_errcode(db), sqlite3_errmsg(db)};
}

#ifdef _WIN32
std::wstring wide(const std::string& text) {
  std::wstring made(text.size() + 1, L'\0');
  const int units = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()),
                                        made.data(), static_cast<int>(text.size()));
  made.resize(static_cast<std::size_t>(units));
  return made;
}
void set_variable(const std::string& name, const json& value) {
  const std::wstring text = value.is_null() ? L"" : wide(value.get<std::string>());
  SetEnvironmentVariableW(wide(name).c_str(), value.is_null() ? nullptr : text.c_str());
}
#else
void set_variable(const std::string& name, const json& value) {
  if (value.is_null()) {
    unsetenv(name.c_str());
  } else {
    setenv(name.c_str(), value.get<std::string>().c_str(), 1);
  }
}
#endif

void bind(sqlite3_stmt* statement, int at, const json& value) {
  if (value.is_boolean()) {
    check(sqlite3_bind_int(statement, at, value.get<bool>() ? 1 : 0));
  } else if (value.is_number_integer()) {
    check(sqlite3_bind_int64(statement, at, value.get<std::int64_t>()));
  } else if (value.is_number()) {
    check(sqlite3_bind_double(statement, at, value.get<double>()));
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    check(sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
  } else if (value.is_object()) {
    const auto& bytes = value.at("blob").get<std::vector<std::uint8_t>>();
    check(sqlite3_bind_blob64(statement, at, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
  } else {
    check(sqlite3_bind_null(statement, at));
  }
}

void bind_all(sqlite3_stmt* statement, const json& values) {
  if (values.is_object()) {
    for (int at = 1; at <= sqlite3_bind_parameter_count(statement); ++at) {
      bind(statement, at, values.at(sqlite3_bind_parameter_name(statement, at) + 1));
    }
    return;
  }
  int at = 0;
  for (const json& value : values) bind(statement, ++at, value);
}

json value_of(sqlite3_stmt* statement, int at) {
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, at);
    case SQLITE_FLOAT: {
      const double number = sqlite3_column_double(statement, at);
      if (std::isinf(number)) return {{"infinity", number > 0}};
      return number;
    }
    case SQLITE_TEXT:
      return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, at)),
                         static_cast<std::size_t>(sqlite3_column_bytes(statement, at)));
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, at));
      return {
          {"blob", std::vector<std::uint8_t>(bytes, bytes + sqlite3_column_bytes(statement, at))}};
    }
    default:
      return nullptr;
  }
}

json rows_of(sqlite3_stmt* statement) {
  json rows = json::array();
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    json row = json::array();
    for (int at = 0; at < sqlite3_column_count(statement); ++at)
      row.push_back(value_of(statement, at));
    rows.push_back(std::move(row));
  }
  if (code != SQLITE_DONE) check(code);
  return rows;
}

Statement prepared(const std::string& sql, const char** rest = nullptr) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  check(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, &tail));
  if (rest != nullptr) *rest = tail;
  return Statement(statement);
}

json execute(const json& request) {
  const auto sql = request.at("sql").get<std::string>();
  const Statement statement = prepared(sql);
  json answer{{"rows", json::array()}, {"columns", json::array()}};
  for (int at = 0; at < sqlite3_column_count(statement.get()); ++at) {
    answer["columns"].push_back(sqlite3_column_name(statement.get(), at));
  }
  if (request.contains("each")) {
    for (const json& values : request.at("each")) {
      bind_all(statement.get(), values);
      rows_of(statement.get());
      sqlite3_reset(statement.get());
    }
    return answer;
  }
  bind_all(statement.get(), request.value("values", json::array()));
  if (statement) answer["rows"] = rows_of(statement.get());
  return answer;
}

void script(const std::string& text) {
  const char* rest = text.c_str();
  while (*rest != '\0') {
    const std::string sql = rest;
    const char* tail = nullptr;
    const Statement statement = prepared(sql, &tail);
    if (statement) rows_of(statement.get());
    rest += tail - sql.c_str();
  }
}

json answer_to(const json& request) {
  const auto what = request.at("do").get<std::string>();
  if (const double seconds = request.value("seconds", 0.0); seconds > 0) {
    deadline = std::chrono::steady_clock::now() +
               std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  } else {
    deadline = Moment::max();
  }
  if (what == "open") {
    check(sqlite3_open(request.at("path").get<std::string>().c_str(), &db));
    check(sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr));
    sqlite3_progress_handler(
        db, 20000, [](void*) { return std::chrono::steady_clock::now() > deadline ? 1 : 0; },
        nullptr);
    return {{"version", sqlite3_libversion()}};
  }
  if (what == "load") {
    for (const auto& [name, value] : request.at("environment").items()) set_variable(name, value);
    char* message = nullptr;
    const int code = sqlite3_load_extension(db, request.at("path").get<std::string>().c_str(),
                                            nullptr, &message);
    if (code == SQLITE_OK) return json::object();
    const Failure failure{code, message != nullptr ? message : "no message"};
    sqlite3_free(message);
    throw failure;
  }
  if (what == "script") {
    script(request.at("sql").get<std::string>());
    return json::object();
  }
  return execute(request);
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    json answer;
    try {
      answer = answer_to(json::parse(line));
    } catch (const Failure& failure) {
      answer = {{"error", failure.message}, {"code", failure.code}};
    } catch (const std::exception& error) {
      answer = {{"error", std::string("sqlite_server: ") + error.what()}, {"code", -1}};
    }
    std::cout << answer.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
  }
  sqlite3_close(db);
  return 0;
}
