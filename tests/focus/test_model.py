"""The rules of the FOCUS models over exported files, by another engine and in other words.

What the specification's validator does with the model is done here a second time, over DuckDB: it guesses
the types of a file, takes the static rules about what Cloudflare supports, and counts the rows that
violate each, by the parts that a rule is made of and the conditions of those that it is a part of.
"""

import csv
import functools
import json
import os
import re
import subprocess

import export_case
from focus_case import DATA, ROOT, month_before
from support import MANY_PLANS, MID_MONTH

DUCKDB = ROOT / "build" / "duckdb"
TIME = "'TIMESTAMP', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE', 'DATE'"
ISO = "'[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'"
SIZES = "[KMGTPE]?i?[bB]"
PLURAL = "(?:Years|Months|Days|Hours|Minutes|Seconds)"
ONE = "(?:Year|Month|Day|Hour|Minute|Second)"
COUNT = "[A-Za-z][A-Za-z0-9]*(?: +[A-Za-z][A-Za-z0-9]*)*"
UNIT = f"(?:{SIZES}|{COUNT})"
# What has to hold of a row. NULL is the business of rules of its own.
HOLDS = {
    "TypeString": "typeof({0}) = 'VARCHAR'",
    "TypeJSON": "typeof({0}) IN ('VARCHAR', 'JSON')",
    "TypeDecimal": "typeof({0}) = 'DOUBLE' OR typeof({0}) LIKE 'DECIMAL%'",
    "TypeDateTime": f"typeof({{0}}) IN ({TIME}) OR regexp_full_match({{0}}::TEXT, {ISO})",
    "FormatDateTime": f"typeof({{0}}) IN ({TIME}) OR regexp_full_match({{0}}::TEXT, {ISO})",
    "FormatNumeric": "regexp_full_match({0}::TEXT, '[+-]?([0-9]*[.])?[0-9]+([eE][+-]?[0-9]+)?')",
    # Letters beyond ASCII are right in the specification, and wrong in the validator.
    "FormatString": "regexp_full_match({0}::TEXT, '[\\x00-\\x7F]*')",
    "FormatCurrency": "regexp_full_match({0}::TEXT, '[A-Z]{3}')",
    "CheckNationalCurrency": "regexp_full_match({0}::TEXT, '[A-Z]{3}')",
    "FormatJSON": "json_valid({0}::TEXT)",
    "FormatKeyValue": "json_valid({0}::TEXT) AND json_type({0}::TEXT) = 'OBJECT'",
    "FormatUnit": f"regexp_full_match({{0}}, '{UNIT}|{UNIT}-{PLURAL}|{UNIT}/{ONE}|[0-9]+ {UNIT}"
                  f"|{UNIT}/[0-9]+ {PLURAL}')",
    "CheckDecimalValue": "TRY_CAST({0} AS DOUBLE) IS NOT NULL",
    "CheckGreaterOrEqualThanValue": "TRY_CAST({0} AS DOUBLE) >= {1}",
    "CheckSameValue": "{0} = {1}",
    "CheckColumnComparison": "{0} {2} {1}",
    "ColumnByColumnEqualsColumnValue": "TRY_CAST({0} AS DOUBLE) * TRY_CAST({1} AS DOUBLE) = TRY_CAST({2} AS DOUBLE)",
}
# What the rules call applicability criteria: not commitments, reservations, resources, split costs, and
# prices in another currency than the bill's.
SUPPORTED = set("""
ACCOUNT_NAMING_SUPPORTED INVOICE_ISSUER_PAYABLE_INVOICES_SUPPORTED MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED
MULTIPLE_PRICING_CATEGORIES_SUPPORTED MULTIPLE_SUB_ACCOUNT_TYPES_SUPPORTED NEGOTIATED_PRICING_SUPPORTED
PUBLIC_PRICE_LIST_SUPPORTED REGION_SUPPORTED SUB_ACCOUNT_SUPPORTED TAGGING_SUPPORTED
UNIT_PRICING_SUPPORTED USAGE_MEASUREMENT_SUPPORTED""".split())
# Violations that no file of Cloudflare's usage is without, and why. First what Cloudflare does not send:
MISSING = {
    "ListUnitPrice-C-005-C": "no unit price in PayGo usage",
    "ListUnitPrice-C-013-C": "no unit price in PayGo usage, where SkuPriceId is the SKU's id",
    "ContractedUnitPrice-C-006-C": "no unit price in PayGo usage",
    "ContractedUnitPrice-C-015-C": "no unit price in PayGo usage, where SkuPriceId is the SKU's id",
    "ConsumedUnit-C-006-C": "no unit of what is counted",
    "SubAccountName-C-005-C": "no name of a subscription in PayGo usage; 1.4 reads them from elsewhere",
    "SkuId-C-005-C": "no SKU of a plan fee",
    "SkuPriceId-C-005-C": "no SKU of a plan fee",
    "PricingCategory-C-004-C": "no SKU of a plan fee, so no pricing category",
    "PricingQuantity-C-005-C": "no quantity of a plan fee",
    "BillingPeriodStart-C-003-M": "a refund or credit that belongs to no cycle",
    "BillingPeriodEnd-C-003-M": "a refund or credit that belongs to no cycle",
}
# Then what only the model or a validator that reads it has wrong:
MISTAKEN = {
    "ConsumedQuantity-C-006-C": "the model has its condition the other way round",
    "ListCost-C-011-C": "doubles are compared to the last bit",
    "ContractedCost-C-011-C": "doubles are compared to the last bit",
    "ChargeDescription-C-002-M": "only ASCII is text, where the specification wants UTF-8",
}


