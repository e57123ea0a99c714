#include "tables/table_spec.h"

#include <algorithm>

#include "scan/single_fetch.h"

namespace cf_billing {

std::string_view declared_type(FieldType type) {
  switch (type) {
    case FieldType::real:
      return "REAL";
    case FieldType::integer:
      return "INTEGER";
    case FieldType::text:
    case FieldType::period:
    case FieldType::json:
      break;
  }
  return "TEXT";
}

std::optional<std::size_t> TableSpec::column(std::string_view name_sought) const {
  for (std::size_t i = 0; i < column_count(); ++i) {
    if (column_name(i) == name_sought) return i;
  }
  return std::nullopt;
}

std::string_view TableSpec::column_name(std::size_t index) const {
  return index < layout.size() ? layout[index].column : hidden[index - layout.size()].name;
}

std::size_t TableSpec::further_field(std::size_t place) const {
  const auto before = hidden.begin() + static_cast<std::ptrdiff_t>(place);
  return layout.size() + static_cast<std::size_t>(
                             std::count_if(hidden.begin(), before, [](const HiddenColumn& column) {
                               return column.kind == HiddenColumn::Kind::further;
                             }));
}

std::string TableSpec::declaration() const {
  std::string sql = "CREATE TABLE x(";
  const auto quoted = [](std::string_view column) { return '"' + std::string(column) + '"'; };
  const std::string collate = std::string(" COLLATE ") + kInstantCollation;
  for (const Field& field : layout) {
    if (!sql.ends_with('(')) sql += ", ";
    sql += quoted(field.column) + ' ' + std::string(declared_type(field.type));
    if (field.type == FieldType::period) sql += collate;
  }
  // Hidden ones can have no collation: SQLite takes HIDDEN for a part of the type, and with it cuts
  // off what follows.
  for (const HiddenColumn& column : hidden) sql += ", " + quoted(column.name) + " TEXT HIDDEN";
  return sql + ')';
}

Collation TableSpec::collation(std::size_t index) const {
  const bool is_period = index < layout.size() && layout[index].type == FieldType::period;
  return is_period ? Collation::instant : Collation::binary;
}

std::string_view TableSpec::day_column() const {
  const auto bound = std::find_if(pushdowns.begin(), pushdowns.end(), [](const Pushdown& pushdown) {
    return pushdown.role == Role::day_bound;
  });
  return bound == pushdowns.end() ? "" : bound->column;
}

bool TableSpec::pushes(std::string_view column_name, Role role) const {
  return std::any_of(pushdowns.begin(), pushdowns.end(), [&](const Pushdown& each) {
    return each.column == column_name && each.role == role;
  });
}

bool TableSpec::has_accounts() const {
  return std::any_of(pushdowns.begin(), pushdowns.end(),
                     [](const Pushdown& pushdown) { return pushdown.role == Role::account; });
}

void read_as_records(ApiRequest& request, const TableSpec& spec, const Scan& scan) {
  request.permission = spec.permission;
  request.restricted = spec.restricted;
  request.layout = &spec.layout;
  request.reading = {.wanted = scan.wanted, .keep_raw = scan.wants_raw, .place = spec.records};
}

ApiRequest endpoint_request(const TableSpec& spec, const Scan& scan,
                            const std::optional<std::string>& account) {
  const std::string endpoint(spec.endpoint);
  ApiRequest request = account ? account_request(*account, endpoint) : user_request(endpoint);
  read_as_records(request, spec, scan);
  return request;
}

std::vector<std::unique_ptr<Fetch>> one_request_each(const TableSpec& spec, const Scan& scan,
                                                     Session& /*session*/) {
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const auto& account : scan.accounts) {
    fetches.push_back(single_fetch(endpoint_request(spec, scan, account), account.value_or("")));
  }
  return fetches;
}

HiddenColumn account_argument(std::string_view shown_instead) {
  return {"account_id", HiddenColumn::Kind::account, "argument: the account to ask", shown_instead};
}

HiddenColumn first_day_argument() {
  return {"from_date", HiddenColumn::Kind::argument, "argument: the first day, YYYY-MM-DD"};
}

HiddenColumn last_day_argument() {
  return {"to_date", HiddenColumn::Kind::argument, "argument: the last day, YYYY-MM-DD"};
}

HiddenColumn charge_date_column() {
  return {"charge_date", HiddenColumn::Kind::day_of, "the day in ChargePeriodStart, YYYY-MM-DD",
          "ChargePeriodStart"};
}

HiddenColumn raw_column() {
  return {"raw", HiddenColumn::Kind::raw, "the record as received, JSON text"};
}

HiddenColumn charge_period_end_column() {
  return {"charge_period_end", HiddenColumn::Kind::exclusive_end,
          "ChargePeriodEnd, exclusive also where it was sent as the last second, `T23:59:59Z`",
          "ChargePeriodEnd"};
}

HiddenColumn read_through_argument() {
  return {"read_through", HiddenColumn::Kind::argument,
          "argument, by name only, for a view of several feeds: its name. A statement with a "
          "condition on days that does not come through it fails, where else the default days "
          "would be the answer"};
}

std::vector<Pushdown> usage_pushdowns(std::vector<Pushdown> more) {
  std::vector<Pushdown> pushdowns = {
      {"account_id", Role::account, "account_id"},
      {"BillingAccountId", Role::record_account, "account_id"},
      {"from_date", Role::first_day, "from_date"},
      {"to_date", Role::last_day, "to_date"},
      {"charge_date", Role::day_bound, "", DayColumn::charge_date},
      {"ChargePeriodStart", Role::day_bound, "", DayColumn::charge_period_start},
      {"ChargePeriodEnd", Role::day_bound, "", DayColumn::charge_period_end},
      {"charge_period_end", Role::day_bound, "", DayColumn::charge_period_end},
      {"BillingPeriodStart", Role::day_bound, "", DayColumn::billing_period_start},
      {"read_through", Role::read_through, "read_through"},
  };
  pushdowns.insert(pushdowns.end(), more.begin(), more.end());
  return pushdowns;
}

}  // namespace cf_billing
