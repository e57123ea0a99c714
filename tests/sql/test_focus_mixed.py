"""Costs of some accounts beside usage of others, whose costs are not told: however a statement puts the
two together, what it adds up would lack them. Statements beside each other have nothing to do with this."""

import json

import support
from focus_post_case import PostCase
from support import ERROR, EURO, FIRST, MID_MONTH, MONTH_END, ORGANIZATION

POSTED = "/billable/usage$"


class MixedCase(PostCase):
    def setUp(self):
        super().setUp()
        self.refuse()

    def refuse(self):
        self.sandbox.faults({"path": POSTED, "method": "POST", "account": EURO, "status": 404})

    def sum_of(self, account, more=""):
        return f"SELECT sum(BilledCost) AS cost FROM {self.of(account)} {more}"

    def statements(self, one, other):
        """Ways to have both in a number."""
        days = f"charge_date >= '{self.ago(2)}'"
        first, second = self.sum_of(one), self.sum_of(other)
        yield (f"SELECT sum(BilledCost) FROM cf_focus_usage WHERE (account_id = '{one}' AND {days}) "
               f"OR (account_id = '{other}' AND {days})")
        yield f"SELECT ifnull(({first}), 0) + ifnull(({second}), 0)"
        yield f"SELECT total(cost) FROM ({first} UNION ALL {second})"
        yield f"{first} UNION ALL {second}"
        yield f"{first} EXCEPT {second}"
        yield f"WITH a AS ({first}), b AS ({second}) SELECT a.cost + ifnull(b.cost, 0) FROM a, b"
        yield f"SELECT id, ({first}) FROM (SELECT 1 AS id) WHERE ifnull(({second}), 0) >= 0"
        yield (f"SELECT (SELECT sum(BilledCost) FROM cf_focus_usage WHERE account_id = value AND {days}) "
               f"FROM json_each('[\"{one}\", \"{other}\"]')")
        yield f"INSERT INTO sums SELECT cost FROM ({first}) UNION ALL SELECT cost FROM ({second})"

    def check_fails(self, one, other, *parts):
        for order in ((one, other), (other, one)):
            for sql in self.statements(*order):
                with self.subTest(sql):
                    db = self.connect()
                    db.execute("CREATE TEMP TABLE sums(cost)")
                    for _ in range(2):  # Also from memory.
                        message = self.failure(ERROR, sql, db=db)
                        self.assert_says(message, f"the costs of account {MONTH_END} came by POST", *parts)
                    self.assertEqual([(0,)], db.execute("SELECT count(*) FROM sums").fetchall())


