"""focus_check: generated from the rules file, right on good rows, finds each kind of violation."""

import collections
import csv
import re
import subprocess
import sys

import focus_case
from focus_case import DATA, ROOT, month_before
from support import EURO, FIRST, MANY_PLANS, MONTH_END

CHECK = "sql/focus_check.sql"
CHECK_1_4 = "sql/focus_check_1_4.sql"
GOOD = {
    "BilledCost": 1.5, "BillingAccountId": "a1", "BillingAccountName": "A",
    "BillingAccountType": "Account",
    "BillingCurrency": "EUR", "BillingPeriodEnd": "2026-11-01T00:00:00Z",
    "BillingPeriodStart": "2026-10-01T00:00:00Z",
    "ChargeCategory": "Usage", "ChargeClass": None, "ChargeDescription": "Requests",
    "ChargeFrequency": "Usage-Based", "ChargePeriodEnd": "2026-10-02T00:00:00Z",
    "ChargePeriodStart": "2026-10-01T00:00:00Z", "ConsumedQuantity": 3.0,
    "CommitmentDiscountStatus": None, "ConsumedUnit": "Requests", "ContractedCost": 1.5,
    "ContractedUnitPrice": 0.5, "EffectiveCost": 1.5,
    "HostProviderName": "Cloudflare", "InvoiceDetailId": "i1-usage",
    "InvoiceId": "i1", "InvoiceIssuerName": "Cloudflare", "ListCost": 1.8,
    "ListUnitPrice": 0.6, "PricingCategory": "Standard",
    "PricingQuantity": 3.0, "PricingUnit": "Requests", "RegionId": "EEUR",
    "RegionName": "Eastern Europe", "ServiceCategory": "Compute", "ServiceName": "x",
    "ServiceProviderName": "Cloudflare", "ServiceSubcategory": "Serverless Compute",
    "SkuId": "requests", "SkuMeter": "Requests", "SkuPriceId": "requests", "SubAccountId": "s1",
    "SubAccountName": "Plan", "SubAccountType": "Subscription", "Tags": '{"team": "a", "paid": true}'}
# So that no column is NULL throughout: a correction is free of most rules.
CORRECTION = {**GOOD, "ChargeClass": "Correction"}
CATEGORIES = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")
# Values that are wrong in any column of which a rule's sentence says this.
WRONG = (
    (r"(\w+) MUST be of type String\.", (17, 1.5)),
    (r"(\w+) MUST conform to StringHandling requirements\.",
     ("", " ", " \t\r\n", "\xa0", "\u2003", "\u3000 \u2028")),
    (r"(\w+) MUST be of type Decimal\.", ("1.5", "", "three")),
    (r"(\w+) MUST be a (?:valid|non-negative) decimal value(?: when not null)?\.",
     ("1,50", "three", "1.5")),
    (r"(\w+) MUST conform to NumericFormat requirements\.",
     (float("inf"), float("-inf"), "1,50", "+1.8", "1-2", "--1", "1e", "1e5e5", "E5", "-E5", ".E5",
      "1E+5", "1E-", "1E5.5", "1.2.3", "1.", "-", ".", "", "1 1/2", "0x10", "Infinity", "$32")),
    (r"(\w+) MUST be of type Date/Time\.",
     (2461000.5, 20261001, "10/1/26", "now", "12:00", "2461000.5", "2026-02-31T00:00:00Z",
      "2026-13-01T00:00:00Z", "2026-01-01T25:00:00Z", "2025-02-29", "")),
    (r"(\w+) MUST conform to DateTimeFormat requirements\.",
     ("2026-10-01 00:00:00", "2026-10-01", "2026-10-01T00:00:00", "2026-10-01T00:00Z",
      "2026-10-01T00:00:00.000Z", "2026-10-01T00:00:00+00:00", "2026-13-01T00:00:00Z",
      "2026-02-31T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:60:00Z", "now", "")),
    (r"(\w+) SHOULD conform to UnitFormat requirements\.",
     ("GB-months", "requests", "GB - Months", "GB -Months", "GB/ Hour", "GB /Hour", "GB--Hours",
      "-GB", "GB-", "/Hour", "GB/", "GB/Hour/Day", "1.5 GB", "1,000 Requests", "1000  Requests",
      "Units/1.5 Months", "1000", " GB", "GB ", "GB_Hours", "bits", "GB-b-months")),
    (r"(\w+) MUST conform to CurrencyFormat requirements\.", ("eur", "EU", "EURO", "")),
    (r"(\w+) MUST be expressed in national currency .*", ("XYZ", "eur")),
    (r"((?!PricingCategory)\w+) MUST be one of the allowed values\.", ("usage", "Refund", "", None)),
    (r"(\w+) MUST be one of the allowed values\.", ("standard", "")),
    (r"(Tags) MUST conform to KeyValueFormat requirements\.",
     ("[]", '"a"', "{", "", '{"a": {}}', '{"a": ["b"]}', "a=b")),
    (r"(\w+) (?:MUST|SHOULD) NOT be null(?: when the invoice issuer .*)?\.", (None,)))
