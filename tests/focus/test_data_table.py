"""focus_data_table: its columns, its rows, what it asks the API for, and its categories."""

import csv
import datetime
import json
import re
import sqlite3

import focus_case
import support
from focus_case import DATA, TIMES, month_before, next_midnight
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, QUIET

COST_AND_USAGE = re.compile(r'ColumnPresent\(ColumnName="(\w+)"\)')


def rules():
    with (DATA / "focus_1_3_rules.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


class Columns(focus_case.TestCase):
    def test_every_column_of_focus_1_3_and_then_custom_ones(self):
        wanted = {COST_AND_USAGE.fullmatch(rule["requirement"])[1] for rule in rules()
                  if rule["rule_id"].startswith("CAU-CostAndUsage-D-")
                  and COST_AND_USAGE.fullmatch(rule["requirement"])}
        self.assertEqual(65, len(wanted))
        columns = self.columns(self.focus(), "focus_data_table")
        self.assertEqual(sorted(wanted), columns[:65])
        self.assertTrue(all(column.startswith("x_") for column in columns[65:]))

    def test_affinities(self):
        db = self.focus(MONTH_END)
        db.execute("CREATE TABLE copy AS SELECT * FROM focus_data_table LIMIT 0")
        for _, name, kind, *_ in db.execute("PRAGMA table_info(copy)"):
            number = name.endswith(("Cost", "Quantity", "UnitPrice"))
            self.assertEqual("REAL" if number else "TEXT", kind if name != "Tags" else "TEXT", name)

    def test_rows_are_those_of_the_sandbox(self):
        today = self.sandbox.today()
        first, end = month_before(today, 2), month_before(today, 1)
        for feed, accounts in (("focus", (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)),
                               ("paygo", (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO))):
            # Two of them have no costs by POST.
            db = self.focus(*accounts, feed=feed, incomplete="ignore")
            columns = [name for name in self.columns(db, "focus_data_table")
                       if not (feed == "paygo" and name == "BillingPeriodEnd") and name != "Tags"]
            found = db.execute(
                f"SELECT {', '.join(columns)} FROM focus_data_table"
                " WHERE ChargePeriodStart >= ? AND ChargePeriodStart < ?", (first, end)).fetchall()
            wanted = [tuple(row.get(name) for name in columns)
                      for account in accounts for row in self.truth(account, feed)
                      if first <= row["ChargePeriodStart"] < end]
            self.assertGreater(len(wanted), 1000)
            # Which PayGo usage sends as ''.
            self.assertTrue(any(row["ConsumedUnit"] == "Count" for account in accounts
                                for row in self.truth(account, "paygo")))
            self.assert_same_rows(wanted, found, feed)

    def test_ends_of_paygo_billing_periods_are_those_of_focus(self):
        today = self.sandbox.today()
        for account in (MONTH_END, EURO, MANY_PLANS):
            ends = {(row["SubAccountId"], row["BillingPeriodStart"]):
                    next_midnight(row["BillingPeriodEnd"]) for row in self.truth(account)}
            found = self.rows("SELECT DISTINCT SubAccountId, BillingPeriodStart, BillingPeriodEnd"
                              " FROM focus_data_table WHERE ChargePeriodStart >= ?",
                              (month_before(today, 12),), self.focus(account, feed="paygo"))
            self.assertGreater(len(found), 10)
            for subscription, start, end in found:
                self.assertEqual(ends[subscription, start], end, start)


    def test_older_paygo_endpoints(self):
        """They have no anchors to ask for: an end that their records do not tell is unknown."""
        since = month_before(self.sandbox.today(), 12)
        sql = ("SELECT SubAccountId, BillingPeriodStart, BillingPeriodEnd, SkuMeter, BilledCost FROM "
               "focus_data_table WHERE ChargePeriodStart >= ?")
        for account in (FIRST, MONTH_END, EURO, MANY_PLANS):
            self.sandbox.set(paygo__generations="billable-usage")
            ends = {(row[0], row[1]): row[2] for row in
                    self.rows(sql, (since,), self.focus(account, feed="paygo"))}
            wanted = [(row["ServiceName"], float(row["ContractedCost"])) for row in map(
                json.loads, self.sandbox.truth("paygo", account)) if row["ChargePeriodStart"] >= since]
            for generation in ("paygo-usage", "billing/usage/paygo"):
                self.sandbox.set(paygo__generations=generation)
                found = self.rows(sql, (since,), self.focus(account, feed="paygo"))
                self.assert_same_rows(wanted, [row[3:] for row in found], generation)
                unknown = {row[1][:10] for row in found if row[2] is None}
                for start in unknown:
                    day = datetime.date.fromisoformat(start)
                    self.assertEqual(1, (day + datetime.timedelta(1)).day, start)
                    self.assertNotEqual(31, day.day)
                self.assertEqual(account in (MONTH_END, EURO), bool(unknown), generation)
                cycles = {(start, end) for (_, start), end in ends.items()}
                for row in found:
                    self.assertTrue(row[2] is None or (row[1], row[2]) in cycles, row)

    def test_columns_of_paygo_usage_are_told_apart(self):
        """In the sandbox all costs of a record are equal; here no two values are."""
        names = ("BilledCost", "ContractedCost", "EffectiveCost", "ListCost", "ConsumedQuantity",
                 "PricingQuantity", "CumulatedContractedCost", "CumulatedPricingQuantity")
        record = {name: number + 0.5 for number, name in enumerate(names)}
        texts = ("BillingAccountName", "BillingCurrency", "ChargeCategory", "ChargeClass",
                 "ChargeDescription", "ConsumedUnit", "HostProviderName", "InvoiceIssuerName",
                 "PricingUnit", "ServiceFamilyName", "ServiceName", "ServiceProviderName",
                 "SubscriptionId", "ZoneId", "ZoneName")
        record |= {name: f"the {name}" for name in texts}
        today = self.sandbox.today()
        info = json.loads(self.sandbox.truth("info", QUIET))["subscriptions"][0]
        start = next(day for day in (str(datetime.date.fromisoformat(today) - datetime.timedelta(n))
                                     for n in range(40))
                     if day[8:] == info["billing_cycle_anchor_timestamp"][8:10])
        record |= {"BillingAccountId": QUIET, "BillingPeriodStart": f"{start}T00:00:00Z",
                   "ChargePeriodStart": f"{start}T00:00:00Z", "ChargePeriodEnd": f"{start}T01:00:00Z"}
        renamed = {"ServiceName": ("SkuId", "SkuMeter", "x_BillableMetricId", "x_BillableMetricName"),
                   "ServiceFamilyName": ("ServiceName", "x_ProductFamilyName"),
                   "ServiceProviderName": ("ServiceProviderName", "ProviderName", "PublisherName"),
                   "SubscriptionId": ("SubAccountId",), "ZoneId": ("x_ZoneId",),
                   "ZoneName": ("x_ZoneName",), "CumulatedContractedCost": (),
                   "CumulatedPricingQuantity": ()}
        wanted = {column: value for name, value in record.items()
                  for column in renamed.get(name, (name,))}
        wanted |= {"ServiceCategory": "Other", "ServiceSubcategory": "Other (Other)",
                   "BillingAccountType": "Account", "SubAccountType": "Subscription",
                   "SkuPriceId": "the ServiceName"}
        self.sandbox.faults({"path": r"billable-usage\?", "account": QUIET, "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": [record]})})
        db = self.focus(QUIET, feed="paygo")
        sql = "SELECT * FROM focus_data_table WHERE ChargePeriodStart >= ?"
        (live,) = self.dictionaries(db, sql, (start,))
        self.assertRegex(live.pop("BillingPeriodEnd"), "T00:00:00Z$")
        self.assertEqual(wanted, {name: value for name, value in live.items() if value is not None})
        # The same record from an archive.
        for file in ("sql/archive.sql", "sql/archive_feeds.sql"):
            db.executescript((focus_case.ROOT / file).read_text())
        columns = ", ".join(self.columns(db, "paygo_usage"))
        db.execute(f"INSERT INTO paygo_usage SELECT {columns} FROM cf_paygo_usage WHERE account_id = ? "
                   "AND charge_date >= ?", (QUIET, start))
        db.execute("INSERT INTO syncs(id, started_at, today) VALUES (1, ?1, ?1)", (today,))
        db.execute("INSERT INTO accounts(id, first_sync_id, sync_id) VALUES (?, 1, 1)", (QUIET,))
        for file in ("sql/archive_views.sql", "sql/focus/archive.sql"):
            db.executescript((focus_case.ROOT / file).read_text())
        db.execute("UPDATE cf_parameters SET source = 'archive'")
        (archived,) = self.dictionaries(db, sql, (start,))
        archived.pop("BillingPeriodEnd")
        self.assertEqual(live, archived)


