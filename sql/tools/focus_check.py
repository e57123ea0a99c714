"""Writes sql/focus_check.sql and sql/focus_check_1_4.sql from the rules of FOCUS 1.3 and 1.4:
python3 sql/tools/focus_check.py

The rules and their licence: tests/focus/data/README.md. Only those that can be checked against the
columns that are filled are taken; of 1.4 not those that the model itself calls dynamic, which look
at more than the data. Every one of them has a row in the result, also if it says nothing that SQL
could check.
"""

import csv
import pathlib
import re
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "focus" / "data"

# The columns of usage that are filled although Cloudflare has them under no name, or another one.
FILLED = set("""
BillingAccountType PricingCategory ServiceCategory ServiceName ServiceSubcategory SkuId SkuMeter
SkuPriceId SubAccountType Tags""".split())
# And those that the invoices fill.
INVOICED = {"InvoiceDetailId", "InvoiceId"}

# Where the file's expression is not what the rule's sentence says, or where it has none although
# the sentence is plain: (condition, requirement, note).
CORRECTIONS = {
    "CAU-ConsumedQuantity-C-006-C": (
        'CheckNotValue(ColumnName="ChargeClass", Value="Correction")',
        'CheckNotValue(ColumnName="ConsumedQuantity", Value=null)',
        "by its sentence; the expression of the rules file has the condition the other way round"),
    "CAU-ConsumedQuantity-C-008-C": (
        "", 'CheckDecimalValue(ColumnName="ConsumedQuantity")',
        "by its sentence; the rules file has no expression"),
    **{f"CAU-{column}-C-004-M": (
        "", f'CheckNotValue(ColumnName="{column}", Value=null)'
            f' AND CheckDecimalValue(ColumnName="{column}")',
        "by its sentence; the expression of the rules file asks only that it is not null")
       for column in ("ContractedCost", "EffectiveCost", "ListCost")},
}
# Where the sentence asks for something that is in no column.
UNDECIDABLE = {
    "CAU-EffectiveCost-C-005-C": "no column says whether a purchase is to cover future charges",
}

