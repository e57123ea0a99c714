// A session whose wire, clock and environment belong to the test.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scan/pipeline.h"
#include "scan/session.h"
#include "support/bodies.h"
#include "support/scripted_transport.h"
#include "support/url.h"
#include "tables/all_tables.h"

namespace cf_billing {

/// The variables that fake_environment() sees.
inline std::map<std::string, std::string, std::less<>>& fake_variables() {
  static std::map<std::string, std::string, std::less<>> variables;
  return variables;
}

inline std::optional<Secret> fake_environment(std::string_view name) {
  const auto found = fake_variables().find(name);
  if (found == fake_variables().end()) return std::nullopt;
  return Secret(found->second);
}

/// One row of a scan, by column; columns that are NULL are left out.
using TestRow = std::map<std::string, std::string>;

inline std::string cell_text(const Cell& cell) {
  switch (cell.type) {
    case CellType::null:
      return "NULL";
    case CellType::integer:
      return std::to_string(cell.integer);
    case CellType::real:
      return std::to_string(cell.real);
    case CellType::text:
    case CellType::json:
      break;
  }
  return std::string(cell.text());
}

inline TestRow row_of(const RowBlock& block, std::size_t row, const RecordLayout& layout) {
  TestRow values;
  for (std::size_t field = 0; field < layout.size(); ++field) {
    const Cell& cell = block.cell(row, field);
    if (cell.type != CellType::null) {
      values.emplace(layout[field].column, cell_text(cell));
    }
  }
  if (!block.account().empty()) values.emplace("account_id", block.account());
  return values;
}

class TestSession {
 public:
  using Server = std::function<HttpResponse(const RequestedUrl&)>;

  TestSession(Day today, Server server) {
    fake_variables() = {{"CLOUDFLARE_API_TOKEN", kExampleToken}};
    auto clock = std::make_unique<FakeClock>(today);
    clock_ = clock.get();
    auto transport = std::make_unique<ScriptedTransport>(
        *clock_, [serve = std::move(server)](const HttpRequest& request) {
          RequestedUrl url = parse_url(request.url);
          url.body = request.body;
          return Reply{serve(url), std::chrono::milliseconds{5}};
        });
    transport_ = transport.get();
    session_ = std::make_unique<Session>(fake_environment, std::move(transport), std::move(clock),
                                         std::make_shared<RateLimiters>());
    // Most tests look at the requests of one scan.
    session_->settings().set("cache_ttl", "0");
  }

  [[nodiscard]] Session& session() { return *session_; }
  [[nodiscard]] FakeClock& clock() { return *clock_; }
  [[nodiscard]] ScriptedTransport& transport() { return *transport_; }

  [[nodiscard]] std::unique_ptr<Pipeline> start(const TableSpec& spec, Scan scan) {
    scan.table = std::string(spec.name);
    if (scan.wanted == 0) scan.wanted = ~FieldMask{0};
    auto fetches = spec.fetches(spec, scan, *session_);
    if (scan.accepts_incomplete) {
      for (const auto& fetch : fetches) fetch->accept_incomplete();
    }
    return std::make_unique<Pipeline>(*session_, scan.table, std::move(fetches));
  }

  /// Every row of the scan.
  std::vector<TestRow> rows(const TableSpec& spec, Scan scan) {
    const auto pipeline = start(spec, std::move(scan));
    std::vector<TestRow> all;
    rowids.clear();
    while (const auto block = pipeline->next([] { return false; })) {
      for (std::size_t row = 0; row < block->size(); ++row) {
        all.push_back(row_of(*block, row, spec.layout));
        rowids.push_back(block->rowid(row));
      }
    }
    return all;
  }

  /// The message of the error that the scan ends with; empty if it does not.
  std::string error(const TableSpec& spec, Scan scan, std::optional<ErrorKind>* kind = nullptr) {
    try {
      rows(spec, std::move(scan));
    } catch (const Error& error) {
      if (kind != nullptr) *kind = error.kind();
      return error.what();
    }
    return "";
  }

  /// Paths and queries asked for, without base URL and account.
  [[nodiscard]] std::vector<std::string> asked() const {
    std::vector<std::string> urls;
    const std::string prefix = "/accounts/" + kAccount + "/";
    for (const HttpRequest& request : transport_->requests) {
      std::string url = request.url.substr(kBaseUrl.size());
      if (url.starts_with(prefix)) url.erase(0, prefix.size());
      urls.push_back(std::move(url));
    }
    return urls;
  }

  std::vector<std::int64_t> rowids;  ///< of the last rows()

 private:
  FakeClock* clock_ = nullptr;
  ScriptedTransport* transport_ = nullptr;
  std::unique_ptr<Session> session_;
};

/// How often each value of a column occurs in `rows`.
inline std::map<std::string, int> counted(const std::vector<TestRow>& rows,
                                          const std::string& column) {
  std::map<std::string, int> counts;
  for (const TestRow& row : rows) {
    const auto found = row.find(column);
    ++counts[found == row.end() ? "NULL" : found->second];
  }
  return counts;
}

}  // namespace cf_billing
