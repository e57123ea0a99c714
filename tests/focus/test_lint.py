"""cf_focus_lint(sql): every trap by its place and with what to write, and nothing where there is none."""

import pathlib
import re
import sqlite3
import time

import focus_case
from focus_case import support
from test_published import published

FROM = "FROM focus_data_table WHERE ChargePeriodStart >= '2026-10-01'"
# What is found in each, by the level and a part of the advice.
TRAPS = (
    ("SELECT CAST(ChargePeriodStart AS DATE) {FROM}", "wrong", "date(ChargePeriodStart)"),
    ("SELECT CAST(u.ChargePeriodStart AS TIMESTAMP) {FROM}", "wrong", "write u.ChargePeriodStart itself"),
    ("SELECT CAST(SkuId AS STRING) {FROM}", "wrong", "CAST(SkuId AS TEXT)"),
    ("SELECT CAST(ListCost AS DECIMAL(10, 2)) {FROM}", "look", "round(ListCost, 2)"),
    ("SELECT COUNT(*) / 2 {FROM}", "wrong", "SAFE_DIVIDE"),
    ("SELECT 100 * COUNT(a) / COUNT(*) {FROM}", "wrong", "drops the fraction"),
    ("SELECT COUNT(a) / NULLIF(COUNT(*), 0) {FROM}", "wrong", "drops the fraction"),
    ("SELECT SUM(CASE WHEN Tags IS NULL THEN 1 ELSE 0 END) / COUNT(*) {FROM}", "wrong", "drops the fraction"),
    ("SELECT SUM(CumulatedContractedCost) FROM cf_paygo_usage", "wrong", "running totals"),
    ("SELECT 1 {FROM} AND JSON_VALUE(Tags, '$.n') > 5", "wrong", "cf_json_number"),
    ("SELECT SUM(BilledCost) {FROM}", "look", "currencies"),
    ("SELECT SkuId, AVG(EffectiveCost) {FROM} GROUP BY 1", "look", "currencies"),
    ("WITH t AS (SELECT SkuId, SUM(ListCost) AS c {FROM} GROUP BY 1) SELECT c FROM t", "look", "currencies"),
    ("SELECT 1 {FROM} AND ChargePeriodEnd < ?", "look", "loses the last day"),
    ("SELECT 1 {FROM} AND '2026-11-01' > u.BillingPeriodEnd", "look", "loses the last period"),
    ("SELECT MONTH(BillingPeriodStart) {FROM}", "look", "substr(BillingPeriodStart, 1, 7)"),
    ("SELECT STDDEV(BilledCost), BillingCurrency {FROM}", "look", "STDDEV_POP"),
    ("SELECT SkuId FROM focus_data_table", "look", "without a condition on days"),
    ("SELECT 1 FROM focus_data_table WHERE DATE(ChargePeriodStart) = '2026-10-01'", "fails",
     "compare ChargePeriodStart itself"),
    ("SELECT Tags[\"app\"] {FROM}", "wrong", "JSON_VALUE(Tags"),
    ("SELECT Tags['app'], 1 {FROM}", "wrong", "JSON_VALUE(Tags"),
    ("SELECT Tags['app'] AS app {FROM}", "fails", "JSON_VALUE(Tags"),
    ("SELECT (Tags['app']) {FROM} GROUP BY Tags['app'], 1", "fails", "JSON_VALUE(Tags"),
    ("SELECT 1 {FROM} AND Tags['app'] = 'x'", "fails", "JSON_VALUE(Tags"),
    ("SELECT Tags:app::string {FROM}", "fails", "JSON_VALUE(Tags"),
    ("SELECT Tags.app {FROM}", "fails", "JSON_VALUE(Tags"),
    ("SELECT CURRENT_DATE - INTERVAL '1' MONTH {FROM}", "fails", "date(x, 'start of month', '-1 month')"),
    ("SELECT charge_description, SUM(list_cost) {FROM}", "fails", "FOCUS calls it ChargeDescription"),
    ("SELECT 1 {FROM} AND ChargeCategory = 'usage'", "wrong", "write 'Usage'"),
    ("SELECT 1 {FROM} AND u.ChargeCategory NOT IN ('Usage', 'TAX')", "wrong", "write 'Tax'"),
    ("SELECT 1 {FROM} AND ServiceName RLIKE 'x'", "fails", "LIKE '%…%'"),
    ("SELECT DATE_SUB(CURRENT_DATE, INTERVAL 7 DAY) {FROM}", "fails", "date(x, '-7 days')"),
    ("SELECT DATEADD(month, 1, ChargePeriodStart) {FROM}", "fails", "'start of month', '-1 month'"),
    ("SELECT DATE_TRUNC(ChargePeriodStart, MONTH) {FROM}", "fails", "DATE_TRUNC('month', x)"),
    ("SELECT EXTRACT(MONTH FROM ChargePeriodStart) {FROM}", "fails", "MONTH(x)"),
    ("SELECT DATE '2026-10-01' {FROM}", "fails", "the text alone"),
    ("SELECT 1 FROM focus_data_table, UNNEST(x) AS e WHERE ChargePeriodStart > '2026'", "fails", "json_each"),
    ("SELECT JSON_UNQUOTE(JSON_EXTRACT(x, '$.a')) {FROM}", "fails", "JSON_VALUE"),
    ("SELECT ChargePeriodStart::date {FROM}", "fails", "date(x)"),
    ("SELECT SkuId, {FROM}", "fails", "a comma too many"),
    ("SELECT TOP 5 SkuId {FROM}", "fails", "LIMIT"),
    ("SELECT * EXCEPT (Tags) {FROM}", "fails", "write the columns"),
    ("SELECT 1 {FROM} GROUP BY date(ChargePeriodStart) AS day", "fails", "no name can be given"),
    ("SELECT InvoiceIssuer {FROM}", "fails", "InvoiceIssuerName"),
    ("SELECT 1 FROM `a.b.focus` WHERE ChargePeriodStart > '2026'", "fails", "focus_data_table"),
    ("SELECT LEFT(SkuId, 3) {FROM}", "fails", "substr(x, 1, n)"),
    ("SELECT SAFE_CAST(SkuId AS INT64) {FROM}", "fails", "CAST(x AS REAL)"),
    ("SELECT 1 {FROM} QUALIFY row_number() OVER (ORDER BY 1) = 1", "fails", "subquery"),
)
# Much of it looks like a trap, and is none.
CLEAN = (
    "", "SELECT 1", "not SQL at all )) (( '", "SELECT 'unfinished", "/* unfinished",
    "-- CAST(x AS DATE), Tags[\"a\"], INTERVAL '1' DAY\nSELECT SkuId {FROM}",
    "SELECT 'CAST(x AS DATE) INTERVAL ''1'' DAY' {FROM}",
    "SELECT \"UNNEST(x)\", [DATEADD(y)], `EXTRACT` {FROM}",
    "SELECT CAST(ListCost AS REAL), CAST(SkuId AS TEXT), CAST(1.5 AS INTEGER) {FROM}",
    "SELECT BillingCurrency, SUM(BilledCost) {FROM} GROUP BY BillingCurrency",
    "SELECT BillingCurrency, SUM(BilledCost) / NULLIF(SUM(ConsumedQuantity), 0) {FROM} GROUP BY 1",
    "SELECT SUM(BilledCost) {FROM} AND BillingCurrency = 'USD'",
    "SELECT SUM(c) FROM (SELECT BilledCost AS c, SUM(ListCost) {FROM} AND BillingCurrency IN ('USD'))",
    "SELECT 100.0 * COUNT(a) / COUNT(*), COUNT(*) / 2.5, 1.0 / 3, ListCost / 2 {FROM}",
    "SELECT SUM(CASE WHEN x THEN 1.0 ELSE 0 END) / COUNT(*), SUM(CASE WHEN x THEN c END) / 2 {FROM}",
    "SELECT 1 {FROM} AND ChargePeriodEnd <= ? AND BillingPeriodStart < '2026-11-01'",
    "SELECT 1 {FROM} AND ChargePeriodEnd < BillingPeriodEnd AND BillingPeriodEnd <> '2026-11-01'",
    "SELECT 1 {FROM} AND DATE(ChargePeriodStart) <> '2026-10-07'",
    "SELECT date(ChargePeriodStart), max(ChargePeriodEnd) {FROM} GROUP BY 1",
    "SELECT YEAR(ChargePeriodStart), MONTH(ChargePeriodStart) {FROM} GROUP BY 1, 2",
    "SELECT DATE_TRUNC('month', ChargePeriodStart) {FROM} GROUP BY 1",
    "SELECT JSON_VALUE(Tags, '$.n') = '5', COUNTIF(ListCost > 1), SAFE_DIVIDE(1, 2) {FROM}",
    "SELECT json_extract(Tags, '$.app') AS Provider, Provider {FROM}",
    "SELECT ListCost AS list_cost, charge_date, x_ZoneName {FROM} ORDER BY list_cost",
    "SELECT CASE ChargeCategory WHEN 'usage' THEN 1 END {FROM} AND ChargeCategory IN ('Usage', 'Tax')",
    "SELECT max(CumulatedContractedCost) FROM cf_paygo_usage",
    "WITH interval AS (SELECT 1 AS day) SELECT interval.day, e.value FROM interval, json_each('[1]') AS e",
    "SELECT count(*) FROM focus_data_table AS u LEFT JOIN days ON u.ChargePeriodStart >= days.day",
    "SELECT 1 {FROM} EXCEPT SELECT 2", "SELECT * FROM (SELECT 1) UNION SELECT * FROM t EXCEPT SELECT 1",
    "CREATE TABLE timestamp(extract TEXT); INSERT INTO timestamp(extract) VALUES (1)",
)