class Moments(focus_case.TestCase):
    """The columns of periods compare as moments behind the view as well, in every arm of it."""

    def last_days(self):
        month = month_before(self.sandbox.today(), 1)
        end = datetime.date.fromisoformat(month) - datetime.timedelta(1)
        return str(end - datetime.timedelta(9)), str(end), month

    def check(self, db, feed, account):
        first, last, after = self.last_days()
        rows = [row for row in self.truth(account, feed) if first <= row["ChargePeriodStart"] < after]
        self.assertIn(last, {row["ChargePeriodStart"][:10] for row in rows})
        for where, given in (("ChargePeriodStart BETWEEN ? AND ?", (first, last)),
                             ("ChargePeriodStart >= ? AND ChargePeriodEnd <= ?", (first, after)),
                             ("ChargePeriodStart >= ? AND ? >= ChargePeriodStart", (first, last))):
            for select in ("count(*)", "sum(n) FROM (SELECT count(*) AS n"):
                with self.subTest(where, feed=feed, select=select):
                    sql = f"SELECT {select} FROM focus_data_table WHERE {where}"
                    sql += " GROUP BY SkuId)" if "FROM" in select else ""
                    self.assertEqual(len(rows), self.value(sql, given, db))

    def test_last_days_are_kept(self):
        for feed in ("focus", "paygo"):
            self.check(self.focus(MANY_PLANS, feed=feed), feed, MANY_PLANS)

    def test_last_days_are_kept_in_an_archive(self):
        for feed, live in (("focus", "focus_usage"), ("paygo", "paygo_usage")):
            db = self.focus(MANY_PLANS, feed=feed)
            for file in ("sql/archive.sql", "sql/archive_feeds.sql"):
                db.executescript((focus_case.ROOT / file).read_text())
            columns = ", ".join(self.columns(db, live))
            db.execute(f"INSERT INTO {live} SELECT {columns} FROM cf_{live} WHERE account_id = ? AND "
                       "charge_date >= ?", (MANY_PLANS, month_before(self.sandbox.today(), 3)))
            today = self.sandbox.today()
            db.execute("INSERT INTO syncs(id, started_at, today) VALUES (1, ?1, ?1)", (today,))
            db.execute("INSERT INTO accounts(id, first_sync_id, sync_id) VALUES (?, 1, 1)",
                       (MANY_PLANS,))
            for file in ("sql/archive_views.sql", "sql/focus/archive.sql"):
                db.executescript((focus_case.ROOT / file).read_text())
            db.execute("UPDATE cf_parameters SET source = 'archive'")
            with self.request_count(0):
                self.check(db, feed, MANY_PLANS)

    def test_periods_that_overlap_a_range(self):
        today = self.sandbox.today()
        first, end = month_before(today, 3), month_before(today, 2)
        for feed in ("focus", "paygo"):
            for account in (MONTH_END, EURO, MANY_PLANS):
                db = self.focus(account, feed=feed)
                focus = {(row["SubAccountId"], row["BillingPeriodStart"]):
                         next_midnight(row["BillingPeriodEnd"]) for row in self.truth(account)}
                wanted = [row for row in self.truth(account, feed) if row["BillingPeriodStart"] < end
                          and focus[row["SubAccountId"], row["BillingPeriodStart"]][:10] > first]
                self.assertTrue(wanted)
                for group in ("", " GROUP BY SubAccountId"):
                    with self.subTest(feed=feed, account=account, group=group):
                        self.assertEqual(len(wanted), sum(row[0] for row in self.rows(
                            "SELECT count(*) FROM focus_data_table WHERE BillingPeriodStart < ? "
                            "AND BillingPeriodEnd > ?" + group, (end, first), db)))
                # A period ends on the first moment of the next day.
                starts = sorted({row["BillingPeriodStart"][:10] for row in wanted})
                self.assertEqual(
                    sum(row["BillingPeriodStart"][:10] == starts[0] for row in wanted),
                    self.value("SELECT count(*) FROM focus_data_table WHERE BillingPeriodStart >= ?1 "
                               "AND BillingPeriodStart <= ?1", (starts[0],), db))

    def test_days_that_are_none_are_errors(self):
        for feed in ("focus", "paygo"):
            db = self.focus(MANY_PLANS, feed=feed)
            for where in ("ChargePeriodStart >= 2026-10-01", "BillingPeriodEnd > 20261001",
                          "ChargePeriodStart > '10/01/2026'"):
                with self.subTest(where, feed=feed), self.request_count(0):
                    self.assertIn("is compared with", self.failure(
                        focus_case.support.ERROR,
                        f"SELECT count(*) FROM focus_data_table WHERE {where}", db=db))


