"""The views of 22_clients.sql on records whose sums are worked out by hand."""

import sqlite3

import views
from support import EURO, FIRST
from views import ONE, OTHER, fee, item, usage

TODAY = "2026-11-20"
ZONE, REST = "c" * 32, "d" * 32


class Rebill(views.TestCase):
    SQL = "SELECT client, month, product, currency, usage, fees, refunds, markup, total FROM cf_rebill"

    def clients(self, *members, rates=(("Harbour", 0.5), ("Mill", 0.0))):
        self.db.executemany("INSERT INTO cf_clients VALUES (?, ?)", rates)
        self.db.executemany("INSERT INTO cf_client_members VALUES (?, ?, ?)", members)

    def test_zones_first_then_accounts_and_nobody(self):
        day = "2026-11-03"
        self.fixture([usage(day, 1.0, zone_id=ZONE), usage(day, 2.0, zone_id=REST), usage(day, 4.0),
                      usage(day, 8.0, account_id=OTHER), usage(day, 16.0, account_id=OTHER, zone_id=ZONE)],
                     accounts=(ONE, OTHER), today=TODAY)
        self.clients(("Harbour", ONE, ZONE), ("Mill", ONE, ""))
        month = "2026-11"
        self.check([("Harbour", month, "Product", "USD", 1.0, 0.0, 0.0, 0.5, 1.5),
                    ("Mill", month, "Product", "USD", 6.0, 0.0, 0.0, 0.0, 6.0),
                    (None, month, "Product", "USD", 24.0, 0.0, 0.0, 0.0, 24.0)], self.SQL)

    def test_a_zone_alone_leaves_its_account_to_nobody(self):
        self.fixture([usage("2026-11-03", 1.0, zone_id=ZONE), usage("2026-11-03", 4.0)], today=TODAY)
        self.clients(("Harbour", ONE, ZONE))
        self.check([("Harbour", 1.5), (None, 4.0)], "SELECT client, total FROM cf_rebill")

    def test_months_products_and_currencies_apart(self):
        self.fixture([usage("2026-10-31", 1.0), usage("2026-11-01", 2.0), usage("2026-11-01", 4.0, product="R2"),
                      usage("2026-11-02", 8.0, currency="EUR"), usage("2026-11-02", 16.0, currency="usd")],
                     today=TODAY, first_day="2026-10-01")
        self.clients(("Harbour", ONE, ""))
        self.check([("2026-10", "Product", "USD", 1.5), ("2026-11", "Product", "USD", 27.0),
                    ("2026-11", "R2", "USD", 6.0), ("2026-11", "Product", "EUR", 12.0)],
                   "SELECT month, product, currency, total FROM cf_rebill WHERE client = 'Harbour'")

    def test_fees_refunds_and_credits(self):
        self.fixture([usage("2026-11-03", 10.0)],
                     [item("2026-11-05", 30.0, "charge", id="c"), item("2026-11-06", 4.0, "refund", id="r"),
                      item("2026-11-07", 1.0, "credit", id="k"),
                      item("2026-11-08", 7.0, "refund", id="v", status="void")],
                     [fee(25.0, "2026-11-10")], today=TODAY)
        self.clients(("Harbour", ONE, ""))
        self.check([("Harbour", "2026-11", "Product", "USD", 10.0, 0.0, 0.0, 5.0, 15.0),
                    ("Harbour", "2026-11", "Plan fees", "USD", 0.0, 25.0, 0.0, 12.5, 37.5),
                    ("Harbour", "2026-11", "Refunds", "USD", 0.0, 0.0, -4.0, -2.0, -6.0),
                    ("Harbour", "2026-11", "Credits", "USD", 0.0, 0.0, -1.0, -0.5, -1.5)], self.SQL)

    def test_what_is_not_known_is_not_billed(self):
        self.fixture([usage("2026-11-03", 1.0), usage("2026-11-04", None),
                      usage("2026-11-03", 1.0, product="R2")], today=TODAY)
        self.clients(("Harbour", ONE, ""))
        self.check([("Product", None, None, None, 1), ("R2", 1.0, 0.5, 1.5, 0)],
                   "SELECT product, usage, markup, total, records_without_cost FROM cf_rebill")
        self.fixture([usage("2026-11-03", 1.0, complete_from="2026-11-03")], today=TODAY)
        self.check([(None, None, "2026-11-03")], "SELECT usage, total, complete_from FROM cf_rebill")

    def test_a_discount(self):
        self.fixture([usage("2026-11-03", 10.0)], today=TODAY)
        self.clients(("Harbour", ONE, ""), rates=(("Harbour", -0.1),))
        self.check([(-1.0, 9.0)], "SELECT markup, total FROM cf_rebill")

    def test_together_it_is_what_was_spent(self):
        """Over the sandbox: nothing is lost and nothing counts twice, whoever has what."""
        first = self.value("SELECT date(?, '-20 days')", (self.sandbox.today(),))
        self.views(FIRST, EURO, first_day=first)
        zone = self.value("SELECT max(zone_id) FROM cf_usage WHERE account_id = ?", (FIRST,))
        self.clients(("Harbour", FIRST, zone), ("Mill", EURO, ""))
        spent = dict(self.rows("SELECT currency, sum(cost) FROM cf_spend_by_account GROUP BY 1"))
        billed = dict(self.rows("SELECT currency, sum(usage) FROM cf_rebill GROUP BY 1"))
        self.assertEqual({"USD", "EUR"}, billed.keys())
        for currency, cost in spent.items():
            self.assertAlmostEqual(cost, billed[currency])
        self.check(self.rows("SELECT sum(cost) * 1.5 FROM cf_spend_by_zone WHERE zone_id = ?", (zone,)),
                   "SELECT sum(total) FROM cf_rebill WHERE client = 'Harbour'")


class Members(views.TestCase):
    def refused(self, text, sql, *parameters):
        with self.assertRaises(sqlite3.IntegrityError) as caught:
            self.db.execute(sql, parameters)
        self.assertIn(text, str(caught.exception))

    def test_what_is_refused_says_why(self):
        self.views()
        member = "INSERT INTO cf_client_members VALUES (?, ?, ?)"
        self.refused("insert it there first", member, "Harbour", ONE, "")
        self.db.execute("INSERT INTO cf_clients(client) VALUES ('Harbour')")
        self.assertEqual([(0.0,)], self.rows("SELECT markup FROM cf_clients"))
        self.db.execute(member, ("Harbour", ONE, ""))
        self.refused("UNIQUE", member, "Harbour", ONE, "")
        self.refused("32 lower-case", member, "Harbour", "abc", "")
        self.refused("id of a zone", member, "Harbour", ONE, "example.com")
        self.refused("still has accounts", "DELETE FROM cf_clients")
        self.refused("still has accounts", "UPDATE cf_clients SET client = 'Mill'")
        for markup in (15, "15 %", None, -2):
            self.refused("markup must be a fraction", "INSERT INTO cf_clients VALUES ('Mill', ?)", markup)
        self.refused("not empty", "INSERT INTO cf_clients(client) VALUES ('')")
        self.db.execute("DELETE FROM cf_client_members")
        self.db.execute("DELETE FROM cf_clients")


if __name__ == "__main__":
    views.main()