# Values that are right there, besides those of the good record.
RIGHT = (
    (r"(\w+) MUST conform to NumericFormat requirements\.",
     ("1", "-3", "-100.2", "0.5", ".5", "-.5", "007", "1E5", "35.2E-7", "1e-9", 2 ** 53 + 1, 5e-8)),
    (r"(\w+) MUST be of type Date/Time\.",
     ("2026-10-01", "2026-10-01 00:00:00", "2026-10-31T23:00:00-05:00", "2028-02-29T00:00:00.5Z")),
    (r"(\w+) MUST conform to DateTimeFormat requirements\.",
     ("2026-12-31T23:59:59Z", "2028-02-29T00:00:01Z", "1999-01-01T00:59:59Z")),
    (r"(\w+) SHOULD conform to UnitFormat requirements\.",
     ("GB", "Seconds", "GB-Hours", "GB/Hour", "1000 Tokens", "Units/3 Months", "b", "Kb", "1000 b",
      "b/Second", "KiB", "Request", "Class A Operations", "Core-Hours/Day")),
    (r"(\w+) MUST conform to StringHandling requirements\.",
     ("\xa0x", "日本", "Café Zürich", "\u200b.")))
# What is changed in a good record, and the rules that have to notice, among others.
MUTATIONS = (
    ({"BilledCost": None}, ["CAU-BilledCost-C-003-M"]),
    ({"BilledCost": "1,50"}, ["CAU-BilledCost-C-001-M", "CAU-BilledCost-C-002-M",
                              "CAU-BilledCost-C-004-M"]),
    ({"EffectiveCost": float("inf")}, ["CAU-EffectiveCost-C-002-M"]),
    ({"ListCost": "+1.8"}, ["CAU-ListCost-C-002-M"]),
    ({"BillingAccountId": 17}, ["CAU-BillingAccountId-C-002-M"]),
    ({"BillingAccountId": "  "}, ["CAU-BillingAccountId-C-003-M"]),
    ({"BillingAccountName": None}, ["CAU-BillingAccountName-C-003-C"]),
    ({"BillingCurrency": "eur"}, ["CAU-BillingCurrency-C-003-M", "CCT-BillingCurrency-C-003-M"]),
    ({"BillingCurrency": "XYZ"}, ["CAU-BillingCurrency-C-006-M", "CCT-BillingCurrency-C-006-M"]),
    ({"BillingPeriodStart": "2026-10-01 00:00:00"}, ["CAU-BillingPeriodStart-C-002-M"]),
    ({"ChargePeriodStart": "10/1/26"}, ["CAU-ChargePeriodStart-C-001-M",
                                        "CAU-ChargePeriodStart-C-002-M"]),
    ({"ChargePeriodEnd": None}, ["CAU-ChargePeriodEnd-C-003-M"]),
    ({"ChargeCategory": "usage"}, ["CAU-ChargeCategory-C-003-M"]),
    ({"ChargeClass": "Refund"}, ["CAU-ChargeClass-C-005-C"]),
    ({"ChargeDescription": None}, ["CAU-ChargeDescription-C-003-O"]),
    ({"ChargeFrequency": "Daily"}, ["CAU-ChargeFrequency-C-003-M"]),
    ({"ChargeCategory": "Purchase"}, ["CAU-ChargeFrequency-C-004-C"]),
    ({"ChargeCategory": "Tax"}, ["CAU-ContractedUnitPrice-C-005-C", "CAU-ListUnitPrice-C-004-C",
                                 "CAU-PricingQuantity-C-004-C"]),
    ({"ConsumedQuantity": None}, ["CAU-ConsumedQuantity-C-006-C", "CAU-ConsumedUnit-C-005-C"]),
    ({"ConsumedUnit": None}, ["CAU-ConsumedUnit-C-006-C"]),
    ({"ConsumedUnit": "GB-months"}, ["CAU-ConsumedUnit-C-003-O"]),
    ({"ConsumedQuantity": "three"}, ["CAU-ConsumedQuantity-C-001-M",
                                     "CAU-ConsumedQuantity-C-008-C"]),
    ({"ContractedUnitPrice": None}, ["CAU-ContractedUnitPrice-C-006-C"]),
    ({"ContractedUnitPrice": -0.5}, ["CAU-ContractedUnitPrice-C-009-M",
                                     "CAU-ContractedUnitPrice-C-008-C"]),
    ({"ContractedCost": 1.500001}, ["CAU-ContractedCost-C-011-C",
                                    "CAU-ContractedUnitPrice-C-013-C"]),
    ({"ListCost": 0.0}, ["CAU-ListCost-C-011-C", "CAU-ListUnitPrice-C-014-C"]),
    ({"ListUnitPrice": None}, ["CAU-ListUnitPrice-C-005-C"]),
    ({"PricingQuantity": None}, ["CAU-PricingQuantity-C-005-C", "CAU-PricingUnit-C-005-C"]),
    ({"PricingUnit": None}, ["CAU-PricingUnit-C-006-C"]),
    ({"RegionId": None}, ["CAU-RegionName-C-004-C"]),
    ({"RegionName": None}, ["CAU-RegionName-C-005-C"]),
    ({"SubAccountId": None}, ["CAU-SubAccountName-C-004-C", "CAU-SubAccountType-C-004-C"]),
    ({"SubAccountType": None}, ["CAU-SubAccountType-C-005-C"]),
    ({"BillingAccountId": None}, ["CAU-BillingAccountType-C-004-C"]),
    ({"BillingAccountType": None}, ["CAU-BillingAccountType-C-005-C"]),
    ({"SkuPriceId": None}, ["CAU-ConsumedQuantity-C-009-C", "CAU-ContractedUnitPrice-C-014-C",
                            "CAU-ListUnitPrice-C-012-C", "CAU-PricingQuantity-C-011-C",
                            "CAU-PricingCategory-C-012-C", "CAU-SkuPriceId-C-005-C"]),
    ({"SkuId": "others"}, ["CAU-SkuPriceId-C-008-M"]),
    ({"SkuId": None}, ["CAU-SkuId-C-005-C", "CAU-SkuMeter-C-004-C"]),
    ({"SkuMeter": None}, ["CAU-SkuMeter-C-005-C"]),
    ({"ChargeCategory": "Tax"}, ["CAU-SkuId-C-004-C", "CAU-SkuPriceId-C-004-C",
                                 "CAU-PricingCategory-C-003-C"]),
    ({"PricingCategory": None}, ["CAU-PricingCategory-C-004-C"]),
    ({"ServiceCategory": "Storage"}, ["CAU-ServiceSubcategory-C-004-M", "CAU-ServiceName-C-005-C"]),
    ({"ServiceSubcategory": "Containers"}, ["CAU-ServiceName-C-008-C"]),
    ({"SubAccountName": None}, ["CAU-SubAccountName-C-005-C"]),
    ({"HostProviderName": 1}, ["CAU-HostProviderName-C-001-M"]),
)


