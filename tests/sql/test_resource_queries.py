"""The queries of cf_resource_usage: names that Cloudflare's schema has, variables alone, and no value in the text."""

import csv
import json
import pathlib
import re

import support
from resource_case import ResourceCase
from support import FIRST

NAMES = pathlib.Path(__file__).parent / "data" / "analytics_names.tsv"


def schema():
    """Of each dataset its scope, its dimensions and its fields, as they were published."""
    with open(NAMES, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t") if len(row) == 4 and not row[0].startswith("#")]
    return {name: (scope, set(dimensions.split()), set(fields.split()))
            for scope, name, dimensions, fields in rows}


def members(text, name):
    found = re.search(rf"[ {{]{name} {{ ([A-Za-z0-9 ]+) }}", text)
    return found[1].split() if found else []


class Queries(ResourceCase):
    def setUp(self):
        super().setUp()
        self.rows("SELECT count(quantity) FROM cf_resource_usage(?, ?)", (FIRST, self.ago(1)))
        self.rows("SELECT count(quantity) FROM cf_resource_usage(?, ?, ?, 'hour')",
                  (FIRST, self.ago(1), self.ago(1)))
        requests = [request for request in self.sandbox.requests() if request.endpoint.endswith("/graphql")]
        self.bodies = [json.loads(request["body"]) for request in requests]
        self.of_groups = [body for body in self.bodies if "limit" in body["variables"]]

    def test_have_names_of_the_schema(self):
        known, seen = schema(), set()
        for body in self.of_groups:
            text = body["query"]
            scope, name = re.search(r"viewer { (\w+)s\(filter: {\w+: \$\w+}\) { \1Tag (\w+)\(", text).groups()
            with self.subTest(name):
                its_scope, dimensions, fields = known[name]
                self.assertEqual(its_scope, scope)
                self.assertLessEqual(set(members(text, "dimensions")), dimensions)
                asked = {f"{kind}_{field}" for kind in ("sum", "max") for field in members(text, kind)}
                asked |= {"count"} if " count " in text else set()
                self.assertLessEqual(asked, fields)
                for dimension in re.findall(r"(\w+?)_(?:geq|leq|lt|gt): ", text):
                    self.assertIn(dimension, dimensions)
            seen.add(name)
        self.assertGreater(len(seen), 25)

    def test_have_no_value_in_their_text(self):
        for body in self.bodies:
            self.assertEqual({"query", "variables"}, set(body))
            self.assertNotRegex(body["query"], r'"|\b[0-9]')
            declared = set(re.findall(r"\$(\w+): ", body["query"].split(") {")[0]))
            self.assertEqual(declared, set(body["variables"]))
            self.assertEqual({"accounts" in body["query"]}, {"account" in body["variables"]})

    def test_ask_for_what_is_offered(self):
        asked = {re.search(r" (\w+)\(limit", body["query"])[1]: "sampleInterval" in body["query"]
                 for body in self.of_groups}
        self.assertTrue(asked["workersInvocationsAdaptive"])
        self.assertFalse(asked["queueMessageOperationsAdaptiveGroups"])


if __name__ == "__main__":
    support.main()