class Requests(focus_case.TestCase):
    """Conditions go through the view to the API."""

    def asked(self, feed, where, parameters, columns="count(*)", group=""):
        db = self.focus(MANY_PLANS, feed=feed)
        self.sandbox.forget_requests()
        db.execute(f"SELECT {columns} FROM focus_data_table WHERE {where} {group}",
                   parameters).fetchall()
        return [(request.parameters["from"], request.parameters["to"])
                for request in self.sandbox.requests() if "from" in request.parameters]

    def test_charge_period(self):
        month = month_before(self.sandbox.today(), 3)
        days = (month, month[:8] + "20")
        for where in ("ChargePeriodStart >= ? AND ChargePeriodEnd < ?",
                      "ChargePeriodStart BETWEEN ? AND ?",
                      "ChargePeriodStart >= ? AND ChargePeriodEnd <= ?"
                      " AND ServiceCategory = 'Compute' AND ProviderName = 'Cloudflare'"):
            # Plain, grouped, sorted, in a common table expression.
            for columns, group in (("*", ""), ("ServiceName, sum(BilledCost)", "GROUP BY 1"),
                                   ("ServiceName, sum(BilledCost) AS x", "GROUP BY 1 ORDER BY x")):
                (asked,) = self.asked("focus", where, days, columns, group)
                self.assertEqual(days[0], asked[0], where)
                self.assertLessEqual(asked[1], month[:8] + "21", where)
            # PayGo answers by billing cycle: three cycles at most touch twenty days of an anchor, and
            # the one before shows what nobody tells.
            asked = self.asked("paygo", where, days)
            self.assertGreater(min(a[0] for a in asked), month_before(month, 2), where)
            self.assertLess(max(a[1] for a in asked), month_before(month, -2), where)

    def test_billing_period(self):
        month = month_before(self.sandbox.today(), 4)
        following = month_before(month, -1)
        for feed in ("focus", "paygo"):
            asked = self.asked(feed, "BillingPeriodStart >= ? AND BillingPeriodStart < ?",
                               (month, following), "ServiceName, sum(BilledCost)", "GROUP BY 1")
            self.assertGreaterEqual(min(a[0] for a in asked),
                                    month_before(month, 2 + (feed == "paygo")), feed)
            self.assertLessEqual(max(a[1] for a in asked), month_before(following, -2), feed)
        asked = self.asked("focus", "BillingPeriodStart >= ? AND BillingPeriodEnd <= ?",
                           (month, following))
        self.assertLessEqual(max(a[1] for a in asked), month_before(following, -2))

    def test_accounts(self):
        db = self.focus(MANY_PLANS, EURO)
        self.sandbox.forget_requests()
        today = self.sandbox.today()
        db.execute("SELECT count(*) FROM focus_data_table WHERE ChargePeriodStart >= ?",
                   (today,)).fetchall()
        self.assertEqual({MANY_PLANS, EURO}, {request.endpoint.split("/")[2]
                                              for request in self.sandbox.requests()})

    def test_only_the_chosen_feed_is_asked(self):
        for feed, path in (("focus", "/billable/usage"), ("paygo", "/billable-usage")):
            db = self.focus(FIRST, feed=feed)
            self.sandbox.forget_requests()
            db.execute("SELECT count(*) FROM focus_data_table WHERE ChargePeriodStart >= ?",
                       (self.sandbox.today(),)).fetchall()
            paths = {request.endpoint for request in self.sandbox.requests()}
            self.assertTrue(paths and all(path in asked for asked in paths), paths)

    def test_no_account_is_an_error(self):
        self.assert_says(self.failure(focus_case.support.ERROR,
                                      "SELECT count(*) FROM focus_data_table", db=self.focus()),
                         "none: fill cf_report_accounts")


