"""examples/alert.sh over the API: what it asks for, cards, and accounts that fail."""

import collections
import json

import script_case
import support
from support import ALL_ACCOUNTS, EURO, FIRST, MANY_PLANS, MID_MONTH, NOT_COVERED, QUIET


class Live(script_case.TestCase):
    script = "alert.sh"

    def setUp(self):
        super().setUp()
        # More runs in five minutes than anybody makes.
        self.sandbox.set(graphql__rate_limit="100000")

    def alert(self, status, *arguments, token=support.TOKEN, says=None, **environment):
        return self.check(status, *arguments, "--skip", "resource", "--state", "told.db", says=says, **{
            "CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CLOUDFLARE_API_TOKEN": token, **environment})

    def kinds(self, lines):
        return collections.Counter((line["kind"], line["account_id"]) for line in map(json.loads, lines))

    def test_all_accounts_once(self):
        options = ("--day-above", "USD=0.01", "--day-above", "EUR=0.01", "--budget", "USD=0.01", "--json",
                   "--skip", "anomaly")
        kinds = self.kinds(self.alert(2, *options, says="alert: not checked: usage of Contract Holdings AG: "
                                                        "cf_paygo_usage: PayGo usage does not cover this account. "))
        # The card of the first has expired when the next bill comes; that of the fourth, two months ago.
        for expected in (("card", FIRST), ("card", MANY_PLANS), ("invoice", MID_MONTH), ("invoice", MANY_PLANS),
                         ("not checked", NOT_COVERED), ("budget", None)):
            self.assertEqual(1, kinds[expected], expected)
        for account in (FIRST, MID_MONTH, MANY_PLANS, EURO):
            self.assertEqual(1, kinds["day", account])
        self.assertEqual(set(), {account for _, account in kinds} & {QUIET})
        asked = collections.Counter(request["path"].rpartition("/")[2] for request in self.sandbox.requests())
        # One question for all accounts; of cards only who has one needs to know when the next bill comes.
        self.assertEqual((1, 7, 7), (asked["accounts"], asked["unpaid-invoice"], asked["payment-methods"]))
        self.assertEqual((3, 3), (asked["profile"], asked["subscriptions"]))
        self.assertEqual([], self.alert(2, *options, says="PayGo usage does not cover this account"))
        # Who is known not to be covered is left out, and all is well.
        self.assertEqual([], self.alert(0, *options, "--without", NOT_COVERED))

    def test_a_day_is_the_newest_whole_one_of_the_api(self):
        line, = self.alert(1, "--account", EURO, "--day-above", "EUR=0.01", "--json", "--skip", "anomaly")
        told = json.loads(line)
        truth = [json.loads(record) for record in self.sandbox.truth("paygo", EURO)]
        by_day = collections.Counter()
        for record in truth:
            by_day[record["ChargePeriodStart"][:10]] += record["BilledCost"]
        newest = max(day for day in by_day if day < self.sandbox.today())
        self.assertEqual(newest, told["day"])
        self.assertAlmostEqual(by_day[newest], told["amount"])

    def test_one_check_of_one_account_that_fails(self):
        self.sandbox.faults({"account": EURO, "path": "payment-methods", "status": 403},
                            {"account": MID_MONTH, "path": "unpaid-invoice", "status": 403})
        kinds = self.kinds(self.alert(2, "--json", "--without", NOT_COVERED, "--skip", "anomaly",
                                      says="not checked: cards of Café Zürich SARL: cf_payment_methods: HTTP 403, "
                                           "code 10000: Authentication error. The token needs Account › Billing › Read.\n"))
        self.assertEqual((1, 1, 0), (kinds["not checked", EURO], kinds["not checked", MID_MONTH],
                                     kinds["invoice", MID_MONTH]))
        self.assertEqual(1, kinds["invoice", MANY_PLANS])
        # And once it can be read, what it is.
        self.sandbox.faults()
        kinds = self.kinds(self.alert(1, "--json", "--without", NOT_COVERED, "--skip", "anomaly"))
        self.assertEqual({("invoice", MID_MONTH): 1}, dict(kinds))

    def test_usage_that_cannot_be_read_is_neither_late_nor_cheap(self):
        self.sandbox.faults({"account": FIRST, "path": "billable-usage|paygo", "status": 403})
        options = ("--account", FIRST, "--day-above", "USD=0.01", "--skip", "card", "--skip", "invoice")
        self.assertEqual([], self.alert(2, *options, says="not checked: usage of Lighthouse Studio: "))
        # Nobody answered at all.
        self.sandbox.faults({"status": 403})
        self.alert(2, *options, says="HTTP 403")

    def test_a_token_that_sees_no_cards(self):
        answer = json.dumps({"success": True, "errors": [], "messages": [], "result": []})
        self.sandbox.faults({"path": "payment-methods", "status": 200, "body": answer})
        said = "not checked: cards of Lighthouse Studio: the token sees no way to pay of this account\n"
        options = ("--account", FIRST, "--skip", "anomaly")
        self.assertEqual([], self.alert(2, *options, says=said))
        self.assertEqual([], self.alert(0, *options, "--skip", "card"))

    def test_dates_of_cards_in_several_forms(self):
        today = self.sandbox.today()
        year, month = today[:4], today[5:7]
        for form, lines in ((f"{month}/{year}", 1), (f"{month}/{year[2:]}", 1), (f"{year}-{month}", 1),
                            (f"{year}-{month}-28T00:00:00Z", 1), ("12/2099", 0), ("2099-12", 0)):
            answer = json.dumps({"success": True, "errors": [], "messages": [], "result": [
                {"id": form, "type": "CREDIT_CARD", "default": True, "expiration_date": form}]})
            self.sandbox.faults({"path": "payment-methods", "status": 200, "body": answer})
            told = self.alert(lines, "--account", FIRST, "--skip", "anomaly", "--skip", "invoice")
            self.assertEqual(lines, len(told), form)
        for form in ("soon", "13/2027", None):
            answer = json.dumps({"success": True, "errors": [], "messages": [], "result": [
                {"id": "x", "type": "CREDIT_CARD", "default": True, "expiration_date": form}]})
            self.sandbox.faults({"path": "payment-methods", "status": 200, "body": answer})
            self.alert(2, "--account", FIRST, "--skip", "anomaly", "--skip", "invoice",
                       says="cards of Lighthouse Studio: when the card expires is not told, or in no form")

    def test_a_token_that_is_refused(self):
        said = "alert: not checked: accounts of all accounts: cf_accounts: HTTP 401"
        (line,) = self.alert(2, "--json", token="x" * 40, says=said)
        self.assertEqual("not checked", json.loads(line)["kind"])
        self.assertEqual([], self.alert(2, "--json", token="x" * 40, says=said))

    def test_what_fails_everywhere_is_told_once_a_check(self):
        """Of one account: its requests differ in their paths and rays only."""
        self.alert(2, token="x" * 40, CLOUDFLARE_ACCOUNT_ID=FIRST, says="usage of all accounts: ")
        lines = self.run_script("--state", "told.db", "--again", CLOUDFLARE_BASE_URL=self.sandbox.base_url,
                                CLOUDFLARE_API_TOKEN="x" * 40, CLOUDFLARE_ACCOUNT_ID=FIRST).stderr.splitlines()
        self.assertGreater(len(lines), 3)
        for line in lines:
            self.assertEqual(1, line.count("HTTP 401"), line)

    def test_an_account_by_its_id_where_none_are_listed(self):
        self.sandbox.faults({"path": "client/v4/accounts/*$", "status": 403})
        (line,) = self.alert(1, "--skip", "anomaly", "--skip", "card", "--json", CLOUDFLARE_ACCOUNT_ID=MID_MONTH)
        self.assertEqual(("invoice", MID_MONTH), (json.loads(line)["kind"], json.loads(line)["account_id"]))

    def test_an_archive_and_the_cards_of_the_api(self):
        with script_case.Archive(self.archive, today=self.sandbox.today()) as archive:
            for account in (FIRST, MANY_PLANS):
                archive.account(account, f"Account {account[:3]}")
                archive.usage(account, lambda day: 1.0)
        told = self.alert(1, "--skip", "anomaly", self.archive)
        self.assertEqual(["Account 023: the card that bills are charged to expires on ",
                          "Account 3ca: the card that bills are charged to expired on "],
                         [line[:line.index("on 2") + 3] for line in told])
        self.assertEqual(set(), {request["path"].rpartition("/")[2] for request in self.sandbox.requests()}
                         - {"payment-methods", "profile", "subscriptions"})

    def test_every_account_is_asked_for(self):
        self.alert(2, "--skip", "anomaly", says="does not cover")
        asked = {account for account in ALL_ACCOUNTS for request in self.sandbox.requests()
                 if account in request["path"]}
        self.assertEqual(set(ALL_ACCOUNTS), asked)


if __name__ == "__main__":
    script_case.main()
