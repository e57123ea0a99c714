"""Pay-as-you-go usage: what there is, the API's harsh rules about ranges, and the lies."""

import datetime

from dates import DAY, clamped, cycle_starts, midnight, with_offset
from envelope import Reply, refusal
from spelling import dumps

DEPTH = 110  # Days of records, at most.
SERVICES = ("R2 Data Storage (First 10GB-Month included)",
            "Workers Standard Requests (first 10M are included)", "KV Read Operations (First 10M is included)")
GENERATIONS = ("billable-usage", "paygo-usage", "billing/usage/paygo")
FIRST_FIELDS = frozenset("""BillingCurrency BillingPeriodStart ChargePeriodEnd ChargePeriodStart
    ConsumedQuantity ContractedCost ServiceName""".split())
FIELDS = (None, FIRST_FIELDS | {"SubscriptionId", "ZoneName"}, FIRST_FIELDS)
ANY = datetime.date(1, 1, 1)


class Record:
    """`row`: what the table shows, without the account. `is_unsure`: which day it belongs to cannot be told
    from what is sent."""

    __slots__ = ("day", "cycle", "fields", "texts", "is_unsure", "in_undated", "row", "group")

    def __init__(self, day, cycle, fields):
        self.day, self.cycle, self.fields = day, cycle, fields
        self.group = (day, cycle, fields["SubscriptionId"])
        self.texts = {}
        self.is_unsure = self.in_undated = False
        self.row = None

    def text(self, generation):
        text = self.texts.get(generation)
        if text is None:
            known = FIELDS[generation]
            text = self.texts[generation] = dumps(
                {name: value for name, value in self.fields.items() if known is None or name in known})
        return text


class Subscription:
    """`cycles`: (first day, day after the last)."""

    def __init__(self, id, anchor, start, end, today, moved=None):
        self.id, self.anchor, self.start, self.end, self.moved = id, anchor, start, end, moved
        oldest = today - (DEPTH + 62) * DAY
        until = today + 62 * DAY
        if moved:
            starts = [day for day in cycle_starts(anchor, oldest, until) if day < moved]
            starts += [day for day in cycle_starts(moved.day, moved, until)]
        else:
            starts = cycle_starts(anchor, oldest, until)
        self.cycles = list(zip(starts, starts[1:]))
        self.records = []


