"""Loading, and the functions cf_version() and cf_config()."""

import json
import re
import sqlite3
import unittest

import support
from support import ERROR, FIRST

SETTINGS = {"api_token": None, "api_key": None, "email": None, "account_id": None,
            "base_url": "https://api.cloudflare.com/client/v4", "ca_file": None, "timeout": 60,
            "connect_timeout": 10, "max_retries": 3, "max_wait": 60, "concurrency": 8,
            "max_requests": 500, "max_response_mib": 1024, "paygo_endpoint": "auto"}
ENVIRONMENT = {"CLOUDFLARE_API_TOKEN": None, "CLOUDFLARE_BASE_URL": None}


class Loading(support.TestCase):
    def test_exit_code(self):
        for statements in ((), ("SELECT 1",), ("SELECT count(*) FROM cf_billing_profile",)):
            done = self.shell().run(*statements)
            self.assertEqual((0, ""), (done.code, done.stderr), statements)

    def test_twice(self):
        done = self.shell().run(f".load {support.EXTENSION}", "SELECT cf_version()",
                                f".load {support.EXTENSION}",
                                "SELECT count(*) FROM cf_billing_profile")
        self.assertEqual((0, ""), (done.code, done.stderr))
        self.assertEqual([self.value("SELECT cf_version()"), "1"], [row[0] for row in done.rows])

    def test_with_the_file_name_extension_and_the_entry_point(self):
        for load in (f".load {support.EXTENSION}.so",
                     f".load {support.EXTENSION} sqlite3_cfbilling_init",
                     f"SELECT load_extension('{support.EXTENSION}', 'sqlite3_cfbilling_init')"):
            done = self.shell().run(load, "SELECT count(*) FROM cf_billing_profile", load=False)
            self.assertEqual((0, "", "1"), (done.code, done.stderr, done.rows[-1][0]))

    def test_loading_asks_nothing_and_needs_nothing(self):
        with self.request_count(0):
            done = self.shell(CLOUDFLARE_API_TOKEN=None, CLOUDFLARE_BASE_URL="nonsense",
                              CLOUDFLARE_ACCOUNT_ID="nonsense").run("SELECT cf_version()")
            self.assertEqual((0, ""), (done.code, done.stderr))

    def test_twice_in_one_connection_keeps_settings_usable(self):
        db = self.connect(timeout=9)
        support.load_extension(db)
        self.value("SELECT cf_config('timeout')", db=db)
        with support.environment_of({"CLOUDFLARE_API_TOKEN": support.TOKEN,
                                     "CLOUDFLARE_BASE_URL": self.sandbox.base_url}):
            support.load_extension(db)
        self.assertEqual(1, self.value("SELECT count(*) FROM cf_billing_profile", db=db))

    def test_shell_script(self):
        done = self.shell().run(script="SELECT 1;\nSELECT count(*) FROM cf_billing_profile;\n"
                                       "SELECT nonsense;\nSELECT 2;\n")
        self.assertNotEqual(0, done.code)
        self.assertEqual(["1", "1"], [row[0] for row in done.rows])


