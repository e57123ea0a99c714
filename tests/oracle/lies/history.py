"""The lists that come in pages: billing history of accounts and of the user, and the accounts."""

import datetime
import json

from dates import DAY
from listing import Item, Listing
from spelling import dumps

TYPES = ("charge", "refund", "credit", "tax")
STATUSES = ("paid", "paid", "unpaid", "void")
DESCRIPTIONS = ("Workers", "R2", "Pro plan", None)

# (spelling, what it means); None: nobody can say, so that only an error is right.
AMOUNTS = (("12.25", 12.25), ("1,234.5", 1234.5), ("12,345", 12345.0), ("$20.75", 20.75), ("(5.00)", -5.0),
           ("-3.5", -3.5), ("($5.25)", -5.25), ("USD 20.5", 20.5), ("20.25 €", 20.25), (" 7.5 ", 7.5),
           ("1,234,567.25", 1234567.25), ("-$5", -5.0), ("NaN", None), ("", None), ("1.234,56", None),
           ("12,34", None), ("abc", None), ("Infinity", None), ({"amount": "12.34"}, None), (True, None),
           ([], None), ("1,23,456", None), ("--5", None))

UNREADABLE = "\x00unreadable"  # Stands in the ordinary table for such a number.


def history_of(world, account):
    return History(world, account).listing


class History:
    """The items of one account, newest first."""

    def __init__(self, world, account):
        self.world, self.account = world, account
        rng = self.rng = world.rng("history", account)
        self.amounts = world.lie("amount_texts", account)
        self.bad = world.lie("amount_bad", account)
        self.offsets = world.lie("occurred_offsets", account)
        self.no_ids = world.lie("no_ids", account)
        self.serial = 0
        self.prefix = f"{rng.getrandbits(112):028x}"
        size = rng.choice([0, 1, 3, 12, 30, 50, 51, 61, 100, 101, 120, 137])
        size = int(size * world.scale)
        at = datetime.datetime.combine(world.today, datetime.time(12)) - rng.randint(1, 40) * DAY / 24
        items = []
        for _ in range(size):
            at -= rng.choice([0.0, 0.2, 0.8, 1.0, 2.5]) * DAY
            items.append(self.item(at, rng))
        order = world.rng("order", account).random()
        if order < 0.15:
            items.reverse()
        if world.lie("unordered", account) and len(items) > 2:
            world.lie("unordered", account).shuffle(items)
            # Nobody can take these for a list that descends.
            newest = max(items, key=lambda item: item.row[4])
            items.remove(newest)
            items.insert(1, newest)
            world.fired.add("unordered")
        self.listing = HistoryListing(world, account, items, self.fresh, self.changed,
                                      caps=(1, 5, 12, 20, 25, 30) if size < 20 else (5, 12, 20, 25, 30))

    def item(self, at, rng):
        self.serial += 1
        id = f"{self.prefix}{self.serial:04x}"
        bits = rng.getrandbits(32)
        return self._made(id, at, (bits & 511) / 4 - 10, TYPES[bits >> 9 & 3], STATUSES[bits >> 11 & 3],
                          DESCRIPTIONS[bits >> 13 & 3], rng)

    def _made(self, id, at, amount, kind, status, description, rng):
        spelled, meant = dumps(amount), amount
        if self.amounts and rng.random() < 0.3:
            text, meant = rng.choice([known for known in AMOUNTS if known[1] is not None])
            spelled = json.dumps(text, ensure_ascii=False)
            self.world.fired.add("amount_texts")
        elif self.bad and rng.random() < 0.05:
            text, meant = rng.choice([known for known in AMOUNTS if known[1] is None])
            spelled, meant = dumps(text), UNREADABLE
            self.world.fired.add("amount_bad")
        shown = f"{at:%Y-%m-%dT%H:%M:%S}Z"
        if self.offsets and rng.random() < 0.4:
            hours = rng.choice([-8, -5, 1, 9])
            shown = f"{at + datetime.timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}{hours:+03}:00"
            self.world.fired.add("occurred_offsets")
        told = {"id": id, "action": "invoice", "currency": "USD", "occurred_at": shown, "type": kind,
                "status": status, "description": description}
        if self.no_ids and rng.random() < 0.1:
            del told["id"]
            self.world.fired.add("no_ids")
        text = dumps(told)[:-1] + f', "amount": {spelled}}}'
        row = (self.account, told.get("id"), meant, "USD", shown, f"{at:%Y-%m-%d}", kind, status,
               description)
        return Item(id, row, text, status)

    def fresh(self, rng):
        return self.item(datetime.datetime.combine(self.world.today, datetime.time(12)), rng)

    def changed(self, item):
        """It has been paid since."""
        told = json.loads(item.text)
        told["status"] = status = "paid" if item.status != "paid" else "refunded"
        row = (*item.row[:7], status, item.row[8])
        return Item(item.id, row, dumps(told), status)


class HistoryListing(Listing):
    def reply(self, parameters, keep=None):
        wanted = {name: value for name, value in parameters.items()
                  if name in (("status",) if self.account else ("type", "action", "occurred_at"))}
        if not wanted or self.world.lie("filter_ignored", self.account):
            return super().reply(parameters)
        if "status" in wanted:
            return super().reply(parameters, lambda item: item.status == wanted["status"])
        return super().reply(parameters, lambda item: (
            wanted.get("type", item.row[6]) == item.row[6] and
            wanted.get("occurred_at", item.row[4]) == item.row[4]))


def list_of_accounts(world):
    rng = world.rng("accounts")
    items = [account_item(id, f"Account {number}", rng) for number, id in enumerate(world.accounts)]
    rng.shuffle(items)
    shown = [item for item in items]

    def fresh(draw):
        # One that nobody else knows of would be refused everywhere: it is a real one that was hidden.
        hidden = f"{draw.getrandbits(128):032x}"
        world.accounts.append(hidden)
        return account_item(hidden, "Newcomer", draw)

    def changed(item):
        return account_item(item.id, item.row[1] + " renamed", rng, item.row[3])

    return AccountsListing(world, None, shown, fresh, changed, caps=(1, 2, 3, 5))


def account_item(id, name, rng, made=None):
    made = made or f"2024-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}T0{rng.randint(0, 9)}:00:00.000000Z"
    told = {"id": id, "name": name, "type": "standard", "settings": {"enforce_twofactor": False},
            "created_on": made}
    return Item(id, (id, name, "standard", made), dumps(told))


class AccountsListing(Listing):
    def reply(self, parameters, keep=None):
        if "name" in parameters and not self.world.lie("filter_ignored"):
            return super().reply(parameters, lambda item: item.row[1] == parameters["name"])
        return super().reply(parameters)