FILLED = set("BillingAccountType PricingCategory ServiceCategory ServiceName ServiceSubcategory SkuId"
             " SkuMeter SkuPriceId SubAccountType Tags".split())


def of_filled(rule):
    """Whether a rule of 1.3 is about columns in GOOD and one of those that are filled, by itself."""
    columns = set(rule["columns"].split(","))
    return (rule["rule_id"].startswith("CAU-") and bool(columns & FILLED) and columns <= set(GOOD)
            and rule["status"] == "Active" and rule["type"] == "Static"
            and rule["requirement"] and "CheckModelRule" not in rule["requirement"])


class Generated(focus_case.TestCase):
    def test_the_file_is_what_the_script_writes(self):
        done = subprocess.run(
            [sys.executable, "-B", "-c", "import sys, focus_check;"
             "sys.stdout.write(focus_check.generate() + focus_check.generate_1_4())"],
            cwd=ROOT / "sql" / "tools", capture_output=True, text=True, check=True)
        self.assertEqual((ROOT / CHECK).read_text() + (ROOT / CHECK_1_4).read_text(), done.stdout,
                         "run sql/tools/focus_check.py")

    def test_every_rule_has_a_row(self):
        with (DATA / "focus_1_3_rules.tsv").open(encoding="utf-8", newline="") as file:
            wanted = {rule["rule_id"]: (rule["keyword"], rule["must_satisfy"])
                      for rule in csv.DictReader(file, delimiter="\t")
                      if rule["uses_only_cloudflare_columns"] == "Y" or of_filled(rule)}
        found = self.rows("SELECT id, level, text, status, note FROM focus_check",
                          db=self.focus(MANY_PLANS, files=[CHECK]))
        self.assertEqual(wanted, {row[0]: row[1:3] for row in found})
        unchecked = [row[4] for row in found if row[3] == "not checked"]
        self.assertTrue(all(note.startswith("not checked: ") for note in unchecked))

    def test_the_documentation_has_the_numbers(self):
        notes = self.focus(files=[CHECK]).execute(
            "SELECT counted IS NOT NULL, coalesce(note, '') FROM focus_check_rules").fetchall()
        reasons = collections.Counter(note.split(": ")[1].split(" (")[0]
                                      for checked, note in notes if not checked)
        counted = {
            "rules": len(notes), "checked": sum(checked for checked, _ in notes),
            "unchecked": sum(reasons.values()),
            "removed": reasons["removed from the specification"],
            "permissions": reasons["a permission, which nothing can violate"],
            "without": reasons["the rules file has no expression for it"],
            "undecidable": reasons["no column says whether a purchase is to cover future charges"],
            "corrected": sum(note.startswith("by its sentence; ") for _, note in notes)}
        text = " ".join((ROOT / "sql" / "FOCUS.md").read_text().split())
        stated = re.search(
            r"a row for each of the (?P<rules>\d+) rules .* (?P<checked>\d+) are checked, in one"
            r" pass over the rows; (?P<unchecked>\d+) cannot be, and `note` says why:"
            r" (?P<removed>\d+) are removed, (?P<permissions>\d+) only permit something,"
            r" (?P<without>\d+) have no expression, (?P<undecidable>\d+) asks what no column says"
            r"\..* (?P<corrected>\d+) follow their sentence where", text).groupdict()
        self.assertEqual(counted, {name: int(number) for name, number in stated.items()})
        self.assertEqual(counted["unchecked"], sum(counted[name] for name in (
            "removed", "permissions", "without", "undecidable")))