class Functions(support.TestCase):
    def test_version(self):
        self.assertRegex(self.value("SELECT cf_version()"), r"^\d+\.\d+\.\d+$")

    def test_defaults(self):
        db = self.connect(environment=ENVIRONMENT)
        for name, default in SETTINGS.items():
            with self.subTest(name):
                self.assertEqual([(default,)], self.rows("SELECT cf_config(?)", (name,), db))

    def test_set_read_and_go_back(self):
        for name, value in (("timeout", 5), ("connect_timeout", 3600), ("max_retries", 0),
                            ("max_wait", 0), ("concurrency", 64), ("max_requests", 1),
                            ("max_response_mib", 1), ("paygo_endpoint", "paygo-usage"),
                            ("account_id", FIRST), ("base_url", "http://127.0.0.1:1/x"),
                            ("email", "someone@example.com"), ("ca_file", "/nowhere.pem")):
            with self.subTest(name):
                before = self.value("SELECT cf_config(?)", (name,))
                shown = "********" if name == "email" else value
                self.assertEqual(shown, self.value("SELECT cf_config(?, ?)", (name, value)))
                self.assertEqual(shown, self.value("SELECT cf_config(?)", (name,)))
                self.assertEqual(before, self.value("SELECT cf_config(?, NULL)", (name,)))
                self.assertEqual(before, self.value("SELECT cf_config(?)", (name,)))

    def test_null_goes_back_to_the_environment(self):
        db = self.connect(environment={"CLOUDFLARE_ACCOUNT_ID": FIRST})
        self.assertEqual(FIRST, self.value("SELECT cf_config('account_id')", db=db))
        self.assertIsNone(self.value("SELECT cf_config('account_id', '')", db=db))
        self.assertEqual(FIRST, self.value("SELECT cf_config('account_id', NULL)", db=db))

    def test_unknown_names_list_the_known(self):
        for name in ("nonsense", "", "TIMEOUT", "api_token ", None, "x" * 5000, "a\nb"):
            with self.subTest(name=name), self.request_count(0):
                for sql in ("SELECT cf_config(?)", "SELECT cf_config(?, 1)"):
                    message = self.failure(ERROR, sql, (name,))
                    self.assert_says(message, "cf_config", *SETTINGS)
                    self.assertLess(len(message), 1000)

    def test_bad_values_say_what_is_allowed(self):
        for name, bad, says in (("timeout", 0, "from 1 to 3600"), ("timeout", "soon", "'soon'"),
                                ("timeout", 1.5, "whole number"), ("max_retries", -1, "from 0 to"),
                                ("concurrency", 65, "from 1 to 64"), ("max_requests", "", "number"),
                                ("max_wait", "1 ", None), ("paygo_endpoint", "x", "billable-usage"),
                                ("paygo_endpoint", "auto billable-usage", "one of"),
                                ("account_id", "y", "32 lower-case hex digits"),
                                ("max_requests", "9" * 30, "number"), ("timeout", b"\x00", "number")):
            with self.subTest(name, bad=bad):
                if says is None:
                    self.value("SELECT cf_config(?, ?)", (name, bad))
                    continue
                message = self.failure(ERROR, "SELECT cf_config(?, ?)", (name, bad))
                self.assert_says(message, name, says)

    def test_a_refused_value_changes_nothing(self):
        self.failure(ERROR, "SELECT cf_config('timeout', 0)")
        self.assertEqual(60, self.value("SELECT cf_config('timeout')"))

    def test_number_of_arguments(self):
        for call in ("cf_config()", "cf_config('a', 'b', 'c')", "cf_version(1)"):
            with self.assertRaisesRegex(sqlite3.OperationalError, "wrong number of arguments"):
                self.rows(f"SELECT {call}")

    def test_settings_take_effect_within_the_statement_that_follows(self):
        done = self.shell(CLOUDFLARE_API_TOKEN=None).run(
            f"SELECT cf_config('api_token', '{support.TOKEN}')",
            "SELECT count(*) FROM cf_billing_profile")
        self.assertEqual((0, "", "1"), (done.code, done.stderr, done.rows[-1][0]))


