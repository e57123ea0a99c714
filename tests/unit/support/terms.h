// Conditions as xFilter hands them over.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "http/base_url.h"
#include "support/days.h"
#include "support/test_session.h"
#include "tables/all_tables.h"
#include "tables/scan_builder.h"

namespace cf_billing {

inline Operand text(std::string value) { return {Operand::Kind::text, std::move(value)}; }
inline Operand blob(std::string value) { return {Operand::Kind::blob, std::move(value)}; }
inline Operand null() { return {}; }
inline Operand number(std::string value) { return {Operand::Kind::number, std::move(value)}; }

inline const Pushdown& pushdown(const TableSpec& spec, std::string_view column,
                                std::optional<Role> role = std::nullopt) {
  for (const Pushdown& each : spec.pushdowns) {
    if (each.column == column && (!role || each.role == *role)) return each;
  }
  throw std::logic_error("no pushdown: " + std::string(column));
}

/// Compared as the column is declared to be.
inline Collation declared_collation(const TableSpec& spec, std::string_view column) {
  return spec.collation(spec.column(column).value());
}

inline Term term(const TableSpec& spec, std::string_view column, Comparison op, Operand value) {
  return {&pushdown(spec, column), op, {std::move(value)}, declared_collation(spec, column)};
}

inline Term under(Collation collation, Term term) {
  term.collation = collation;
  return term;
}

inline Term equal(const TableSpec& spec, std::string_view column, const std::string& value) {
  return term(spec, column, Comparison::eq, text(value));
}

inline Term any_of(const TableSpec& spec, std::string_view column, std::vector<Operand> values) {
  return {&pushdown(spec, column), Comparison::any_of, std::move(values),
          declared_collation(spec, column)};
}

inline Term is_null(const TableSpec& spec, std::string_view column) {
  return {&pushdown(spec, column), Comparison::is_null, {}};
}

inline std::vector<const TableSpec*> tables_with_accounts() {
  std::vector<const TableSpec*> tables = all_tables();
  std::erase_if(tables, [](const TableSpec* spec) { return !spec->has_accounts(); });
  return tables;
}

inline const Day kToday = day("2026-10-20");

inline std::optional<Scan> scan_of(const TableSpec& spec, const std::vector<Term>& terms,
                                   const std::string& configured_account = "") {
  fake_variables().clear();
  if (!configured_account.empty()) {
    fake_variables().emplace("CLOUDFLARE_ACCOUNT_ID", configured_account);
  }
  return build_scan(spec, terms, Settings(fake_environment, base_url_problem), kToday);
}

/// The message of the usage error; empty if there is none.
inline std::string scan_error(const TableSpec& spec, const std::vector<Term>& terms,
                              const std::string& configured_account = "") {
  try {
    scan_of(spec, terms, configured_account);
  } catch (const Error& error) {
    return (error.kind() == ErrorKind::usage ? "" : "not a usage error: ") +
           std::string(error.what());
  }
  return "";
}

using Accounts = std::vector<std::optional<std::string>>;

}  // namespace cf_billing