class PaygoAccount:
    def __init__(self, world, account):
        self.world, self.account = world, account
        draw = world.rng("paygo", account)
        traits = world.rng("paygo rules")
        self.two_anchors = traits.choice(["none", "first", "last"])
        self.undated = traits.choice(["one", "both"])
        behind, ahead = world.lie("server_behind"), world.lie("server_ahead")
        self.clock = world.today - DAY if behind else world.today + DAY if ahead else world.today
        self.is_refusing_future = bool(behind) or traits.random() < 0.5
        self.kept = None
        if (rng := world.lie("retention")):
            self.kept = rng.choice([30, 31, 35, 40, 45, 60, 90, 400])
        if (rng := world.lie("retention_short")):
            self.kept = rng.choice([10, 15, 20, 29])
        self.subscriptions = self._draw_subscriptions(draw)
        self.counts, self.asked = {}, 0
        self.touched = {}  # Versions of what was restated while it was read, by day, cycle, subscription.
        self.is_gone = self._draw_gone()
        for subscription in self.subscriptions:
            self._draw_records(subscription, world.rng("paygo", account, subscription.id))
        self.records = [record for subscription in self.subscriptions for record in subscription.records]
        self._lie_about_records()
        self._note_undated()
        rng = world.lie("restated", account)
        self.restated_at = rng.choice([2, 2, 3, 4]) if rng else 0

    def _note_undated(self):
        told = self.world.told
        self.world.told = lambda name: None
        shown = set(map(id, self._selected(None)))
        self.world.told = told
        for record in self.records:
            record.in_undated = id(record) in shown

    # What is true.

    def _draw_subscriptions(self, rng):
        today, world = self.world.today, self.world
        count = rng.choice([1, 1, 1, 2, 2, 3])
        if world.lie("many_subscriptions", self.account):
            count = 3
        if world.lie("quiet", self.account):
            world.fired.add("quiet")
            count = 0
        made = []
        for number in range(count):
            age = rng.choice([rng.randint(100, 900), rng.randint(100, 900), rng.randint(3, 75)])
            start = today - age * DAY
            if rng.random() < 0.25:
                start = clamped(start.year, start.month, rng.choice([29, 30, 31, 1]))
            if start > today:
                start = today
            end = None
            if rng.random() < 0.2 and (today - start).days > 10:
                end = today - rng.randint(1, min(70, (today - start).days - 5)) * DAY
            moved = None
            if world.lie("moved_anchor", self.account) and end is None and (today - start).days > 20:
                moved = today - rng.randint(1, min(60, (today - start).days - 10)) * DAY
                before = max(day for day in cycle_starts(start.day, moved - 40 * DAY, moved + DAY) if day <= moved)
                if moved - before in (DAY, 2 * DAY):
                    # No request that holds one of two anchors, and not the other, would show that cycle.
                    moved = before
            made.append(Subscription(f"sub_{number}", start.day, start, end, today, moved))
        return made

    def _draw_records(self, subscription, rng):
        world = self.world
        first = max(subscription.start, world.today - min(world.depth, DEPTH) * DAY)
        last = self.clock
        if subscription.end:
            last = min(last, subscription.end)
        sparse = world.lie("sparse", self.account)
        # From today back: a world that reaches less far is otherwise the same.
        for begin, behind in reversed(subscription.cycles):
            day, billed = min(behind - DAY, last), midnight(begin)
            while day >= begin and day >= first:
                chance = rng.getrandbits(8)
                if not (sparse and chance & 1):
                    self._add(subscription, day, begin, billed, rng)
                    if chance >= 192:
                        self._add(subscription, day, begin, billed, rng)
                day -= DAY
        if sparse:
            world.fired.add("sparse")

    def _add(self, subscription, day, cycle, billed, rng):
        bits = rng.getrandbits(32)
        cost = (bits & 31) / 4
        fields = {"BilledCost": cost, "BillingAccountId": self.account, "BillingCurrency": "USD",
                  "BillingPeriodStart": billed, "ChargePeriodStart": midnight(day),
                  "ChargePeriodEnd": midnight(day + DAY), "ConsumedQuantity": bits >> 5 & 1023,
                  "ContractedCost": cost, "ServiceName": SERVICES[(bits >> 15) % 3],
                  "SubscriptionId": subscription.id}
        if bits & 1 << 20:
            fields["ZoneName"] = "example.com"
        subscription.records.append(Record(day, cycle, fields))
        if bits >> 21 & 31 == 0:
            subscription.records.append(Record(day, cycle, dict(fields)))

    def _lie_about_records(self):
        world, account = self.world, self.account
        spelled = {
            "offset_billing": lambda rng, record: record.fields.update(
                BillingPeriodStart=with_offset(record.cycle, rng.choice([-5, -8, 2]))),
            "offset_charge": lambda rng, record: record.fields.update(
                ChargePeriodStart=with_offset(record.day, rng.choice([2, 9]))),
            "millis": lambda rng, record: record.fields.update(
                ChargePeriodStart=f"{record.day}T00:00:00.000Z",
                BillingPeriodStart=f"{record.cycle}T00:00:00{rng.choice(['.000Z', '+00:00'])}"),
            "no_billing_start": lambda rng, record: _lose(record, "BillingPeriodStart", rng),
            "no_charge_start": lambda rng, record: _lose(record, "ChargePeriodStart", rng),
            "parent": lambda rng, record: record.fields.update(BillingAccountId="f" * 32),
        }
        for name, change in spelled.items():
            rng = world.lie(name, account)
            if not rng:
                continue
            part = rng.choice([0.05, 0.5, 1.0])
            for record in self.records:
                if rng.random() < part:
                    change(rng, record)
                    if name == "no_charge_start":
                        record.is_unsure = True
            # Known to be told when the records are: see usage().
        self.spelled = [name for name in spelled if world.lie(name, account)]

    def _restate(self):
        """The newest days get other figures, and more records."""
        rng, days = self.world.lie("restated", self.account), set()
        for _ in range(rng.choice([1, 1, 2])):
            days.add(self.world.today - rng.choice([0, 0, 1, 2]) * DAY)
        groups = {record.group for record in self.records if record.day in days and not record.is_unsure}
        for group in sorted(groups):
            before = [record for record in self.records if record.group == group]
            after = []
            for record in before:
                fields = {**record.fields, "ContractedCost": record.fields["ContractedCost"] + 0.5,
                          "BilledCost": record.fields["ContractedCost"] + 0.5}
                after += [Record(record.day, record.cycle, fields) for _ in range(rng.choice([1, 1, 2]))]
            self.touched[group] = [before, after]
            for subscription in self.subscriptions:
                if subscription.id == group[2]:
                    subscription.records = [record for record in subscription.records
                                            if record.group != group] + after
            self.world.told("restated")
        self.records = [record for subscription in self.subscriptions for record in subscription.records]
        self._note_undated()

    # What is answered.

    def _draw_gone(self):
        """By generation: from which request on, until which."""
        gone, account = {}, self.account
        for name, endpoint in (("generation_gone", 0), ("second_gone", 1), ("usage_gone", 0)):
            if self.world.lie(name, account):
                gone[GENERATIONS[endpoint]] = (name, 1, 10 ** 9)
        rng = self.world.lie("generation_flaps", account)
        if rng:
            first = rng.choice([1, 1, 2, 3])
            gone[GENERATIONS[0]] = ("generation_flaps", first, first + rng.choice([0, 0, 1, 2]))
        return gone

    def _is_gone(self, endpoint, is_info):
        nth = self.counts[endpoint] = self.counts.get(endpoint, 0) + (not is_info)
        told = self.is_gone.get(endpoint)
        if not told or (is_info and told[0] in ("usage_gone", "generation_flaps")):
            return False
        if is_info or told[1] <= nth <= told[2]:
            self.world.told(told[0])
            return True
        return False

    def usage(self, endpoint, parameters):
        self.asked += 1
        if self.asked == self.restated_at:
            self._restate()
        if self._is_gone(endpoint, is_info=False):
            return refusal(404, 7003, "Could not route to that path")
        generation = GENERATIONS.index(endpoint)
        window = None
        if "from" in parameters or "to" in parameters:
            try:
                window = (datetime.date.fromisoformat(parameters["from"]),
                          datetime.date.fromisoformat(parameters["to"]))
            except (KeyError, ValueError):
                return refusal(400, 1183, "from and to go together")
            if window[0] > window[1]:
                return refusal(400, 1183, "from is after to")
            if window[1] > self.clock and self.is_refusing_future:
                if window[1] <= self.world.today:
                    self.world.told("server_behind")
                return refusal(400, 1183, "to is in the future")
        records = self._selected(window)
        if self.world.lie("server_ahead") and any(record.day > self.world.today for record in records):
            self.world.told("server_ahead")
        if records:
            for name in self.spelled:
                self.world.told(name)
        return self._paged("[" + ",".join(record.text(generation) for record in records) + "]",
                           records, parameters, generation)

    def _paged(self, result, records, parameters, generation):
        rng = self.world.lie("usage_in_pages", self.account)
        if not rng or len(records) < 2:
            return Reply(result)
        size = rng.randint(1, len(records) - 1)
        self.world.told("usage_in_pages")
        page = int(parameters.get("page", 1))
        shown = records[(page - 1) * size:page * size]
        info = rng.choice([{"total_count": len(records)}, {"total_pages": -(-len(records) // size)},
                           {"cursor": "abc"}, {"cursors": {"after": "abc"}},
                           {"total_count": len(records), "page": page, "per_page": size}])
        info["count"] = len(shown)
        return Reply("[" + ",".join(record.text(generation) for record in shown) + "]", dumps(info))

    def _selected(self, window):
        oldest = min(self.clock, self.world.today) - self.kept * DAY if self.kept else ANY
        chosen = []
        for subscription in self.subscriptions:
            if window:
                first, last = window
                cycles = [cycle for cycle in subscription.cycles if first <= cycle[0] <= last and
                          (subscription.end is None or cycle[0] <= subscription.end)]
                if len(cycles) > 1:
                    cycles = {"none": [], "first": cycles[:1], "last": cycles[-1:]}[self.two_anchors]
            else:
                first, last = ANY, self.clock
                now = [number for number, cycle in enumerate(subscription.cycles)
                       if cycle[0] <= self.clock < cycle[1]]
                cycles = [subscription.cycles[number] for number in now]
                if self.undated == "both":
                    cycles = [subscription.cycles[number - 1] for number in now if number] + cycles
            starts = {cycle[0] for cycle in cycles}
            chosen += [record for record in subscription.records
                       if record.cycle in starts and first <= record.day <= last]
        kept = [record for record in chosen if record.day >= oldest]
        if len(kept) < len(chosen):
            self.world.told("retention" if self.kept > 29 else "retention_short")
        return self._with_others(kept, window, oldest)

    def _with_others(self, chosen, window, oldest):
        """Records that nobody asked for."""
        rng = self.world.lie("outside", self.account)
        if not rng or not window:
            return chosen
        mode = rng.choice(["all", "cycle", "days"])
        if mode == "all":
            more = [record for record in self.records if oldest <= record.day <= self.clock]
        else:
            reach = rng.choice([1, 3, 31]) * DAY
            cycles = {record.cycle for record in chosen}
            more = [record for record in self.records if oldest <= record.day <= self.clock and
                    (record.cycle in cycles if mode == "cycle" else
                     window[0] - reach <= record.day <= window[1] + reach)]
        known = set(map(id, chosen))
        more = [record for record in more if id(record) not in known]
        if more:
            self.world.told("outside")
        return chosen + more

    def info(self, endpoint):
        generation = 0 if endpoint.startswith("billable") else 1
        world, account = self.world, self.account
        if self._is_gone(GENERATIONS[generation], is_info=True):
            return refusal(404, 7003, "Could not route to that path")
        if world.lie("info_gone", account):
            world.told("info_gone")
            return refusal(404, 7003, "Could not route to that path")
        told = [self._told_of(subscription) for subscription in self.subscriptions]
        self._lie_in_info(told)
        if world.lie("not_covered", account):
            world.told("not_covered")
            return Reply(dumps({"covered": False, "subscriptions": []}))
        return Reply(dumps({"covered": True, "subscriptions": told}))

    def _told_of(self, subscription):
        anchor = subscription.moved or subscription.start
        if subscription.moved:
            self.world.told("moved_anchor")
        told = {"id": subscription.id, "start_timestamp": midnight(subscription.start),
                "billing_cycle_anchor_timestamp": midnight(anchor)}
        if subscription.end:
            told["end_timestamp"] = f"{subscription.end}T23:59:59Z"
        return told

    def _lie_in_info(self, told):
        lie, start, anchor = self._of_info, "start_timestamp", "billing_cycle_anchor_timestamp"
        today = self.world.today
        day = lambda text: datetime.date.fromisoformat(text[:10])
        if told and lie("info_omits"):
            told.pop(lie("info_omits").randrange(len(told)))
        if told and lie("info_omits_all"):
            told.clear()
        for item in told:
            if (rng := lie("anchor_wrong")):
                item[anchor] = midnight(day(item[anchor]) + rng.choice([-9, -1, 1, 5, 14]) * DAY)
            if (rng := lie("anchor_odd")):
                item[anchor] = rng.choice(["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", None, "", "soon",
                                           0, 1790000000])
            elif (rng := lie("info_offsets")):
                hours = rng.choice([-5, -8, 2])
                for name in (start, anchor):
                    item[name] = with_offset(day(item[name]), hours)
            if (rng := lie("start_late")):
                item[start] = midnight(day(str(today)) - rng.choice([-5, 0, 1, 5, 20]) * DAY)
            if (rng := lie("start_odd")):
                item[start] = rng.choice(["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", None, "", 17, "x"])
            if (rng := lie("end_early")):
                item["end_timestamp"] = midnight(today - rng.choice([1, 10, 30, 50]) * DAY)
            if (rng := lie("end_zero")):
                item["end_timestamp"] = rng.choice(["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "", 0,
                                                    "1970-01-01T00:00:00.000Z", "9999-12-31T00:00:00Z"])
            if lie("end_before_start"):
                item["end_timestamp"] = midnight(self.subscriptions[0].start - 40 * DAY)
        if told and lie("info_repeats"):
            told.append(dict(told[0]))

    def _of_info(self, name):
        rng = self.world.lie(name, self.account)
        if rng:
            self.world.told(name)
        return rng


def _lose(record, name, rng):
    kind = rng.choice(["absent", "null", "empty", "text"])
    if kind == "absent":
        record.fields.pop(name, None)
    else:
        record.fields[name] = {"null": None, "empty": "", "text": "n/a"}[kind]
