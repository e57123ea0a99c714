"""cf_usage_history over an answer of exactly the 10,000 items that a request may ask for."""

import datetime
import unittest

import support
from history_case import DAY, SECONDS
from list_case import Server
from support import FIRST

LIMIT = 10_000


class Years:
    """Daily totals of 30 years; what is beyond the limit is cut without a word."""

    def __init__(self, today):
        self.first = today - 30 * 366 * DAY
        self.today, self.asked = today, []

    def answer(self, query):
        since, until = (datetime.date.fromisoformat(query[name][:10]) for name in ("since", "until"))
        self.asked.append(((until - since).days + 1, int(query["limit"])))
        since, until = max(since, self.first), min(until, self.today)
        days = [(since + n * DAY - datetime.date(1970, 1, 1)).days for n in range((until - since).days + 1)]
        items = [{"ts": day * SECONDS, "workersRequests": day} for day in days]
        return 200, {"success": True, "errors": [], "messages": [], "result": items[:int(query["limit"])]}


class AtTheLimit(unittest.TestCase):
    rows, value = support.TestCase.rows, support.TestCase.value

    def setUp(self):
        self.today = datetime.date.fromisoformat(support.shared_sandbox().today())
        server = Server()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.years = server.lists[f"/accounts/{FIRST}/billing/usage"] = Years(self.today)
        self.db = support.sqlite3.connect(":memory:")
        self.addCleanup(self.db.close)
        with support.environment_of({"CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_BASE_URL":
                                     f"http://127.0.0.1:{server.server_address[1]}"}):
            support.load_extension(self.db)

    def check(self, days, asked):
        """Every day is there, by requests for so many days."""
        first = self.today - (days - 1) * DAY
        self.years.asked.clear()
        found = self.rows(f"SELECT day, quantity, account_id FROM cf_usage_history('{FIRST}', ?, ?)",
                          (str(first), str(self.today)))
        self.assertEqual([(str(first + n * DAY), float((first + n * DAY - datetime.date(1970, 1, 1)).days), FIRST)
                          for n in range(days)], sorted(found))
        self.assertEqual([(count, LIMIT) for count in asked], sorted(self.years.asked, reverse=True))

    def test_one_below(self):
        self.check(LIMIT - 1, [LIMIT - 1])

    def test_as_many_as_were_asked_for_are_all(self):
        self.check(LIMIT, [LIMIT])

    def test_one_more_is_cut_and_asked_for_in_halves(self):
        self.check(LIMIT + 1, [LIMIT + 1, LIMIT // 2 + 1, LIMIT // 2])

    def test_many_more(self):
        self.check(LIMIT + 900, [LIMIT + 900, (LIMIT + 900) // 2, (LIMIT + 900) // 2])


if __name__ == "__main__":
    support.main()