class WeekdayBaseline(support.TestCase):
    AMOUNTS = "(VALUES " + ", ".join(f"('2026-11-{day:02}', {amount})" for day, amount in (
        (20, 9), (13, 5), (6, 1))) + ", ('2026-10-30', 4), ('2026-10-23', 1), ('2026-10-23', 1))"

    def baseline(self, amounts, first="2026-11-20", last="2026-11-20"):
        return json.loads(self.value(f"SELECT cf_weekday_baseline(column1, column2, ?, ?) FROM {amounts}",
                                     (first, last)))

    def test_a_day_beside_its_weekday(self):
        self.assertEqual([{"day": "2026-11-20", "amount": 9, "expected": 3, "usual_distance": 1.5}],
                         self.baseline(self.AMOUNTS))

    def test_weeks_without_records_are_weeks_of_nothing(self):
        (_, saturday) = self.baseline(self.AMOUNTS, last="2026-11-21")
        self.assertEqual({"day": "2026-11-21", "amount": 0, "expected": 0, "usual_distance": 0},
                         saturday)

    def test_nothing_to_compare(self):
        self.assertEqual([], self.baseline(self.AMOUNTS, last="2026-11-19"))
        self.assertEqual([], self.baseline("(VALUES (NULL, 1))"))
        self.assertEqual([], self.baseline("(SELECT 1 AS column1, 2 AS column2 WHERE 0)"))

    def test_bad_days_are_errors(self):
        for amounts, first in ((self.AMOUNTS, "yesterday"), ("(VALUES ('2026-02-30', 1))", "2026-11-20")):
            message = self.failure(ERROR, f"SELECT cf_weekday_baseline(column1, column2, '{first}', "
                                          f"'2026-11-20') FROM {amounts}")
            self.assert_says(message, "cf_weekday_baseline: not a day")

    def test_ten_years_at_most(self):
        """A view in a file of somebody else's may call it: it must not take seconds for a few rows."""
        self.assertEqual([], self.baseline(self.AMOUNTS, "1990-01-01", "2000-01-01"))
        message = self.failure(ERROR, "SELECT cf_weekday_baseline('2026-11-20', 1, '0001-01-01', '9999-12-31')")
        self.assert_says(message, "from '0001-01-01' to '9999-12-31' are more than 3660 days")

    def test_infinite_amounts_are_unknown(self):
        """Not 0, and not a text that no reader of JSON takes."""
        for day, amount in (("2026-11-20", "9e999"), ("2026-11-20", "-9e999"),
                            ("2026-11-20", "1e308), ('2026-11-20', 1.7e308")):
            with self.subTest(amount=amount):
                amounts = self.AMOUNTS[:-1] + f", ('{day}', {amount}))"
                self.assertEqual([{"day": day, "amount": None, "expected": 3, "usual_distance": 1.5}],
                                 self.baseline(amounts))
        both = self.AMOUNTS[:-1] + ", ('2026-11-20', 9e999), ('2026-11-20', -9e999))"
        self.assertIsNone(self.baseline(both)[0]["amount"])
        # Of a week before: there is nothing to compare with.
        self.assertEqual([], self.baseline(self.AMOUNTS[:-1] + ", ('2026-11-13', 9e999))"))

    def test_amounts_whose_mean_or_distance_is_beyond_all_numbers(self):
        amounts = "(VALUES " + ", ".join(f"('2026-{day}', {amount})" for day, amount in (
            ("11-20", "1.7e308"), ("11-13", "1.7e308"), ("11-06", "1.6e308"), ("10-30", "-1.7e308"),
            ("10-23", "-1.7e308"))) + ")"
        (day,) = self.baseline(amounts)
        self.assertEqual(1.7e308, day["amount"])
        self.assertLess(abs(day["expected"]), 1e308)
        self.assertEqual(1.7e308, self.baseline(amounts.replace("-1.7e308", "1.7e308"))[0]["expected"])

    def test_texts_that_are_no_numbers_are_errors(self):
        for amount in ("abc", "1,5", "", "NaN", b"7"):
            message = self.failure(ERROR, "SELECT cf_weekday_baseline('2026-11-20', ?, '2026-11-20', "
                                          "'2026-11-20')", (amount,))
            self.assert_says(message, "cf_weekday_baseline: not a number")
        self.assertEqual("[]", self.value("SELECT cf_weekday_baseline('2026-11-20', '1.5', '2026-11-20', "
                                          "'2026-11-20')"))