@functools.cache
def model(version):
    with (DATA / f"focus_{version}_rules.tsv").open(encoding="utf-8", newline="") as file:
        return {rule["rule_id"]: rule for rule in csv.DictReader(file, delimiter="\t")}


def predicate(expression):
    """SQL that is true where an expression of the model holds."""
    def one(match):
        function, text = match.groups()
        named = dict(re.findall(r'(\w+)=(?:"([^"]*)"|[^,\s)]+)', text))
        bare = dict(re.findall(r'(\w+)=([^",\s)]+)', text))
        columns = [f'"{value}"' for name, value in named.items() if "Column" in name]
        value = "NULL" if bare.get("Value") == "null" else bare.get("Value") or "'{}'".format(
            named.get("Value", "").replace("'", "''"))
        if function == "CheckValue":
            return f"({columns[0]} IS NOT DISTINCT FROM {value})"
        if function == "CheckNotValue":
            return f"({columns[0]} IS DISTINCT FROM {value})"
        arguments = [*columns, *([value] if "Value" in text else []), named.get("Comparator", "")]
        holds = HOLDS[function]
        for at, argument in enumerate(arguments):
            holds = holds.replace(f"{{{at}}}", argument)
        absent = " OR ".join(f"{column} IS NULL" for column in columns)
        return f"({absent} OR ({holds}))"
    return re.sub(r'(\w+)\(((?:\w+=(?:"[^"]*"|[^,\s()]+)(?:, )?)+)\)', one, expression)


def conditions_above(rule_id, rules):
    """The conditions of rules that it is a part of: alternatives, each a list."""
    parents = [rule for rule in rules.values()
               if rule["status"] == "Active" and f'"{rule_id}"' in rule["requirement"]]
    return [[*([parent["condition"]] if parent["condition"] else []), *above]
            for parent in parents for above in conditions_above(parent["rule_id"], rules)] or [[]]


def is_for_cloudflare(rule_id, rules):
    """Whether Cloudflare supports what it is about, and what one is about that it is a part of."""
    parents = [parent for parent in rules.values() if f'"{rule_id}"' in parent["requirement"]
               and parent["status"] == "Active"]
    needed = {word for word in rules[rule_id]["applicability"].split(",") if word}
    return needed <= SUPPORTED and (not parents or any(
        is_for_cloudflare(parent["rule_id"], rules) for parent in parents))


