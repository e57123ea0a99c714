"""The rules of the FOCUS models over exported files, by another engine and in other words.

What the specification's validator does with the model is done here a second time, over DuckDB: it guesses
the types of a file, takes the static rules about what Cloudflare supports, and counts the rows that
violate each (model_rules.py). sql/FOCUS.md lists what the files violate, by the rules' sentences or as
that validator reads them, and why: each of it is found, and nothing else.
"""

import collections
import csv
import json
import os
import re
import subprocess

import export_case
import model_rules
from focus_case import ROOT, month_before
from model_rules import SENTENCES, VALIDATOR
from support import MANY_PLANS, MID_MONTH, MONTH_END

DUCKDB = ROOT / "build" / "duckdb"
DOCUMENTATION = (ROOT / "sql" / "FOCUS.md").read_text(encoding="utf-8")


def listed():
    """What the documentation says that a kind of file violates: rules by the name of the kind, and by
    "at times" and that name."""
    table = re.search(r"\| violated \| by \| why \|\n\|[-|]+\|\n((?:\|.*\n)+)", DOCUMENTATION)[1]
    found = collections.defaultdict(set)
    for line in table.splitlines():
        rules, files, why = (cell.strip() for cell in line.strip("|").split("|"))
        assert why
        for file in files.split(", "):
            found[file].update(re.findall(r"`([^`]+)`", rules))
    return found


class Model(export_case.TestCase):
    maxDiff = None

    def violated(self, file, version, dataset="CAU", way=SENTENCES):
        """How often each rule that is checked is violated."""
        wanted = model_rules.checks(version, dataset, way)
        self.assertGreater(len(wanted), 20)
        path = self.folder / "checks.json"
        path.write_text(json.dumps({"checks": wanted, "whole": model_rules.dates(version, dataset)
                                    if way == VALIDATOR else []}))
        done = subprocess.run(
            [os.environ.get("NODE", "node"), str(ROOT / "tests/focus/run_checks.cjs"), str(DUCKDB),
             str(self.folder / file), str(path)],
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        said = json.loads(done.stdout)
        found = said["violations"]
        self.assertEqual(set(wanted), set(found))
        for rule, count in found.items():
            if isinstance(count, str):
                # A rule on a column that is not there is violated, and no other cannot be checked.
                self.assertTrue(any(f'"{name}"' in count for name in said["dropped"]), (rule, count))
                found[rule] = 1
        self.dropped = said["dropped"]
        return found

    def names(self, violations, version):
        """Of rules that are violated, without the dataset; of a column that was dropped one for all."""
        for rule, count in violations.items():
            if count:
                dropped = [name for name in self.dropped
                           if f'"{name}"' in model_rules.model(version)[rule]["requirement"]]
                yield f"{dropped[0]}-*" if dropped else rule.split("-", 1)[1]

    def check(self, file, version, kind, dataset="CAU"):
        """The numbers of rules: checked and violated by the sentences, judged and failed as the validator
        does; and which are violated in either."""
        version = version.replace(".", "_")
        by_sentence = self.violated(file, version, dataset)
        found = set(self.names(by_sentence, version))
        as_read = self.violated(file, version, dataset, VALIDATOR)
        found |= set(self.names(as_read, version))
        judged = model_rules.judged(version, dataset, as_read)
        self.assertEqual(set(), found - listed()[kind] - listed()[f"at times {kind}"], file)
        return ((len(by_sentence), sum(map(bool, by_sentence.values()))),
                (len(judged), sum(not passed for passed in judged.values()))), found

    def check_month(self, feed, version, accounts, months=1):
        month = month_before(self.today, months)[:7]
        self.export("--feed", feed, "--version", version, "--accounts", ",".join(accounts), month)
        return month

    def test_usage_in_1_3(self):
        numbers = []
        for feed, kind, accounts in (("paygo", "PayGo 1.3", (MANY_PLANS, MID_MONTH)),
                                     ("focus", "FOCUS 1.3", (MANY_PLANS,))):
            month = self.check_month(feed, "1.3", accounts)
            counted, found = self.check(f"focus-{month}.csv", "1.3", kind)
            numbers.append(counted)
            self.assertEqual(listed()[kind], found)
        ((rules, paygo), (judged, paygo_judged)), ((_, focus), (_, focus_judged)) = numbers
        sentence = (f"Of PayGo usage in 1.3 that is {paygo} of {rules} rules violated by the sentences, and"
                    f" {paygo_judged} of {judged} as the validator reads them; of FOCUS usage with costs {focus} and"
                    f" {focus_judged}.")
        self.assertTrue(sentence in " ".join(DOCUMENTATION.split()), sentence)

    def test_1_4(self):
        """Which charges a month has is a matter of the day: two months, and what is listed of both."""
        seen = {}
        for feed, kind, accounts in (("paygo", "PayGo 1.4", (MANY_PLANS, MID_MONTH, MONTH_END)),
                                     ("focus", "FOCUS 1.4", (MANY_PLANS,))):
            for months in (1, 2):
                month = self.check_month(feed, "1.4", accounts, months)
                for name, file, dataset in ((kind, "focus", "CAU"), ("InvoiceDetail", "invoice-detail", "IND"),
                                            ("BillingPeriod", "billing-period", "BIP")):
                    _, found = self.check(f"{file}-{month}.csv", "1.4", name, dataset)
                    seen.setdefault(name, set()).update(found)
        for name, found in seen.items():
            self.assertEqual(set(), listed()[name] - found, name)

    def test_that_violations_are_found(self):
        month = self.check_month("paygo", "1.3", (MANY_PLANS,))
        path = self.folder / f"focus-{month}.csv"
        before = self.violated(path.name, "1_3")
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        for column, value, rule in (
                ("ChargeCategory", "Refund", "ChargeCategory-C-003-M"), ("BilledCost", "", "BilledCost-C-003-M"),
                ("ServiceSubcategory", "Containers", "ServiceSubcategory-C-004-M"),
                ("BillingCurrency", "usd", "BillingCurrency-C-003-M"), ("ChargeClass", "x", "ChargeClass-C-005-C"),
                ("ChargePeriodStart", "yesterday", "ChargePeriodStart-C-002-M"),
                ("PricingUnit", "GB-months", "PricingUnit-C-003-O"),
                ("BillingAccountName", "Café", "BillingAccountName-C-002-M")):
            changed = [list(row) for row in rows]
            changed[3][header.index(column)] = value
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header, *changed])
            found = self.violated(path.name, "1_3")
            self.assertGreater(found[f"CAU-{rule}"], before[f"CAU-{rule}"], (column, value))
        # One row without a time, and the validator has no such column.
        changed = [list(row) for row in rows]
        changed[3][header.index("ChargePeriodEnd")] = ""
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *changed])
        found = set(self.names(self.violated(path.name, "1_3", way=VALIDATOR), "1_3"))
        self.assertLessEqual({"ChargePeriodEnd-*"}, found)
        found = set(self.names(self.violated(path.name, "1_3"), "1_3"))
        self.assertEqual(({"ChargePeriodEnd-C-003-M"}, []),
                         ({rule for rule in found if rule.startswith("ChargePeriodEnd")}, self.dropped))


if __name__ == "__main__":
    export_case.focus_case.main()
