#include "tables/scan_builder.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/identifier.h"
#include "core/redact.h"
#include "tables/compared_days.h"
#include "tables/group_by.h"

namespace cf_billing {

namespace {

/// Whether the term is true of no text at all.
bool is_impossible(const Term& term) {
  if (term.comparison == Comparison::is || term.comparison == Comparison::is_null) return false;
  return std::all_of(term.values.begin(), term.values.end(), [&](const Operand& value) {
    // Every text sorts before every blob; a pattern is read as a text.
    return value.kind == Operand::Kind::null ||
           (value.kind == Operand::Kind::blob && !is_pattern(term.comparison) &&
            bounds_below(term.comparison));
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
                                    " must be a day as YYYY-MM-DD" +
                                    (value.kind == Operand::Kind::number ? " in quotes" : "") +
                                    ", not " + quoted(value.text));
}

/// `nearest`: those on which records are that charge a day, and of a period that begins then: what
/// the query means, while all days also hold those of odd records.
DaySet days_of(const TableSpec& spec, const Term& term, bool nearest) {
  const bool is_start = term.pushdown->day_column == DayColumn::billing_period_start;
  const DayColumn column =
      nearest && is_start ? DayColumn::charge_period_start : term.pushdown->day_column;
  const auto longest = nearest ? std::chrono::days{1} : spec.max_charge_period;
  std::vector<DayRange> ranges;
  for (const Operand& value : term.values) {
    if (value.kind == Operand::Kind::null) continue;
    if (value.kind == Operand::Kind::blob && !is_pattern(term.comparison)) {
      if (!bounds_below(term.comparison)) ranges.push_back({kFirstDay, kLastDay});
      continue;
    }
    const std::string_view text = is_pattern(term.comparison)
                                      ? literal_prefix(term.comparison, value.text)
                                      : std::string_view(value.text);
    const DaySet days =
        days_matching(column, term.comparison, text, order_of(term.collation), longest);
    ranges.insert(ranges.end(), days.ranges().begin(), days.ranges().end());
  }
  return DaySet(std::move(ranges));
}

/// A pattern that begins with no character of its own: it bounds nothing.
bool is_open_pattern(const Term& term) {
  return is_pattern(term.comparison) &&
         literal_prefix(term.comparison, term.values.front().text).empty();
}

bool is_about_billing_period(const Pushdown& pushdown) {
  return pushdown.day_column == DayColumn::billing_period_start ||
         pushdown.day_column == DayColumn::billing_period_end;
}

/// What the conditions on charge periods, or those on billing periods, say together.
Bounds bounds_of(const TableSpec& spec, const std::vector<Term>& terms, bool billing,
                 bool nearest) {
  Bounds bounds;
  for (const Term& term : terms) {
    if (!billing && term.pushdown->role == Role::first_day) {
      bounds.add(DaySet({{day_argument(spec, term), kLastDay}}), true, false);
    } else if (!billing && term.pushdown->role == Role::last_day) {
      bounds.add(DaySet({{kFirstDay, day_argument(spec, term)}}), false, true);
    } else if (term.pushdown->role == Role::day_bound && !is_open_pattern(term) &&
               is_about_billing_period(*term.pushdown) == billing) {
      bounds.add(days_of(spec, term, nearest), bounds_below(term.comparison),
                 bounds_above(term.comparison));
    }
  }
  return bounds;
}

Error held_back(const TableSpec& spec, std::string_view column, const std::string& or_else = "") {
  const std::string name(column);
  return {ErrorKind::usage,
          std::string(spec.name) + ": SQLite holds back a condition on " + name +
              ": its value is of a table that this query reads later, or there is a RIGHT or FULL "
              "JOIN. Put that table first (JOIN in place of CROSS JOIN, the sides of a LEFT JOIN "
              "swapped), write " +
              name + " IN (SELECT …)" + or_else +
              ", or put the condition into a subquery or into the ON of a LEFT JOIN."};
}

/// Arguments and accounts that come too late; where there are none, what would be asked is another
/// question.
void check_nothing_is_held_back(const TableSpec& spec, const std::vector<std::string_view>& later) {
  for (const std::string_view column : later) {
    for (const Pushdown& pushdown : spec.pushdowns) {
      const RoleRules& rules = pushdown.rules();
      if (pushdown.column == column && (rules.is_given_back || rules.names_account)) {
        throw held_back(spec, column);
      }
    }
  }
}

/// False if no day is left to ask for.
bool choose_days(const TableSpec& spec, const std::vector<Term>& terms, Day today,
                 const std::vector<std::string_view>& later, Scan& scan) {
  const auto bounds_of_all = [&](bool nearest) {
    Bounds all = bounds_of(spec, terms, /*billing=*/false, nearest);
    // Billing periods say little about days: they are used only where nothing better is there.
    if (!all.below) all.add(bounds_of(spec, terms, /*billing=*/true, nearest));
    return all;
  };
  const Bounds bounds = bounds_of_all(/*nearest=*/false);
  if (!bounds.below && !later.empty())
    throw held_back(
        spec, later.front(),
        spec.day_column().empty() ? "" : ", or add " + std::string(spec.day_column()) + " >= '…'");
  if (!bounds.below && !bounds.above) return true;
  if (bounds.days.empty()) return false;
  if (!bounds.below) {
    std::string column = "from_date =";
    if (!spec.day_column().empty()) column = std::string(spec.day_column()) + " >=";
    if (spec.column("ChargePeriodStart")) column = "ChargePeriodStart >=";
    throw Error(ErrorKind::usage, std::string(spec.name) +
                                      " needs a lower date bound with an upper one: add " + column +
                                      " '…'");
  }
  scan.days = bounds.days.intersection(DaySet({{kFirstDay, today}}));
  scan.meant_days = bounds_of_all(/*nearest=*/true).days.intersection(*scan.days);
  return !scan.days->empty();
}

/// The earliest day that may stand in a text for which the term holds; nothing: any may.
std::optional<Day> earliest_day(const Term& term) {
  if (term.comparison == Comparison::is || term.comparison == Comparison::is_null ||
      is_open_pattern(term)) {
    return std::nullopt;
  }
  std::optional<Day> earliest;
  for (const Operand& value : term.values) {
    if (value.kind != Operand::Kind::text) continue;
    // Beyond ASCII the order depends on the database's encoding.
    if (!is_ascii(value.text)) return std::nullopt;
    const std::string_view text = is_pattern(term.comparison)
                                      ? literal_prefix(term.comparison, value.text)
                                      : std::string_view(value.text);
    const DaySet days = days_matching(DayColumn::charge_period_start, term.comparison, text,
                                      order_of(term.collation), std::chrono::days{0});
    const Day first = days.empty() ? kLastDay : days.first();
    earliest = std::min(first, earliest.value_or(first));
  }
  return earliest;
}

/// Any one of several lower bounds would do; the highest ends the reading first.
void raise_bound(const TableSpec& spec, const Term& term, Scan& scan) {
  auto day = earliest_day(term);
  if (!day) return;
  // The text of a timestamp with an offset may have the day after that in UTC.
  const auto column = spec.column(term.pushdown->column);
  if (column < spec.layout.size() && *day > kFirstDay) *day -= std::chrono::days{1};
  const std::string text = to_text(*day);
  if (!scan.not_before || text > *scan.not_before) scan.not_before = text;
}

void add_parameter(const Term& term, Scan& scan) {
  const Pushdown& pushdown = *term.pushdown;
  // No value that the API knows is as long; SQLite drops the rows that do not have it.
  constexpr std::size_t kLongestValue = 200;
  const std::string& value = term.values.front().text;
  if (value.size() > kLongestValue) return;
  if (pushdown.sendable != nullptr && !pushdown.sendable(value)) return;
  const bool sent = std::any_of(scan.parameters.begin(), scan.parameters.end(),
                                [&](const auto& p) { return p.first == pushdown.term; });
  if (!sent) scan.parameters.emplace_back(pushdown.term, value);
}

void add_choice(const Term& term, Scan& scan) {
  std::set<std::string> values;
  for (const Operand& value : term.values) {
    if (value.has_text()) values.insert(value.text);
  }
  for (auto& [column, allowed] : scan.choices) {
    if (column != term.pushdown->column) continue;
    std::erase_if(allowed, [&](const std::string& value) { return !values.contains(value); });
    return;
  }
  scan.choices.emplace_back(term.pushdown->column, std::move(values));
}

/// What narrows the answers of an account.
void add_filters(const TableSpec& spec, const std::vector<Term>& terms, Scan& scan) {
  for (const Term& term : terms) {
    if (term.pushdown->role == Role::parameter) add_parameter(term, scan);
    if (term.pushdown->role == Role::choice) add_choice(term, scan);
    // `=` of a column that is a parameter and a bound comes as the parameter.
    if (spec.pushes(term.pushdown->column, Role::not_before)) raise_bound(spec, term, scan);
  }
}

void choose_organization(const TableSpec& spec, const std::vector<Term>& terms, Scan& scan) {
  for (const Term& term : terms) {
    if (term.pushdown->role != Role::organization) continue;
    check_identifier(spec, term.pushdown->column, term.values.front().text);
    scan.organization = term.values.front().text;
  }
}

void choose_grouping(const TableSpec& spec, const std::vector<Term>& terms, Scan& scan) {
  for (const Term& term : terms) {
    if (term.pushdown->role != Role::group_by) continue;
    scan.group_by = groupings_in(spec.name, term.values.front().text);
    if (!scan.organization) continue;
    throw Error(ErrorKind::usage, std::string(spec.name) +
                                      ": group_by is for accounts only, as the API groups nothing "
                                      "for an organization: leave organization_id out and name "
                                      "the accounts, account_id IN (…)");
  }
}

/// The argument `incomplete`, or else the setting.
void choose_incomplete(const TableSpec& spec, const std::vector<Term>& terms,
                       const Settings& settings, Scan& scan) {
  scan.accepts_incomplete = settings.values().incomplete == Incomplete::ignore;
  scan.accepts_gone = scan.accepts_older = scan.accepts_incomplete;
  for (const Term& term : terms) {
    if (term.pushdown->role != Role::incomplete) continue;
    const std::string& value = term.values.front().text;
    if (value != "ignore" && value != "columns" && value != "error") {
      throw Error(ErrorKind::usage, std::string(spec.name) +
                                        ": incomplete must be 'ignore', 'columns' or 'error', "
                                        "not " +
                                        quoted(value));
    }
    scan.accepts_gone = value == "ignore";
    scan.accepts_older = value != "error";
    scan.accepts_incomplete = scan.accepts_incomplete && scan.accepts_gone;
  }
}

/// Arguments that are handed on as they are.
void note_arguments(const std::vector<Term>& terms, Scan& scan) {
  for (const Term& term : terms) {
    if (term.pushdown->role == Role::read_through) scan.read_through = term.values.front().text;
    if (term.pushdown->role == Role::order) scan.order = term.values.front().text;
    if (term.pushdown->role == Role::granularity) scan.granularity = term.values.front().text;
    if (term.pushdown->role == Role::told) scan.told = term.values.front().text;
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
                               const Settings& settings, Day today,
                               const std::vector<std::string_view>& later) {
  if (std::any_of(terms.begin(), terms.end(), is_impossible)) return std::nullopt;
  check_nothing_is_held_back(spec, later);
  check_days(spec, terms);
  Scan scan;
  scan.table = std::string(spec.name);
  choose_organization(spec, terms, scan);
  choose_grouping(spec, terms, scan);
  add_filters(spec, terms, scan);
  note_needed_column(terms, scan);
  choose_incomplete(spec, terms, settings, scan);
  note_arguments(terms, scan);
  if (!choose_accounts(spec, terms, settings, scan)) return std::nullopt;
  if (!choose_days(spec, terms, today, later, scan)) return std::nullopt;
  return scan;
}

}  // namespace cf_billing