class Rules:
    """Over an ordinary table of that shape, without the views of focus.sql and the extension."""

    file, view, mutations, good, correction = CHECK, "focus_check", MUTATIONS, GOOD, CORRECTION
    # A rule that others are parts of.
    others = {"CAU-ContractedUnitPrice-C-008-C"}

    def setUp(self):
        super().setUp()
        self.table = self.connect()
        # No types: values stay as they are given.
        self.table.execute(f"CREATE TABLE records({', '.join(self.good)})")
        self.table.execute(f"CREATE TEMP VIEW {self.view}_rows AS SELECT * FROM records")
        self.table.executescript((ROOT / self.file).read_text())
        rules = self.table.execute(f"SELECT id, text, counted FROM {self.view}_rules").fetchall()
        self.texts = {rule: text for rule, text, _ in rules}
        self.checked = {rule for rule, _, counted in rules if counted is not None}

    def put(self, *records):
        self.table.execute("DELETE FROM records")
        for record in records:
            self.assertEqual(list(self.good), list(record))
            self.table.execute(f"INSERT INTO records VALUES ({', '.join('?' * len(record))})",
                               list(record.values()))

    def statuses(self):
        return {row[0]: row[1:] for row in
                self.table.execute(f"SELECT id, status, violations FROM {self.view}")}

    def test_good_rows_violate_nothing(self):
        self.put(self.good, self.correction)
        self.assertEqual({"ok"}, {status for status, _ in self.statuses().values()} - {"not checked"})

    def test_no_rows(self):
        self.put()
        self.assertEqual({"no rows"},
                         {status for status, _ in self.statuses().values()} - {"not checked"})

    def violated_by(self, change):
        """The rules that one such record among good ones violates."""
        self.put(self.good, self.correction, {**self.good, **change}, self.good)
        statuses = self.statuses()
        violated = {rule for rule, (status, _) in statuses.items() if status == "violated"}
        for rule in violated:
            self.assertEqual(1, statuses[rule][1], (change, rule))
            # Only rules about a column that was changed, or whose condition it is.
            self.assertTrue(any(column in self.texts[rule] or column in rule for column in change)
                            or rule in self.others, (change, rule))
        return violated

    def test_every_rule_is_seen_violated_and_satisfied(self):
        noticed = set()
        for change, rules in self.mutations:
            violated = self.violated_by(change)
            self.assertLessEqual(set(rules) & self.checked, violated, change)
            noticed |= violated
        for sentence, values in WRONG:
            for column, rules in self.columns_of(sentence).items():
                for value in values:
                    violated = self.violated_by({column: value})
                    self.assertLessEqual(rules, violated, (column, value))
                    noticed |= violated
        # Never violated: that a column is present. A table without it cannot be read, and in one with it
        # it is there; where it is NULL throughout, the status is `not populated`.
        presence = {rule for rule in self.checked if re.search(r"-D-\d+-[MCO]$", rule)}
        self.assertGreater(len(presence), 5)
        self.assertEqual(self.checked - presence, noticed)
        # And each of them satisfied, by values of its columns.
        self.put(self.good, self.correction)
        statuses = self.statuses()
        self.assertEqual({("ok", 0)}, {statuses[rule] for rule in self.checked})

    def columns_of(self, sentence):
        """The checked rules of such a sentence, by their column."""
        found = collections.defaultdict(set)
        for rule in self.checked:
            if match := re.fullmatch(sentence, self.texts[rule]):
                found[match[1]].add(rule)
        self.assertTrue(found or self.view != "focus_check", sentence)
        return found

    def test_right_values_are_no_violations(self):
        for sentence, values in RIGHT:
            for column, rules in self.columns_of(sentence).items():
                for value in values:
                    self.assertEqual(set(), rules & self.violated_by({column: value}),
                                     (column, value))


