"""What every table and every headline figure of a page has to say.

Worked out from the views by SQL and Python of its own: nothing of report.sql or of the page's program
is used, so that a slip in those is not repeated here.
"""

import collections
import datetime
import itertools
import json
from decimal import ROUND_HALF_UP, Decimal

import expected_causes
import reports
from reports import MONTH_END, TODAY, amount

MONTH = TODAY[:7]
# Invoices are looked at for the half year before the month that runs.
SINCE = ("UPDATE cf_parameters SET last_day = (SELECT today FROM cf_period), "
         f"first_day = '{reports.month_start(6)}'")
NAMED = "JOIN (SELECT account_id, name FROM cf_selected_accounts) USING (account_id)"
SELECTS = {
    "records": f"""SELECT account_id, name, currency, day, product, metric, unit, zone_id, zone_name,
        is_correction, sum(cost) AS cost, count(*) AS records, sum(cost IS NULL) AS missing,
        sum(quantity) AS quantity FROM cf_usage {NAMED} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10""",
    "accounts": "SELECT account_id, name FROM cf_selected_accounts ORDER BY name, account_id",
    "months": f"SELECT * FROM cf_month_to_date {NAMED} WHERE currency IS NOT NULL",
    "coming": "SELECT currency, expected_costs FROM cf_series_to_date WHERE kind = 'month'",
    "budgets": "SELECT * FROM cf_budget_status WHERE account_id IS NULL",
    "movers": "SELECT * FROM cf_movers_month_on_month WHERE currency IS NOT NULL",
    "anomalies": f"SELECT * FROM cf_cost_anomalies {NAMED} ORDER BY abs(deviation) DESC, day, product, name",
    "compared": "SELECT * FROM cf_compared_costs",
    "compared quantities": "SELECT * FROM cf_compared_quantities",
    "quantities": f"SELECT * FROM cf_quantity_anomalies {NAMED}",
    "totals": (f"UPDATE cf_parameters SET first_day = '{reports.month_start(1)}', last_day = "
               f"date('{reports.month_start(0)}', '-1 day')",
               "SELECT * FROM cf_total_cost WHERE currency IS NOT NULL"),
    "invoices": (SINCE, f"""SELECT * FROM cf_invoice_reconciliation {NAMED} WHERE currency IS NOT NULL
        ORDER BY cycle_end DESC, name"""),
    "duplicates": f"SELECT * FROM cf_duplicate_charges {NAMED}",
    "open": f"SELECT * FROM cf_open_items {NAMED}",
    "attributed": (f"UPDATE cf_parameters SET last_day = NULL, first_day = date('{TODAY}', '-7 days')",
                   "SELECT * FROM cf_attributed_cost WHERE cost IS NOT NULL AND currency IS NOT NULL"),
}


class Cell:
    """A figure as the page writes it. The order in which SQL adds may decide the last bit of a sum, and
    that which way half a cent is rounded: both ways are right."""

    def __init__(self, form, value):
        near = [value] if value is None else [value, value * (1 + 1e-12), value * (1 - 1e-12)]
        self.texts = [form(one) for one in near]

    def __eq__(self, text):
        return text in self.texts

    def __lt__(self, other):
        return str(self) < str(other)

    def __str__(self):
        return self.texts[0]

    def __repr__(self):
        return repr(self.texts[0])


def text(*parts):
    """A text with figures in it."""
    cell = Cell(str, None)
    cell.texts = ["".join(one) for one in itertools.product(
        *(part.texts if isinstance(part, Cell) else [part] for part in parts))]
    return cell


class Starts(str):
    """A text of which the beginning is known."""

    __hash__ = str.__hash__

    def __eq__(self, text):
        return text.startswith(str(self))


def money(value):
    return Cell(amount, value)


def change(value):
    return Cell(lambda number: amount(number, sign=True), value)


def percent(value, *, sign=False):
    def form(number):
        if number is None:
            return "–"
        step = Decimal("0.1" if abs(number) < 9.95 else "1")
        digits = Decimal(abs(number)).quantize(step, ROUND_HALF_UP)
        return ("" if not digits else "\u2212" if number < 0 else "+" if sign else "") + f"{digits:,} %"
    return Cell(form, value)


def quantity(value):
    def form(number):
        if number is None:
            return "unknown"
        digits = f"{abs(number):,.0f}" if abs(number) >= 100 else f"{Decimal(f'{abs(number):.4g}'):f}"
        return ("\u2212" if number < 0 else "") + digits
    return Cell(form, value)


def plural(number, one):
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def short_day(day):
    return f"{int(day[8:])}\u00a0{datetime.date.fromisoformat(day):%b}"


def until(row):
    """What an event was, and how long."""
    return row["event"] + ("" if row["day"] == row["last_day"] else f" until {short_day(row['last_day'])}")