# ISO 4217, currencies in use.
CURRENCIES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK
LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG
XOF XPF YER ZAR ZMW ZWG""".split()

# Unicode's white space.
BLANKS = ", ".join(str(code) for code in (
    *range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F,
    0x3000))
# The words of a unit, each after a blank; two blanks where a word is missing.
WORDS = "' ' || replace(replace({0}, '-', ' '), '/', ' ') || ' '"

# What each function of the rules asks of column {0}. NULL passes wherever it is not asked about:
# the rules on NULL are rules of their own. Nothing here is ever NULL.
FUNCTIONS = {
    "TypeString": "typeof({0}) IN ('text', 'null')",
    "TypeDecimal": "typeof({0}) IN ('real', 'integer', 'null')",
    # Begins with a day that there is: a time that is moved, if only by 0 days, is worked out anew,
    # and 31 February becomes 3 March.
    "TypeDateTime": "({0} IS NULL OR typeof({0}) = 'text' AND julianday({0}) IS NOT NULL"
                    " AND date(substr({0}, 1, 10), '+0 days') IS substr({0}, 1, 10))",
    # Of what string handling asks only this can be seen in a single value: it is not blank.
    "FormatString": f"({{0}} IS NULL OR {{0}} GLOB '[!-~]*' OR trim({{0}}, char({BLANKS})) <> '')",
    # Not infinite; as text one number without +, commas, signs and names of currencies. JSON's
    # grammar, but for zeros before and no digit before the point: hence the 1 instead of the sign.
    "FormatNumeric": "(typeof({0}) IN ('null', 'integer')"
                     " OR typeof({0}) = 'real' AND abs({0}) <= 1.7976931348623157e308"
                     " OR typeof({0}) = 'text' AND {0} NOT GLOB '*[^0-9.Ee-]*'"
                     " AND ({0} GLOB '[0-9]*' OR {0} GLOB '[-.][0-9]*' OR {0} GLOB '-.[0-9]*')"
                     " AND json_valid('1' || substr({0}, 1 + ({0} GLOB '-*'))))",
    # What SQLite writes for the time that it reads: so each part is there and in its range.
    "FormatDateTime": "{0} COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', {0}, '+0 days')",
    "FormatCurrency": "({0} IS NULL OR {0} GLOB '[A-Z][A-Z][A-Z]')",
    "CheckNationalCurrency": "({0} IS NULL OR {0} IN ("
                             + ", ".join(f"'{code}'" for code in CURRENCIES) + "))",
    # Words with a capital, but for b, the bit, and whole numbers before them; a single blank,
    # hyphen or slash between; one slash at most. Singular or plural is not looked at.
    "FormatUnit": "({0} IS NULL OR {0} GLOB '[0-9A-Zb]*' AND {0} GLOB '*[A-Zb]*'"
                  f" AND replace({WORDS}, ' b ', ' B ') NOT GLOB '* [a-z]*'"
                  f" AND {WORDS} NOT GLOB '*  *'"
                  " AND {0} NOT GLOB '*_*' AND {0} NOT GLOB '*/*/*'"
                  " AND ltrim({0}, '0123456789') NOT GLOB '[.,]*'"
                  " AND ltrim(substr({0}, instr({0}, '/') + 1), '0123456789') NOT GLOB '[.,]*')",
    "TypeJSON": "({0} IS NULL OR typeof({0}) = 'text' AND json_valid({0}))",
    # An object of texts, numbers, true, false and null.
    "FormatKeyValue": "({0} IS NULL OR CASE WHEN json_valid({0}) THEN json_type({0}) = 'object'"
                      " AND NOT EXISTS (SELECT 1 FROM json_each({0}) WHERE type IN"
                      " ('object', 'array')) ELSE 0 END)",
    "CheckSameValue": "{0} IS {1}",
    # Moments in FOCUS's form sort as texts.
    "CheckColumnComparison": "coalesce({0} {2} {1}, 1)",
    "CheckDecimalValue": "typeof({0}) IN ('real', 'integer', 'null')",
    "CheckValue": "{0} IS {1}",
    "CheckNotValue": "{0} IS NOT {1}",
    "CheckGreaterOrEqualThanValue":
        "({0} IS NULL OR typeof({0}) IN ('real', 'integer') AND {0} >= {1})",
    # Products of doubles are off in their 16th digit, and rounding leaves nine digits of a large
    # cost or ten decimals of a small one (so in FOCUS's sample data, where half of the rows would
    # be violations without the half of a tenth decimal). Prices of 1e-9 are twenty times that.
    "ColumnByColumnEqualsColumnValue":
        "coalesce(abs({0} * {1} - {2}) <= max(1e-9 * abs({2}), 5.1e-11), 1)",
}

TOKEN = re.compile(r'\s*(?:(AND|OR)\b|([()])|(\w+)\(((?:[^()"]|"[^"]*")*)\))')
NO_EXPRESSION = "the rules file has no expression for it"


class Untranslatable(Exception):
    pass


def arguments_of(text):
    """`ColumnName="BilledCost", Value=null`: the columns first, then values, as SQL."""
    columns, values = [], []
    for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', text):
        if name.startswith("Column") or name == "ResultColumnName":
            columns.append(quoted)
        elif name == "Comparator":
            values.append(quoted)
        elif name != "ExpectedType":
            values.append(bare.upper() if bare else "'" + quoted.replace("'", "''") + "'")
    return columns, values


def translate(expression, rules):
    """SQL for an expression, the columns in it, and the rules in it that have no expression."""
    sql, columns, left_out, at = [], [], [], 0
    while at < len(expression):
        match = TOKEN.match(expression, at)
        if not match:
            raise Untranslatable(f"not understood: {expression[at:at + 40]}")
        at = match.end()
        word, bracket, function, text = match.groups()
        if word or bracket:
            sql.append(word or bracket)
        elif function == "CheckModelRule":
            part, part_columns, part_left_out = translate_rule(
                rules[re.search(r'"([^"]+)"', text)[1]], rules)
            sql.append(part)
            columns += part_columns
            left_out += part_left_out
        elif function not in FUNCTIONS:
            raise Untranslatable(f"{function}() is not translated")
        else:
            names, values = arguments_of(text)
            sql.append(FUNCTIONS[function].format(*names, *values))
            columns += names
    return " ".join(sql).replace("( ", "(").replace(" )", ")"), columns, left_out


def translate_rule(rule, rules):
    """SQL that is 1 where the rule holds, the columns that it is about, the rules left out."""
    condition, requirement, _ = CORRECTIONS.get(
        rule["rule_id"], (rule["condition"], rule["requirement"], ""))
    if not requirement:
        return "1", [], [rule["rule_id"]]
    required, columns, left_out = translate(requirement, rules)
    if condition:
        when, _, _ = translate(condition, rules)
        required = f"(NOT ({when}) OR {required})"
    return required, columns, left_out


def parents_of(rule, rules):
    """The active rules that are made of this one, among others."""
    return [other for other in rules.values() if other["status"] == "Active"
            and f'"{rule["rule_id"]}"' in other["requirement"]]


def where_it_applies(rule, rules):
    """The conditions of the rules that this one is a part of, as SQL (empty: everywhere), and the
    rules whose conditions they are. What is a part of several applies where one of them does."""
    ways, ids = [], []
    for parent in parents_of(rule, rules):
        condition, above = parent["condition"], where_it_applies(parent, rules)
        if condition:
            condition = translate(condition, rules)[0]
            ids.append(parent["rule_id"])
        both = [part for part in (condition, above[0]) if part]
        if not both:
            return "", []
        ids += above[1]
        ways.append(" AND ".join(f"({part})" for part in both))
    return " OR ".join(ways), ids


def checked(rule, rules):
    """The count of violations as SQL (None: not checked), and a note."""
    rule_id = rule["rule_id"]
    if rule["status"] != "Active":
        return None, "not checked: removed from the specification"
    if rule["keyword"] == "MAY":
        return None, "not checked: a permission, which nothing can violate"
    if rule_id in UNDECIDABLE:
        return None, f"not checked: {UNDECIDABLE[rule_id]}"
    distinct = re.fullmatch(r'CheckDistinctCount\(ColumnAName="(\w+)", ColumnBName="(\w+)",'
                            r' ExpectedCount=1\)', rule["requirement"])
    if distinct:
        return checked_distinct(rule, rules, *distinct.groups())
    present = re.fullmatch(r'ColumnPresent\(ColumnName="(\w+)"\)', rule["requirement"])
    if present:
        return f"CASE count({present[1]}) WHEN 0 THEN -1 ELSE 0 END", None
    try:
        holds, columns, left_out = translate_rule(rule, rules)
    except Untranslatable as error:
        return None, f"not checked: {error}"
    if not columns:
        return None, f"not checked: {NO_EXPRESSION}" + (
            "" if left_out == [rule_id] else f" ({', '.join(left_out)})")
    notes = [CORRECTIONS[rule_id][2]] if rule_id in CORRECTIONS else []
    if left_out:
        notes.append(f"without {', '.join(left_out)}: {NO_EXPRESSION}")
    where, parents = where_it_applies(rule, rules)
    if where:
        holds = f"NOT ({where}) OR {holds}"
        notes.append(f"where {', '.join(parents)} applies")
    counts = [f"count({column})" for column in dict.fromkeys(columns)]
    populated = counts[0] if len(counts) == 1 else f"min({', '.join(counts)})"
    # In a WHEN, unlike in an argument, SQLite works out no more of AND and OR than it has to.
    return (f"CASE {populated} WHEN 0 THEN -1 ELSE sum(CASE WHEN {holds} THEN 0 ELSE 1 END) END",
            "; ".join(notes))


def checked_distinct(rule, rules, one, other):
    """As checked(), where each value of a column has to have one value of the other."""
    where, parents = where_it_applies(rule, rules)
    taken = f"{one} IS NOT NULL" + (f" AND ({where})" if where else "")
    return (f"CASE min(count({one}), count({other})) WHEN 0 THEN -1"
            f" ELSE count(DISTINCT CASE WHEN {taken} THEN json_array({one}, {other}) END)"
            f" - count(DISTINCT CASE WHEN {taken} THEN {one} END) END",
            "; ".join(["violations are values too many, not rows",
                       *([f"where {', '.join(parents)} applies"] if parents else [])]))


def named_columns(rule):
    """The columns in the rule's own expressions."""
    return set(re.findall(r'Column\w*Name="(\w+)"', rule["condition"] + rule["requirement"]))