class Ordinary(Rules, focus_case.TestCase):
    def test_every_second_of_a_day_and_every_day_is_a_time(self):
        self.table.executescript("""
            DELETE FROM records;
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 86399)
            INSERT INTO records(ChargePeriodStart, ChargePeriodEnd)
            SELECT printf('2026-10-25T%02d:%02d:%02dZ', i / 3600, i / 60 % 60, i % 60),
                   date('1970-01-01', '+' || (i / 2) || ' days') || 'T23:59:59Z' FROM n""")
        statuses = self.statuses()
        for column in ("ChargePeriodStart", "ChargePeriodEnd"):
            for number in ("001", "002"):
                self.assertEqual(("ok", 0), statuses[f"CAU-{column}-C-{number}-M"])

    def test_a_quantity_is_missing_only_where_usage_has_one(self):
        free = {"ConsumedQuantity": None, "ConsumedUnit": None}
        rule = "CAU-ConsumedQuantity-C-006-C"
        for category in CATEGORIES:
            for status in (None, "Used", "Unused"):
                for charge in (None, "Correction"):
                    violated = self.violated_by({**free, "ChargeCategory": category,
                                                 "CommitmentDiscountStatus": status,
                                                 "ChargeClass": charge})
                    wanted = category == "Usage" and status != "Unused" and charge is None
                    self.assertEqual(wanted, rule in violated, (category, status, charge))

    def test_conditions_of_the_rules_that_a_rule_is_part_of(self):
        with (DATA / "focus_1_3_rules.tsv").open(encoding="utf-8", newline="") as file:
            rules = list(csv.DictReader(file, delimiter="\t"))
        parts = {part for rule in rules if rule["condition"] and rule["status"] == "Active"
                 for part in re.findall(r'ModelRuleId="([^"]+)"', rule["requirement"])}
        noted = {rule for rule, note in self.table.execute(
            "SELECT id, note FROM focus_check_rules WHERE note LIKE '%where % applies'")}
        self.assertEqual(parts & self.checked, noted)
        self.assertIn("CAU-ConsumedQuantity-C-006-C", noted)

    def test_what_a_purchase_is_intended_for_is_not_told(self):
        self.put(GOOD, {**GOOD, "ChargeCategory": "Purchase", "ChargeFrequency": "Recurring"})
        self.assertEqual(("not checked", None), self.statuses()["CAU-EffectiveCost-C-005-C"])
        note = self.table.execute("SELECT note FROM focus_check_rules"
                                  " WHERE id = 'CAU-EffectiveCost-C-005-C'").fetchone()[0]
        self.assertIn("purchase", note)

    def test_absent_columns_are_not_populated(self):
        for column in GOOD:
            if column not in ("ChargeClass", "CommitmentDiscountStatus", "InvoiceId", "InvoiceDetailId"):
                self.put({**GOOD, column: None}, {**CORRECTION, column: None})
                statuses = self.statuses()
                about = [status for rule, status in statuses.items()
                         if rule.startswith(f"CAU-{column}-C-00") and status[0] != "not checked"]
                self.assertIn(("not populated", None), about, column)
                self.assertNotIn("violated", {status for status, _ in about}, column)
        self.put(GOOD)
        self.assertEqual(("not populated", None), self.statuses()["CAU-ChargeClass-C-005-C"])
        self.assertEqual(("not populated", None), self.statuses()["CAU-CostAndUsage-D-026-M"])

    def test_products_of_doubles_and_edge_values(self):
        edges = (
            {"ListUnitPrice": 0.1, "PricingQuantity": 3.0, "ListCost": 0.3},
            {"ListUnitPrice": 5e-8, "PricingQuantity": 7.0, "ListCost": 3.5e-7},
            {"ListUnitPrice": 1e-9, "PricingQuantity": 1e9, "ListCost": 1.0},
            {"ListUnitPrice": 1.1e-5, "PricingQuantity": 85826.509905, "ListCost": 0.944091609},
            {"ListUnitPrice": 1.0, "PricingQuantity": 2.0 ** 53, "ListCost": 9007199254740993},
            {"ListUnitPrice": 0.5, "PricingQuantity": -3.0, "ListCost": -1.5},
            {"ListUnitPrice": 0.085, "PricingQuantity": 3.35e-8, "ListCost": 2.8e-9},
            {"ListUnitPrice": 1e300, "PricingQuantity": 0.0, "ListCost": 0.0})
        for edge in edges:
            contracted = {"ContractedUnitPrice": edge["ListUnitPrice"],
                          "ContractedCost": edge["ListCost"]}
            self.put(CORRECTION, {**GOOD, **edge, **contracted})
            self.assertEqual({"ok", "not checked"},
                             {status for status, _ in self.statuses().values()}, edge)
        # Small prices are no smaller mistakes.
        for price, quantity, cost in (
                (5e-8, 7.0, 4e-7), (1e-9, 1.0, 0.0), (1e-9, 1.0, 2e-9), (1e-10, 1.0, 0.0),
                (1e-9, 1.0, 1.1e-9), (1e-9, -1.0, 1e-9), (1.0, 1e9, 1e9 + 2), (0.0, 1.0, 1e-10),
                (1e200, 1e200, 1.0)):
            self.put(CORRECTION, {**GOOD, "ListUnitPrice": price, "PricingQuantity": quantity,
                                  "ListCost": cost, "ContractedUnitPrice": price,
                                  "ContractedCost": cost})
            statuses = self.statuses()
            for rule in ("ListCost-C-011-C", "ListUnitPrice-C-014-C", "ContractedCost-C-011-C",
                         "ContractedUnitPrice-C-013-C"):
                self.assertEqual(("violated", 1), statuses[f"CAU-{rule}"], (price, quantity, cost))

    def test_non_ascii_is_text(self):
        self.put(CORRECTION, {**GOOD, "BillingAccountName": "Café Zürich", "RegionName": "日本"})
        self.assertEqual({"ok", "not checked"}, {status for status, _ in self.statuses().values()})