class UnusualDays(support.TestCase):
    """What the views do not ask for: tests/views/test_anomalies.py has what they show."""

    @staticmethod
    def query(records, what="costs", first="2026-11-20", last="2026-11-20"):
        """Records are a day, a product and a cost, as SQL. Nothing tells what an allowance covers."""
        return (f"SELECT cf_unusual_days('{what}', '{first}', '{last}', '2026-11-21', column1, column2, "
                f"'m', '', 'USD', 1, NULL, column3) FROM (VALUES {records})")

    def unusual(self, *arguments):
        return self.value(self.query(*arguments))

    RECORDS = "('2026-11-20', {0}, 90), ('2026-11-13', {0}, 5), ('2026-11-06', {0}, 1), " \
              "('2026-10-30', {0}, 4), ('2026-10-23', {0}, 2)"

    def test_an_event(self):
        # Of 1 2 4 5 the median is 3, and that of 2 1 1 2 is 1.5.
        self.assertEqual([["p", None, None, "USD", 1, [["2026-11-20", "2026-11-20", 1, "more", "90", "90",
                                                        "3", "1.5"]]]],
                         json.loads(self.unusual(self.RECORDS.format("'p'"))))
        self.assertEqual([["p", "m", "", None, 1, []]],
                         json.loads(self.unusual(self.RECORDS.format("'p'"), "quantities")))

    def test_names_are_any_text(self):
        for name in ('say "no"', "back\\slash", "new\nline\x01", "zürich ☂", "", None):
            quoted = "NULL" if name is None else "'" + name.replace("'", "''") + "'"
            text = self.unusual(self.RECORDS.format(quoted))
            self.assertEqual([name], [series[0] for series in json.loads(text)])
            self.assertEqual(name, self.value("SELECT json_extract(?, '$[0][0]')", (text,)))

    def test_amounts_without_end_are_unknown(self):
        for cost in ("9e999", "1e308), ('2026-11-20', 'p', 1.7e308", "9e999), ('2026-11-20', 'p', -9e999"):
            records = self.RECORDS.format("'p'").replace("90", cost)
            self.assertEqual([["p", None, None, "USD", 0, []]], json.loads(self.unusual(records)))

    def test_what_is_not_understood_is_an_error(self):
        records = self.RECORDS.format("'p'")
        for arguments, said in (((records, "prices"), "compares 'costs' or 'quantities', not 'prices'"),
                                ((records, "costs", "0001-01-01", "9999-12-31"), "more than 3660 days"),
                                ((records, "costs", "yesterday"), "not a day as in 2026-10-31"),
                                ((records.replace("90", "'1,5'"),), "not a number: '1,5'")):
            self.assert_says(self.failure(ERROR, self.query(*arguments)), "cf_unusual_days: ", said)

    def test_no_records_and_days_long_ago(self):
        self.assertEqual("[]", self.unusual("(NULL, 'p', 1)"))
        self.assertEqual("[]", self.unusual("('0001-01-01', 'p', 1)"))