class LostDays(focus_case.TestCase):
    """SQLite hands no day that is no constant to a view of two feeds: an error, not the default days."""

    # Newer versions of SQLite copy a subquery that stands by itself: then the answer is right.
    BY_THEMSELVES = (
        ("ChargePeriodStart >= (SELECT d FROM days)", "ChargePeriodStart >= ?2"),
        ("ChargePeriodEnd > (SELECT max(d) FROM days WHERE d < ?1)", "ChargePeriodEnd > ?2"),
        ("ChargePeriodStart BETWEEN (SELECT d FROM days) AND (SELECT date(d, '+9 days') FROM days)",
         "ChargePeriodStart BETWEEN ?2 AND date(?2, '+9 days')"),
    )
    CONDITIONS = (
        "substr(ChargePeriodStart, 1, 10) = ?2",
        "EXISTS (SELECT 1 FROM days WHERE d || 'T00:00:00Z' = ChargePeriodStart)",
    )

    def setUp(self):
        super().setUp()
        today = datetime.date.fromisoformat(self.sandbox.today())
        self.days = tuple((today - datetime.timedelta(n)).isoformat() for n in (20, 40))

    def over(self, feed):
        db = self.focus(support.MID_MONTH, feed=feed)
        db.execute("CREATE TEMP TABLE days(d TEXT)")
        db.execute("INSERT INTO days VALUES (?)", (self.days[1],))
        return db

    def refused(self, db, sql):
        with self.subTest(sql), self.request_count(0):
            message = self.failure(support.ERROR, sql, self.days, db=db)
            self.assert_says(message, "focus_data_table", "literals or parameters", "subquery")

    def test_in_subqueries(self):
        for feed in ("focus", "paygo"):
            db = self.over(feed)
            db.execute("SELECT cf_config('incomplete', 'ignore')")
            for condition, plain in self.BY_THEMSELVES:
                sql = f"SELECT count(*), ?1, ?2 FROM focus_data_table WHERE {condition}"
                try:
                    found = db.execute(sql, self.days).fetchall()
                except sqlite3.OperationalError:
                    self.refused(db, sql)
                else:
                    with self.subTest(sql):
                        self.assertEqual(db.execute(sql.replace(condition, plain), self.days).fetchall(), found)

    def test_in_conditions_of_every_kind(self):
        for feed in ("focus", "paygo"):
            db = self.over(feed)
            for condition in self.CONDITIONS:
                self.refused(db, f"SELECT count(*), ?1, ?2 FROM focus_data_table WHERE {condition}")
            for source in ("focus_data_table AS u JOIN days ON u.ChargePeriodStart >= days.d",
                           "days CROSS JOIN focus_data_table AS u WHERE u.ChargePeriodStart >= d"):
                self.refused(db, f"SELECT count(*), ?1, ?2 FROM {source}")
            for sql in ("SELECT count(*) FROM (SELECT date(ChargePeriodStart, 'start of month') AS month "
                        "FROM focus_data_table) WHERE month = '2026-10-01' OR ?1 = ?2",
                        "SELECT count(*) FROM (SELECT substr(ChargePeriodStart, 1, 7) month, ServiceName "
                        "FROM focus_data_table) WHERE month = ?1 OR ?2 = 'x'",
                        "SELECT count(*), ?1, ?2 FROM focus_data_table WHERE ServiceName IS DISTINCT FROM 'x' "
                        "AND substr(ChargePeriodStart, 1, 7) = '2026-10'",
                        "SELECT count(*) FROM focus_data_table NATURAL JOIN (SELECT ?1 || 'T00:00:00Z' AS "
                        "ChargePeriodStart, ?2 AS x)"):
                if "IS DISTINCT FROM" not in sql or sqlite3.sqlite_version_info >= (3, 39):
                    self.refused(db, sql)
            self.refused(db, "WITH b(d) AS (SELECT ?1) SELECT sum(BilledCost), ?2 FROM focus_data_table, b "
                         "WHERE ChargePeriodStart >= b.d")
            self.refused(db, "SELECT sum(c), ?2 FROM (SELECT date(ChargePeriodStart) AS day, BilledCost AS c "
                         "FROM focus_data_table) WHERE day = (SELECT ?1)")

    def test_through_a_view_of_the_user(self):
        db = self.over("focus")
        db.execute("CREATE TEMP VIEW mine AS SELECT ChargePeriodStart AS began, u.* FROM focus_data_table AS u")
        for condition in ("ChargePeriodStart > d", "began >= d", "began < d"):
            with self.subTest(condition), self.request_count(0):
                message = self.failure(support.ERROR, f"SELECT count(*) FROM mine, days WHERE {condition}", db=db)
                self.assert_says(message, "mine", "literals or parameters")
        db.execute("CREATE TEMP VIEW months(month, cost) AS SELECT substr(ChargePeriodStart, 1, 7), BilledCost "
                   "FROM focus_data_table")
        message = self.failure(support.ERROR, "SELECT sum(cost) FROM months WHERE month = '2026-10'", db=db)
        self.assert_says(message, "months", "literals or parameters")

    def test_through_the_views_that_it_is_made_of(self):
        db = self.over("focus")
        for view in ("focus_rows", "focus_records"):
            message = self.failure(support.ERROR, f"SELECT sum(BilledCost) FROM {view} JOIN days ON charge_date >= d",
                                   db=db)
            self.assert_says(message, view, "literals or parameters")

    def test_what_gets_there_or_asks_for_no_days_is_answered(self):
        db = self.over("focus")
        rows = [row for row in self.truth(support.MID_MONTH) if row["ChargePeriodStart"] >= self.days[0]]
        for sql in ("SELECT count(*) FROM focus_data_table WHERE ChargePeriodStart >= ?1",
                    f"SELECT count(*) FROM focus_data_table, days WHERE ChargePeriodStart >= '{self.days[0]}' "
                    "AND ChargePeriodStart > d"):
            self.assertEqual(len(rows), db.execute(sql, self.days[:1] if "?1" in sql else ()).fetchone()[0])
        other = db.execute("SELECT 1 FROM focus_data_table WHERE ChargePeriodStart >= ?", self.days[:1])
        self.assertIsNotNone(other.fetchone())
        for sql in ("SELECT ChargePeriodStart, sum(BilledCost) FROM focus_data_table GROUP BY 1",
                    "SELECT * FROM focus_data_table WHERE ServiceName <> 'x' ORDER BY ChargePeriodStart LIMIT 5",
                    "SELECT count(*) FROM days WHERE d IN (SELECT ChargePeriodStart FROM focus_data_table)"):
            self.assertTrue(db.execute(sql).fetchall(), sql)


