"""Random queries: each as SQL for the extension's tables and for the ordinary ones.

A query is a table of choices (`form`), so that a failing one can be made simpler choice by choice.
"""

import datetime

from dates import DAY
from paygo import SERVICES
from truth import SMALL

USAGE = ("cf_paygo_usage", "cf_focus_usage")
NUMBER = {"cf_paygo_usage": ("ContractedCost", "BilledCost", "ConsumedQuantity"),
          "cf_focus_usage": ("ConsumedQuantity", "ContractedCost"), "cf_billing_history": ("amount",),
          "cf_subscriptions": ("price",), "cf_unpaid_invoices": ("amount",), "cf_billable_metrics": ("Name",),
          "cf_credits": ("confirmed_balance_cents",), "cf_billing_profile": ("is_partner",)}
NAME = {"cf_paygo_usage": ("ServiceName", "ZoneName", "SubscriptionId", "BillingPeriodStart",
                           "ChargePeriodStart"),
        "cf_focus_usage": ("x_BillableMetricName", "ChargePeriodStart", "ChargePeriodEnd"),
        "cf_billing_history": ("id", "type", "status", "occurred_at"), "cf_subscriptions": ("id", "state"),
        "cf_unpaid_invoices": ("id", "occurred_at"), "cf_billable_metrics": ("Id", "Name"),
        "cf_credits": ("currency",), "cf_billing_profile": ("company", "id")}
DAYS = {"cf_paygo_usage": "charge_date", "cf_focus_usage": "charge_date",
        "cf_billing_history": "occurred_date"}
OUTPUTS = ("count", "sum", "by_day", "by_month", "by_account", "by_name", "rows", "ordered", "top",
           "distinct", "subselect", "cte", "join_accounts", "left_join_accounts", "exists", "each_account")
ACCOUNT_FORMS = ("eq", "eq", "eq", "in", "in", "all", "all", "setting", "bound")


def day_form(rng, today, table, deepest):
    if table == "cf_billing_history":
        kind = rng.choice(["none", "none", "none", "between", "from", "at"])
        reach = 150
    else:
        kind = rng.choice(["between", "between", "from", "from", "half_open", "at", "in", "arguments",
                           "start_half_open", "start_between", "start_from", "upper_inclusive", "none",
                           "call"])
        reach = min(70, deepest)
    ago = sorted(rng.randint(0, rng.choice([3, 20, 45, reach])) for _ in range(2))
    last, first = today - min(ago[0], reach) * DAY, today - min(ago[1], reach) * DAY
    if rng.random() < 0.1:
        last = today + rng.choice([0, 1, 5]) * DAY
    if rng.random() < 0.2:
        first = max(first.replace(day=1), today - reach * DAY)
    return (kind, str(first), str(max(first, last)))


def days_ago(today, days):
    return (today - datetime.date.fromisoformat(days[1])).days if days[0] != "none" else 62


def depth_of(form):
    """How many days back a query looks."""
    if form["table"] == "cf_accounts":
        return 0
    return max(0 if form["table"] not in USAGE else form["ago"], form.get("other_ago", 0))


def random_form(rng, world, table):
    form = {"table": table, "output": rng.choice(OUTPUTS), "number": rng.choice(NUMBER[table]),
            "name": rng.choice(NAME[table]), "accounts": rng.choice(ACCOUNT_FORMS),
            "chosen": rng.sample(range(len(world.accounts)), rng.randint(1, len(world.accounts))),
            "days": ("none", "", ""), "more": "none", "limit": rng.choice([1, 3, 7, 60]),
            "other": None}
    if table in DAYS:
        form["days"] = day_form(rng, world.today, table, 70)
        form["ago"] = days_ago(world.today, form["days"])
    if table == "cf_billing_history":
        form["more"] = rng.choice(["none", "none", "none", "paid", "charge", "some_amount", "user"])
        if form["more"] == "none" and rng.random() < 0.15:
            form["output"] = "any"
    elif table == "cf_focus_usage" and rng.random() < 0.15:
        form["more"] = "metric"
    elif table == "cf_paygo_usage" and rng.random() < 0.15:
        form["more"] = rng.choice(["zone", "service"])
    if rng.random() < 0.12 and form["more"] != "user":
        form["other"] = rng.choice([known for known in (*USAGE, "cf_billing_history", "cf_subscriptions")
                                    if known != table])
        form["other_days"] = day_form(rng, world.today, form["other"], 70) if form["other"] in USAGE else (
            "none", "", "")
        form["other_ago"] = days_ago(world.today, form["other_days"])
        form["output"] = "two_tables"
    return form


