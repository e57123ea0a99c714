// A table as data. One spec drives the declaration SQLite sees, the planner, the decoder, the
// documentation of tables (README.md in this folder) and the per-column tests; a new simple table
// is one new file with a spec.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/api_request.h"
#include "records/record_layout.h"
#include "scan/fetch.h"
#include "scan/scan.h"
#include "scan/session.h"
#include "tables/pushdown.h"

namespace cf_billing {

/// Columns behind the visible ones. Arguments of the table-valued function come first.
struct HiddenColumn {
  enum class Kind {
    account,        ///< argument: the account the row was fetched for
    argument,       ///< any other argument: the value that was given
    day_of,         ///< the first ten characters of a field
    utc_day_of,     ///< the day in UTC of a field's timestamp; of another text the first ten
                    ///< characters
    exclusive_end,  ///< a field's end of a period, exclusive also if it was sent as its last second
    cycle_end,      ///< where the billing cycle ends that begins in a field
    complete_from,  ///< the first asked day that there is, where a scan goes on without others
    further,        ///< a text that rows have behind the fields of the layout
    raw,            ///< the record as received
  };
  std::string_view name;
  Kind kind;
  std::string_view description;
  /// Of which one it is made; account: shown where no account was asked for.
  std::string_view field{};
};

struct TableSpec;

/// One request of TableSpec::endpoint for each account, whose records all become rows.
std::vector<std::unique_ptr<Fetch>> one_request_each(const TableSpec& spec, const Scan& scan,
                                                     Session& session);

/// A request of TableSpec::endpoint; nothing: of the token's user.
ApiRequest endpoint_request(const TableSpec& spec, const Scan& scan,
                            const std::optional<std::string>& account);
/// Sets what a request reads its answer as: the records of the table.
void read_as_records(ApiRequest& request, const TableSpec& spec, const Scan& scan);

struct TableSpec {
  std::string_view name;
  std::string_view summary;
  // For cf_help: the question that it answers, and a statement that runs.
  std::string_view question;
  std::string_view example;
  RecordLayout layout;  ///< the visible columns
  std::vector<HiddenColumn> hidden = {};
  std::vector<Pushdown> pushdowns = {};
  /// Without any account: the token's own user is asked, or it is an error.
  bool has_user_endpoint = false;
  /// The longest charge period, for bounds on its end.
  std::chrono::days max_charge_period{1};
  /// Rows one account brings in one request, for the planner.
  double rows_per_request = 100;
  /// Requests that one account takes, likewise.
  double requests_per_account = 1;
  /// Below `/accounts/{account_id}/`, and below `/user/` if it has one.
  std::string_view endpoint{};
  RecordPlace records{};
  /// Rows come page by page: the plan says whether the query may end before the last.
  bool comes_in_pages = false;
  /// What the token needs, as in ApiRequest.
  std::string_view permission = kBillingRead;
  /// Cloudflare opens the endpoint to some accounts only.
  bool restricted = false;
  /// What is asked for. Throws Error before any request if the scan cannot be made.
  std::vector<std::unique_ptr<Fetch>> (*fetches)(const TableSpec&, const Scan&,
                                                 Session&) = one_request_each;
  /// Of a table about the connection itself: its rows. No request is made.
  std::shared_ptr<const RecordBlock> (*local_rows)(const TableSpec&, const Session&) = nullptr;

  /// The column whose comparisons with days choose those asked for; empty: none does.
  [[nodiscard]] std::string_view day_column() const;
  [[nodiscard]] bool pushes(std::string_view column_name, Role role) const;
  /// Whether rows are of one account or another.
  [[nodiscard]] bool has_accounts() const;
  [[nodiscard]] std::size_t column_count() const { return layout.size() + hidden.size(); }
  /// The place of a column among all of them; nothing if there is none of that name.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view column_name) const;
  [[nodiscard]] std::string_view column_name(std::size_t index) const;
  /// Of a hidden column of the kind `further`, by its place among the hidden ones: where rows have
  /// it.
  [[nodiscard]] std::size_t further_field(std::size_t place) const;
  /// What the column is declared to be compared under.
  [[nodiscard]] Collation collation(std::size_t index) const;
  /// "CREATE TABLE x(…)" as sqlite3_declare_vtab() takes it.
  [[nodiscard]] std::string declaration() const;
};

/// "TEXT", "REAL", "INTEGER": the type a field's column is declared with.
std::string_view declared_type(FieldType type);

/// The collation of periods' columns, which compares texts as moments (core/instant.h).
inline constexpr const char* kInstantCollation = "cf_instant";

// Hidden columns that several tables have.
HiddenColumn account_argument(std::string_view shown_instead = "");
HiddenColumn first_day_argument();
HiddenColumn last_day_argument();
HiddenColumn charge_date_column();
HiddenColumn raw_column();
/// The exclusive end of the charge period of a usage table.
HiddenColumn charge_period_end_column();
/// Of a usage table that a view of several feeds reads.
HiddenColumn read_through_argument();

/// The pushdowns of both usage tables, and `more`.
std::vector<Pushdown> usage_pushdowns(std::vector<Pushdown> more);

/// All tables, in the order of the README.
const std::vector<const TableSpec*>& all_tables();

}  // namespace cf_billing