def is_decided_by(rule, columns):
    """Whether it is a rule about these columns that the data can decide, not one made of others."""
    return (rule["type"] == "Static" and rule["status"] == "Active"
            and "CheckModelRule" not in rule["requirement"]
            and bool(named_columns(rule)) and named_columns(rule) <= columns)


def text(value):
    return "NULL" if not value else "'" + value.replace("'", "''") + "'"


def read_rules(version):
    with (DATA / f"focus_{version}_rules.tsv").open(encoding="utf-8", newline="") as file:
        return {rule["rule_id"]: rule for rule in csv.DictReader(file, delimiter="\t")}


def usage_columns():
    """Those that are filled in usage."""
    return FILLED | {column for rule in read_rules("1_3").values()
                     if rule["uses_only_cloudflare_columns"] == "Y"
                     for column in rule["columns"].split(",")}


def taken_1_3():
    columns = usage_columns()
    return [rule for rule in read_rules("1_3").values()
            if rule["uses_only_cloudflare_columns"] == "Y"
            or rule["rule_id"].startswith("CAU-") and is_decided_by(rule, columns)]


def taken_1_4(dataset):
    rules = read_rules("1_4").values()
    columns = usage_columns() | INVOICED if dataset == "CostAndUsage" else {
        rule["entity"] for rule in rules
        if rule["dataset"] == dataset and rule["entity_type"] == "Column"}
    return [rule for rule in rules if rule["dataset"] == dataset and is_decided_by(rule, columns)]