def accounts_form(rng):
    """A query over cf_accounts alone."""
    return {"table": "cf_accounts", "output": rng.choice(["count", "rows", "ordered", "any", "like"]),
            "number": "1", "name": rng.choice(["id", "name"]), "accounts": "none", "chosen": [],
            "days": ("none", "", ""), "more": rng.choice(["none", "none", "named"]),
            "limit": rng.choice([1, 3, 7]), "other": None}


class Query:
    def __init__(self, form, world):
        self.form = form
        self.tables = {form["table"]}
        self.ids = [world.accounts[number % world.count] for number in form["chosen"]]
        self.setting = None
        self.ordered = form["output"] in ("ordered", "top")
        self.is_any = form["output"] == "any"
        self.today = world.today
        self.has_days = form["days"][0] != "none" and form["table"] in USAGE
        self.sql, self.truth_sql = self._sql(virtual=True), self._sql(virtual=False)

    def reach(self, table):
        """The days of which an ordinary table of usage needs rows."""
        reach = []
        for name, days in ((self.form["table"], "days"), (self.form["other"], "other_days")):
            if name == table:
                kind, first, last = self.form[days]
                day = datetime.date.fromisoformat
                reach.append((day(first) if kind != "none" else datetime.date.min,
                              datetime.date.max if kind == "none" else self.today
                              if kind in ("from", "start_from") else min(day(last), self.today)))
        return min(reach)[0], max(last for _, last in reach)

    def asked(self, world):
        """The accounts of which the ordinary tables need rows."""
        return world.accounts if "cf_accounts" in self.tables else self.ids

    def histories(self, world):
        is_users = self.form["more"] == "user" and "cf_accounts" not in self.tables
        return [None] if is_users else self.asked(world)

    def _sql(self, virtual):
        form, table, name, number = self.form, self.form["table"], self.form["name"], self.form["number"]
        output = form["output"]
        if table == "cf_accounts":
            return self._sql_of_accounts(output, name, virtual)
        day = DAYS.get(table)
        if output == "two_tables":
            return self._two_tables(virtual)
        if output == "each_account":
            self.tables.add("cf_accounts")
            days = self._days("u", table, form["days"], virtual)
            conditions = " AND ".join(filter(None, ["u.account_id = a.id", days, self._more("u")]))
            source = self._source(table, virtual, form["days"], call=None)
            return (f"SELECT a.id, (SELECT count(*) FROM {source} u WHERE {conditions}), "
                    f"(SELECT sum(u.{number}) FROM {source} u WHERE {conditions}) FROM cf_accounts a")
        if output in ("join_accounts", "left_join_accounts"):
            self.tables.add("cf_accounts")
            days = self._days("u", table, form["days"], virtual)
            conditions = " AND ".join(filter(None, ["u.account_id = a.id", days, self._more("u")]))
            if output == "left_join_accounts":
                return (f"SELECT a.name, count(u.account_id), sum(u.{number}) FROM cf_accounts a LEFT JOIN "
                        f"{table} u ON {conditions} GROUP BY 1")
            return (f"SELECT a.name, u.{name}, count(*), sum(u.{number}) FROM cf_accounts a JOIN {table} u "
                    f"ON {conditions} GROUP BY 1, 2")
        where = self._where(table, virtual)
        source = self._source(table, virtual, form["days"], call=form["accounts"])
        if output == "subselect":
            return (f"SELECT (SELECT count(*) FROM {source} u{where}), "
                    f"(SELECT max({number}) FROM {source} u{where})")
        if output == "cte":
            return (f"WITH u AS (SELECT * FROM {source} u{where}) SELECT {name}, count(*) FROM u "
                    f"GROUP BY 1").replace("SELECT *", f"SELECT {name}")
        if output == "exists":
            return (f"SELECT EXISTS (SELECT 1 FROM {source} u{where}), "
                    f"(SELECT count(*) FROM {source} u{where})")
        group = {"by_day": day or name, "by_month": f"substr({day}, 1, 7)" if day else name,
                 "by_account": "account_id", "by_name": name}.get(output)
        if group:
            return f"SELECT {group}, count(*), sum({number}) FROM {source} u{where} GROUP BY 1"
        columns = ", ".join(filter(None, ["account_id", day, name, number]))
        if output in ("rows", "ordered", "top", "distinct"):
            order = {"ordered": " ORDER BY 1, 2, 3, 4" if day else " ORDER BY 1, 2, 3",
                     "top": f" ORDER BY {2 if day else 1} DESC, 1, 3{', 4' if day else ''}"
                            f" LIMIT {form['limit']}"}.get(output, "")
            return (f"SELECT {'DISTINCT ' if output == 'distinct' else ''}{columns} FROM {source} u"
                    f"{where}{order}")
        if output == "any":
            return f"SELECT account_id, id FROM {source} u{where}" + (
                f" LIMIT {form['limit']}" if virtual else "")
        return f"SELECT count(*), sum({number}) FROM {source} u{where}" if output == "sum" else \
            f"SELECT count(*) FROM {source} u{where}"

    def _sql_of_accounts(self, output, name, virtual):
        where = {"none": "", "named": " WHERE name = 'Account 1'"}[self.form["more"]]
        if output == "any":
            return f"SELECT id FROM cf_accounts{where}" + (
                f" LIMIT {self.form['limit']}" if virtual else "")
        return {"count": f"SELECT count(*), count(DISTINCT id) FROM cf_accounts{where}",
                "rows": f"SELECT id, name, type, created_on FROM cf_accounts{where}",
                "ordered": f"SELECT {name} FROM cf_accounts{where} ORDER BY 1",
                "like": "SELECT name, id FROM cf_accounts WHERE name LIKE 'Account%'"}[output]

    def _two_tables(self, virtual):
        form, table, other = self.form, self.form["table"], self.form["other"]
        self.tables.add(other)
        saved, form["days"] = form["days"], form["other_days"]
        other_where = self._where(other, virtual, more=False)
        form["days"] = saved
        where = self._where(table, virtual)
        source = self._source(table, virtual, form["days"], call=None)
        number = NUMBER[other][0]
        return (f"WITH p AS (SELECT account_id, count(*) AS n, sum({form['number']}) AS s FROM {source} u"
                f"{where} GROUP BY 1), q AS (SELECT account_id, count(*) AS n, sum({number}) AS s "
                f"FROM {other} u{other_where} GROUP BY 1) SELECT p.account_id, p.n, p.s, q.n, q.s "
                f"FROM p LEFT JOIN q ON q.account_id = p.account_id")

    def _source(self, table, virtual, days, call):
        if days[0] == "call" and virtual and table in USAGE and call in ("eq", "bound"):
            return f"{table}('{self.ids[0]}', '{days[1]}', '{days[2]}')"
        return table

    def _where(self, table, virtual, more=True):
        form = self.form
        parts = [self._accounts(table, virtual), self._days("u", table, form["days"], virtual),
                 self._more("u") if more else ""]
        parts = [part for part in parts if part]
        return " WHERE " + " AND ".join(parts) if parts else ""

    def _accounts(self, table, virtual):
        form = self.form
        if form["more"] == "user":
            return "u.account_id IS NULL"
        kind = form["accounts"]
        if kind == "in":
            return f"u.account_id IN ({', '.join(repr(id) for id in self.ids)})"
        if kind == "all":
            self.tables.add("cf_accounts")
            return "u.account_id IN (SELECT id FROM cf_accounts)"
        if kind == "setting":
            self.setting = self.ids[0]
            return "" if virtual else f"u.account_id = '{self.ids[0]}'"
        if virtual and form["days"][0] == "call" and table == form["table"] and table in USAGE and \
                form["output"] != "two_tables":
            return ""
        return f"u.account_id = '{self.ids[0]}'"

    def _days(self, u, table, days, virtual):
        kind, first, last = days
        column = DAYS.get(table)
        if table not in USAGE:
            return {"between": f"{u}.{column} BETWEEN '{first}' AND '{last}'",
                    "from": f"{u}.{column} >= '{first}'", "at": f"{u}.{column} = '{first}'"}.get(kind, "")
        after_last = str(datetime.date.fromisoformat(last) + DAY) if last else ""
        if kind == "none":
            return "" if virtual else f"{u}.in_undated"
        if kind in ("arguments", "call"):
            if not virtual:
                return f"{u}.true_day BETWEEN '{first}' AND '{last}'"
            if kind == "call" and table == self.form["table"] and self.form["accounts"] in ("eq", "bound") \
                    and self.form["output"] not in ("join_accounts", "left_join_accounts", "each_account",
                                                    "two_tables"):
                return ""
            return f"{u}.from_date = '{first}' AND {u}.to_date = '{last}'"
        # A start that is a text and no day is larger than any day: it counts where it was asked for.
        whole = "" if virtual else f" AND {u}.true_day >= '{first}'"
        start = f"{u}.ChargePeriodStart"
        if kind.startswith("start") or kind == "upper_inclusive":
            if not virtual and table == "cf_paygo_usage":
                start = f"(CASE WHEN {u}.charge_date = {u}.true_day THEN {u}.true_day || 'T00:00:00Z' END)"
                start += " COLLATE by_instant"
        return {
            "between": f"{u}.charge_date BETWEEN '{first}' AND '{last}'",
            "from": f"{u}.charge_date >= '{first}'{whole}",
            "half_open": f"{u}.charge_date >= '{first}' AND {u}.charge_date < '{after_last}'",
            "at": f"{u}.charge_date = '{first}'",
            "in": f"{u}.charge_date IN ('{first}', '{last}')",
            "start_half_open": f"{start} >= '{first}' AND {start} < '{after_last}'",
            "start_between": f"{start} BETWEEN '{first}' AND '{last}T23:59:59Z'",
            "start_from": f"{start} >= '{first}T00:00:00Z'{whole}",
            "upper_inclusive": f"{start} >= '{first}' AND {start} <= '{last}'",
        }[kind]

    def _more(self, u):
        return {"none": "", "paid": f"{u}.status = 'paid'", "charge": f"{u}.type = 'charge'",
                "some_amount": f"{u}.amount > 5", "user": "",
                "metric": f"{u}.x_BillableMetricId = 'r2_storage'",
                "zone": f"{u}.ZoneName IS NOT NULL", "service": f"{u}.ServiceName = '{SERVICES[0]}'"}[
                    self.form["more"]]


