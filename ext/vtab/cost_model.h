// What a plan is said to cost. SQLite reads first what is cheap and compares plans by their sums,
// so the figures decide which rows come: without an account or a lower bound on days a scan is
// answered for the API's defaults, which are other rows and not just more. Each figure is here with
// the query that it is for. What the queries must do is in
// tests/oracle/test_join_order.py and test_regressions.py, what the figures must in
// tests/unit/vtab/cost_model_test.cc.
#pragma once

#include <set>
#include <vector>

#include "tables/table_spec.h"
#include "vtab/plan_terms.h"

namespace cf_billing {

namespace cost_model {

/// One request, in rows read: SQLite's own unit is about a row. So high that the fewest requests
/// win, whatever ordinary tables hold: here usage is read once and before the clients, not once for
/// each of them.
///   SELECT u.raw FROM clients c, cf_focus_usage u WHERE u.account_id = '…'
///   AND u.charge_date >= '2026-10-01' AND u.BillingAccountName = c.name
inline constexpr double kRequest = 1e6;

/// Without an account: its table has to be read first, however many scans that makes.
///   SELECT u.raw FROM clients c, cf_focus_usage u WHERE u.account_id = c.id
///   AND u.charge_date >= '2026-10-01'
inline constexpr double kUnnamedFactor = 1e10;

/// Without a lower bound on days: as above, and dearer than to lack the account. SQLite prices the
/// scans of an OR by what is inside the OR alone, so where both an account and days are asked for
/// only one kind of OR can be the cheaper plan. It is that of days, as in the first query, since a
/// missing account is mostly an error and missing days never are. The second is one scan.
///   SELECT raw FROM cf_focus_usage WHERE account_id IN ('…', '…')
///   AND (charge_date BETWEEN '2026-10-01' AND '2026-10-03'
///        OR charge_date BETWEEN '2026-10-20' AND '2026-10-21')
///   SELECT raw FROM cf_focus_usage WHERE (account_id = '…' OR BillingAccountId = '…')
///   AND charge_date >= '2026-10-01'
inline constexpr double kUndatedFactor = 1e13;

/// The account or the days are in a table that this plan reads later, and without them others would
/// be asked for: dearer than any scan that lacks both for good, in any loop. Where two tables wait
/// for each other's accounts the default one counts for both; days and arguments that are missing
/// are an error of the scan. (Of an order that the query forbids SQLite says nothing: see
/// free_order.h.)
///   SELECT u.raw FROM cf_focus_usage u, days d WHERE u.account_id = '…' AND u.charge_date = d.d
inline constexpr double kUnusable = 1e35;
inline constexpr double kRowsOfUnusable = 1e15;

/// How many accounts an IN list stands for: more than one, but less than two. `a = x OR a = y` is
/// such a list as well, and must not cost more than scans of its two sides, which SQLite may price
/// with days that it then leaves out.
///   SELECT count(*) FROM cf_focus_usage WHERE (BillingAccountId = '…' OR BillingAccountId = '…')
///   AND charge_date GLOB '2026-10*'
///   AND (ChargePeriodEnd, x_BillableMetricId) IN (SELECT d, k FROM days)
inline constexpr double kAccountsOfList = 1.9;

/// Both bounds are usually a month; a lower one alone reaches until today. Less than two scans:
/// those of an OR of days may lack the account, and one from the lower bound on is right.
///   SELECT raw FROM cf_focus_usage WHERE account_id = (SELECT id FROM clients) AND charge_date >=
///   '2026-10-01' AND (ChargePeriodStart GLOB '2026-10-0*' OR ChargePeriodEnd GLOB '2026-10-2*')
inline constexpr double kOpenEnd = 1.5;

/// What a condition that the API filters by leaves of the rows: this history is read before a table
/// that it is compared with.
///   SELECT amount FROM notes n, cf_billing_history h WHERE h.account_id = '…'
///   AND h.type = 'refund' AND h.description = n.text
inline constexpr double kFilteredShare = 0.25;

}  // namespace cost_model

/// What the terms of a plan, and those it cannot use, say about its cost.
class CostEstimate {
 public:
  void note(const PlanTerm& term);
  /// A constraint whose value a later table of the join has.
  void note_unusable(const PlanTerm& term);

  /// Days and arguments that the plan does without and a later table of the join has.
  [[nodiscard]] std::vector<const PlanTerm*> missing() const;

  struct Price {
    double cost;
    double rows;
  };
  [[nodiscard]] Price price(const TableSpec& spec) const;

 private:
  [[nodiscard]] bool lacks_what_comes_later() const;

  bool account_named_ = false;
  bool account_unusable_ = false;
  bool days_unusable_ = false;
  bool argument_unusable_ = false;
  bool days_below_ = false;
  bool days_above_ = false;
  bool filtered_ = false;
  double accounts_ = 1;
  std::vector<const PlanTerm*> unusable_;
  std::set<std::size_t> arguments_;  // The columns of those that are given.
};

}  // namespace cf_billing
