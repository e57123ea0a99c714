#include "tables/scan_builder.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/identifier.h"
#include "core/redact.h"

namespace cf_billing {

namespace {

/// Whether the term is true of no text at all.
bool is_impossible(const Term& term) {
  if (term.comparison == Comparison::is || term.comparison == Comparison::is_null) return false;
  return std::all_of(term.values.begin(), term.values.end(), [&](const Operand& value) {
    // Every text sorts before every blob.
    return value.kind == Operand::Kind::null ||
           (value.kind == Operand::Kind::blob && bounds_below(term.comparison));
  });
}

void check_identifier(const TableSpec& spec, std::string_view name, const std::string& value) {
  if (is_identifier(value)) return;
  throw Error(ErrorKind::usage, std::string(spec.name) + ": " + std::string(name) +
                                    " must be 32 lower-case hex digits, not " + quoted(value));
}

using Account = std::optional<std::string>;

bool names_an_account(const Pushdown& pushdown) {
  return pushdown.role == Role::account || pushdown.role == Role::record_account;
}

/// The accounts that the terms allow; nothing if no term says so.
std::optional<std::set<Account>> accounts_in(const TableSpec& spec,
                                             const std::vector<Term>& terms) {
  std::optional<std::set<Account>> allowed;
  for (const Term& term : terms) {
    if (!names_an_account(*term.pushdown)) continue;
    std::set<Account> named;
    if (term.comparison == Comparison::is_null) named.insert(std::nullopt);
    for (const Operand& value : term.values) {
      if (value.has_text()) {
        check_identifier(spec, term.pushdown->column, value.text);
        named.insert(value.text);
      } else if (value.kind == Operand::Kind::null && term.comparison == Comparison::is) {
        named.insert(std::nullopt);
      }
    }
    if (allowed) {
      std::erase_if(named, [&](const Account& account) { return !allowed->contains(account); });
    }
    allowed = std::move(named);
  }
  return allowed;
}

Error missing_account(const TableSpec& spec) {
  const std::string name(spec.name);
  return {ErrorKind::usage, name + " needs an account: add WHERE account_id = '…', call " + name +
                                "('…'), or set CLOUDFLARE_ACCOUNT_ID"};
}

/// False if no account is left to ask.
bool choose_accounts(const TableSpec& spec, const std::vector<Term>& terms,
                     const Settings& settings, Scan& scan) {
  if (!spec.has_accounts()) return true;
  const auto named = accounts_in(spec, terms);
  if (scan.organization) return !named || !named->empty();
  if (!named) {
    const std::string& configured = settings.values().account_id.get();
    if (!configured.empty()) {
      scan.accounts = {configured};
    } else if (spec.has_user_endpoint) {
      scan.accounts = {std::nullopt};
    } else {
      throw missing_account(spec);
    }
    return true;
  }
  for (const Account& account : *named) {
    // Only some tables have rows without an account.
    if (account || spec.has_user_endpoint) scan.accounts.push_back(account);
  }
  return !scan.accounts.empty();
}

/// What one family of conditions says about days.
struct Bounds {
  DaySet days = DaySet::all();
  bool below = false;
  bool above = false;

