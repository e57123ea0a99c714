"""What a body must read as, and why it may be refused, worked out without the extension."""

import dataclasses
import json

import json_text
import oracle
from support import FIRST

# Columns that no member of a record alone makes.
ELSEWHERE = {"cf_billing_history": {"zone_name": ("zone", "name")}}
# Of a record of an account's FOCUS usage that does not say whose it is: the account that was asked.
STANDS_IN = ("BillingAccountId", json.dumps(FIRST))


@dataclasses.dataclass(frozen=True)
class Row:
    """`cells` by column; what is JSON in them, and `raw`, as json_text.meaning()."""
    cells: tuple
    raw: object


def records(endpoint, body):
    """The text of each record, and members that stand beside the list of them."""
    result = json_text.members(body)["result"]
    if result == "null":
        return [], {}
    if endpoint.records == "result":
        return ([result] if result[0] == "{" else json_text.items(result)), {}
    beside = json_text.members(result)
    listed = json_text.items(beside.pop(endpoint.records.split(".")[1], "[]"))
    return listed, beside


def thinned(body, endpoint, required, rng):
    """The same body, about half of the members left out that a record need not have."""
    def thin(record):
        missing = [name for name in json_text.members(record) if name not in required and rng.random() < 0.5]
        return json_text.with_members(record, **dict.fromkeys(missing))

    members = json_text.members(body)
    path = endpoint.records.split(".")
    result = members.get("result", "null")
    if len(path) > 1 and result[0] == "{":
        beside = json_text.members(result)
        listed = json_text.items(beside.get(path[1], "[]"))
        result = json_text.with_members(result, **{path[1]: f"[{','.join(map(thin, listed))}]"})
    elif result[0] == ("{" if endpoint.is_one_record else "["):
        listed = [result] if endpoint.is_one_record else json_text.items(result)
        result = ",".join(map(thin, listed))
        result = result if endpoint.is_one_record else f"[{result}]"
    return json_text.with_members(body, result=result)


def rows(endpoint, columns, body):
    listed, beside = records(endpoint, body)
    if beside and not listed:
        # Without a list it stands for itself.
        return [row(endpoint, columns, json_text.members(body)["result"], {})]
    return [row(endpoint, columns, record, beside) for record in listed]


def row(endpoint, columns, record, beside):
    fields = {**beside, **json_text.members(record)}
    of_account = endpoint.table == "cf_focus_usage" and "{organization_id}" not in endpoint.path
    if of_account and fields.get(STANDS_IN[0], "null") == "null":
        fields[STANDS_IN[0]] = STANDS_IN[1]
    for column, path in ELSEWHERE.get(endpoint.table, {}).items():
        fields[column] = _at(record, path)
    cells = [(column, cell(column, fields.get(column, "null"))) for column in columns]
    return Row(tuple(cells + _hidden(endpoint, record)), json_text.meaning(record))


def cell(column, text):
    value = json.loads(text)
    if isinstance(value, (dict, list)):
        return json_text.meaning(text)
    return int(value) if isinstance(value, bool) else oracle.cell(column, value)


def found(endpoint, columns, values):
    """The cells of a row of the extension in the same shape."""
    return tuple((column, found_cell(endpoint.table, column, value))
                 for column, value in zip([*columns, *endpoint.hidden], values, strict=True))


def found_cell(table, column, value):
    return json_text.meaning(value) if isinstance(value, str) and is_json(table, column) else value


def is_json(table, column):
    return column in {"cf_focus_usage": {"Tags"},
                      "cf_billable_metrics": {"ProductFamily", "ProductCategory", "DimensionKeys"},
                      }.get(table, ())


def _hidden(endpoint, record):
    values = json.loads(record)
    start, occurred = values.get("ChargePeriodStart"), values.get("occurred_at")
    day = {"charge_date": start and start[:10], "occurred_date": occurred and oracle.utc_day(occurred)}
    return [(column, day[column]) for column in endpoint.hidden]


def _at(record, path):
    for name in path:
        record = json_text.members(record).get(name, "null") if record[0] == "{" else "null"
    return record