class Projections(support.TestCase):
    """What the views do not ask for: tests/views/test_month_to_date.py has what they show."""

    @staticmethod
    def query(records, days="'2026-11-20'", currency="NULL"):
        """Records are a day, a currency, a subscription and a cost, as SQL."""
        return (f"SELECT cf_projections({days}, 1, {currency}, column1, '2026-11-01', NULL, column2, "
                f"column3, 'm', '', 1, NULL, column4, 0) FROM (VALUES {records})")

    def projections(self, *arguments):
        return json.loads(self.value(self.query(*arguments)))

    def test_a_month_and_a_cycle(self):
        days = ", ".join(f"('2026-11-{day}', 'USD', 's', 1.5)" for day in range(13, 20))
        expected = [[f"2026-11-{day}", 1.5] for day in range(20, 31)]
        known = [[f"2026-11-{day}", 1.5] for day in range(13, 20)]
        self.assertEqual(
            [["2026-11-20", of, subscription, "USD", "2026-11-01", "2026-12-01", "10.5", 0, "27", None,
              "1.5", known, "2026-11-20", expected, whole]
             for of, subscription, whole in (("month", None, "10.5"), ("cycle", "s", None))],
            self.projections(days))

    def test_names_are_any_text(self):
        for name in ('say "no"', "back\\slash", "new\nline\x01", "zürich ☂", ""):
            quoted = "'" + name.replace("'", "''") + "'"
            found = self.projections(f"('2026-11-19', {quoted}, {quoted}, 1)")
            self.assertEqual([[None, name], [name, name]], [series[2:4] for series in found])

    def test_several_days_and_none(self):
        record = "('2026-11-13', 'USD', 's', 1)"
        self.assertEqual(["2026-11-20", "2026-11-20", "2026-11-14", "2026-11-14"],
                         [series[0] for series in self.projections(record, "'2026-11-20,2026-11-14'")])
        for days in ("NULL", "''"):
            self.assertEqual([], self.projections(record, days))
        self.assertEqual([], self.projections("(NULL, 'USD', 's', 1)"))
        self.assertEqual([], self.projections(record, "'2026-11-20'", "'EUR'"))

    def test_what_is_not_understood_is_an_error(self):
        for arguments, said in ((("('today', 'USD', 's', 1)",), "not a day as in 2026-10-31: 'today'"),
                                (("('2026-11-19', 'USD', 's', '1,5')",), "not a number: '1,5'"),
                                (("('2026-11-19', 'USD', 's', 1)", "'2026-11-20;2026-11-21'"),
                                 "not a day as in 2026-10-31")):
            self.assert_says(self.failure(ERROR, self.query(*arguments)), "cf_projections: ", said)


class Deviation(support.TestCase):
    def test_infinite_values_make_it_unknown_while_they_are_there(self):
        for value in ("9e999", "-9e999", "1e200"):
            for name in ("stddev", "stddev_samp", "stddev_pop"):
                with self.subTest(name, value=value):
                    self.assertIsNone(self.value(f"SELECT {name}(column1) FROM (VALUES (1), (2), ({value}))"))
                    self.assertIsNone(self.value(f"SELECT {name}(column1) FROM (VALUES ({value}), ({value}))"))
        for text in ("NaN", "1,234.00", "", b"1"):
            with self.assertRaisesRegex(sqlite3.Error, "no number"):
                self.value("SELECT stddev(column1) FROM (VALUES (1), (?), (3))", (text,))
        self.assertEqual(1.0, self.value("SELECT stddev(column1) FROM (VALUES (1), ('2'), (3))"))
        window = "SELECT stddev_pop(column2) OVER (ORDER BY column1 ROWS 1 PRECEDING) FROM " \
                 "(VALUES (1, 1), (2, 3), (3, 9e999), (4, 5), (5, 9))"
        self.assertEqual([(0,), (1,), (None,), (None,), (2,)], self.rows(window))
        window = window.replace("9e999", "1e200")
        self.assertEqual([(0,), (1,), (None,), (None,), (2,)], self.rows(window))

    def test_large_values_that_can_be_squared(self):
        self.assertEqual(1e150, self.value("SELECT stddev_pop(column1) FROM (VALUES (1e150), (-1e150))"))


class LastYears(support.TestCase):
    def test_of_dates(self):
        for sql, first in (("date_trunc('week', '0001-01-01')", "0001-01-01"),
                           ("date_trunc('quarter', '9999-12-31')", "9999-10-01"),
                           ("date_trunc('year', '0000-12-31')", None),
                           ("date_trunc('month', '10000-01-01')", None),
                           ("month('0000-05-01')", None), ("year('10000-01-01')", None),
                           ("year('9999-12-31')", 9999)):
            with self.subTest(sql):
                self.assertEqual(first, self.value(f"SELECT {sql}"))