def block_of(name, rows_of, taken, rules):
    """The rules of one dataset, as SQL that makes the view `name`; how many are checked."""
    rows, counts = [], []
    for rule in taken:
        sql, note = checked(rule, rules)
        rows.append("(" + ", ".join((
            str(len(counts)) if sql else "NULL", text(rule["rule_id"]), text(rule["keyword"]),
            text(rule["applicability"]), text(note), text(rule["must_satisfy"]))) + ")")
        if sql:
            counts.append(f"/* {rule['rule_id']} */ {sql}")
    # SQLite takes a hundred arguments of a function at most.
    blocks = ["json_array(\n" + ",\n".join(counts[at:at + BLOCK]) + ")"
              for at in range(0, len(counts), BLOCK)]
    return VIEWS.format(
        name=name, rows_of=rows_of, block=BLOCK, rules=",\n".join(folded(row, "") for row in rows),
        blocks=",\n".join(folded(block, "  ") for block in blocks)), len(counts)


def generate():
    taken = taken_1_3()
    sql, count = block_of("focus_check", "focus_data_table", taken, read_rules("1_3"))
    return HEAD.format(taken=len(taken), checked=count) + sql


def generate_1_4():
    made, counts = [], []
    for name, rows_of, dataset in DATASETS_1_4:
        taken = taken_1_4(dataset)
        sql, count = block_of(name, rows_of, taken, read_rules("1_4"))
        made.append(sql)
        counts += [len(taken), count]
    return HEAD_1_4.format(*counts) + "\n".join(made)


def folded(sql, indent):
    """Lines of at most 100 characters, broken at blanks outside of strings."""
    lines = []
    for line in sql.split("\n"):
        marked = re.sub(r"'[^']*'", lambda match: match[0].replace(" ", "\0"), line)
        lines += textwrap.wrap(marked, 100, initial_indent=indent,
                               subsequent_indent=indent + "  ", break_long_words=False,
                               break_on_hyphens=False)
    return "\n".join(lines).replace("\0", " ")


BLOCK = 40
DATASETS_1_4 = (
    ("focus_check_1_4", "focus_data_table_1_4", "CostAndUsage"),
    ("focus_check_invoice_detail", "focus_invoice_detail", "InvoiceDetail"),
    ("focus_check_billing_period", "focus_billing_period", "BillingPeriod"))
