"""Every column of every table against the sandbox's own records: all accounts, all records."""

import json
import sqlite3
import unittest

import oracle
import support
from support import (ALL_ACCOUNTS, BILLED, EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END,
                     NOT_COVERED)

EVER = "2020-01-01"


class Declarations(support.TestCase):
    def test_column_lists(self):
        for table, columns in oracle.COLUMNS.items():
            with self.subTest(table=table):
                listed = self.rows(f"PRAGMA table_xinfo({table})")
                self.assertEqual(columns, [name for _, name, _, _, _, _, hidden in listed
                                           if not hidden])
                wanted = oracle.HIDDEN[table] + oracle.EXTRA_HIDDEN.get(table, [])
                self.assertEqual(wanted, [name for _, name, _, _, _, _, hidden
                                          in listed if hidden])
                for _, name, declared, *_ in listed:
                    self.assertEqual(oracle.declared_type(name), declared.split()[0], name)

    def test_select_star_shows_visible_columns_in_order(self):
        for table, columns in oracle.COLUMNS.items():
            with self.subTest(table=table), self.request_count(0):
                cursor = self.db.execute(f"SELECT * FROM {table} WHERE account_id = ? LIMIT 0",
                                         (FIRST,))
                self.assertEqual(columns, [column[0] for column in cursor.description])

    def test_numbers_of_columns(self):
        counts = {table: len(columns) for table, columns in oracle.COLUMNS.items()}
        self.assertEqual({"cf_billing_profile": 39, "cf_paygo_usage": 27, "cf_focus_usage": 36,
                          "cf_billing_history": 16}, counts)

    def test_tables_are_read_only(self):
        for table in oracle.COLUMNS:
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET account_id = ''",
                              f"INSERT INTO {table} DEFAULT VALUES"):
                with self.subTest(statement=statement), self.request_count(0):
                    with self.assertRaisesRegex(sqlite3.OperationalError, "may not be modified"):
                        self.db.execute(statement)


class Usage(support.TestCase):
    def setUp(self):
        super().setUp()
        # Everything there is, from before there was anything.
        self.rows("SELECT cf_config('incomplete', 'ignore')")

    def compare(self, table, kind, account, extra):
        """All columns, the account, the argument, the day and the record as received."""
        truth = self.sandbox.truth(kind, account)
        # json_extract proves the JSON subtype away; here the plain values are wanted.
        found = self.rows(f"SELECT *, account_id, from_date, to_date, charge_date, raw "
                          f"FROM {table} WHERE account_id = ? AND from_date = ?", (account, EVER))
        expected = [(*oracle.visible(table, record, account), account, EVER, None, oracle.day_of(record),
                     record) for record in truth]
        self.assert_same_rows(expected, found, f"{table} {account}:")
        self.assertEqual(extra, len(truth) > 1000)

    def test_paygo_of_every_account(self):
        for account in BILLED:
            with self.subTest(account=account):
                self.compare("cf_paygo_usage", "paygo", account, account in BILLED[:5])

    def test_focus_of_every_account(self):
        for account in BILLED:
            with self.subTest(account=account):
                self.compare("cf_focus_usage", "focus", account, account in BILLED[:5])

    def test_types_as_sql_sees_them(self):
        for table in ("cf_paygo_usage", "cf_focus_usage"):
            columns = oracle.COLUMNS[table]
            select = ", ".join(f"group_concat(DISTINCT typeof({column}))" for column in columns)
            for account in (FIRST, MID_MONTH, MONTH_END, EURO):
                types = self.rows(f"SELECT {select} FROM {table} WHERE account_id = ? "
                                  "AND charge_date >= date('now', '-60 days')", (account,))[0]
                for column, found in zip(columns, types):
                    with self.subTest(table=table, account=account, column=column):
                        allowed = {"null", oracle.declared_type(column).lower()}
                        self.assertLessEqual(set(found.split(",")), allowed)

    def test_division_of_whole_costs_is_not_truncated(self):
        found = self.rows("SELECT DISTINCT typeof(ConsumedQuantity / 7), typeof(BilledCost) "
                          "FROM cf_paygo_usage WHERE account_id = ?", (FIRST,))
        self.assertEqual([("real", "real")], found)

    def test_absent_money_is_null_and_never_zero(self):
        for account in (FIRST, MID_MONTH):
            found = self.rows("SELECT DISTINCT BilledCost, ListUnitPrice, BillingPeriodStart, "
                              "coalesce(sum(BilledCost), 'none') FROM cf_focus_usage "
                              "WHERE account_id = ?", (account,))
            self.assertEqual([(None, None, None, "none")], found, account)

    def test_contract_level_records_are_of_the_account_asked(self):
        """They name none: the same rows come whichever of the two columns names the account."""
        truth = [json.loads(record) for record in self.sandbox.truth("focus", MID_MONTH)]
        self.assertGreater(sum("BillingAccountId" not in record for record in truth), 10)
        for column in ("account_id", "BillingAccountId"):
            found = self.rows("SELECT BillingAccountId, x_BillableMetricId, ChargePeriodStart FROM "
                              f"cf_focus_usage WHERE {column} = ? AND from_date = ?", (MID_MONTH, EVER))
            self.assertEqual({MID_MONTH}, {row[0] for row in found})
            self.assertCountEqual([(record["x_BillableMetricId"], record["ChargePeriodStart"][:10])
                                   for record in truth], [(metric, start[:10]) for _, metric, start in found])

    def test_periods_are_in_focus_form(self):
        self.assertTrue(any(".000Z" in r for r in self.sandbox.truth("focus", MANY_PLANS)))
        found = self.rows("SELECT DISTINCT length(ChargePeriodStart), "
                          "ChargePeriodStart GLOB '*T00:00:00Z', "
                          "ChargePeriodEnd GLOB '*T00:00:00Z', raw LIKE '%.000Z%' "
                          "FROM cf_focus_usage WHERE account_id = ?", (MANY_PLANS,))
        self.assertEqual([(20, 1, 1, 1)], found)
        found = self.rows("SELECT DISTINCT substr(ChargePeriodEnd, 11) FROM cf_focus_usage "
                          "WHERE account_id = ?", (EURO,))
        self.assertEqual([("T23:59:59Z",)], found)

    def test_numbers_keep_their_spelling_in_raw(self):
        found = self.rows("SELECT ConsumedQuantity, raw FROM cf_focus_usage WHERE account_id = ? "
                          "AND from_date = ? AND x_BillableMetricId = 'r2_ia_data_retrieval' "
                          "ORDER BY ChargePeriodStart LIMIT 8", (MONTH_END, EVER))
        values = {0.1, 100.0, 12345678901234567890.0, 0.123456789012345678, 9007199254740992.0,
                  5e-07, 0.0, 1.5}
        self.assertEqual(values, {value for value, _ in found})
        spellings = "".join(raw for _, raw in found)
        for spelling in ("0.10", "1E+2", "12345678901234567890", "0.123456789012345678",
                         "9007199254740993", "5e-07", "-0.0", "1.50"):
            self.assertIn(f'"ConsumedQuantity":{spelling},', spellings)

    def test_json_columns_have_the_json_subtype(self):
        found = self.rows("SELECT json_array(Tags), json_array(json(Tags)), "
                          "json_extract(Tags, '$.team'), json_extract(Tags, '$.\"key-only\"'), "
                          "json_type(json_array(raw), '$[0]') FROM cf_focus_usage "
                          "WHERE account_id = ? AND Tags IS NOT NULL", (FIRST,))
        self.assertTrue(found)
        for as_is, reparsed, team, key_only, raw_type in found:
            self.assertEqual(as_is, reparsed)
            self.assertEqual(("fintech", 1, "object"), (team, key_only, raw_type))