class Mixed(MixedCase):
    def test_an_account_that_is_refused(self):
        self.check_fails(EURO, MONTH_END, f"refused for account {EURO}", "incomplete = 'columns'")

    def test_an_account_that_has_none(self):
        """POST answers, and its records have no cost: not populated yet."""
        self.check_fails(FIRST, MONTH_END, f"no record of account {FIRST} has one", "are not told")
        message = self.failure(ERROR, "SELECT sum(BilledCost) FROM cf_focus_usage WHERE account_id IN "
                                      f"('{FIRST}', '{MONTH_END}') AND charge_date >= '{self.ago(2)}'")
        self.assert_says(message, f"no record of account {FIRST} has one", "incomplete = 'columns'")

    def test_an_organization(self):
        organization = (f"SELECT sum(BilledCost) AS cost FROM cf_focus_usage WHERE organization_id = "
                        f"'{ORGANIZATION}' AND charge_date >= '{self.ago(2)}'")
        for sql in (f"SELECT ({organization}), ({self.sum_of(MONTH_END)})",
                    f"{self.sum_of(MONTH_END)} UNION ALL {organization}"):
            self.assert_says(self.failure(ERROR, sql), "which there is not for organization " + ORGANIZATION)
            self.rows(sql.replace("sum(BilledCost)", "sum(ConsumedQuantity)"))

    def test_accepted(self):
        accept = "AND incomplete = 'columns'"
        told = self.value(self.sum_of(MONTH_END))
        for other in (EURO, FIRST):
            for one, two in ((other, MONTH_END), (MONTH_END, other)):
                found = self.rows(f"{self.sum_of(one, accept)} UNION ALL {self.sum_of(two, accept)}")
                self.assertEqual([(None,), (told,)], sorted(found, key=lambda row: row[0] or 0))
            db = self.connect(incomplete="ignore", concurrency=1)
            found = self.rows("SELECT account_id, sum(BilledCost) FROM cf_focus_usage WHERE account_id IN "
                              f"('{other}', '{MONTH_END}') AND charge_date >= '{self.ago(2)}' GROUP BY 1 "
                              "ORDER BY 2", db=db)
            self.assertEqual([(other, None), (MONTH_END, told)], found)
            noted = self.rows("SELECT DISTINCT error FROM cf_requests WHERE error LIKE "
                              "'%costs are not told%'", db=db)
            self.assertEqual(1, len(noted))
            self.assert_says(noted[0][0], other, MONTH_END)

    def test_of_several_accounts_each_is_noted(self):
        """Also where the account whose costs are told comes last, so that all is found at once."""
        absent = (FIRST, MID_MONTH)
        named = ", ".join(f"'{account}'" for account in (*absent, MONTH_END))
        db = self.connect(incomplete="ignore", concurrency=1)
        self.rows(f"SELECT sum(BilledCost) FROM cf_focus_usage WHERE account_id IN ({named}) "
                  f"AND charge_date >= '{self.ago(2)}'", db=db)
        noted = " ".join(error for error, in self.rows(
            "SELECT error FROM cf_requests WHERE error LIKE '%costs are not told%'", db=db))
        for account in absent:
            self.assertIn(f"no record of account {account} has one", noted)

    def test_none_has_costs(self):
        self.assertEqual([(None,)] * 2, self.rows(f"{self.sum_of(EURO)} UNION ALL {self.sum_of(FIRST)}"))
        self.assertEqual([(None,)], self.rows(f"SELECT ({self.sum_of(EURO)}) + ({self.sum_of(FIRST)})"))

    def test_days_without_costs_of_an_account_that_has_them(self):
        """They are NULL, for all to see, whether they come in one scan or in several."""
        none, some = self.ago(1), self.ago(4)
        records = [{"ChargePeriodStart": f"{none}T00:00:00Z", "ConsumedQuantity": 1}]
        body = json.dumps({"success": True, "errors": [], "messages": [], "result": records})
        for place, days in enumerate(((none, some), (some, none))):
            self.sandbox.faults({"path": POSTED, "method": "POST", "status": 200, "body": body,
                                 "skip": place, "count": 1})
            days = [f"SELECT sum(BilledCost) FROM cf_focus_usage WHERE account_id = '{MONTH_END}' AND "
                    f"charge_date = '{day}'" for day in days]
            found = self.rows(" UNION ALL ".join(days), db=self.connect(cache_ttl=0))
            self.assertEqual(place, [cost is None for cost, in found].index(True))
            self.assertEqual(1, [cost for cost, in found].count(None))


    def test_triggers(self):
        """Each time one is set off it is a query of its own, whose cursors are closed behind it."""
        added = ("UPDATE sums SET cost = ifnull(cost, 0) + (SELECT total(BilledCost) FROM cf_focus_usage WHERE "
                 f"account_id = NEW.id AND charge_date >= '{self.ago(2)}')")
        for other in (EURO, FIRST):
            for first, second in ((MONTH_END, other), (other, MONTH_END)):
                db = self.connect()
                db.executescript(f"""CREATE TEMP TABLE sums(cost); INSERT INTO sums VALUES (0);
                    CREATE TEMP TABLE clients(id); CREATE TEMP VIEW asked AS SELECT id FROM clients;
                    CREATE TEMP TRIGGER on_client AFTER INSERT ON clients BEGIN {added}; END;
                    CREATE TEMP TRIGGER on_asked INSTEAD OF INSERT ON asked BEGIN {added}; END;""")
                for name in ("clients", "asked"):
                    for rows in (f"VALUES ('{first}'), ('{second}')",
                                 f"SELECT value FROM json_each('[\"{first}\", \"{second}\"]')"):
                        message = self.failure(ERROR, f"INSERT INTO {name} {rows}", db=db)
                        self.assert_says(message, f"the costs of account {MONTH_END}", other)
                        self.assertEqual([(0,)], db.execute("SELECT cost FROM sums").fetchall())
                # One statement after the other, the same and others.
                for account in (first, second, second, first):
                    db.execute("INSERT INTO clients VALUES (?)", (account,))
                    db.execute(f"INSERT INTO asked VALUES ('{account}')")


class Apart(MixedCase):
    """Statements of one connection that have nothing to do with each other."""

    def test_one_after_the_other(self):
        db = self.connect()
        sql = f"SELECT sum(BilledCost) FROM cf_focus_usage WHERE account_id = ? AND charge_date >= '{self.ago(2)}'"
        for _ in range(2):
            for account in (MONTH_END, EURO, FIRST, MONTH_END):
                self.assertEqual(account == MONTH_END, self.value(sql, (account,), db=db) is not None)

    def test_between_rows_of_another(self):
        for outer, inner in ((MONTH_END, EURO), (EURO, MONTH_END), (FIRST, MONTH_END)):
            db = self.connect()
            count = 0
            for _ in db.execute(f"SELECT BilledCost FROM {self.of(outer)}"):
                if count < 3:
                    self.rows(self.sum_of(inner), db=db)
                    self.rows(self.sum_of(outer), db=db)
                count += 1
            self.assertEqual(len(self.truth(outer, self.ago(2), self.today)), count)

    def test_left_open(self):
        db = self.connect()
        left = db.execute(f"SELECT BilledCost FROM {self.of(MONTH_END)}")
        left.fetchone()
        for account in (EURO, FIRST, EURO):
            self.assertIsNone(self.value(self.sum_of(account), db=db))
        self.failure(ERROR, f"{self.sum_of(EURO)} UNION ALL {self.sum_of(MONTH_END)}", db=db)
        self.assertIsNotNone(left.fetchone())

    def test_from_within_another(self):
        """A function of the host that reads the table itself, called for a row."""
        db = self.connect()
        db.create_function("costs", 1, lambda account: db.execute(self.sum_of(account)).fetchone()[0])
        found = self.rows("SELECT account_id, costs(id), sum(BilledCost) FROM (SELECT value AS id FROM "
                          f"json_each('[\"{EURO}\", \"{FIRST}\"]')) CROSS JOIN cf_focus_usage WHERE "
                          f"account_id = '{MONTH_END}' AND charge_date >= '{self.ago(2)}' GROUP BY id", db=db)
        self.assertEqual([None, None], [row[1] for row in found])
        self.assertTrue(all(row[2] is not None for row in found))


if __name__ == "__main__":
    support.main()
