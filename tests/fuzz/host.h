// A connection of a real SQLite with the tables and functions of the extension, over a wire and a
// clock that belong to the fuzzer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/scripted_transport.h"

struct sqlite3;

namespace cf_billing {

/// What became of a statement.
struct Outcome {
  int code = 0;                   ///< SQLite's, of the step that ended it: SQLITE_DONE or an error
  std::string error;              ///< its words; empty: none
  std::vector<std::string> rows;  ///< those that came before an error, too
  [[nodiscard]] bool is_whole() const { return error.empty(); }
};

class Host {
 public:
  Host(Day today, ScriptedTransport::Script script);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  Outcome run(const std::string& sql);
  /// A statement that does not fail.
  void set(const std::string& name, const std::string& value);

  [[nodiscard]] const ScriptedTransport& transport() const { return *transport_; }
  [[nodiscard]] const FakeClock& clock() const { return *clock_; }

 private:
  sqlite3* db_ = nullptr;
  // Of the session, which SQLite drops last.
  FakeClock* clock_ = nullptr;
  ScriptedTransport* transport_ = nullptr;
};

}  // namespace cf_billing
