"""focus_check: generated from the rules file, right on good rows, finds each kind of violation."""

import csv
import subprocess
import sys

import focus_case
from focus_case import DATA, ROOT, month_before
from support import EURO, FIRST, MANY_PLANS, MONTH_END

CHECK = "sql/focus_check.sql"
GOOD = {
    "BilledCost": 1.5, "BillingAccountId": "a1", "BillingAccountName": "A",
    "BillingCurrency": "EUR", "BillingPeriodEnd": "2026-11-01T00:00:00Z",
    "BillingPeriodStart": "2026-10-01T00:00:00Z",
    "ChargeCategory": "Usage", "ChargeClass": None, "ChargeDescription": "Requests",
    "ChargeFrequency": "Usage-Based", "ChargePeriodEnd": "2026-10-02T00:00:00Z",
    "ChargePeriodStart": "2026-10-01T00:00:00Z", "ConsumedQuantity": 3.0,
    "ConsumedUnit": "Requests", "ContractedCost": 1.5, "ContractedUnitPrice": 0.5,
    "EffectiveCost": 1.5,
    "HostProviderName": "Cloudflare", "InvoiceIssuerName": "Cloudflare", "ListCost": 1.8,
    "ListUnitPrice": 0.6, "PricingQuantity": 3.0, "PricingUnit": "Requests", "RegionId": "EEUR",
    "RegionName": "Eastern Europe", "ServiceProviderName": "Cloudflare", "SubAccountId": "s1",
    "SubAccountName": "Plan"}
# So that no column is NULL throughout: a correction is free of most rules.
CORRECTION = {**GOOD, "ChargeClass": "Correction"}
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
    ({"ChargeCategory": "Purchase"}, ["CAU-ChargeFrequency-C-004-C", "CAU-EffectiveCost-C-005-C"]),
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
    ({"SubAccountName": None}, ["CAU-SubAccountName-C-005-C"]),
    ({"HostProviderName": 1}, ["CAU-HostProviderName-C-001-M"]),
)


class Generated(focus_case.TestCase):
    def test_the_file_is_what_the_script_writes(self):
        done = subprocess.run(
            [sys.executable, "-B", "-c", "import sys, focus_check;"
             "sys.stdout.write(focus_check.generate())"],
            cwd=ROOT / "sql" / "tools", capture_output=True, text=True, check=True)
        self.assertEqual((ROOT / CHECK).read_text(), done.stdout, "run sql/tools/focus_check.py")

    def test_every_rule_has_a_row(self):
        with (DATA / "focus_1_3_rules.tsv").open(encoding="utf-8", newline="") as file:
            wanted = {rule["rule_id"]: (rule["keyword"], rule["must_satisfy"])
                      for rule in csv.DictReader(file, delimiter="\t")
                      if rule["uses_only_cloudflare_columns"] == "Y"}
        found = self.rows("SELECT id, level, text, status, note FROM focus_check",
                          db=self.focus(MANY_PLANS, files=[CHECK]))
        self.assertEqual(165, len(found))
        self.assertEqual(wanted, {row[0]: row[1:3] for row in found})
        unchecked = [row for row in found if row[3] == "not checked"]
        self.assertEqual(25, len(unchecked))
        self.assertTrue(all(row[4].startswith("not checked: ") for row in unchecked))


class Ordinary(focus_case.TestCase):
    """Over an ordinary table of that shape, without the views of focus.sql and the extension."""

    def setUp(self):
        super().setUp()
        self.table = self.connect()
        # No types: values stay as they are given.
        self.table.execute(f"CREATE TABLE records({', '.join(GOOD)})")
        self.table.execute("CREATE TEMP VIEW focus_check_rows AS SELECT * FROM records")
        self.table.executescript((ROOT / CHECK).read_text())

    def put(self, *records):
        self.table.execute("DELETE FROM records")
        for record in records:
            self.table.execute(f"INSERT INTO records VALUES ({', '.join('?' * len(record))})",
                               list(record.values()))

    def statuses(self):
        return {row[0]: row[1:] for row in
                self.table.execute("SELECT id, status, violations FROM focus_check")}

    def test_good_rows_violate_nothing(self):
        self.put(GOOD, CORRECTION)
        self.assertEqual({"ok", "not checked"}, {status for status, _ in self.statuses().values()})

    def test_no_rows(self):
        self.put()
        self.assertEqual({"no rows", "not checked"},
                         {status for status, _ in self.statuses().values()})

    def test_mutations_are_found(self):
        noticed = set()
        for change, rules in MUTATIONS:
            self.put(GOOD, CORRECTION, {**GOOD, **change}, GOOD)
            statuses = self.statuses()
            for rule in rules:
                self.assertEqual(("violated", 1), statuses[rule], (change, rule))
            noticed |= {rule for rule, status in statuses.items() if status[0] == "violated"}
            # Only rules about a column that was changed, or whose condition it is.
            for rule, (status, _) in statuses.items():
                if status == "violated":
                    text = self.table.execute("SELECT text FROM focus_check_rules WHERE id = ?",
                                              (rule,)).fetchone()[0]
                    self.assertTrue(any(column in text or column in rule for column in change)
                                    or rule == "CAU-ContractedUnitPrice-C-008-C", (change, rule))
        checked = {rule for rule, status in statuses.items() if status[0] != "not checked"
                   and "-D-" not in rule}
        # What remains is of the same kinds, on other columns.
        self.assertGreater(len(noticed), 45)
        self.assertLessEqual(noticed, checked)

    def test_absent_columns_are_not_populated(self):
        for column in GOOD:
            if column != "ChargeClass":
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
            {"ListUnitPrice": 1e300, "PricingQuantity": 0.0, "ListCost": 0.0})
        for edge in edges:
            contracted = {"ContractedUnitPrice": edge["ListUnitPrice"],
                          "ContractedCost": edge["ListCost"]}
            self.put(CORRECTION, {**GOOD, **edge, **contracted})
            self.assertEqual({"ok", "not checked"},
                             {status for status, _ in self.statuses().values()}, edge)
        self.put(CORRECTION, {**GOOD, **edges[1], "ListCost": 4e-7})
        self.assertEqual(("violated", 1), self.statuses()["CAU-ListCost-C-011-C"])

    def test_non_ascii_is_text(self):
        self.put(CORRECTION, {**GOOD, "BillingAccountName": "Café Zürich", "RegionName": "日本"})
        self.assertEqual({"ok", "not checked"}, {status for status, _ in self.statuses().values()})


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
        # GB-months, which FOCUS would spell GB-Months.
        self.assertEqual({"CAU-ConsumedUnit-C-003-O", "CAU-PricingUnit-C-003-O"}, set(violated))
        rows = [row for row in self.truth(MANY_PLANS)
                if self.read[0].parameters["from"] <= row["ChargePeriodStart"]
                and row["ChargePeriodEnd"] < self.read[0].parameters["from"][:8] + "29"]
        self.assertEqual(sum(row["ConsumedUnit"] == "GB-months" for row in rows),
                         violated["CAU-ConsumedUnit-C-003-O"])

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
