"""FOCUS usage (version 2): at most 31 days, `to` inclusive or not, and the lies."""

import datetime
import json

from dates import DAY, midnight
from envelope import Reply, refusal
from spelling import dumps

DEPTH = 110
# Of each its name and unit.
METRICS = {"workers_standard_requests": ("Workers Standard Requests", "Requests"),
           "r2_storage": ("R2 Data Storage", "GB-months"),
           "workers_ai_neurons": ("Regular Twitch Neurons (RTN)", "Neurons")}


class Record:
    __slots__ = ("day", "fields", "text", "in_undated", "row")

    def __init__(self, day, fields):
        self.day, self.fields, self.text, self.row, self.in_undated = day, fields, None, None, False


class FocusAccount:
    def __init__(self, world, account):
        self.world, self.account = world, account
        rng = world.rng("focus", account)
        rules = world.rng("focus rules")
        self.is_inclusive = rules.random() < 0.5
        self.is_refusing_future = rules.random() < 0.4
        self.is_filtering = rules.random() < 0.3
        self.post = rules.choice([400, 404, 405, "served"])
        behind, ahead = world.lie("server_behind"), world.lie("server_ahead")
        self.clock = world.today - DAY if behind else world.today + DAY if ahead else world.today
        self.is_refusing_future |= bool(behind)
        self.records = []
        if not world.lie("quiet", account):
            self._draw_records(rng, rules.choice([0.4, 0.9, 1.0]))
        else:
            world.fired.add("quiet")
        self._lie_about_records()
        for record in self.records:
            record.text = dumps(record.fields)
            record.in_undated = world.today.replace(day=1) <= record.day <= self.clock

    def _draw_records(self, rng, density):
        day = self.clock
        while day >= self.world.today - min(self.world.depth, DEPTH) * DAY:
            for metric in METRICS:
                if rng.random() < density * 0.6:
                    self._add(day, metric, rng)
            day -= DAY

    def _add(self, day, metric, rng):
        bits = rng.getrandbits(32)
        name, unit = METRICS[metric]
        fields = {"BillingAccountId": self.account, "BillingCurrency": "USD", "ChargeCategory": "Usage",
                  "ChargePeriodStart": midnight(day), "ChargePeriodEnd": midnight(day + DAY),
                  "BillingPeriodStart": midnight(day.replace(day=1)),
                  "ConsumedQuantity": bits & 8191, "ConsumedUnit": unit,
                  "x_BillableMetricId": metric, "x_BillableMetricName": name,
                  "ContractedCost": (bits >> 13 & 63) / 4}
        for _ in range(2 if bits >> 19 & 15 == 0 else 1):
            self.records.append(Record(day, dict(fields)))

    def _lie_about_records(self):
        changes = {
            "focus_millis": lambda rng, record: record.fields.update(
                ChargePeriodStart=f"{record.day}T00:00:00{rng.choice(['.000Z', '+00:00'])}"),
            "focus_last_second": lambda rng, record: record.fields.update(
                ChargePeriodEnd=f"{record.day}T23:59:59Z"),
            "focus_offsets": lambda rng, record: record.fields.update(
                ChargePeriodStart=f"{record.day}T02:00:00+02:00"),
            "focus_no_start": self._lose_start,
        }
        self.spelled = []
        # Beside records of other days nobody could tell which day one without a start is of.
        if self.world.lie("server_ahead") or self.world.lie("focus_other_days", self.account):
            del changes["focus_no_start"]
        for name, change in changes.items():
            rng = self.world.lie(name, self.account)
            if rng:
                self.spelled.append(name)
                part = rng.choice([0.03, 0.3, 1.0])
                for record in self.records:
                    if rng.random() < part:
                        change(rng, record)

    @staticmethod
    def _lose_start(rng, record):
        value = rng.choice(["absent", None, "", "n/a", "soon"])
        if value == "absent":
            record.fields.pop("ChargePeriodStart", None)
        else:
            record.fields["ChargePeriodStart"] = value

    def usage(self, method, parameters, body):
        world = self.world
        if method == "POST":
            return self._post(body)
        first, until = world.today.replace(day=1), self.clock + DAY
        if "from" in parameters or "to" in parameters:
            try:
                first = datetime.date.fromisoformat(parameters["from"])
                last = datetime.date.fromisoformat(parameters["to"])
            except (KeyError, ValueError):
                return refusal(400, 1183, "from and to go together")
            if first > last or (last - first).days > 31:
                return refusal(400, 1183, "the range is too long")
            # One that counts `to` out takes the day after its own for the end of today.
            if last > self.clock + (0 if self.is_inclusive else 1) * DAY and self.is_refusing_future:
                if self.clock < world.today:
                    world.told("server_behind")
                return refusal(400, 1183, "to is in the future")
            until = last + DAY if self.is_inclusive else last
        metric = parameters.get("metric") if self.is_filtering else None
        return self._reply(first, until, metric, parameters, is_dated="from" in parameters)

    def _post(self, body):
        if self.post != "served":
            return refusal(self.post, 1183 if self.post == 400 else 10000, "Method not allowed")
        try:
            asked = json.loads(body or "{}")
            period = asked.get("TimePeriod")
            first, until = self.world.today.replace(day=1), self.clock + DAY
            if period:
                first = datetime.date.fromisoformat(period["From"][:10])
                until = datetime.date.fromisoformat(period["To"][:10])
        except (ValueError, KeyError, TypeError):
            return refusal(400, 1183, "no such body")
        if first >= until or (until - first).days > 31:
            return refusal(400, 1183, "the range is too long")
        return self._reply(first, until, None, {}, is_dated=bool(period))

    def _reply(self, first, until, metric, parameters, is_dated):
        world = self.world
        rng = world.lie("focus_other_days", self.account) if is_dated else None
        chosen = [record for record in self.records if first <= record.day < until]
        if rng:
            before, behind = rng.choice([(1, 0), (0, 2), (3, 3), (40, 40)])
            more = [record for record in self.records
                    if first - before * DAY <= record.day < until + behind * DAY]
            if len(more) > len(chosen):
                world.told("focus_other_days")
                chosen = more
        if metric:
            chosen = [record for record in chosen if record.fields["x_BillableMetricId"] == metric]
        if any(record.day > world.today for record in chosen):
            world.told("server_ahead")
        if chosen:
            for name in self.spelled:
                world.told(name)
        info, rng = None, world.lie("focus_in_pages", self.account)
        if rng and len(chosen) > 1:
            world.told("focus_in_pages")
            size, page = rng.randint(1, len(chosen) - 1), int(parameters.get("page", 1))
            info = json.dumps(rng.choice([
                {"total_count": len(chosen)}, {"total_pages": -(-len(chosen) // size)}, {"cursor": "abc"},
                {"total_count": len(chosen), "page": page, "per_page": size}]))
            chosen = chosen[(page - 1) * size:page * size]
        return Reply("[" + ",".join(record.text for record in chosen) + "]", info)