HEAD = """\
-- FOCUS 1.3's rules on usage: focus_check, a row for each of the {taken} rules that can be checked
-- against the columns that are filled; {checked} of them are.
--
-- Written by sql/tools/focus_check.py: change that. The rules are those of the FOCUS specification,
-- FinOps Foundation / Joint Development Foundation Projects, CC-BY-4.0.
--
-- Inputs: focus_check_rows, the rows to check, with the columns of FOCUS 1.3. Make that view, with
-- literal days so that only those are asked for, before or after reading this file; else it is
-- focus_data_table (sql/focus.sql).
--
--   CREATE TEMP VIEW focus_check_rows AS SELECT * FROM focus_data_table
--     WHERE ChargePeriodStart >= '2026-10-01' AND ChargePeriodStart < '2026-11-01';
--   SELECT id, level, violations, text FROM focus_check WHERE status = 'violated';
--
-- Columns: id; level, as MUST; violations, the number of rows (NULL: not told); status: 'ok',
-- 'violated', 'not populated' (a column that the rule is about is NULL in all rows), 'no rows' or
-- 'not checked'; applies_when, what the provider has to support; note; text, the rule.
-- A product of two columns may be off by 1e-9 of the third, or by half of its tenth decimal.

"""
HEAD_1_4 = """\
-- FOCUS 1.4's rules, as focus_check.sql has those of 1.3: focus_check_1_4 on usage and charges ({0}
-- rules, {1} of them checked), focus_check_invoice_detail ({2}, {3}) and focus_check_billing_period
-- ({4}, {5}).
--
-- Written by sql/tools/focus_check.py: change that. The rules are those of the FOCUS specification,
-- FinOps Foundation / Joint Development Foundation Projects, CC-BY-4.0. Those that the model calls
-- dynamic are not here: no look at the data alone decides them.
--
-- Inputs: focus_check_1_4_rows, focus_check_invoice_detail_rows and focus_check_billing_period_rows,
-- the rows to check. Make these views, with literal days, before or after reading this file; else
-- they are focus_data_table_1_4 (sql/focus.sql), focus_invoice_detail and focus_billing_period
-- (sql/focus/invoices.sql). Columns as those of focus_check.
--
--   SELECT id, level, violations, text FROM focus_check_1_4 WHERE status = 'violated';

"""
VIEWS = """\
CREATE TEMP VIEW IF NOT EXISTS {name}_rows AS SELECT * FROM {rows_of};

-- counted: where in {name}_counts the number of violations is.
DROP TABLE IF EXISTS temp.{name}_rules;
CREATE TEMP TABLE {name}_rules(counted, id, level, applies_when, note, text);
INSERT INTO {name}_rules VALUES
{rules};

-- All in one pass over the rows, in blocks of {block}: a number of violations, -1 if a column is NULL
-- throughout.
DROP VIEW IF EXISTS temp.{name}_counts;
CREATE TEMP VIEW {name}_counts AS
SELECT json_array(
{blocks}) AS counts, count(*) AS total
FROM {name}_rows;

DROP VIEW IF EXISTS temp.{name};
CREATE TEMP VIEW {name} AS
SELECT id, level, CASE WHEN total > 0 AND found >= 0 THEN found END AS violations,
       CASE WHEN counted IS NULL THEN 'not checked' WHEN total = 0 THEN 'no rows'
            WHEN found < 0 THEN 'not populated' WHEN found = 0 THEN 'ok' ELSE 'violated'
       END AS status,
       applies_when, note, text
FROM (SELECT r.*, c.total,
             json_extract(c.counts, '$[' || (counted / {block}) || '][' || (counted % {block}) || ']')
               AS found
      FROM {name}_counts AS c CROSS JOIN {name}_rules AS r);
"""

if __name__ == "__main__":
    (ROOT / "sql" / "focus_check.sql").write_text(generate(), encoding="utf-8")
    (ROOT / "sql" / "focus_check_1_4.sql").write_text(generate_1_4(), encoding="utf-8")
