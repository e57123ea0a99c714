// Sums that are none, and divisions that drop what is left over.
#include <algorithm>

#include "functions/lint_text.h"

namespace cf_billing {

namespace {

bool is_sum(std::string_view word) { return is_one_of(word, {"SUM", "AVG", "TOTAL"}); }

bool is_aggregate(std::string_view word) {
  return is_sum(word) || is_one_of(word, {"MIN", "MAX", "COUNT", "GROUP_CONCAT", "COUNTIF"});
}

bool is_cost(std::string_view name) {
  return is_one_of(name, {"BILLEDCOST", "EFFECTIVECOST", "LISTCOST", "CONTRACTEDCOST"});
}

bool begins_query(const LintText& sql, std::size_t i) {
  return sql.is(i, "(") && sql.is_word(i + 1, {"SELECT", "WITH", "VALUES"});
}

/// Where the query ends that the SELECT begins: at the next one of a compound, too.
std::size_t end_of_query(const LintText& sql, std::size_t select) {
  std::size_t i = select + 1;
  while (i < sql.size() && sql.depth(i) >= sql.depth(select)) {
    const bool is_own = sql.depth(i) == sql.depth(select);
    if (is_own && (sql.is(i, ";") || sql.is_word(i, {"UNION", "INTERSECT", "EXCEPT", "SELECT"}))) {
      break;
    }
    i = sql.is(i, "(") ? std::min(sql.closing(i) + 1, sql.size()) : i + 1;
  }
  return i;
}

/// What a query does with costs and currencies outside its subqueries.
struct Query {
  std::size_t cost_sum = 0;  ///< the call; 0: none
  bool tells_currency = false;
};

Query read_query(const LintText& sql, std::size_t select) {
  Query query;
  const std::size_t end = end_of_query(sql, select);
  std::size_t aggregate_end = 0;
  std::size_t sum = 0;
  for (std::size_t i = select + 1; i < end; ++i) {
    if (begins_query(sql, i)) {
      i = sql.closing(i);
      continue;
    }
    if (i >= aggregate_end && sql.is_call(i) && is_aggregate(sql.word(i))) {
      aggregate_end = sql.closing(i + 1);
      sum = is_sum(sql.word(i)) ? i : 0;
    }
    const std::string name = sql.name(i);
    if (i < aggregate_end && sum != 0 && is_cost(name) && query.cost_sum == 0) query.cost_sum = sum;
    if (i >= aggregate_end && name == "BILLINGCURRENCY") query.tells_currency = true;
  }
  return query;
}

/// Whether a condition leaves one currency, anywhere: perhaps in what the sum is made of.
bool chooses_currency(const LintText& sql) {
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql.name(i) == "BILLINGCURRENCY" &&
        (sql.is(i + 1, "=") || sql.is_word(i + 1, {"IN", "IS", "LIKE"}))) {
      return true;
    }
  }
  return false;
}

/// A factor that is a whole number, whatever the data are, ends at `i`: where it begins; else the
/// end.
std::size_t whole_factor_before(const LintText& sql, std::size_t i) {
  if (sql.is_number(i)) {
    const bool is_whole = sql.text(i).find_first_not_of("0123456789") == std::string_view::npos &&
                          !sql.is(i - 1, ".") && !sql.is(i + 1, ".");
    return is_whole ? i : sql.size();
  }
  if (!sql.is(i, ")")) return sql.size();
  const std::size_t opening = sql.opening(i);
  const std::size_t call = opening - 1;
  if (sql.is_word(call, {"COUNT", "COUNTIF", "COUNT_IF", "LENGTH", "MONTH", "YEAR"})) return call;
  if (!sql.is_word(call, {"SUM"}) || !sql.is_word(opening + 1, {"CASE"})) return sql.size();
  // SUM(CASE WHEN … THEN 1 ELSE 0 END)
  for (std::size_t at = opening + 1; at < i; ++at) {
    if (sql.is_word(at, {"THEN", "ELSE"}) && (!sql.is_number(at + 1) || sql.is(at + 2, ".") ||
                                              !sql.is_word(at + 2, {"ELSE", "WHEN", "END"}))) {
      return sql.size();
    }
  }
  return call;
}

/// The same of one that begins at `i`: where it ends.
std::size_t whole_factor_at(const LintText& sql, std::size_t i) {
  if (sql.is_word(i, {"NULLIF"}) && sql.is_call(i)) {
    return whole_factor_at(sql, i + 2) < sql.size() ? sql.closing(i + 1) : sql.size();
  }
  const std::size_t end = sql.is_call(i) ? sql.closing(i + 1) : i;
  return end < sql.size() && whole_factor_before(sql, end) == i ? end : sql.size();
}

void read_division(const LintText& sql, std::size_t sign, LintFindings& findings) {
  const std::size_t end = whole_factor_at(sql, sign + 1);
  std::size_t begin = whole_factor_before(sql, sign - 1);
  if (end >= sql.size() || begin >= sql.size()) return;
  // `100 * COUNT(a) / COUNT(*)`: one factor that may be none makes the whole a fraction.
  while (sql.is(begin - 1, "*")) {
    begin = whole_factor_before(sql, begin - 2);
    if (begin >= sql.size()) return;
  }
  // Of several divisions in a row the first decides.
  if (sql.is(begin - 1, "/")) return;
  findings.push_back({begin, end + 1, LintLevel::wrong,
                      "drops the fraction, as both are whole numbers: write 1.0 * before it, or "
                      "SAFE_DIVIDE(a, b)"});
}

void read_sum(const LintText& sql, std::size_t i, LintFindings& findings) {
  const std::size_t closing = sql.closing(i + 1);
  for (std::size_t inner = i + 2; inner < closing; ++inner) {
    if (sql.name(inner).starts_with("CUMULATED")) {
      findings.push_back({i, std::min(closing + 1, sql.size()), LintLevel::wrong,
                          "adds running totals: write max(x) of a billing period, or the sum of "
                          "the column without Cumulated"});
      return;
    }
  }
}

}  // namespace

void lint_money(const LintText& sql, LintFindings& findings) {
  const bool has_one_currency = chooses_currency(sql);
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql.is(i, "/")) read_division(sql, i, findings);
    if (sql.is_call(i) && is_sum(sql.word(i))) read_sum(sql, i, findings);
    if (sql.is_word(i, {"JSON_VALUE"}) && sql.is_call(i)) {
      const std::size_t sign = sql.closing(i + 1) + 1;
      const std::size_t value =
          sql.is(sign + 1, "=") || sql.is(sign + 1, ">") ? sign + 2 : sign + 1;
      const bool compares = sql.is(sign, "<") || sql.is(sign, ">") || sql.is(sign, "=");
      if (compares && sql.is_number(value)) {
        findings.push_back({i, value + 1, LintLevel::wrong,
                            "compares a text with a number, and every text is greater: write "
                            "cf_json_number(x, '$.path')"});
      }
    }
    if (!sql.is_word(i, {"SELECT"}) || has_one_currency) continue;
    const Query query = read_query(sql, i);
    if (query.cost_sum == 0 || query.tells_currency) continue;
    findings.push_back({query.cost_sum, sql.closing(query.cost_sum + 1) + 1, LintLevel::look,
                        "adds across currencies where there are several: write BillingCurrency "
                        "into SELECT and GROUP BY"});
  }
}

}  // namespace cf_billing
