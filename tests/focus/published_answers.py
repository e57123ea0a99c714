"""What published FOCUS queries should bring, computed without SQL: Computed for those that are plain,
BY_HAND for the others."""

import collections
import json
import math
import re

SELECT = re.compile(r"SELECT (?P<distinct>DISTINCT )?(?P<items>.*?) FROM focus_data_table"
                    r"(?: WHERE (?P<where>.*?))?(?: GROUP BY (?P<group>.*?))?"
                    r"(?: ORDER BY .*?)?(?: LIMIT (?P<limit>\d+))?;")
CONDITION = re.compile(r"(\w+) ?(>=|<=|!=|>|<|=|IS NOT NULL|IS NULL) ?(.*)")


def split_commas(text):
    return [part.strip() for part in re.split(r",(?![^(]*\))", text)]


def moment(text):
    """A day as the columns of periods take it: its midnight."""
    return text + "T00:00:00Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


class Computed:
    """What a query should bring, without SQL; None where it is beyond this."""

    def __init__(self, sql, parameters):
        match = SELECT.fullmatch(" ".join(sql.split()))
        self.plain = match is not None
        if not self.plain:
            return
        self.items = [re.sub(r" AS \w+$", "", item) for item in split_commas(match["items"])]
        self.group = split_commas(match["group"] or "")
        self.distinct = bool(match["distinct"])
        self.conditions, parameters = [], iter(parameters)
        for text in (match["where"] or "").split(" AND "):
            if text:
                condition = CONDITION.fullmatch(text.strip())
                if not condition:
                    self.plain = False
                    return
                column, sign, value = condition.groups()
                if value == "?":
                    value = ("value", next(parameters))
                elif value.startswith("'"):
                    value = ("value", value.strip("'"))
                elif re.fullmatch(r"\d+", value):
                    value = ("value", float(value))
                else:
                    value = ("column", value)
                self.conditions.append((column, sign, value))
        known = re.compile(r"\w+|(SUM|MIN|MAX|MONTH)\(\w+\)|COUNT\(1\)|ROUND\(SUM\(\w+\), 2\)",
                           re.IGNORECASE)
        # A column that is not grouped by has any of the group's values.
        free = [item for item in self.items if "(" not in item and self.group[0] and
                item.lower() not in (group.lower() for group in self.group)]
        self.plain = not free and all(known.fullmatch(item) for item in self.items)

    def holds(self, row):
        for column, sign, (kind, value) in self.conditions:
            left = row[column.lower()]
            right = row[value.lower()] if kind == "column" and value else value
            if isinstance(right, str) and column.lower().endswith(("periodstart", "periodend")):
                right = moment(right)
            if sign in ("IS NULL", "IS NOT NULL"):
                if (left is None) != (sign == "IS NULL"):
                    return False
            elif left is None or right is None:
                return False
            elif not {"=": left == right, "!=": left != right, "<": left < right,
                      "<=": left <= right, ">": left > right, ">=": left >= right}[sign]:
                return False
        return True

    def item(self, item, rows):
        name = item.lower()
        if match := re.fullmatch(r"round\((.*), 2\)", name):
            value = self.item(match[1], rows)
            return None if value is None else round(value, 2)
        if name == "count(1)":
            return len(rows)
        function, column = re.fullmatch(r"(?:(\w+)\()?(\w+)\)?", name).groups()
        values = [row[column] for row in rows if row[column] is not None]
        if function == "month":
            return int(values[0][5:7]) if values else None
        if function is None:
            return rows[0][column]
        if not values:
            return None
        return {"sum": math.fsum, "min": min, "max": max}[function](values)

    def rows(self, table):
        kept = [row for row in table if self.holds(row)]
        if self.distinct:
            return list({tuple(self.item(item, [row]) for item in self.items) for row in kept})
        if not self.group[0]:
            return [tuple(self.item(item, [row]) for item in self.items) for row in kept]
        groups = collections.defaultdict(list)
        for row in kept:
            groups[tuple(self.item(name, [row]) for name in self.group)].append(row)
        return [tuple(self.item(item, rows) for item in self.items) for rows in groups.values()]


def total(rows, column):
    values = [row[column] for row in rows if row[column] is not None]
    return math.fsum(values) if values else None


def divided(a, b, by=1):
    return None if a is None or not b else a / b * by


def grouped(rows, *keys):
    """(key, rows) by columns or functions of a row."""
    groups = collections.defaultdict(list)
    for row in rows:
        groups[tuple(key(row) if callable(key) else row[key] for key in keys)].append(row)
    return groups.items()


def charged(rows, first, end, **equal):
    """Those within a time (its end not included) and with these values."""
    return [row for row in rows if row["chargeperiodstart"] >= first
            and row["chargeperiodend"] < end
            and all(row[column] == value for column, value in equal.items())]


def only(rows, column):
    """The value of a column that is the same in all rows; what SQLite shows of one that is not
    grouped by is any."""
    values = {row[column] for row in rows}
    assert len(values) == 1, (column, values)
    return values.pop()


def account_structures(rows, first, end):
    kept = [row for row in rows if row["billingperiodstart"] is not None
            and row["billingperiodend"] is not None
            and row["billingperiodstart"] >= first and row["billingperiodend"] < end]
    return [(account, only(rows, "billingaccountname"), only(rows, "billingaccounttype"), sub,
             only(rows, "subaccountname"), only(rows, "subaccounttype"), total(rows, "billedcost"))
            for (account, sub), rows in grouped(kept, "billingaccountid", "subaccountid")]


def unused_discounts(rows, first, end):
    kept = charged(rows, first, end, commitmentdiscountstatus="Unused")
    return [(*key, "Unused", total(rows, "billedcost"), total(rows, "effectivecost"))
            for key, rows in grouped(kept, "providername", "billingaccountid",
                                     "commitmentdiscountid", "commitmentdiscounttype")]