class Number(support.TestCase):
    def spelled(self, number):
        return self.value("SELECT cf_number(?)", (number,))

    def test_real_integer_and_text(self):
        for number, text in ((0.1, "0.1"), (1e30, "1E30"), (5e-8, "5E-8"), (3.0, "3"),
                             (2**53 + 1, "9007199254740993"), (-2**63, "-9223372036854775808"),
                             ("0.123456789012345678", "0.123456789012345678"),
                             ("1.0e+30", "1.0E30"), (None, None)):
            self.assertEqual(text, self.spelled(number))

    def test_reads_back_as_the_same(self):
        for number in (0.1 + 0.2, 1 / 3, 768.2922692712, 1e23, 5e-324):
            self.assertEqual(number, float(self.spelled(number)))

    def test_no_number_is_an_error(self):
        for value in ("x", "", "1,5", float("inf"), float("-inf"), b"\x00"):
            self.assert_says(self.failure(ERROR, "SELECT cf_number(?)", (value,)), "cf_number")

    def test_digits_as_received(self):
        raw = self.rows("SELECT raw, BilledCost FROM cf_paygo_usage WHERE account_id = ?", (FIRST,))
        for record, cost in raw[:200]:
            sent = re.search(r'"BilledCost":\s*([^,}\s]+)', record)[1]
            self.assertEqual(float(sent), float(self.spelled(cost)))
            self.assertEqual(float(sent), float(self.spelled(sent)))


class BillingCycleEnd(support.TestCase):
    def ends(self, first_day, anchor_day=None):
        return self.value("SELECT cf_billing_cycle_end(?, ?)", (first_day, anchor_day))

    def test_the_day_before_the_next_anchor(self):
        for first_day, anchor, last_day in (
                ("2026-10-01", 1, "2026-10-31"), ("2026-09-19", 19, "2026-10-18"),
                ("2026-12-19", None, "2027-01-18"),
                # The anchor's day is missing in February, in a leap year less so.
                ("2026-01-31", 31, "2026-02-27"), ("2026-02-28", 31, "2026-03-30"),
                ("2028-01-31", 31, "2028-02-28"), ("2028-02-29", 31, "2028-03-30"),
                ("2026-02-28", 29, "2026-03-28"), ("2026-02-28", None, "2026-03-27"),
                ("2026-03-31", None, "2026-04-29"), ("2026-04-30", 31, "2026-05-30")):
            self.assertEqual(last_day, self.ends(first_day, anchor), (first_day, anchor))

    def test_any_day_of_a_cycle(self):
        self.assertEqual("2026-10-18", self.ends("2026-10-05", 19))

    def test_behind_the_last_year_there_is_none(self):
        for first_day, anchor, last_day in (
                ("9999-12-31", 15, None), ("9999-12-15", 15, None), ("9999-12-14", 15, "9999-12-14"),
                ("9999-12-31", None, None), ("9999-12-01", 1, "9999-12-31"),
                ("9999-11-30", 30, "9999-12-29"), ("0001-01-01", 15, "0001-01-14"),
                ("0001-01-01", 1, "0001-01-31")):
            self.assertEqual(last_day, self.ends(first_day, anchor), (first_day, anchor))

    def test_an_anchor_that_is_a_day_of_the_month_only_in_32_bits(self):
        for anchor in (2**32 + 1, -2**32 + 1, 2**63 - 1, float("inf")):
            self.assert_says(self.failure(ERROR, "SELECT cf_billing_cycle_end('2026-10-01', ?)",
                                          (anchor,)), "an anchor day is 1 to 31")

    def test_of_unknown_is_unknown(self):
        self.assertIsNone(self.ends(None, 5))

    def test_bad_arguments(self):
        for arguments in (("2026-02-30", 1), ("yesterday", 1), ("2026-10-01", 0),
                          ("2026-10-01", 32), ("2026-10-01", "x"), ("2026-10-01T00:00:00Z", 1)):
            message = self.failure(ERROR, "SELECT cf_billing_cycle_end(?, ?)", arguments)
            self.assert_says(message, "cf_billing_cycle_end", str(arguments[arguments[1] != 1]))

    def test_may_be_used_in_schemas(self):
        self.db.execute("CREATE VIEW v AS SELECT cf_billing_cycle_end('2026-10-01', 1) AS x")
        self.assertEqual("2026-10-31", self.value("SELECT x FROM v"))