def simpler(form):
    """Forms with one choice less, the most helpful first."""
    table = form["table"]
    tries = [("other", None), ("more", "none"), ("output", "count"), ("output", "rows"), ("accounts", "eq"),
             ("accounts", "in"), ("days", ("between", *form["days"][1:]))]
    for name, value in tries:
        if form[name] == value or (name == "output" and form["output"] in ("count", "rows")):
            continue
        if name == "days" and (table not in DAYS or form["days"][0] in ("none", "between")):
            continue
        if name == "accounts" and form["accounts"] in ("none", "eq"):
            continue
        changed = {**form, name: value}
        if name == "other":
            changed["output"] = "rows"
        elif form["output"] == "two_tables":
            continue
        yield changed
    if len(form["chosen"]) > 1:
        for drop in range(len(form["chosen"])):
            yield {**form, "chosen": form["chosen"][:drop] + form["chosen"][drop + 1:]}
    kind, first, last = form["days"]
    if first and first < last:
        a, b = (datetime.date.fromisoformat(day) for day in (first, last))
        middle = a + (b - a) // 2
        yield {**form, "days": (kind, str(middle if middle > a else b), last)}
        yield {**form, "days": (kind, first, str(middle))}
        yield {**form, "days": (kind, str(a + DAY), last)}
        yield {**form, "days": (kind, first, str(b - DAY))}


TABLES = ("cf_billing_history",) * 5 + ("cf_paygo_usage",) * 6 + ("cf_focus_usage",) * 3 + (
    "cf_accounts",) * 2 + tuple(SMALL)
