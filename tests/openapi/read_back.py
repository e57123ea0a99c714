"""Random bodies of each endpoint, read back: every member of every record in its column and in `raw`."""

import collections
import dataclasses
import os
import pathlib
import random
import sqlite3
import sys

import expected
import json_text
import support
from endpoints import ENDPOINTS
from proxy_case import OTHER_CREDENTIALS, PRISMS, ProxyTest, ask_prism, template_of
from refusals import refusals

SEED = os.environ.get("CF_BILLING_PRISM_SEED") or "1"
KEPT_BODY = os.environ.get("CF_BILLING_PRISM_BODY")
FAILED = pathlib.Path(os.environ["CF_BILLING_EXTENSION"]).parent / "openapi" / "failed"
WANTED = 200  # bodies of each endpoint that are read
READ_BY_COLUMN = 4  # of these
MOST = 10 * WANTED  # bodies of each that are made for that
# What an account answers to whom a usage endpoint has nothing to tell.
INFO = '{"success":true,"errors":[],"messages":[],"result":{"covered":true,"subscriptions":[]}}'


class Answers:
    """What the proxy answers while one body is read: Prism's, and nothing behind it."""

    def __init__(self, endpoint, number):
        self.endpoint = endpoint
        self.number = number
        self.body = self.served = None
        if KEPT_BODY:
            self.body = self.served = pathlib.Path(KEPT_BODY).read_text(encoding="utf-8")
        self.complaints, self.is_of_schema = (), not KEPT_BODY

    def __call__(self, request):
        is_asked = template_of(request) == self.endpoint.path
        # Single columns that are no money are read by GET, whatever the body was asked for by.
        is_other = is_asked and request.method != self.endpoint.method
        if is_other and (request.method == "POST" or self.served is None):
            return 405, ""
        if template_of(request) != self.endpoint.path:
            return 200, INFO
        if self.served is None:
            self.ask(request)
        if request.parameters.get("page", "1") != "1":
            return 200, json_text.with_members(self.served, result="[]")
        return 200, self.served

    def ask(self, request):
        credentials = {}
        if PRISMS[request.document].wants_all_credentials(request.method, request.path):
            credentials = OTHER_CREDENTIALS
        # The document does not know of costs, which is what a POST is for.
        request = dataclasses.replace(request, body=request.body.replace(b'"cost"', b'"usage"'))
        seed = f"{SEED}/{self.endpoint.name}/{self.number}"
        reply = ask_prism(request, seed, **credentials)
        self.body = reply.body
        if self.number % 2:
            # Prism has all members always; a server need not.
            required = self.endpoint.required(PRISMS[request.document].document)
            self.body = expected.thinned(self.body, self.endpoint, required, random.Random(seed))
        self.served = self.body
        self.complaints, self.is_of_schema = reply.complaints, reply.is_of_schema