class ServiceNames(support.TestCase):
    def told(self, *arguments):
        marks = ", ".join("?" * len(arguments))
        return (self.value("SELECT cf_service_name(?)", arguments[:1]),
                self.value(f"SELECT cf_included_quantity({marks})", arguments))

    def test_names_as_cloudflare_sends_them(self):
        for name, service, quantity in (
                ("R2 Storage Class A Operations (First 1M included)", "R2 Storage Class A Operations", 1e6),
                ("D1 - Rows Read (first 25 billion included)", "D1 - Rows Read", 25e9),
                ("Durable Objects Compute Duration (GB*S, First 400,000 GB*S is included)",
                 "Durable Objects Compute Duration", 400e3),
                ("Container Memory, per GiB-Second (First 25 GiB-hours included)",
                 "Container Memory, per GiB-Second", 90e3),
                ("Worker Build Minutes (6000 minutes included per month)", "Worker Build Minutes", 6000.0),
                ("Regular Twitch Neurons (RTN)", "Regular Twitch Neurons (RTN)", None)):
            self.assertEqual((service, quantity), self.told(name))
            # The same line, spelled otherwise.
            self.assertEqual((service.upper(), quantity), self.told(service.upper() +
                                                                    name[len(service):]))
        self.assertEqual("real", self.value(
            "SELECT typeof(cf_included_quantity('KV Reads (First 10M is included)'))"))

    def test_the_unit_of_the_record(self):
        name = "Container vCPU (First 375 vCPU-minutes included)"
        for unit, quantity in (("vCPU-seconds", 22500.0), ("vCPU-hours", 6.25), ("GB", None),
                               ("Count", None), ("", None), (None, None)):
            self.assertEqual(("Container vCPU", quantity), self.told(name, unit))

    def test_values_that_are_no_names(self):
        for value, service in ((None, None), ("", ""), (5, "5"), (2.5, "2.5"), ("(", "("),
                               ("Argo (First 1M included", "Argo (First 1M included"),
                               ("First 1M included)", "First 1M included)")):
            self.assertEqual((service, None), self.told(value))
        # Bytes are read as text, and what is no UTF-8 stays as it is.
        self.assertEqual(("Argo", 1e6), self.told(b"Argo (First 1M included)"))
        self.assertEqual(("Argo\0", 1e6), self.told("Argo\0 (First 1M included)"))
        self.assertEqual(b"\xff\x00\xfe", self.value("SELECT CAST(cf_service_name(?) AS BLOB)",
                                                      (b"\xff\x00\xfe (included)",)))
        huge = "(" * 1_000_000
        self.assertEqual((huge, None), self.told(huge))
        self.assertEqual(("Argo", None), self.told(f"Argo {huge} free {')' * 1_000_000}"))

    def test_may_be_used_in_schemas_and_indexes(self):
        self.db.execute("CREATE TABLE t(name)")
        self.db.execute("CREATE INDEX i ON t(lower(cf_service_name(name)))")
        self.db.execute("CREATE VIEW v AS SELECT cf_included_quantity(name) AS x FROM t")
        self.db.execute("INSERT INTO t VALUES ('Argo (First 1M included)')")
        self.assertEqual(1e6, self.value("SELECT x FROM v"))
        self.assertEqual(1, self.value("SELECT count(*) FROM t WHERE lower(cf_service_name(name)) = 'argo'"))


class CurrencyDigits(support.TestCase):
    def test_of_each_kind(self):
        for currency, digits in (("USD", 2), ("JPY", 0), ("jpy", 0), ("KWD", 3), ("XYZ", 2), ("", 2), (None, 2), (5, 2),
                                 ("JPY ", 2), (b"KRW", 0)):
            self.assertEqual(digits, self.value("SELECT cf_currency_digits(?)", (currency,)), currency)
        self.assertEqual("1234", self.value("SELECT printf('%.*f', cf_currency_digits('JPY'), 1234.4)"))


if __name__ == "__main__":
    support.main()
