#include "vtab/day_conditions.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

bool compares_days(std::string_view sql) {
  return has_condition_on(sql, {"CHARGEPERIODSTART", "CHARGE_DATE"});
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
        "INSERT INTO t SELECT 1 FROM v WHERE charge_date = (SELECT 1)"}) {
    EXPECT_TRUE(compares_days(sql)) << sql;
  }
}

TEST(DayConditions, are_found_under_other_names) {
  EXPECT_TRUE(
      compares_days("WITH w AS (SELECT date(ChargePeriodStart) AS \"the day\", x AS y FROM v) "
                    "SELECT 1 FROM w WHERE \"the day\" > (SELECT 1)"));
  EXPECT_TRUE(compares_days("SELECT 1 FROM (SELECT m FROM (SELECT a, max(charge_date) AS m FROM v)) "
                            "WHERE m = 1"));
  EXPECT_FALSE(compares_days("SELECT 1 FROM (SELECT charge_date AS a, x AS y FROM v) WHERE y = 1"));
}

TEST(DayConditions, are_not_what_is_only_shown) {
  for (const char* sql :
       {"", "SELECT ChargePeriodStart, sum(x) FROM v WHERE a = 'charge_date' GROUP BY 1",
        "SELECT 1 FROM v WHERE a /* charge_date */ = 1 -- charge_date",
        "SELECT charge_date FROM v WHERE a = 1 GROUP BY charge_date ORDER BY charge_date",
        "SELECT 1 FROM w WHERE a IN (SELECT charge_date FROM v)",
        "SELECT 1 FROM w JOIN v ON w.a = v.a LEFT JOIN x ON 1 GROUP BY charge_date", "))(("}) {
    EXPECT_FALSE(compares_days(sql)) << sql;
  }
}

}  // namespace
}  // namespace cf_billing