def unused_commitments(rows, first, end):
    kept = charged(rows, first, end, commitmentdiscountstatus="Unused")
    return [(min(row["chargeperiodstart"] for row in rows),
             max(row["chargeperiodend"] for row in rows), *key, "Unused",
             total(rows, "billedcost"), total(rows, "effectivecost"))
            for key, rows in grouped(kept, "providername", "billingaccountid",
                                     "commitmentdiscountid", "commitmentdiscounttype")]


def provider_version(rows, first, end):
    return list({(row["chargeperiodstart"], row["providername"])
                 for row in charged(rows, first, end)})


def up_to(rows, first, end, **equal):
    """Like charged(), the end included."""
    return [row for row in charged(rows, first, "9999", **equal) if row["chargeperiodend"] <= moment(end)]


def cost_per_million_tokens(rows, first, end):
    return [(*key, total(rows, "consumedquantity"), total(rows, "effectivecost"),
             divided(total(rows, "effectivecost"), total(rows, "consumedquantity"), 1000000))
            for key, rows in grouped(tokens(rows, first, end), "serviceprovidername", "skuid", "skupriceid", "skumeter",
                                     "billingcurrency")]


def detail(name):
    """Of SkuPriceDetails, as JSON_VALUE has it."""
    return lambda row: json.loads(row["skupricedetails"] or "{}").get(name)


MODEL, FLOW = ("ModelDeveloper", "ModelId"), ("TokenDirection", "TokenCacheAction")


def tokens(rows, first, end):
    return up_to(rows, first, end, chargecategory="Usage", consumedunit="Tokens",
                 servicecategory="AI and Machine Learning")


def cost_per_million_tokens_by_model(rows, first, end):
    groups = grouped(tokens(rows, first, end), "serviceprovidername", *map(detail, MODEL), "skuid",
                     "skupriceid", "skumeter", *map(detail, FLOW), "billingcurrency")
    return [(*key, total(rows, "consumedquantity"), total(rows, "effectivecost"),
             divided(total(rows, "effectivecost"), total(rows, "consumedquantity"), 1000000))
            for key, rows in groups]


def token_volume_by_model(rows, first, end):
    return [(*key, total(rows, "consumedquantity")) for key, rows in grouped(
        tokens(rows, first, end), "chargeperiodstart", "invoiceissuername", "serviceprovidername",
        "servicename", *map(detail, (*MODEL, *FLOW)))]


def split_of_one_resource(rows, first, end, resource):
    kept = up_to(rows, first, end, chargecategory="Usage", allocatedresourceid=resource)
    return [(*key, total(rows, "effectivecost"))
            for key, rows in grouped(kept, "resourceid",
                                     lambda row: row["allocatedresourceid"] or "Unallocated")]


def unit_economics(rows):
    kept = [row for row in rows if "transfer" in (row["chargedescription"] or "").lower()
            and row["consumedunit"] == "GB"]
    return [(year, divided(total(rows, "billedcost"), total(rows, "consumedquantity")))
            for (year,), rows in grouped(kept, lambda row: int(row["chargeperiodstart"][:4]))]


def capacity_reservations(rows, first, end):
    names = {"Unused": "Unused Capacity Reservation", "Used": "Compute using Capacity Reservation"}
    without = "Compute without Capacity Reservation"
    return [(names.get(status, without) if reservation is not None else without,
             provider, account, total(rows, "billedcost"), total(rows, "effectivecost"))
            for (provider, account, reservation, status), rows in grouped(
                charged(rows, first, end, servicecategory="Compute"), "providername",
                "billingaccountid", "capacityreservationid", "capacityreservationstatus")]


def savings_rate(rows, first, end):
    def rate(row, cost, by):
        saved = None if None in (row[cost], row["effectivecost"]) else (
            row[cost] - row["effectivecost"])
        return divided(saved, row[by])
    return [(row["providername"], row["effectivecost"], rate(row, "listcost", "listcost"),
             rate(row, "contractedcost", "contractedunitprice"))
            for row in charged(rows, first, end)]


def subaccounts_by_region(rows, first, end):
    return [(provider, sub, region, len(rows)) for (provider, sub, region, _), rows in grouped(
        charged(rows, first, end), "providername", "subaccountid", "regionid", "regionname")]


def discount_accuracy(rows, first, end):
    kept = [row for row in rows if row["chargeclass"] not in (None, "Correction")
            and row["billingperiodstart"] is not None and row["billingperiodend"] is not None
            and row["billingperiodstart"] >= first and row["billingperiodend"] < end]
    return [(*key, total(rows, "effectivecost"), total(rows, "listcost"), total(rows, "billedcost"),
             divided(total(rows, "effectivecost"), total(rows, "billedcost"), 100))
            for key, rows in grouped(kept, "providername", "billingaccountid", "billingaccountname",
                                     "billingcurrency", "servicename")]


# What Computed cannot read, written by hand.
BY_HAND = {
    "account structures": account_structures,
    "commitment discounts, unused": unused_discounts,
    "provider version metadata": provider_version,
    "effective cost per million tokens": cost_per_million_tokens,
    "effective cost per million tokens, by model": cost_per_million_tokens_by_model,
    "token consumption volume over time, by model": token_volume_by_model,
    "split cost: how a single resource has been split": split_of_one_resource,
    "calculate unit economics": unit_economics,
    "analyze capacity reservations on compute costs": capacity_reservations,
    "determine effective savings rate": savings_rate,
    "report subaccounts by region": subaccounts_by_region,
    "verify discount accuracy for previously invoiced billing period": discount_accuracy,
    "identify unused commitments": unused_commitments,
}
