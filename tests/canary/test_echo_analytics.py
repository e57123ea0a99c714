"""Servers of analytics that give back the credential that was sent to them: in errors that come with
data, in what denies a dataset, and in what is no answer."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import support  # noqa: E402
from canary.spelled import SPELLINGS, in_string  # noqa: E402
from canary.test_echo import OWN, PLACES, SEARCH, TOKEN, EchoCase  # noqa: E402
from resource_case import D1  # noqa: E402
from support import FIRST  # noqa: E402

PATH = f'["viewer", "accounts", "0", "{D1}"]'


def refusal(message='"x"', path=PATH, code='"authz"', data="null"):
    return (f'{{"data": {data}, "errors": [{{"message": {message}, "path": {path}, '
            f'"extensions": {{"code": {code}, "timestamp": "2026-10-01T00:00:00Z"}}}}]}}')


def group(date='"2026-10-01"', read="1", tag=f'"{FIRST}"'):
    return (f'{{"data": {{"viewer": {{"accounts": [{{"accountTag": {tag}, "{D1}": [{{"dimensions": {{"date": {date}, '
            f'"databaseId": "a"}}, "sum": {{"rowsRead": {read}, "rowsWritten": 0}}, "avg": {{"sampleInterval": 1}}'
            '}]}]}}, "errors": null}')


def to_groups(body, **more):
    """A fault of the queries that come after the settings."""
    return {"path": "/graphql", "body_has": "rowsRead", "body": body, **more}


# Where the echo stands, as a string of JSON `s`.
OF_GRAPHQL = {
    "message": lambda e, s: to_groups(refusal(message=s)),
    "message of another error": lambda e, s: to_groups(refusal(message=s, code='"internal"')),
    "message beside data": lambda e, s: to_groups(refusal(message=s, path="null", data='{"viewer": null}')),
    "message of 403": lambda e, s: to_groups(refusal(message=s), status=403),
    "code": lambda e, s: to_groups(refusal(code=s)),
    "path": lambda e, s: to_groups(refusal(path=f"[{s}]")),
    "a step of the path": lambda e, s: to_groups(refusal(path=f'{PATH[:-1]}, {s}]')),
    "errors that are none": lambda e, s: to_groups(f'{{"data": null, "errors": {s}}}'),
    "a denial of settings": lambda e, s: {"path": "/graphql", "body_has": "settings", "body": refusal(message=s)},
    "a day": lambda e, s: to_groups(group(date=s)),
    "a number": lambda e, s: to_groups(group(read=s)),
    "another account": lambda e, s: to_groups(group(tag=s)),
}


class Analytics(EchoCase):
    @classmethod
    def setUpClass(cls):
        # Its settings have to be answered before the queries that the faults are about.
        cls.own_sandbox = support.Sandbox("--token", OWN.token)

    @classmethod
    def tearDownClass(cls):
        cls.own_sandbox.stop()

    def setUp(self):
        super().setUp()
        self.sandbox = self.own_sandbox
        self.restart()
        # Of the rows, too: what denies a dataset is the reason that they give.
        self.query = (f"SELECT *, reason FROM cf_resource_usage WHERE account_id = '{FIRST}' AND dataset = '{D1}' "
                      "AND day = date('now', '-1 day')")

    def restart(self):
        self.sandbox.reset()
        self.sandbox.forget_requests()
        self.sandbox.set(graphql__now="12:00")

    def check_part(self, places, spelling):
        """One spelling at a time: each connection has as many queries as the API allows."""
        name, spell = spelling
        for part in (OWN.token, OWN.token[:20]):
            echo = spell(part)
            for place, fault in places.items():
                with self.subTest(spelling=name, place=place, part=len(part)):
                    self.restart()
                    db = self.connect(environment=TOKEN, max_wait=0, max_retries=0)
                    self.assertTrue(SEARCH.findings(echo.encode()))
                    self.sandbox.faults(fault(echo, in_string(echo)))
                    self.assert_silent(self.outputs(db, self.query))
                    self.assertGreater(self.sandbox.hits()[0], 0)
                    self.assert_silent(self.everything_else(db))

    def test_of_graphql(self):
        for spelling in SPELLINGS.items():
            self.check_part(OF_GRAPHQL, spelling)

    def test_as_everywhere(self):
        places = {name: lambda e, s, fault=fault: {"path": "/graphql", **fault(e, s)}
                  for name, fault in PLACES.items()}
        for spelling in list(SPELLINGS.items())[:3]:
            self.check_part(places, spelling)

    def test_the_credential_is_in_no_body(self):
        db = self.connect(environment=TOKEN)
        self.rows(self.query, db=db)
        bodies = [request["body"] for request in self.sandbox.requests() if request["body"]]
        self.assertEqual(2, len(bodies))
        self.assert_silent(bodies)


if __name__ == "__main__":
    support.main()
