"""What the tests of FOCUS usage by POST share: the days, the requests that a query takes, the truth."""

import decimal
import functools
import json

import calendar_of
import support

DAY = calendar_of.DAY


@functools.cache
def decoded(record):
    return json.loads(record, parse_float=decimal.Decimal, parse_int=decimal.Decimal)


class PostCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.today = calendar_of.day(self.sandbox.today())

    def ago(self, days):
        return str(self.today - days * DAY)

    def of(self, account, days=2):
        return f"cf_focus_usage WHERE account_id = '{account}' AND charge_date >= '{self.ago(days)}'"

    def methods(self):
        return [request["method"] for request in self.sandbox.requests()]

    def asked(self, sql, parameters=(), db=None):
        """The methods of the requests that a query takes."""
        self.sandbox.forget_requests()
        self.rows(sql, parameters, db)
        return self.methods()

    def truth(self, account, first, last):
        """(record as text, record) of the days."""
        pairs = ((text, decoded(text)) for text in self.sandbox.truth("focus", account))
        return [(text, record) for text, record in pairs
                if str(first) <= record["ChargePeriodStart"][:10] <= str(last)]