  void add(const DaySet& more, bool bounds_it_below, bool bounds_it_above) {
    days = days.intersection(more);
    below = below || bounds_it_below;
    above = above || bounds_it_above;
  }
  void add(const Bounds& other) { add(other.days, other.below, other.above); }
};

Day day_argument(const TableSpec& spec, const Term& term) {
  const Operand& value = term.values.front();
  const auto day = value.kind == Operand::Kind::text ? parse_day(value.text) : std::nullopt;
  if (day) return *day;
  throw Error(ErrorKind::usage, std::string(spec.name) + ": " + std::string(term.pushdown->column) +
                                    " must be a day as YYYY-MM-DD, not " + quoted(value.text));
}

/// A condition like `charge_date > other.number`: read with numeric affinity, it is true of every
/// text, and bounds nothing.
bool is_above_numbers(const Term& term) {
  return (term.comparison == Comparison::gt || term.comparison == Comparison::ge) &&
         term.values.front().kind == Operand::Kind::number;
}

void check_is_literal(const TableSpec& spec, const Operand& number) {
  if (number.is_literal) return;
  // Nearly always a day without its quotes: 2026-10-01 is a difference.
  throw Error(ErrorKind::usage, std::string(spec.name) + ": the lower date bound is the number " +
                                    number.text +
                                    ", not a text: write days in quotes, as '2026-10-01'");
}

DaySet days_of(const TableSpec& spec, const Term& term) {
  std::vector<DayRange> ranges;
  for (const Operand& value : term.values) {
    if (value.kind == Operand::Kind::null) continue;
    if (value.kind == Operand::Kind::blob) {
      if (!bounds_below(term.comparison)) ranges.push_back({kFirstDay, kLastDay});
      continue;
    }
    const DaySet days = days_matching(term.pushdown->day_column, term.comparison, value.text,
                                      spec.max_charge_period);
    ranges.insert(ranges.end(), days.ranges().begin(), days.ranges().end());
  }
  return DaySet(std::move(ranges));
}

bool is_about_billing_period(const Pushdown& pushdown) {
  return pushdown.day_column == DayColumn::billing_period_start ||
         pushdown.day_column == DayColumn::billing_period_end;
}

/// What the conditions on charge periods, or those on billing periods, say together; where numbers
/// are in the place of lower bounds, only if `numbers`.
Bounds bounds_of(const TableSpec& spec, const std::vector<Term>& terms, bool billing,
                 bool numbers = false) {
  Bounds bounds;
  for (const Term& term : terms) {
    if (!billing && !numbers && term.pushdown->role == Role::first_day) {
      bounds.add(DaySet({{day_argument(spec, term), kLastDay}}), true, false);
    } else if (!billing && !numbers && term.pushdown->role == Role::last_day) {
      bounds.add(DaySet({{kFirstDay, day_argument(spec, term)}}), false, true);
    } else if (term.pushdown->role == Role::day_bound &&
               is_about_billing_period(*term.pushdown) == billing &&
               is_above_numbers(term) == numbers) {
      if (numbers) check_is_literal(spec, term.values.front());
      bounds.add(days_of(spec, term), bounds_below(term.comparison), bounds_above(term.comparison));
    }
  }
  return bounds;
}

/// False if no day is left to ask for.
bool choose_days(const TableSpec& spec, const std::vector<Term>& terms, Day today, Scan& scan) {
  Bounds bounds = bounds_of(spec, terms, /*billing=*/false);
  // Billing periods say little about days, and numbers are bounds of days only if they are read as
  // text: these are used only where nothing better is there.
  if (!bounds.below) bounds.add(bounds_of(spec, terms, /*billing=*/true));
  for (const bool billing : {false, true}) {
    if (!bounds.below) bounds.add(bounds_of(spec, terms, billing, /*numbers=*/true));
  }
  if (!bounds.below && !bounds.above) return true;
  if (bounds.days.empty()) return false;
  if (!bounds.below) {
    const char* column = spec.column("ChargePeriodStart") ? "ChargePeriodStart >=" : "from_date =";
    throw Error(ErrorKind::usage, std::string(spec.name) +
                                      " needs a lower date bound with an upper one: add " + column +
                                      " '…'");
  }
  scan.days = bounds.days.intersection(DaySet({{kFirstDay, today}}));
  return !scan.days->empty();
}

/// Any one of several lower bounds would do; the highest ends the reading first.
void raise_bound(const Term& term, Scan& scan) {
  std::optional<std::string> lowest;
  for (const Operand& value : term.values) {
    // With numeric affinity a number bounds nothing: see is_above_numbers(). Beyond ASCII the order
    // depends on the database's encoding.
    if (value.kind == Operand::Kind::number || !is_ascii(value.text)) return;
    if (value.kind != Operand::Kind::text) continue;
    if (!lowest || value.text < *lowest) lowest = value.text;
  }
  if (lowest && (!scan.not_before || *lowest > *scan.not_before)) scan.not_before = lowest;
}

void add_parameter(const Term& term, Scan& scan) {
  const Pushdown& pushdown = *term.pushdown;
  const std::string& value = term.values.front().text;
  if (pushdown.sendable != nullptr && !pushdown.sendable(value)) return;
  const bool sent = std::any_of(scan.parameters.begin(), scan.parameters.end(),
                                [&](const auto& p) { return p.first == pushdown.term; });
  if (!sent) scan.parameters.emplace_back(pushdown.term, value);
}

bool has(const TableSpec& spec, std::string_view column, Role role) {
  return std::any_of(spec.pushdowns.begin(), spec.pushdowns.end(), [&](const Pushdown& each) {
    return each.column == column && each.role == role;
  });
}

/// What narrows the answers of an account.
void add_filters(const TableSpec& spec, const std::vector<Term>& terms, Scan& scan) {
  for (const Term& term : terms) {
    if (term.pushdown->role == Role::parameter) add_parameter(term, scan);
    // `=` of a column that is a parameter and a bound comes as the parameter.
    if (has(spec, term.pushdown->column, Role::not_before)) raise_bound(term, scan);
  }
}

void choose_organization(const TableSpec& spec, const std::vector<Term>& terms, Scan& scan) {
  for (const Term& term : terms) {
    if (term.pushdown->role != Role::organization) continue;
    check_identifier(spec, term.pushdown->column, term.values.front().text);
    scan.organization = term.values.front().text;
  }
}

/// The argument `incomplete`, or else the setting.
void choose_incomplete(const TableSpec& spec, const std::vector<Term>& terms,
                       const Settings& settings, Scan& scan) {
  scan.accepts_incomplete = settings.values().incomplete == Incomplete::ignore;
  for (const Term& term : terms) {
    if (term.pushdown->role != Role::incomplete) continue;
    const std::string& value = term.values.front().text;
    if (value != "ignore" && value != "error") {
      throw Error(ErrorKind::usage, std::string(spec.name) +
                                        ": incomplete must be 'ignore' or 'error', not " +
                                        quoted(value));
    }
    scan.accepts_incomplete = value == "ignore";
  }
}

/// The column that an answer must have, if the account is named by it.
void note_needed_column(const std::vector<Term>& terms, Scan& scan) {
  for (const Term& term : terms) {
    if (term.pushdown->role == Role::record_account) {
      scan.needs_column = std::string(term.pushdown->column);
    }
  }
}

}  // namespace

std::optional<Scan> build_scan(const TableSpec& spec, const std::vector<Term>& terms,
                               const Settings& settings, Day today) {
  if (std::any_of(terms.begin(), terms.end(), is_impossible)) return std::nullopt;
  Scan scan;
  scan.table = std::string(spec.name);
  choose_organization(spec, terms, scan);
  add_filters(spec, terms, scan);
  note_needed_column(terms, scan);
  choose_incomplete(spec, terms, settings, scan);
  if (!choose_accounts(spec, terms, settings, scan)) return std::nullopt;
  if (!choose_days(spec, terms, today, scan)) return std::nullopt;
  return scan;
}

}  // namespace cf_billing