def lint_case(sql):
    return sql.replace("{FROM}", FROM)


class Lint(focus_case.TestCase):
    def lint(self, sql):
        found = self.value("SELECT cf_focus_lint(?)", (lint_case(sql),))
        return found.split("\n") if found is not None else []

    def test_traps(self):
        for sql, level, advice in TRAPS:
            with self.subTest(sql):
                lines = self.lint(sql)
                self.assertTrue(any(re.match(rf"line 1, {level}: ", line) and advice in line for line in lines),
                                lines)

    def test_what_is_none_is_not_found(self):
        for sql in CLEAN:
            with self.subTest(sql):
                self.assertEqual([], self.lint(sql))

    def test_null_and_other_types(self):
        self.assertEqual([(None, None, None)],
                         self.rows("SELECT cf_focus_lint(NULL), cf_focus_lint(7), cf_focus_lint(x'')"))

    def test_lines_and_excerpts(self):
        (first, second) = self.lint("SELECT 'ä\n', -- x\n  CAST(x\n AS DATE),\n\tTags [ 'a' ] {FROM}")
        self.assertTrue(first.startswith("line 3, wrong: CAST(x AS DATE): "), first)
        self.assertTrue(second.startswith("line 5, wrong: Tags [ 'a' ]: "), second)
        (line,) = self.lint(f"SELECT CAST('{'ä' * 200}' AS DATE)")
        self.assertLess(len(line.split(": is the year")[0]), 100)
        line.encode()

    def test_deep_and_long_statements_end(self):
        for part in ("(", "SELECT ", "(SELECT ", "CAST(", "1 / ", "a / ", "SUM(BilledCost", "GROUP BY x ",
                     "COUNT(1) / 2 * ", "UNNEST(", "MONTH(ChargePeriodStart) ", "DATE(", "Tags[x], ", "'", "[", "/*"):
            for end in ("", ")" * 6000, " = ChargePeriodEnd) " * 1000):
                sql = (part * 30000)[:30000 - len(end)] + end
                began = time.process_time()
                self.value("SELECT length(cf_focus_lint(?))", (sql,))
                self.assertLess(time.process_time() - began, 5, part)
        self.assert_says(self.failure(support.ERROR, "SELECT cf_focus_lint(?)", (" " * 100001,)), "100000 bytes")

    def test_what_is_said_to_fail_fails_and_the_rest_runs(self):
        """Of the published queries: SQLite is asked."""
        db = self.focus(support.MANY_PLANS)
        for query in published():
            said = self.lint(query.sql)
            fails = any(line.split(", ")[1].startswith("fails") for line in said)
            try:
                db.execute("EXPLAIN " + query.sql, ["x"] * query.sql.count("?"))
                runs = True
            except sqlite3.Error:
                runs = False
            with self.subTest(query.name):
                self.assertFalse(runs and fails, said)
                if query.why_not and re.search(r"Tags\[|alias in GROUP|UNNEST|MySQL|BigQuery|JSON_TABLE"
                                               "|is no column|comma before FROM", query.why_not):
                    self.assertTrue(fails, said)
                if query.trap and "CAST" in query.trap:
                    self.assertTrue(any("date(" in line for line in said), said)

    def test_every_trap_that_fails_does(self):
        db = self.focus(support.MANY_PLANS)
        for sql, level, _ in TRAPS:
            # The module's own error comes when it is run; SQLite's when it is prepared.
            if level == "fails" and "WHERE DATE(ChargePeriodStart) =" not in sql:
                with self.subTest(sql), self.assertRaises(sqlite3.Error):
                    db.execute("EXPLAIN " + lint_case(sql))

    def test_from_a_file_in_the_shell(self):
        path = pathlib.Path(support.scratch_folder()) / "query.sql"
        path.write_text("SELECT CAST(x AS DATE)\n")
        self.addCleanup(path.unlink)
        done = self.shell().run(f"SELECT cf_focus_lint(readfile('{path}'))")
        self.assertEqual((0, ""), (done.code, done.stderr))
        self.assertIn("line 1, wrong: CAST(x AS DATE)", str(done.rows))


if __name__ == "__main__":
    focus_case.main()
