"""The rows with a cache: those that there are without one, also where lists change meanwhile."""

import json
import random

import oracle
import support
from support import CANTOPEN, EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END
from test_cache import HISTORY, CacheCase, days_ago


class Pages(CacheCase):
    def serve(self, records, per_page=10):
        rules = [{"path": rf"[?&]page={page + 1}(&|$)", "body": json.dumps(
            {"success": True, "result": records[page * per_page:(page + 1) * per_page],
             "result_info": {"page": page + 1, "per_page": per_page,
                             "total_count": len(records)}})}
            for page in range(len(records) // per_page + 2)]
        self.sandbox.faults(*rules, {"body": '{"success":true,"result":[]}'})

    @staticmethod
    def items(*numbers):
        return [{"id": f"{n:032x}", "amount": n, "type": "charge",
                 "occurred_at": f"2026-{1 + n // 28:02}-{1 + n % 28:02}T00:00:00Z"}
                for n in numbers]

    def test_first_rows_then_all(self):
        for limit in (1, 25, 26, 60):
            self.value("SELECT cf_cache_clear()", db=self.cached)
            self.assertEqual(limit, len(self.found(f"{HISTORY} LIMIT {limit}")))
            self.assert_same_rows(self.rows(HISTORY), self.found(HISTORY))
            self.assertEqual(0, self.asked(HISTORY))

    def test_items_added_or_removed_between(self):
        before = list(range(200, 165, -1))
        changes = {"same": before, "new in front": [201, 202, *before],
                   "first gone": before[1:], "one of the first page gone": before[:4] + before[5:],
                   "one of a later page gone": before[:14] + before[15:], "all gone": [],
                   "one gone, one new": [201, *before[1:]], "much gone": before[12:],
                   "a page in front": [*range(215, 200, -1), *before], "last gone": before[:-1]}
        for what, after in changes.items():
            for limit in (3, 12):
                with self.subTest(what, limit=limit):
                    db = self.connect(cache_ttl=300)
                    self.serve(self.items(*before))
                    self.rows(f"SELECT id FROM cf_billing_history LIMIT {limit}", db=db)
                    self.serve(self.items(*after))
                    sql = "SELECT CAST(amount AS INTEGER) FROM cf_billing_history"
                    try:
                        found = [row[0] for row in self.rows(sql, db=db)]
                    except support.sqlite3.Error as error:
                        self.assertEqual(CANTOPEN, error.sqlite_errorcode & 0xFF)
                        self.assert_says(str(error), "cf_billing_history: the list changed",
                                         "Run the query again")
                        found = [row[0] for row in self.rows(sql, db=db)]
                        self.assertEqual(after, found)
                    # Once each, and what was there all the time is there.
                    self.assertEqual(len(set(found)), len(found))
                    self.assertLessEqual(set(before) & set(after), set(found))


class SameRows(CacheCase):
    def test_random_queries(self):
        chance = random.Random(20)
        accounts = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)
        db = self.connect(cache_ttl=300, cache_mib=chance.choice((1, 2, 64)))
        for _ in range(70):
            table = chance.choice(list(oracle.COLUMNS))
            columns = [*oracle.COLUMNS[table], "account_id", "rowid", "raw"]
            some = ", ".join(chance.sample(columns, chance.choice((1, 3, len(columns)))))
            where = "account_id IN ('" + "', '".join(
                chance.sample(accounts, chance.choice((1, 1, 2)))) + "')"
            if "usage" in table and chance.random() < 0.9:
                first = chance.randrange(60)
                where += f" AND {days_ago(first, chance.randrange(first + 1))}"
            if table == "cf_billing_history" and chance.random() < 0.5:
                where += f" AND occurred_date >= date('now', '-{chance.randrange(200)} days')"
            sql = f"SELECT {some} FROM {table} WHERE {where}"
            with self.subTest(sql):
                if chance.random() < 0.2:
                    self.rows(sql + " LIMIT 7", db=db)
                self.assert_same_rows(self.rows(sql), self.rows(sql, db=db))


if __name__ == "__main__":
    support.main()
