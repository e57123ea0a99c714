"""The rules of the FOCUS models as conditions for DuckDB: by their sentences, and as the validator reads them.

The specification's validator (focus_validator of the FinOps Foundation, 2.0.1) makes SQL of the same
rules. Where it does something else than the sentences say, VALIDATOR does that too, so that its
failures are known; sql/FOCUS.md says of each why.
"""

import csv
import functools
import re

from focus_case import DATA

DATASETS = {"CAU": "CostAndUsage", "IND": "InvoiceDetail", "BIP": "BillingPeriod"}
SENTENCES, VALIDATOR = "sentences", "validator"
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
    "CheckStringEndsWith": "ends_with({0}::TEXT, {1})",
    "ColumnByColumnEqualsColumnValue": "TRY_CAST({0} AS DOUBLE) * TRY_CAST({1} AS DOUBLE) = TRY_CAST({2} AS DOUBLE)",
}
# What the rules call applicability criteria: not commitments, reservations, resources, split costs, and
# prices or payments in another currency than the bill's.
SUPPORTED = set("""
ACCOUNT_NAMING_SUPPORTED INVOICE_ISSUER_PAYABLE_INVOICES_SUPPORTED MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED
MULTIPLE_PRICING_CATEGORIES_SUPPORTED MULTIPLE_SUB_ACCOUNT_TYPES_SUPPORTED NEGOTIATED_PRICING_SUPPORTED
PUBLIC_PRICE_LIST_SUPPORTED REGION_SUPPORTED SUB_ACCOUNT_SUPPORTED TAGGING_SUPPORTED
UNIT_PRICING_SUPPORTED USAGE_MEASUREMENT_SUPPORTED""".split())
CALL = re.compile(r'(\w+)\(((?:\w+=(?:"[^"]*"|[^,\s()]+)(?:, )?)+)\)')
# What is in the JSON of columns that Cloudflare has nothing for.
IN_JSON = re.compile("JSONCheck|JSONFormat|CheckJSONSchema")
# Conditions that the rules file has in another language.
UNREADABLE = re.compile(r"\{|Value\((?!ColumnName)")


@functools.cache
def model(version):
    with (DATA / f"focus_{version}_rules.tsv").open(encoding="utf-8", newline="") as file:
        return {rule["rule_id"]: rule for rule in csv.DictReader(file, delimiter="\t")}


def parts_of(rule):
    return re.findall(r'ModelRuleId="([^"]+)"', rule["requirement"])


def predicate(expression, way=SENTENCES, condition=False):
    """SQL that is true where an expression of the model holds."""
    def one(match):
        function, text = match.groups()
        named = dict(re.findall(r'(\w+)=(?:"([^"]*)"|[^,\s)]+)', text))
        bare = dict(re.findall(r'(\w+)=([^",\s)]+)', text))
        columns = [f'"{value}"' for name, value in named.items() if "Column" in name]
        value = "NULL" if bare.get("Value") == "null" else bare.get("Value") or "'{}'".format(
            named.get("Value", "").replace("'", "''"))
        if function in ("CheckValue", "CheckNotValue"):
            equal = function == "CheckValue"
            if way == SENTENCES or value == "NULL" or not (equal or condition):
                return f"({columns[0]} IS {'NOT ' if equal else ''}DISTINCT FROM {value})"
            # A condition on what is NULL is never met; a requirement that it does not look at is.
            compared = f"{columns[0]} {'=' if equal else '<>'} {value}"
            return f"({compared})" if condition else f"({columns[0]} IS NULL OR {compared})"
        if IN_JSON.match(function):
            return f"({columns[0]} IS NULL)"
        arguments = [*columns, *([value] if "Value" in text else []), named.get("Comparator", "")]
        holds = HOLDS[function]
        for at, argument in enumerate(arguments):
            holds = holds.replace(f"{{{at}}}", argument)
        absent = " OR ".join(f"{column} IS NULL" for column in columns)
        return f"({absent} OR ({holds}))"
    return CALL.sub(one, expression)


def conditions_above(rule_id, rules):
    """The conditions of rules that it is a part of: alternatives, each a list."""
    parents = [rule for rule in rules.values() if rule["status"] == "Active" and rule_id in parts_of(rule)]
    return [[*([parent["condition"]] if parent["condition"] else []), *above]
            for parent in parents for above in conditions_above(parent["rule_id"], rules)] or [[]]