def after(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def weekday(day):
    return datetime.date.fromisoformat(day).weekday()


def days(first, last):
    return [after(first, n) for n in range((datetime.date.fromisoformat(last)
                                            - datetime.date.fromisoformat(first)).days + 1)]


def total(values):
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def grouped(rows, *keys):
    groups = collections.defaultdict(list)
    for row in rows:
        groups[tuple(row[key] for key in keys)].append(row)
    return groups


def cost(rows):
    return total(row["cost"] for row in rows)


def missing(rows):
    """What stands beside a sum in which records are missing."""
    count = sum(row["missing"] for row in rows)
    return f" {plural(count, 'record')} without a cost not counted" if count else ""


def dearest(groups):
    return sorted(groups, key=lambda key: (cost(groups[key]) is None, -(cost(groups[key]) or 0),
                                           *(part or "" for part in key)))


class Expected:
    """`before` is the SQL that chooses the accounts, days and budgets that the report's options do."""

    def __init__(self, sandbox, before, *, first_day, failures=()):
        self.sets = reports.answers(sandbox, before, SELECTS)
        self.first_day, self.failures = first_day, list(failures)
        known = [row for name in ("records", "months", "invoices", "open", "budgets")
                 for row in self.sets[name] if row["currency"]]
        self.currencies = sorted({row["currency"] for row in known})

    def of(self, name, currency):
        return [row for row in self.sets[name] if row["currency"] == currency]

    def tables(self):
        tables = {}
        for currency in self.currencies:
            for part in (self.spend, self.coming, self.anomalies, self.month, self.changes, self.causes, self.zones,
                         self.accounts, self.months, self.invoices):
                tables.update(part(currency))
        tables.update(self.unknown())
        tables.update(self.freshness())
        return {caption: rows for caption, rows in tables.items() if rows}

    def products(self, currency):
        return dearest(grouped(self.of("records", currency), "product"))

    def slots(self, currency):
        """Columns and the products in each: seven at most."""
        products = [product or "" for (product,) in self.products(currency)]
        alone = products if len(products) <= 7 else products[:6]
        slots = {product or "no product named": [product] for product in alone}
        if len(products) > 7:
            slots[f"{len(products) - 6} other products"] = products[6:]
        return slots

    def spend(self, currency):
        records = self.of("records", currency)
        if cost(records) is None:
            return {}
        table, by_day = [], grouped(records, "day")
        for day in days(self.first_day, TODAY):
            row, of_day = {"Day": day}, by_day.get((day,), [])
            for title, products in self.slots(currency).items():
                part = [record for record in of_day if (record["product"] or "") in products]
                row[title] = money(cost(part)) if part else ""
            state = "incomplete" if day == TODAY else "no records" if not of_day else \
                "may change" if day >= after(TODAY, -4) else ""
            table.append(row | {"All": "" if state == "no records" else money(cost(of_day)),
                                "State": (state + missing(of_day)).strip()})
        products = grouped(records, "product")
        return {f"Spend by day in {currency}": table,
                f"Products in {currency}, the whole period": [
                    {"Product": key[0] or "no product named",
                     "Cost": text(money(cost(products[key])), missing(products[key])),
                     "Share": self.share(products[key], records)} for key in self.products(currency)]}

    @staticmethod
    def share(part, whole):
        return percent(None if cost(part) is None or not cost(whole) else 100 * cost(part) / cost(whole))

    def projection(self, currency):
        """So far, at the month's end, and the error; None is unknown."""
        months = self.of("months", currency)
        return (cost(months), *(None if any(row[column] is None for row in months)
                                else total(row[column] for row in months)
                                for column in ("projected_cost", "projection_error")))

    def coming_days(self, currency):
        """(day, expected cost, its error), as the views project the month; of today what is missing. The
        error of the month is spread over its days."""
        _, projected, error = self.projection(currency)
        if projected is None:
            return []
        expected = collections.Counter()
        for row in self.of("coming", currency):
            expected.update({max(day, TODAY): 0 for day, _ in json.loads(row["expected_costs"])})
            for day, cost in json.loads(row["expected_costs"]):
                expected[max(day, TODAY)] += cost
        return [(day, expected[day], error / len(expected)) for day in sorted(expected)]

    def coming(self, currency):
        return {f"Expected cost by day in {currency}, of today what is still to come": [
            {"Day": day, "Expected": money(value), "From": money(max(value - error, 0)),
             "To": money(value + error)}
            for day, value, error in self.coming_days(currency)]}

    def anomalies(self, currency):
        rows = [{"Number": f"▼ {number}" if number <= 8 else str(number), "Day": row["day"],
                 "What": until(row), "Product": row["product"] or "no product named",
                 "Account": row["name"], "Charged": money(row["cost"]),
                 "Comparable": money(row["comparable_cost"]), "Usual": money(row["expected_cost"]),
                 "Difference": change(row["comparable_cost"] - row["expected_cost"]),
                 "State": "may change" if row["last_day"] >= after(TODAY, -4) else ""}
                for number, row in enumerate(self.of("anomalies", currency), 1)]
        return {f"What stands out most, in {currency}": rows[:8],
                f"What stands out less, in {currency}": rows[8:]}

    def days_compared(self, currency):
        """Days of products that could be compared, and all of them."""
        rows = self.of("compared", currency)
        return tuple(sum(row[column] for row in rows) for column in ("days_compared", "days"))

    def so_far(self, currency):
        """(day, its cost, the month's so far)"""
        by_day = grouped([row for row in self.of("records", currency) if row["day"] >= f"{MONTH}-01"], "day")
        found, sums = [], None
        for (day,), records in sorted(by_day.items()):
            sums = total((sums, cost(records)))
            found.append((day, cost(records), sums))
        return [] if sums is None else found

    def projected(self, currency):
        """(day, the month up to it, from, to)"""
        found, (sums, *_) = [], self.projection(currency)
        low = high = start = sums
        for day, value, error in self.coming_days(currency):
            sums, low, high = sums + value, low + value - error, high + value + error
            found.append((day, sums, max(low, start), high))
        return found

    def month(self, currency):
        return {f"Month to date in {currency}": [
                    {"Day": day, "Cost": money(value), "So far": money(sums)}
                    for day, value, sums in self.so_far(currency)],
                f"Projected in {currency}, at the end of each day": [
                    {"Day": day, "Expected": money(value), "From": money(low), "To": money(high)}
                    for day, value, low, high in self.projected(currency)]}

    def changes(self, currency):
        found = []
        for (product, metric), rows in grouped(self.of("movers", currency), "product", "metric").items():
            if all(row["cost_before"] is not None and row["cost_after"] is not None for row in rows):
                was, now = (sum(row[side] for row in rows) for side in ("cost_before", "cost_after"))
                if abs(now - was) >= 0.005:
                    found.append((-abs(now - was), metric or "", product, was, now))
        return {f"Changes by metric in {currency}": [
            {"Metric": metric or "no metric named", "Product": product or "no product named",
             "Before": money(was), "After": money(now), "Change": change(now - was),
             "Relative": percent(100 * (now - was) / was, sign=True) if was else "new"}
            for _, metric, product, was, now in sorted(found)[:8]]}

    def causes(self, currency):
        return {f"What caused it, in {currency}": [
            {"Resource": name, "Kind": kind, "Product": product, "Account": account, "Cost": money(cost),
             "Share": percent(100 * share), "Why": why}
            for name, kind, product, account, cost, share, why in
            expected_causes.lines(self.of("attributed", currency))]}

    def zones(self, currency):
        records = self.of("records", currency)
        groups = grouped(records, "zone_id", "account_id", "name")
        rows = []
        for key in sorted(dearest(groups), key=lambda key: key[0] is None):
            newest = max(groups[key], key=lambda row: (row["zone_name"] is not None, row["day"]))
            rows.append({"Zone": newest["zone_name"] or key[0] or "of no zone", "Account": key[2],
                         "Cost": text(money(cost(groups[key])), missing(groups[key])),
                         "Share": self.share(groups[key], records)})
        return {f"Cost by zone in {currency}": rows}

    def accounts(self, currency):
        records = self.of("records", currency)
        groups = grouped(records, "name", "account_id")
        rows = []
        for name, account in dearest(groups):
            part = groups[name, account]
            rows.append({"Account": name, "Cost": text(money(cost(part)), missing(part)),
                         "Share": self.share(part, records)})
        return {f"Cost by account in {currency}": rows}

    def months(self, currency):
        """Of each account: this month, and its change against the same days of the last."""
        months = {row["account_id"]: row for row in self.of("months", currency)}
        movers = grouped(self.of("movers", currency), "account_id")
        named = {row["account_id"]: row["name"] for row in self.sets["accounts"]}
        accounts = set(months) | {row["account_id"] for row in self.of("records", currency)}
        found = []
        for account in accounts:
            spent, moved = months.get(account, {}).get("cost"), movers.get((account,), [])
            told = "unknown"
            if moved and all(row["change"] is not None for row in moved):
                by, was = (sum(row[column] for row in moved) for column in ("change", "cost_before"))
                told = text(change(by), " (", percent(100 * by / was, sign=True), ")") if was else change(by)
            found.append(((spent is None, -(spent or 0), named[account]), {
                "Account": named[account], "So far": "no records" if spent is None else money(spent),
                "Expected at its end": money(months.get(account, {}).get("projected_cost")),
                "Change": told}))
        title = f"{datetime.date.fromisoformat(TODAY):%B %Y}"
        return {f"Accounts, {title}, in {currency}":
                [row for _, row in sorted(found, key=lambda pair: pair[0])] if len(found) > 1 else []}

    def invoices(self, currency):
        states = {"agrees": [], "differs": [], "cannot be compared yet": []}
        for row in self.of("invoices", currency):
            told = {"Account": row["name"], "Cycle ended": row["cycle_end"], "Usage": money(row["usage"])}
            apart, returned = ([part for part in parts if part is not None] for parts in (
                (row["tax"], row["prorations"], row["past_due"]), (row["refunds"], row["credits"])))
            for title, value in (("Plan fees", row["plan_fees"]), ("Charged", row["charged"]),
                                 ("Tax and other", sum(apart) if apart else None),
                                 ("Returned", sum(returned) if returned else None)):
                told[title] = "–" if value is None else money(value)
            told["Difference"] = "–" if row["difference"] is None else change(row["difference"])
            if row["state"] == "differs":
                told["Likely cause"] = f"▲ {row['likely_cause']}"
            elif row["state"] != "agrees":
                told["Why"] = row["likely_cause"]
            states[row["state"]].append(told)
        return {f"Billing cycles whose invoice agrees, in {currency}": states["agrees"],
                f"Billing cycles whose invoice differs, in {currency}": states["differs"],
                f"Billing cycles that cannot be compared yet, in {currency}":
                    states["cannot be compared yet"],
                f"Perhaps charged twice, in {currency}": [
                    {"Account": row["name"], "Days": f"{row['previous_day']}, {row['day']}",
                     "Description": row["description"] or "none", "Amount": money(row["amount"])}
                    for row in self.of("duplicates", currency)],
                f"Open invoices in {currency}": [
                    {"Account": row["name"], "Dated": row["day"], "Description": row["description"] or "none",
                     "To pay": money(row["amount_to_pay"]), "Status": row["status"],
                     "Age": plural(len(days(row["day"], TODAY)) - 1, "day")}
                    for row in self.of("open", currency)]}

    def unknown(self):
        groups = grouped(self.sets["records"], "product", "metric", "unit")
        groups = {key: rows for key, rows in groups.items() if sum(row["missing"] for row in rows)}
        order = sorted(groups, key=lambda key: (-sum(row["missing"] for row in groups[key]),
                                                *(part or "" for part in key)))
        table = []
        for product, metric, unit in order:
            rows = groups[product, metric, unit]
            table.append({
                "Metric": metric or "no metric named", "Product": product or "no product named",
                "Quantity": quantity(total(row["quantity"] for row in rows)), "Unit": unit or "none",
                "Records without cost": f"{sum(row['missing'] for row in rows):,} of "
                                        f"{sum(row['records'] for row in rows):,}",
                "Accounts": str(len({row["account_id"] for row in rows}))})
        daily = collections.defaultdict(dict)
        titles = {key: f"{key[1] or 'no metric named'} ({key[2] or 'no unit'})" for key in order[:6]}
        for key, title in titles.items():
            for (day,), rows in grouped(groups[key], "day").items():
                daily[day][title] = quantity(total(row["quantity"] for row in rows))
        return {"Usage without a cost, the whole period": table,
                "Quantity by day": [
                    {"Day": day} | {title: daily[day].get(title, "") for title in titles.values()}
                    for day in sorted(daily)],
                "Quantities that stand out": [
                    {"Day": row["day"], "What": until(row),
                     "Metric": row["metric"] or "no metric named", "Account": row["name"],
                     "Quantity": quantity(row["quantity"]), "Usual": quantity(row["expected_quantity"]),
                     "Unit": row["unit"] or "none"} for row in self.sets["quantities"]
                    if (row["product"], row["metric"], row["unit"]) in groups]}

    def freshness(self):
        groups, table = grouped(self.sets["records"], "account_id"), []
        for account in self.sets["accounts"]:
            rows = groups.get((account["account_id"],), [])
            seen = sorted({row["day"] for row in rows})
            complete = days(self.first_day, after(TODAY, -1))
            table.append({"Account": account["name"], "Id": account["account_id"],
                          "Oldest day": seen[0] if seen else "none",
                          "Newest day": seen[-1] if seen else "none",
                          "Days without records": str(len(set(complete) - set(seen))),
                          "Records": f"{sum(row['records'] for row in rows):,}"})
        return {"Records by account": table, "What could not be read": self.failures}

    def legends(self):
        """Of the chart of days: what each colour has cost."""
        return {currency: [[title, money(self.cost_of(currency, products))]
                           for title, products in self.slots(currency).items()]
                for currency in self.currencies}

    def cost_of(self, currency, products):
        return cost(row for row in self.of("records", currency) if (row["product"] or "") in products)