class ReadBack(ProxyTest):
    """Each test reads 200 bodies of an endpoint."""

    def read_back(self, name):
        self.endpoint = ENDPOINTS[name]
        self.counts, self.filled = collections.Counter(), set()
        number = 0
        while self.counts["read"] < WANTED and number < MOST:
            if number % 100 == 0:
                self.reader = self.connect_to(self.endpoint.document, **self.endpoint.settings)
                self.columns = [name for name, in self.reader.execute(
                    "SELECT name FROM pragma_table_info(?)", (self.endpoint.table,))]
            answers = self.proxy.answer = Answers(self.endpoint, number)
            try:
                self.check(answers)
            except Exception:
                self.keep(answers)
                raise
            number += 1
            if KEPT_BODY:
                return
        told = ", ".join(f"{count} {what}" for what, count in sorted(self.counts.items()))
        print(f"{name}: {number} bodies, {told}", flush=True)
        self.assertEqual(WANTED, self.counts["read"])
        self.assertGreaterEqual(self.counts["rows"], WANTED)
        documented = self.endpoint.members(PRISMS[self.endpoint.document].document)
        self.assertEqual(documented, self.filled - set(self.endpoint.hidden))

    def check(self, answers):
        """The body as it is sent, then, if need be, without what makes it none that can be read."""
        while True:
            rows, message = self.read()
            self.assertIsNone(self.proxy.failure)
            self.assertEqual((), answers.complaints)
            reasons = refusals(self.endpoint, answers.served)
            if not reasons:
                self.assertIsNone(message)
                wanted = expected.rows(self.endpoint, self.columns, answers.served)
                self.compare(wanted, rows)
                self.compare_messages(json_text.members(answers.served)["messages"])
                if self.counts["read"] < READ_BY_COLUMN:
                    self.compare_columns(wanted)
                self.counts["read"] += 1
                return
            self.assertIsNotNone(message, f"read in spite of {reasons}")
            self.assertRegex(message, "|".join(reason.message for reason in reasons))
            self.counts.update(f"refused: {reason.reason}" for reason in reasons)
            if not all(reason.mended for reason in reasons):
                self.assertFalse(answers.is_of_schema)
                return
            for reason in reasons:
                answers.served = json_text.with_members(answers.served, **reason.mended)

    def read(self):
        endpoint = self.endpoint
        self.reader.execute("SELECT cf_cache_clear()").fetchone()
        wanted = ", ".join(["*", *endpoint.hidden, "raw"])
        try:
            return self.reader.execute(f"SELECT {wanted} FROM {endpoint.table} WHERE {endpoint.where}").fetchall(), None
        except sqlite3.Error as error:
            return None, str(error)

    def compare(self, wanted, rows):
        wanted = [(row.cells, row.raw) for row in wanted]
        found = [(expected.found(self.endpoint, self.columns, row[:-1]), json_text.meaning(row[-1]))
                 for row in rows]
        self.assert_same_rows(wanted, found)
        self.counts["rows"] += len(found)
        self.filled |= {column for cells, _ in found for column, value in cells if value is not None}

    def compare_columns(self, wanted):
        """Each column by itself: of a record no more is read then."""
        for column in [*self.columns, *self.endpoint.hidden]:
            rows = self.rows(f"SELECT {column} FROM {self.endpoint.table} WHERE {self.endpoint.where}", db=self.reader)
            found = [expected.found_cell(self.endpoint.table, column, value) for value, in rows]
            if self.endpoint.method == "POST" and column == expected.STANDS_IN[0]:
                continue  # By itself it is asked for by GET, where nothing stands in for it.
            self.assert_same_rows([dict(row.cells)[column] for row in wanted], found, column)

    def compare_messages(self, sent):
        """What is announced beside a result is in the log."""
        last_part = self.endpoint.path.rsplit("/", 1)[1]
        (found,), = self.reader.execute("SELECT messages FROM cf_requests WHERE url || '?' GLOB ? "
                                        "ORDER BY id DESC LIMIT 1", (f"*/{last_part}[?]*",))
        if sent in ("null", "[]"):
            self.assertIsNone(found)
        else:
            self.assertEqual(json_text.meaning(sent), json_text.meaning(found))

    def keep(self, answers):
        FAILED.mkdir(parents=True, exist_ok=True)
        file = FAILED / f"{self.endpoint.name}-{answers.number}.json"
        file.write_text(answers.body or "", encoding="utf-8")
        # on_day tells of the variables that are set.
        with support.environment_of({"CF_BILLING_PRISM_BODY": str(file)}):
            again = support.on_day.how_to_repeat(".".join(self.id().split(".")[-2:]))
        print(f"Body {answers.number} of {self.endpoint.name} is kept. {again}", file=sys.stderr)

    def test_account_profile(self):
        self.read_back("account_profile")

    def test_user_profile(self):
        self.read_back("user_profile")

    def test_user_history(self):
        self.read_back("user_history")

    def test_account_history(self):
        self.read_back("account_history")

    def test_paygo_first(self):
        self.read_back("paygo_first")

    def test_paygo_second(self):
        self.read_back("paygo_second")

    def test_paygo_current(self):
        self.read_back("paygo_current")

    def test_paygo_info(self):
        self.read_back("paygo_info")

    def test_focus_documented(self):
        self.read_back("focus_documented")

    def test_focus_current(self):
        self.read_back("focus_current")

    def test_focus_post(self):
        self.read_back("focus_post")

    def test_focus_organization(self):
        self.read_back("focus_organization")

    def test_billable_metrics(self):
        self.read_back("billable_metrics")