class Categories(focus_case.TestCase):
    def test_the_closed_list(self):
        (rule,) = [rule for rule in rules() if rule["rule_id"] == "CAU-ServiceSubcategory-C-004-M"]
        pairs = re.findall(r'"ServiceSubcategory", Value="([^"]+)"\) AND'
                           r' CheckValue\(ColumnName="ServiceCategory", Value="([^"]+)"',
                           rule["requirement"])
        found = self.rows("SELECT ServiceSubcategory, ServiceCategory FROM focus_subcategories",
                          db=self.focus())
        self.assert_same_rows(pairs, found)

    def test_every_service_of_the_sandbox_is_mapped(self):
        names = {row["ServiceName"] for account in (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)
                 for row in self.truth(account)}
        self.assertEqual(set(), {name for name in names if name.lower() not in self.categories})

    def test_a_user_changes_the_mapping(self):
        db = self.focus(MANY_PLANS)
        since = (month_before(self.sandbox.today(), 0),)
        query = ("SELECT DISTINCT ServiceCategory, ServiceSubcategory FROM focus_data_table"
                 " WHERE ServiceName = 'R2' AND ChargePeriodStart >= ?")
        self.assertEqual([("Storage", "Object Storage")], self.rows(query, since, db))
        db.execute("INSERT OR REPLACE INTO focus_service_categories"
                   " VALUES ('r2', 'Backup Storage', 'mine')")
        self.assertEqual([("Storage", "Backup Storage")], self.rows(query, since, db))
        db.execute("DELETE FROM focus_service_categories WHERE ServiceName = 'R2'")
        self.assertEqual([("Other", "Other (Other)")], self.rows(query, since, db))
        for change in ("INSERT INTO focus_service_categories VALUES ('x', 'Cloud', 'mine')",
                       "UPDATE focus_service_categories SET ServiceSubcategory = 'Databases'"):
            with self.assertRaisesRegex(sqlite3.IntegrityError, "not a ServiceSubcategory"):
                db.execute(change)

    def test_reading_the_files_again_keeps_the_users_mapping(self):
        db = self.focus(MANY_PLANS)
        db.execute("UPDATE focus_service_categories SET ServiceSubcategory = 'Backup Storage',"
                   " mapped_by = 'mine' WHERE ServiceName = 'R2'")
        for file in focus_case.FILES:
            db.executescript((focus_case.ROOT / file).read_text())
        self.assertEqual([("mine",)], self.rows("SELECT mapped_by FROM focus_service_categories"
                                                " WHERE ServiceName = 'R2'", db=db))

    def test_products_by_longer_names_and_usage_that_names_none(self):
        db = self.focus(QUIET, feed="paygo")
        for family, metric, wanted in (
                ("Argo Smart Routing", "x", "Networking/Network Routing"),
                ("R2 Storage", "x", "Storage/Object Storage"),
                ("Cache Reserve", "x", "Networking/Content Delivery"),
                ("r2 data catalog beta", "x", "Analytics/Analytics Platforms"),
                ("R2D2", "x", "Other/Other (Other)"), ("x", "R2 Storage", "Other/Other (Other)"),
                (None, "R2 Data Storage (First 10GB-Month included)", "Storage/Object Storage"),
                ("", "KV Storage (GB, First GB is included)", "Databases/NoSQL Databases"),
                (None, "Cache Reserve Storage", "Networking/Content Delivery"),
                (None, "Argo Smart Routing", "Networking/Network Routing"),
                (None, "Regular Twitch Neurons (RTN)", "AI and Machine Learning/Generative AI"),
                (None, "Nothing known", "Other/Other (Other)")):
            self.replace_usage(db, ServiceFamilyName=family, ServiceName=metric)
            found = self.rows("SELECT ServiceCategory || '/' || ServiceSubcategory FROM focus_data_table",
                              db=db)
            self.assertEqual([(wanted,)], found, (family, metric))

    def replace_usage(self, db, **record):
        """One PayGo record in the place of those of the API."""
        names = [name for name in self.columns(db, "focus_live_paygo") if ":" not in name]
        db.executescript("DROP VIEW focus_feed_paygo; CREATE TEMP VIEW focus_feed_paygo AS SELECT " + ", ".join(
            "CAST({} AS TEXT) AS {}".format(
                "NULL" if record.get(name) is None else "'{}'".format(record[name]), name)
            for name in names))

    def test_names_that_are_known(self):
        sql = ("SELECT BillingAccountName, BillingAccountType, SubAccountName, SubAccountType"
               " FROM focus_data_table")
        db = self.focus(QUIET, EURO, feed="paygo")
        known = {"account_id": QUIET, "BillingAccountId": QUIET, "SubscriptionId": "s1"}
        self.replace_usage(db, **known)
        # An id is no name.
        self.assertEqual([(None, "Account", None, "Subscription")], self.rows(sql, db=db))
        db.execute("UPDATE cf_report_accounts SET name = 'Quiet' WHERE account_id = ?", (QUIET,))
        db.execute("INSERT INTO focus_sub_accounts VALUES ('s1', 'Workers Paid'), ('s2', 'R2 Paid')")
        for change, wanted in (({}, ("Quiet", "Account", "Workers Paid", "Subscription")),
                               ({"BillingAccountName": "As sent"},
                                ("As sent", "Account", "Workers Paid", "Subscription")),
                               ({"BillingAccountId": EURO}, (None, "Account", "Workers Paid", "Subscription")),
                               # Without one usage is that of the account that was asked.
                               ({"BillingAccountId": None, "SubscriptionId": None}, ("Quiet", "Account", None, None))):
            self.replace_usage(db, **{**known, **change})
            self.assertEqual([wanted], self.rows(sql, db=db), change)

    def test_the_unit_of_what_is_counted_is_the_one_in_the_description(self):
        db = self.focus(QUIET, feed="paygo")
        said = {"account_id": QUIET, "ConsumedUnit": "", "PricingUnit": "Count",
                "ChargeDescription": "Builds (100% free) usage measured in Count"}
        for change, wanted in (({}, "Count"), ({"ConsumedUnit": None}, "Count"),
                               ({"ConsumedUnit": "Requests"}, "Requests"),
                               ({"PricingUnit": "GB"}, None), ({"PricingUnit": ""}, None),
                               ({"PricingUnit": None}, None), ({"PricingUnit": "%"}, None),
                               ({"ChargeDescription": "Builds usage measured in count"}, None),
                               ({"ChargeDescription": "Builds usage measured in Account"}, None),
                               ({"ChargeDescription": "Count"}, None), ({"ChargeDescription": None}, None)):
            self.replace_usage(db, **{**said, **change})
            self.assertEqual([(wanted,)], self.rows("SELECT ConsumedUnit FROM focus_data_table", db=db), change)

    def test_only_temp_things_are_made(self):
        self.assertEqual([], self.rows("SELECT name FROM sqlite_master", db=self.focus()))


if __name__ == "__main__":
    focus_case.main()
