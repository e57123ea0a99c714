#include "vtab/plan.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/error.h"

namespace cf_billing {

namespace {

using Role = Pushdown::Role;
using Op = TermOperator;

constexpr std::string_view kColumnsTerm = "cols:";
constexpr std::string_view kNumberMark = ":number";

// A request costs as much as reading very many rows: the join order with the fewest wins.
constexpr double kRequestCost = 1e6;
// Without an account the API is asked about the default account, without a lower bound on days
// about its own default days: other rows, not just more. SQLite shall take every condition it has,
// so these costs are out of reach of any number of scans in a loop. It prices the scans of an OR by
// the conditions inside the OR alone, without those beside it; where a table has both accounts and
// days, only one kind of OR can be the cheaper one: that of days, since a missing account mostly is
// an error, and missing days never are.
constexpr double kUnnamedFactor = 1e10;
constexpr double kUndatedFactor = 1e13;
// For a scan whose account or days are known only to a table that was not read yet.
constexpr double kUnusableCost = 1e35;
constexpr double kManyRows = 1e15;
// How many accounts an IN list stands for: `a = x OR a = y` is one as well, and must not cost more
// than the scans of its two sides, which SQLite may price with days that it then leaves out.
constexpr double kAccountsOfList = 1.9;

constexpr std::array kAllOperators = {Op::eq, Op::any_of, Op::lt, Op::le,
                                      Op::gt, Op::ge,     Op::is, Op::is_null};

std::string_view suffix(Op op) {
  switch (op) {
    case Op::eq:
      return "=";
    case Op::any_of:
      return "=*";
    case Op::lt:
      return "<";
    case Op::le:
      return "<=";
    case Op::gt:
      return ">";
    case Op::ge:
      return ">=";
    case Op::is:
      return ":is";
    case Op::is_null:
      return ":null";
  }
  return "";
}

/// A number above which days shall be is compared as text only if no affinity comes with it: the
/// cursor has to know.
bool is_bound_by_number(const Pushdown& pushdown, Op op, bool is_number) {
  return is_number && pushdown.role == Role::day_bound && (op == Op::gt || op == Op::ge);
}

std::string term_text(const Pushdown& pushdown, Op op, bool is_number) {
  std::string text(pushdown.term);
  std::string_view plain = pushdown.term;
  if (pushdown.role == Role::day_bound) {
    text = op == Op::lt || op == Op::le ? "to" : op == Op::gt || op == Op::ge ? "from" : "day";
    plain = "charge_date";
  }
  text += suffix(op);
  if (is_bound_by_number(pushdown, op, is_number)) text += kNumberMark;
  // A parameter's name in the URL says which column it is.
  if (pushdown.role != Role::parameter && pushdown.column != plain) {
    text += "(" + std::string(pushdown.column) + ")";
  }
  return text;
}

bool takes(const Pushdown& pushdown, Op op) {
  switch (pushdown.role) {
    case Role::account:
      // Another column than the argument may be NULL in a record of an account: IS NULL does not
      // ask for rows without an account then.
      return op == Op::eq || op == Op::any_of ||
             (pushdown.column == pushdown.term && (op == Op::is || op == Op::is_null));
    case Role::organization:
    case Role::first_day:
    case Role::last_day:
    case Role::parameter:
      return op == Op::eq;
    case Role::day_bound:
      return op != Op::is && op != Op::is_null;
    case Role::oldest_first:
      return op == Op::gt || op == Op::ge || op == Op::eq || op == Op::any_of;
  }
  return false;
}

bool takes(const Pushdown& pushdown, Collation collation) {
  if (collation == Collation::binary) return true;
  switch (pushdown.role) {
    // An argument is a value passed, not a comparison.
    case Role::organization:
    case Role::first_day:
    case Role::last_day:
      return true;
    // Digits and hyphens sort alike in both, and only the day of a bound is looked at; it is under
    // NOCASE that SQLite offers the bounds of LIKE.
    case Role::day_bound:
    case Role::oldest_first:
      return collation == Collation::nocase;
    case Role::account:
    case Role::parameter:
      return false;
  }
  return false;
}

/// The operator that a usable constraint is taken with; nothing if the pushdown has no use for it.
std::optional<Op> taken_as(const Pushdown& pushdown, const IndexConstraint& constraint) {
  if (!constraint.op || !takes(pushdown, constraint.collation)) return std::nullopt;
  Op op = *constraint.op;
  if (op == Op::eq && constraint.is_in) {
    // One scan with every value. An argument takes one value: SQLite calls once for each.
    if (takes(pushdown, Op::any_of)) return Op::any_of;
    if (pushdown.role == Role::parameter) return std::nullopt;
  }
  if (!takes(pushdown, op)) return std::nullopt;
  // `occurred_at=` in the plan's text is the parameter, which needs BINARY.
  if (pushdown.role == Role::oldest_first && op == Op::eq &&
      constraint.collation != Collation::binary) {
    return std::nullopt;
  }
  return op;
}

struct Estimate {
  bool account_named = false;
  bool account_unusable = false;
  bool days_unusable = false;
  bool argument_unusable = false;
  double accounts = 1;
  bool days_below = false;
  bool days_above = false;
  bool filtered = false;
};

void note(const Pushdown& pushdown, Op op, Estimate& estimate) {
  const bool single = op == Op::eq || op == Op::any_of;
  switch (pushdown.role) {
    case Role::account:
    case Role::organization:
      estimate.account_named = true;
      if (op == Op::any_of) estimate.accounts = kAccountsOfList;
      break;
    case Role::first_day:
      estimate.days_below = true;
      break;
    case Role::last_day:
      estimate.days_above = true;
      break;
    case Role::day_bound:
      estimate.days_below = estimate.days_below || single || op == Op::gt || op == Op::ge;
      estimate.days_above = estimate.days_above || single || op == Op::lt || op == Op::le;
      break;
    case Role::parameter:
    case Role::oldest_first:
      estimate.filtered = true;
      break;
  }
}

void note_unusable(const Pushdown& pushdown, Estimate& estimate) {
  switch (pushdown.role) {
    case Role::account:
      estimate.account_unusable = true;
      break;
    case Role::day_bound:
      estimate.days_unusable = true;
      break;
    // A row shows the argument it was fetched with: fetched without, SQLite would filter it away.
    case Role::organization:
    case Role::first_day:
    case Role::last_day:
      estimate.argument_unusable = true;
      break;
    case Role::parameter:
    case Role::oldest_first:
      break;
  }
}

void price(const TableSpec& spec, const Estimate& estimate, IndexPlan& plan) {
  // Both bounds are usually a month; a lower one alone reaches until today. Still less than two
  // scans: those of an OR may lack the account (see above), and one scan from the lower bound on is
  // right.
  const double per_account = estimate.days_below && !estimate.days_above ? 1.5 : 1;
  const double requests = estimate.accounts * per_account;
  plan.rows = requests * spec.rows_per_request / (estimate.filtered ? 4 : 1);
  plan.cost = requests * kRequestCost + plan.rows;
  if (spec.local_rows != nullptr) {
    plan.cost = plan.rows;
    return;
  }
  const bool has_days =
      std::any_of(spec.pushdowns.begin(), spec.pushdowns.end(),
                  [](const Pushdown& pushdown) { return pushdown.role == Role::day_bound; });
  if (has_days && !estimate.days_below) plan.cost *= kUndatedFactor;
  if (estimate.argument_unusable || (estimate.account_unusable && !estimate.account_named) ||
      (estimate.days_unusable && !estimate.days_below)) {
    // Which account or days are meant is in a table that this plan reads later, and without them
    // others would be asked for. SQLite shall read that table first; only where the query forbids
    // it, the defaults count, or the missing argument is reported.
    plan.cost = kUnusableCost;
    plan.rows = kManyRows;
  } else if (!estimate.account_named && spec.has_accounts()) {
    plan.cost *= kUnnamedFactor;
  }
}

}  // namespace

IndexPlan plan(const TableSpec& spec, const IndexRequest& request) {
  IndexPlan made;
  Estimate estimate;
  for (std::size_t i = 0; i < request.constraints.size(); ++i) {
    const IndexConstraint& constraint = request.constraints[i];
    for (const Pushdown& pushdown : spec.pushdowns) {
      if (spec.column(pushdown.column) != constraint.column) continue;
      const auto op = taken_as(pushdown, constraint);
      if (!op) continue;
      if (!constraint.usable) {
        note_unusable(pushdown, estimate);
        break;
      }
      made.uses.push_back({i, *op == Op::any_of});
      made.text += term_text(pushdown, *op, constraint.is_number) + ' ';
      // It may be a CAST in the query, and then it bounds nothing: days that come from elsewhere
      // shall be known first.
      if (!is_bound_by_number(pushdown, *op, constraint.is_number)) {
        note(pushdown, *op, estimate);
      }
      break;
    }
  }
  std::array<char, 17> mask{};
  const auto end = std::to_chars(mask.data(), mask.data() + mask.size(), request.columns_used, 16);
  made.text += std::string(kColumnsTerm) + std::string(mask.data(), end.ptr);
  price(spec, estimate, made);
  return made;
}

ReadPlan read_plan(const TableSpec& spec, std::string_view text) {
  ReadPlan read;
  const auto find_term = [&](std::string_view written) -> std::optional<PlannedTerm> {
    for (const Pushdown& pushdown : spec.pushdowns) {
      for (const Op op : kAllOperators) {
        if (!takes(pushdown, op)) continue;
        for (const bool is_number : {false, true}) {
          if (term_text(pushdown, op, is_number) == written) {
            return PlannedTerm{&pushdown, op, is_number};
          }
        }
      }
    }
    return std::nullopt;
  };
  while (!text.empty()) {
    const std::string_view written = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), written.size() + 1));
    if (written.starts_with(kColumnsTerm)) {
      std::from_chars(written.data() + kColumnsTerm.size(), written.data() + written.size(),
                      read.columns_used, 16);
      continue;
    }
    const auto term = find_term(written);
    if (!term) {
      throw Error(ErrorKind::corrupt, std::string(spec.name) + ": unreadable plan");
    }
    read.terms.push_back(*term);
  }
  return read;
}

}  // namespace cf_billing