def is_for_cloudflare(rule_id, rules):
    """Whether Cloudflare supports what it is about, and what one is about that it is a part of."""
    parents = [parent for parent in rules.values()
               if rule_id in parts_of(parent) and parent["status"] == "Active"]
    needed = {word for word in rules[rule_id]["applicability"].split(",") if word}
    return needed <= SUPPORTED and (not parents or any(
        is_for_cloudflare(parent["rule_id"], rules) for parent in parents))


@functools.cache
def reached(version, dataset):
    """What the rule of a whole dataset is made of, parts before what has them."""
    rules, found = model(version), {}

    def visit(rule_id):
        if rule_id in rules and rule_id not in found:
            for part in parts_of(rules[rule_id]):
                visit(part)
            found[rule_id] = rules[rule_id]
    visit(f"{dataset}-{DATASETS[dataset]}-D-000-M")
    return found


def is_judged(rule_id, version, way):
    rule = model(version)[rule_id]
    if rule["type"] != "Static" or rule["keyword"] == "MAY" or not rule["requirement"]:
        return False
    if way == SENTENCES:
        return rule["status"] == "Active" and is_for_cloudflare(rule_id, model(version))
    # A dataset of which one column is not for the provider it skips as a whole, and this check always.
    if parts_of(rule) and rule["entity_type"] == "Dataset" or "CheckDecimalValue" in rule["requirement"]:
        return False
    # It looks at what the rule itself is for, and is content with one of several.
    needed = [word for word in rule["applicability"].split(",") if word]
    return not needed or any(word in SUPPORTED for word in needed)


def checks(version, dataset="CAU", way=SENTENCES):
    """A condition of violation by the rule's id, of static rules that are not made of others."""
    rules, made = model(version), {}
    for rule_id, rule in (rules if way == SENTENCES else reached(version, dataset)).items():
        if not rule_id.startswith(f"{dataset}-") or parts_of(rule) or not is_judged(rule_id, version, way):
            continue
        conditions = [[part for part in [*above, rule["condition"]] if part]
                      for above in conditions_above(rule_id, rules)]
        if way == SENTENCES:
            if IN_JSON.search(rule["requirement"]) or any(
                    IN_JSON.search(part) or UNREADABLE.search(part) for every in conditions for part in every):
                continue
        else:
            # It goes on without a condition that it cannot read.
            conditions = [[part for part in every if not UNREADABLE.search(part)] for every in conditions]
        if match := re.fullmatch(r'ColumnPresent\(ColumnName="(\w+)"\)', rule["requirement"]):
            made[rule_id] = ("SELECT count(*) = 0 FROM information_schema.columns"
                             f" WHERE column_name = '{match[1]}'")
            continue
        where = " OR ".join("({})".format(
            " AND ".join(predicate(part, way, True) for part in every) or "TRUE") for every in conditions)
        if match := re.fullmatch(r'CheckDistinctCount\(ColumnAName="(\w+)", ColumnBName="(\w+)", ExpectedCount=1\)',
                                 rule["requirement"]):
            made[rule_id] = (f'SELECT count(*) FROM (SELECT 1 FROM focus WHERE ({where}) AND "{match[1]}" IS NOT'
                             f' NULL GROUP BY "{match[1]}" HAVING count(DISTINCT "{match[2]}") <> 1)')
        elif way == VALIDATOR and CALL.sub("", rule["requirement"]).startswith("( AND "):
            made[rule_id] = "SELECT 1"  # What is made of several checks, and not of rules, it never passes.
        elif IN_JSON.search(rule["requirement"]):
            column = re.search(r'Column\w*="(\w+)"', rule["requirement"])[1]
            made[rule_id] = f'({where}) AND "{column}" IS NOT NULL'
        else:
            made[rule_id] = f"({where}) AND ({predicate(rule['requirement'], way)}) IS NOT TRUE"
    return made


def dates(version, dataset):
    """Columns that the validator drops if one row has none."""
    return sorted({match[1] for rule_id, rule in model(version).items() if rule_id.startswith(f"{dataset}-")
                   if (match := re.fullmatch(r'TypeDateTime\(ColumnName="(\w+)"\)', rule["requirement"]))})


def judged(version, dataset, violations):
    """What the validator says, by rule: whether it passes. Rules that are made of others are judged by
    those of them that are."""
    said = {}
    for rule_id, rule in reached(version, dataset).items():
        if rule_id in violations:
            said[rule_id] = violations[rule_id] == 0
        elif (parts := [said[part] for part in parts_of(rule) if part in said]) and is_judged(
                rule_id, version, VALIDATOR):
            said[rule_id] = any(parts) if " OR " in rule["requirement"] else all(parts)
    return said
