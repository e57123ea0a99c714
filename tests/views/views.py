"""What the tests of this folder share: connections with all views, and fixed data in their place.

A fixture takes the place of the views that read the API, so that every number can be worked out
by hand. What the views above them do with windows and accounts stays as it is.
"""

import datetime
import glob
import math
import os
import sqlite3
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "sql"))

import support  # noqa: E402  (found through the line above)

_wanted = os.environ.get("ORACLE_SQLITE", sqlite3.sqlite_version)
assert sqlite3.sqlite_version == _wanted, f"SQLite {sqlite3.sqlite_version}, not {_wanted}"

FILES = sorted(glob.glob(os.path.join(ROOT, "sql", "views", "*.sql")))
# An account whose anchor, zones and prices are what a fixture says.
ONE, OTHER = "a" * 32, "b" * 32

USAGE = ("account_id", "day", "cycle_start", "cycle_end", "subscription_id", "product", "metric",
         "metric_id", "zone_id", "zone_name", "quantity", "unit", "priced_quantity", "priced_unit",
         "cost", "currency", "is_correction", "region_id", "region_name", "complete_from")
HISTORY = ("account_id", "day", "id", "type", "action", "amount", "currency", "description",
           "status", "amount_to_pay", "invoice_id")
PLAN_FEES = ("account_id", "currency", "price", "frequency", "since", "until", "valid_from",
             "valid_until", "plan")
RESOURCES = ("account_id", "day", "dataset", "resource_type", "resource_id", "resource_name", "service",
             "quantity", "unit", "reason")
TAGS = ("account_id", "type", "id", "name", "tags", "reason")
BEFORE = ("account_id", "day", "service", "resource_type", "resource_id", "quantity")
HOURS = ("account_id", "hour", "service", "resource_type", "resource_id", "quantity")
REAL = ("quantity", "priced_quantity", "cost", "amount", "amount_to_pay", "price")
IN_WINDOW = "u.day BETWEEN w.first_day AND w.last_day"


def read(db):
    for file in FILES:
        with open(file, encoding="utf-8") as script:
            db.executescript(script.read())


class TestCase(support.TestCase):
    def views(self, *accounts, environment=None, config=None, **parameters):
        """A connection with all views, reporting on these accounts."""
        db = self.connect(environment=environment, **{"cache_ttl": 300, **(config or {})})
        read(db)
        for account in accounts:
            db.execute("INSERT INTO cf_report_accounts VALUES (?, ?)",
                       (account, f"name of {account[:4]}"))
        self.set(db, **parameters)
        self._connection = db
        return db

    @staticmethod
    def set(db, **parameters):
        if parameters:
            names = ", ".join(f"{name} = ?" for name in parameters)
            db.execute(f"UPDATE cf_parameters SET {names}", list(parameters.values()))

    def fixture(self, usage=(), history=(), plan_fees=(), resources=(), hours=(), before=(), tags=(),
                accounts=(ONE,), **parameters):
        """All views over these records, made by usage(), item() and fee()."""
        db = self.views(*accounts, **parameters)
        replace(db, "cf_live_usage", USAGE, usage, IN_WINDOW)
        replace(db, "cf_live_history", HISTORY, history,
                 "u.day BETWEEN w.first_day AND date(w.last_day, '+5 days')")
        replace(db, "cf_plan_fees", PLAN_FEES, plan_fees, None)
        replace(db, "cf_live_resources", RESOURCES, resources, IN_WINDOW)
        replace(db, "cf_resource_tags", TAGS, tags, None)
        replace(db, "cf_live_resource_hours", HOURS, hours, None)
        replace(db, "cf_live_resources_before", BEFORE, before, IN_WINDOW, "months", "cf_month_days")
        return db

    def close(self, expected, found, where=""):
        """Equal to nine digits; a NULL is no number."""
        self.assertEqual(expected is None, found is None, (where, expected, found))
        if expected is not None:
            self.assertTrue(math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-9),
                            (where, expected, found))

    def check(self, expected, sql, parameters=()):
        """The rows of the query, in any order, numbers to nine digits."""
        found = self.rows(sql, parameters)
        self.assertEqual(len(expected), len(found), (sql, found))
        for want, got in zip(sorted(expected, key=sort_key), sorted(found, key=sort_key)):
            self.assertEqual(len(want), len(got), sql)
            for a, b in zip(want, got):
                if isinstance(a, float) or isinstance(b, float):
                    self.close(a, b, (sql, want, got))
                else:
                    self.assertEqual(a, b, (sql, want, got))


def days_before(day, count):
    return str(datetime.date.fromisoformat(day) - datetime.timedelta(count))


def sort_key(row):
    """Rows by their texts and whole numbers first: costs may differ in the last digit."""
    exact = [(value is not None, str(value)) for value in row if not isinstance(value, float)]
    return exact, [value for value in row if isinstance(value, float)]


def replace(db, view, columns, records, condition, name="window_name", windows="cf_live_windows"):
    typed = ", ".join(f"{name} {'REAL' if name in REAL else 'TEXT'}" for name in columns)
    db.execute(f"CREATE TEMP TABLE fixed_{view}({typed})")
    db.executemany(f"INSERT INTO fixed_{view} VALUES ({', '.join('?' * len(columns))})",
                   [[record[name] for name in columns] for record in records])
    db.execute(f"DROP VIEW temp.{view}")
    names = ", ".join(column if column != "is_correction" else "CAST(is_correction AS INTEGER) AS "
                      "is_correction" for column in columns)
    source = (f"SELECT {names} FROM fixed_{view}" if condition is None else
              f"SELECT {name}, {names} FROM {windows} AS w "
              f"CROSS JOIN fixed_{view} AS u WHERE {condition}")
    db.execute(f"CREATE TEMP VIEW {view} AS {source}")


def usage(day, cost, quantity=None, **more):
    """A record: one unit for a unit of currency, unless told otherwise. Its names are none that Cloudflare
    sends: of a line that no price list knows, so that nothing but what the test says applies to it."""
    record = dict.fromkeys(USAGE)
    record |= {"account_id": ONE, "day": day, "cycle_start": day[:8] + "01",
               "subscription_id": "SUB", "product": "Product", "metric": "Metric",
               "unit": "Requests", "quantity": cost if quantity is None else quantity,
               "cost": cost, "currency": "USD", "is_correction": 0}
    return record | more


def item(day, amount, kind="charge", **more):
    record = dict.fromkeys(HISTORY)
    record |= {"account_id": ONE, "day": day, "id": f"{day} {amount}", "type": kind,
               "action": "subscription" if kind == "charge" else kind, "amount": amount,
               "currency": "USD", "status": "paid"}
    return record | more


def fee(price, since, **more):
    """Of a plan whose current period is told from its first day to the day after its last."""
    return {"account_id": ONE, "currency": "USD", "price": price, "frequency": "monthly",
            "since": since, "until": None, "valid_from": None, "valid_until": None, "plan": None} | more


main = support.main
