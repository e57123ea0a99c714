"""What tests of dates share: the rows of ordinary tables beside those of the extension's."""

import datetime

import calendar_of
import oracle
import support
from support import MONTH_END

FOCUS, PAYGO = "cf_focus_usage", "cf_paygo_usage"
LONGEST_WINDOW = 30


class DateCase(support.TestCase):
    def setUp(self):
        super().setUp()
        # Records are the same whether a query asks for costs or not.
        self.sandbox.set(focus__get_money="on")
        self.today = calendar_of.day(self.sandbox.today())
        self.accounts = {account["id"]: account for account in self.sandbox.accounts()}
        self.made = set()

    def ago(self, days, suffix=""):
        return (self.today - datetime.timedelta(days)).isoformat() + suffix

    def ordinary(self, table, account):
        name = f"ordinary_{table}_{account[:4]}"
        if name not in self.made:
            kind = "focus" if table == FOCUS else "paygo"
            oracle.make_table(self.db, name, table, self.sandbox.truth(kind, account), account)
            self.made.add(name)
        return name

    def compare(self, table, account, where, parameters=()):
        """The rows of the virtual and of the ordinary table; returns the days they are of."""
        expected = self.rows(f"SELECT charge_date, raw FROM {self.ordinary(table, account)} "
                             f"WHERE {where}", parameters)
        self.sandbox.forget_requests()
        found = self.rows(f"SELECT charge_date, raw FROM {table} WHERE account_id = '{account}' "
                          f"AND {where}", parameters)
        self.assert_same_rows(expected, found, f"{table} WHERE {where}:")
        return sorted({calendar_of.day(row[0]) for row in expected})

    def windows(self):
        """(from, to) of the requests, without those for `info` and without dates."""
        return sorted((r.parameters["from"], r.parameters["to"]) for r in self.sandbox.requests()
                      if r.parameters)

    def check_focus_windows(self, days, slack):
        """No day missing, few too many, none after today, none owned twice, 30 at most."""
        owned = []
        for first, to in self.windows():
            first, to = calendar_of.day(first), calendar_of.day(to)
            # `to` is one day after what the window owns.
            owned += calendar_of.days_between(first, to - calendar_of.DAY)
            self.assertLessEqual((to - first).days, LONGEST_WINDOW)
        self.assertEqual(len(set(owned)), len(owned))
        self.assertLessEqual(set(days), set(owned))
        self.assertLessEqual(max(owned, default=self.today), self.today)
        self.assertLessEqual(len(owned), len(days) + slack)
        gaps = sum((after - before).days > LONGEST_WINDOW for before, after in zip(days, days[1:]))
        self.assertLessEqual(len(self.windows()),
                             -(-(len(days) + slack) // LONGEST_WINDOW) + gaps)

    def check_paygo_windows(self, days, slack):
        """Exactly the cycles touched by these days, give or take what the bounds cannot tell, and
        what is looked at besides."""
        account = self.accounts[MONTH_END]
        least = calendar_of.cycles(account, days, self.today)
        wider = calendar_of.days_between(days[0] - slack * calendar_of.DAY,
                                         days[-1] + slack * calendar_of.DAY)
        most = calendar_of.cycles(account, wider, self.today)
        self.assertLessEqual(set(least), set(self.windows()))
        looked_at = set(calendar_of.cycles_looked_at(account, wider, self.today))
        # Each range of days has a cycle before it.
        for at in days:
            looked_at |= set(calendar_of.cycles_looked_at(account, [at], self.today))
        self.assertLessEqual(set(self.windows()), set(most) | looked_at)
        self.assertEqual(len(set(self.windows())), len(self.windows()))