def checks(version):
    """A condition of violation by the rule's id: static rules on usage about what Cloudflare supports."""
    rules, made = model(version), {}
    for rule_id, rule in rules.items():
        if (not rule_id.startswith("CAU-") or rule["status"] != "Active" or rule["type"] != "Static"
                or rule["keyword"] == "MAY" or not rule["requirement"]
                or not is_for_cloudflare(rule_id, rules)):
            continue
        above = conditions_above(rule_id, rules)
        expressions = [rule["requirement"], rule["condition"], *(part for way in above for part in way)]
        # What is in the JSON of columns that Cloudflare has nothing for is not looked at, nor conditions
        # that the rules file has in another language.
        if "CheckModelRule" in rule["requirement"] or any(
                re.search("CheckFunction|JSONCheck|JSONFormat|CheckJSONSchema|CheckModelRule"
                          r"|Value\((?!ColumnName)", one) for one in expressions):
            continue
        if match := re.fullmatch(r'ColumnPresent\(ColumnName="(\w+)"\)', rule["requirement"]):
            made[rule_id] = ("SELECT count(*) = 0 FROM information_schema.columns"
                             f" WHERE column_name = '{match[1]}'")
            continue
        ways = [" AND ".join(predicate(part) for part in [*way, rule["condition"]] if part) or "TRUE"
                for way in above]
        where = " OR ".join(f"({way})" for way in ways)
        if match := re.fullmatch(r'CheckDistinctCount\(ColumnAName="(\w+)", ColumnBName="(\w+)", ExpectedCount=1\)',
                                 rule["requirement"]):
            made[rule_id] = (f'SELECT count(*) FROM (SELECT 1 FROM focus WHERE ({where}) AND "{match[1]}" IS NOT'
                             f' NULL GROUP BY "{match[1]}" HAVING count(DISTINCT "{match[2]}") <> 1)')
        else:
            made[rule_id] = f"({where}) AND ({predicate(rule['requirement'])}) IS NOT TRUE"
    return made


class Model(export_case.TestCase):
    maxDiff = None

    def violated(self, file, version):
        wanted = checks(version)
        self.assertGreater(len(wanted), 140)
        listed = self.folder / "checks.json"
        listed.write_text(json.dumps(wanted))
        done = subprocess.run(
            [os.environ.get("NODE", "node"), str(ROOT / "tests/focus/run_checks.cjs"), str(DUCKDB),
             str(self.folder / file), str(listed)],
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        found = json.loads(done.stdout)["violations"]
        self.assertEqual({}, {rule: said for rule, said in found.items() if isinstance(said, str)})
        self.assertEqual(set(wanted), set(found))
        return {rule: count for rule, count in found.items() if count}, len(found)

    def check(self, feed, version, *accounts):
        month = month_before(self.today, 1)[:7]
        self.export("--feed", feed, "--version", version, "--accounts", ",".join(accounts), month)
        found, count = self.violated(f"focus-{month}.csv", version.replace(".", "_"))
        allowed = {f"CAU-{rule}" for rule in (*MISSING, *MISTAKEN)}
        self.assertLessEqual(set(found), allowed)
        return count, len(found)

    def test_paygo_usage(self):
        self.assertEqual((190, 6), self.check("paygo", "1.3", MANY_PLANS, MID_MONTH))
        count, violated = self.check("paygo", "1.4", MANY_PLANS, MID_MONTH)
        # Which charges a month has is a matter of the day.
        self.assertEqual((190, True), (count, violated <= 13))

    def test_focus_usage_with_costs(self):
        self.assertEqual((190, 1), self.check("focus", "1.3", MANY_PLANS))
        count, violated = self.check("focus", "1.4", MANY_PLANS)
        self.assertEqual((190, True), (count, violated <= 10))

    def test_that_violations_are_found(self):
        month = month_before(self.today, 1)[:7]
        self.export("--feed", "paygo", "--accounts", MANY_PLANS, month)
        before, _ = self.violated(f"focus-{month}.csv", "1_3")
        path = self.folder / f"focus-{month}.csv"
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
            found, _ = self.violated(path.name, "1_3")
            self.assertIn(f"CAU-{rule}", set(found) - set(before), (column, value))


if __name__ == "__main__":
    export_case.focus_case.main()
