#include "vtab/day_conditions.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

bool compares_days(const std::string& sql) {
  return !with_condition_on({sql}, {"CHARGEPERIODSTART", "CHARGE_DATE"}).empty();
}

TEST(DayConditions, are_found_wherever_they_stand) {
  for (const char* sql :
       {"SELECT 1 FROM v WHERE ChargePeriodStart >= (SELECT d FROM days)",
        "SELECT 1 FROM v JOIN days ON d = chargeperiodstart",
        "SELECT 1 FROM v JOIN days USING (charge_date)",
        "SELECT 1 FROM v WHERE a AND (b OR substr(v.\"ChargePeriodStart\", 1, 7) = '2026-10')",
        "SELECT charge_date FROM v GROUP BY 1 HAVING charge_date > ?",
        "SELECT sum(x) FILTER (WHERE charge_date > ?) FROM v",
        "SELECT 1 FROM v WHERE EXISTS (SELECT 1 FROM days WHERE d = [charge_date])",
        "WITH b AS (SELECT 1) SELECT 1 FROM v, b WHERE v.charge_date = b.d",
        "SELECT 1 FROM v WHERE a IS DISTINCT FROM 'x' AND substr(charge_date, 1, 7) = '2026-10'",
        "SELECT 1 FROM v WHERE coalesce(a, 1) >= :limit AND charge_date = :month",
        "SELECT 1 FROM v WHERE :from <= substr(charge_date, 1, 10)",
        "SELECT 1 FROM v NATURAL JOIN days",
        "SELECT charge_date FROM v INTERSECT SELECT d FROM days",
        "INSERT INTO t SELECT 1 FROM v WHERE charge_date = (SELECT 1)"}) {
    EXPECT_TRUE(compares_days(sql)) << sql;
  }
}

TEST(DayConditions, are_found_under_other_names) {
  EXPECT_TRUE(
      compares_days("WITH w AS (SELECT date(ChargePeriodStart) AS \"the day\", x AS y FROM v) "
                    "SELECT 1 FROM w WHERE \"the day\" > (SELECT 1)"));
  EXPECT_TRUE(
      compares_days("SELECT 1 FROM (SELECT m FROM (SELECT a, max(charge_date) AS m FROM v)) "
                    "WHERE m = 1"));
  EXPECT_TRUE(
      compares_days("SELECT 1 FROM (SELECT date(charge_date, 'start of month') AS m FROM v) WHERE "
                    "m = '2026-10-01'"));
  EXPECT_TRUE(
      compares_days("SELECT 1 FROM (SELECT substr(charge_date, 1, 7) m, a FROM v) WHERE m = 1"));
  EXPECT_TRUE(
      compares_days("WITH w(x, y) AS (SELECT a, charge_date FROM v) SELECT 1 FROM w WHERE y = 1"));
  EXPECT_FALSE(
      compares_days("WITH w(x, y) AS (SELECT a, charge_date FROM v) SELECT 1 FROM w WHERE x = 1"));
  // By the names that a view gives.
  EXPECT_EQ(
      with_condition_on({"SELECT 1 FROM w WHERE m = 1",
                         "CREATE TEMP VIEW w(n, m) AS SELECT a, substr(charge_date, 1, 7) FROM v"},
                        {"CHARGE_DATE"}),
      (std::vector<std::size_t>{0}));
  EXPECT_FALSE(compares_days("SELECT 1 FROM (SELECT charge_date AS a, x AS y FROM v) WHERE y = 1"));
}

TEST(DayConditions, are_not_what_is_only_shown) {
  for (const char* sql :
       {"", "SELECT ChargePeriodStart, sum(x) FROM v WHERE a = 'charge_date' GROUP BY 1",
        "SELECT 1 FROM v WHERE a /* charge_date */ = 1 -- charge_date",
        "SELECT charge_date FROM v WHERE a = 1 GROUP BY charge_date ORDER BY charge_date",
        "SELECT 1 FROM w WHERE a IN (SELECT charge_date FROM v)",
        "SELECT CASE WHEN charge_date > 'x' THEN charge_date END FROM v WHERE b = 2",
        "SELECT charge_date d, sum(a) OVER (PARTITION BY charge_date ORDER BY a) FROM v WHERE a = "
        "1",
        "SELECT 1 FROM w JOIN v ON w.a = v.a LEFT JOIN x ON 1 GROUP BY charge_date", "))(("}) {
    EXPECT_FALSE(compares_days(sql)) << sql;
  }
}

}  // namespace
}  // namespace cf_billing
