"""Writes sql/focus_check.sql from the rules of FOCUS 1.3: python3 sql/tools/focus_check.py

The rules and their licence: tests/focus/data/README.md. Only those that can be checked against the
columns that Cloudflare has are taken. Every one of them has a row in the result, also if it says
nothing that SQL could check.
"""

import csv
import pathlib
import re
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = ROOT / "tests" / "focus" / "data" / "focus_1_3_rules.tsv"
RESULT = ROOT / "sql" / "focus_check.sql"

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

DIGIT = "[0-9]"
DATE_TIME = "-".join((DIGIT * 4, DIGIT * 2, DIGIT * 2)) + "T" + ":".join((DIGIT * 2,) * 3) + "Z"

# What each function of the rules asks of column {0}. NULL passes wherever it is not asked about:
# the rules on NULL are rules of their own. Nothing here is ever NULL.
FUNCTIONS = {
    "TypeString": "typeof({0}) IN ('text', 'null')",
    "TypeDecimal": "typeof({0}) IN ('real', 'integer', 'null')",
    "TypeDateTime": "({0} IS NULL OR typeof({0}) = 'text' AND julianday({0}) IS NOT NULL)",
    # Of what string handling asks only this can be seen in a single value: it is not blank.
    "FormatString": "({0} IS NULL OR trim({0}, ' ' || char(9, 10, 13)) <> '')",
    # Not infinite; as text one number without +, commas, signs and names of currencies.
    "FormatNumeric": "(typeof({0}) IN ('null', 'integer')"
                     " OR typeof({0}) = 'real' AND abs({0}) <= 1.7976931348623157e308"
                     " OR typeof({0}) = 'text' AND {0} GLOB '*[0-9]*'"
                     " AND {0} NOT GLOB '*[^0-9.Ee-]*' AND {0} NOT GLOB '*.*.*')",
    "FormatDateTime": f"({{0}} IS NULL OR {{0}} GLOB '{DATE_TIME}')",
    "FormatCurrency": "({0} IS NULL OR {0} GLOB '[A-Z][A-Z][A-Z]')",
    "CheckNationalCurrency": "({0} IS NULL OR {0} IN ("
                             + ", ".join(f"'{code}'" for code in CURRENCIES) + "))",
    # Each word of a unit begins with a capital or is a number.
    "FormatUnit": "({0} IS NULL OR {0} GLOB '[0-9A-Z]*' AND {0} NOT GLOB '*[-/ ][a-z]*'"
                  " AND {0} NOT GLOB '*_*' AND trim({0}) = {0})",
    "CheckDecimalValue": "typeof({0}) IN ('real', 'integer', 'null')",
    "CheckValue": "{0} IS {1}",
    "CheckNotValue": "{0} IS NOT {1}",
    "CheckGreaterOrEqualThanValue": "({0} IS NULL OR {0} >= {1})",
    # Products of doubles are off in their last digits, and costs are rounded.
    "ColumnByColumnEqualsColumnValue":
        "coalesce(abs({0} * {1} - {2}) <= 1e-9 * max(1, abs({2})), 1)",
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


def checked(rule, rules):
    """The count of violations as SQL (None: not checked), and a note."""
    rule_id = rule["rule_id"]
    if rule["status"] != "Active":
        return None, "not checked: removed from the specification"
    if rule["keyword"] == "MAY":
        return None, "not checked: a permission, which nothing can violate"
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
    note = CORRECTIONS.get(rule_id, (None, None, None))[2]
    if left_out:
        note = f"without {', '.join(left_out)}: {NO_EXPRESSION}"
    counts = [f"count({column})" for column in dict.fromkeys(columns)]
    populated = counts[0] if len(counts) == 1 else f"min({', '.join(counts)})"
    return f"CASE {populated} WHEN 0 THEN -1 ELSE sum(NOT ({holds})) END", note


def text(value):
    return "NULL" if not value else "'" + value.replace("'", "''") + "'"


def generate():
    with RULES.open(encoding="utf-8", newline="") as file:
        rules = {rule["rule_id"]: rule for rule in csv.DictReader(file, delimiter="\t")}
    taken = [rule for rule in rules.values() if rule["uses_only_cloudflare_columns"] == "Y"]
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
    return TEMPLATE.format(
        taken=len(taken), checked=len(counts), block=BLOCK,
        rules=",\n".join(folded(row, "") for row in rows),
        blocks=",\n".join(folded(block, "  ") for block in blocks))


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
TEMPLATE = """\
-- FOCUS 1.3's rules on usage: focus_check, a row for each of the {taken} rules that can be checked
-- against the columns that Cloudflare has; {checked} of them are.
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
-- A product of two columns may be off by 1e-9 of the third, or by 1e-9.

CREATE TEMP VIEW IF NOT EXISTS focus_check_rows AS SELECT * FROM focus_data_table;

-- counted: where in focus_check_counts the number of violations is.
DROP TABLE IF EXISTS temp.focus_check_rules;
CREATE TEMP TABLE focus_check_rules(counted, id, level, applies_when, note, text);
INSERT INTO focus_check_rules VALUES
{rules};

-- All in one pass over the rows, in blocks of {block}: a number of violations, -1 if a column is NULL
-- throughout.
DROP VIEW IF EXISTS temp.focus_check_counts;
CREATE TEMP VIEW focus_check_counts AS
SELECT json_array(
{blocks}) AS counts, count(*) AS total
FROM focus_check_rows;

DROP VIEW IF EXISTS temp.focus_check;
CREATE TEMP VIEW focus_check AS
SELECT id, level, CASE WHEN total > 0 AND found >= 0 THEN found END AS violations,
       CASE WHEN counted IS NULL THEN 'not checked' WHEN total = 0 THEN 'no rows'
            WHEN found < 0 THEN 'not populated' WHEN found = 0 THEN 'ok' ELSE 'violated'
       END AS status,
       applies_when, note, text
FROM (SELECT r.*, c.total,
             json_extract(c.counts, '$[' || (counted / {block}) || '][' || (counted % {block}) || ']')
               AS found
      FROM focus_check_counts AS c CROSS JOIN focus_check_rules AS r);
"""

if __name__ == "__main__":
    RESULT.write_text(generate(), encoding="utf-8")