class Others(support.TestCase):
    def test_profile_of_every_account(self):
        for account in ALL_ACCOUNTS:
            with self.subTest(account=account), self.request_count(1):
                record = self.sandbox.truth("profile", account)
                found = self.rows("SELECT *, account_id, raw FROM cf_billing_profile "
                                  "WHERE account_id = ?", (account,))
                expected = (*oracle.visible("cf_billing_profile", record), account, record)
                self.assert_same_rows([expected], found)

    def test_own_profile(self):
        record = self.sandbox.truth("user_profile")
        found = self.rows("SELECT *, account_id, raw FROM cf_billing_profile")
        self.assert_same_rows([(*oracle.visible("cf_billing_profile", record), None, record)],
                              found)

    def test_profile_types(self):
        found = self.rows("SELECT typeof(is_partner), is_partner, typeof(use_legacy), use_legacy, "
                          "typeof(card_expiry_month), typeof(balance), typeof(zipcode), "
                          "typeof(device_data) FROM cf_billing_profile")
        self.assertEqual([("integer", 0, "integer", 1, "integer", "text",
                           "null", "null")], found)

    def history(self, account, expected_of):
        where, parameters = ("account_id = ?", (account,)) if account else ("1", ())
        found = self.rows("SELECT *, account_id, occurred_date, raw FROM cf_billing_history "
                          f"WHERE {where}", parameters)
        expected = []
        for record in expected_of:
            row = oracle.visible("cf_billing_history", record)
            at = row[oracle.HISTORY_COLUMNS.index("occurred_at")]
            expected.append((*row, account, at and at[:10], record))
        self.assert_same_rows(expected, found)

    def test_history_of_every_account(self):
        for account in ALL_ACCOUNTS:
            with self.subTest(account=account):
                self.history(account, self.sandbox.truth("history", account))

    def test_own_history(self):
        self.history(None, self.sandbox.truth("user_history"))

    def test_history_types(self):
        types = self.rows("SELECT DISTINCT typeof(amount), typeof(id), typeof(occurred_at) "
                          "FROM cf_billing_history WHERE account_id = ?", (NOT_COVERED,))
        self.assertEqual([("real", "text", "text")], types)


if __name__ == "__main__":
    support.main()