class Examples(focus_case.TestCase):
    """The specification's own examples, as ordinary tables of the view's shape."""

    def load(self, name):
        db = self.focus()
        columns = self.columns(db, "focus_data_table")
        with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
            records = list(csv.DictReader(file))
        db.execute("CREATE TEMP TABLE records AS SELECT *, NULL AS raw"
                   " FROM focus_data_table LIMIT 0")
        for record in records:
            db.execute(f"INSERT INTO records VALUES ({', '.join('?' * len(columns))}, NULL)",
                       [record.get(column) or None for column in columns])
        db.execute("CREATE TEMP VIEW focus_check_rows AS SELECT * FROM records")
        db.execute("CREATE TEMP VIEW focus_export_rows AS SELECT * FROM records")
        for file in (CHECK, "sql/focus_export.sql"):
            db.executescript((ROOT / file).read_text())
        return records, db, {row[0]: row[1:] for row in self.rows(
            "SELECT id, status, violations FROM focus_check", db=db)}

    def test_corrections_of_a_closed_period(self):
        records, db, found = self.load("spec_draft_correction_closed_period_ledger.csv")
        # Two have the text (null) where nothing should be.
        self.assertEqual({"CAU-ChargeClass-C-005-C": 2}, {
            rule: count for rule, (status, count) in found.items() if status == "violated"})
        for rule in ("CAU-ListCost-C-011-C", "CAU-ContractedCost-C-011-C",
                     "CAU-ChargePeriodStart-C-002-M"):
            self.assertEqual("ok", found[rule][0], rule)
        self.assertEqual("not populated", found["CAU-BillingCurrency-C-004-M"][0])
        exported = [row[0] for row in self.rows("SELECT EffectiveCost FROM focus_export", db=db)]
        self.assertEqual([float(record["EffectiveCost"]) for record in records],
                         [float(text) for text in exported])
        self.assertTrue(all("." in text for text in exported))

    def test_spend_agreements(self):
        for name in ("spec12_saas_spend_agreements_a2.csv", "spec12_saas_spend_agreements_b2.csv"):
            records, db, found = self.load(name)
            # Its times are as a spreadsheet shows them, and some units and prices are left open.
            self.assertEqual(("violated", len(records)), found["CAU-ChargePeriodStart-C-002-M"])
            self.assertEqual("ok", found["CAU-ChargeCategory-C-003-M"][0])
            products = [float(r["ContractedUnitPrice"]) * float(r["PricingQuantity"])
                        - float(r["ContractedCost"]) for r in records if r["ContractedCost"]
                        and r["ContractedUnitPrice"] and r["PricingQuantity"]]
            self.assertEqual(sum(abs(product) > 1e-6 for product in products),
                             found["CAU-ContractedCost-C-011-C"][1])
            # What is no time is left as it is.
            self.assertEqual([record["ChargePeriodStart"] for record in records], [
                row[0] for row in self.rows("SELECT ChargePeriodStart FROM focus_export", db=db)])


class Feeds(focus_case.TestCase):
    def violated(self, feed, *accounts):
        db = self.focus(*accounts, feed=feed)
        first = month_before(self.sandbox.today(), 1)
        db.execute("CREATE TEMP VIEW focus_check_rows AS SELECT * FROM focus_data_table"
                   f" WHERE ChargePeriodStart >= '{first}' AND ChargePeriodEnd < '{first[:8]}29'")
        db.executescript((ROOT / CHECK).read_text())
        self.sandbox.forget_requests()
        found = {row[0]: row[1:] for row in self.rows(
            "SELECT id, violations, status FROM focus_check", db=db)}
        self.read = [request for request in self.sandbox.requests()
                     if not request.endpoint.endswith("info")]
        return {rule: violations for rule, (violations, status) in found.items()
                if status == "violated"}, found

    def test_a_feed_with_money(self):
        violated, _ = self.violated("focus", MANY_PLANS)
        self.assertEqual(1, len(self.read), "the feed is read once")
        self.assertEqual(set(), set(violated))

    def test_ends_that_are_not_exclusive_are_well_formed(self):
        violated, _ = self.violated("focus", EURO)
        self.assertNotIn("CAU-ChargePeriodEnd-C-002-M", violated)

    def test_a_feed_without_money(self):
        violated, found = self.violated("focus", FIRST)
        for rule in ("CAU-BilledCost-C-003-M", "CAU-BillingCurrency-C-004-M",
                     "CAU-CostAndUsage-D-031-M", "CAU-ListCost-C-011-C"):
            self.assertEqual((None, "not populated"), found[rule])
        # Empty units.
        self.assertLessEqual(set(violated),
                             {"CAU-ConsumedUnit-C-002-M", "CAU-ConsumedUnit-C-003-O"})

    def test_paygo(self):
        _, found = self.violated("paygo", MANY_PLANS, MONTH_END)
        self.assertEqual((None, "not populated"), found["CAU-ListUnitPrice-C-005-C"])
        self.assertEqual("ok", found["CAU-BilledCost-C-003-M"][1])


if __name__ == "__main__":
    focus_case.main()
