"""A random truth, and the server that tells lies about it.

A world is drawn from a seed; each part of it and each lie has random numbers of its own, so that a world
with a lie less, or an account less, is otherwise the same: that is what makes failures small.
"""

import datetime
import random
import urllib.parse

from envelope import Reply, refusal, wire_of
from focus import FocusAccount
from history import history_of, list_of_accounts
from paygo import PaygoAccount
from small import SmallAccount


class World:
    """What the server knows. `lies`: names of kinds.py; `accounts`: how many there are."""

    def __init__(self, seed, lies, accounts, scale, depth, today):
        self.seed, self.lies, self.scale, self.today = seed, frozenset(lies), scale, today
        self.depth = depth  # Days of usage that there are.
        self.accounts = [f"{self.rng('id', i).getrandbits(128):032x}" for i in range(accounts)]
        self.count = accounts  # One that appears later is nobody's object.
        self.fired = set()  # Lies whose effect was in an answer.
        self.requests = []  # (method, target, status, what was told, result_info)
        self._parts = {}
        self._drawn = {}
        self._told = []
        self._seen = {}  # Requests by path without parameters.

    def rng(self, *key):
        return random.Random(f"{self.seed}/{key}")

    def lie(self, name, account=None):
        """The random numbers of a lie that is told about the account; None: it is not told. Of some lies
        one account is the object, of others all."""
        if name not in self.lies:
            return None
        if account is not None:
            target = self._drawn.get(name)
            if target is None:
                target = self._drawn[name] = self.rng(name).choice([-1, -1, -1, -1, 0, 1, 2])
            if target >= 0 and self.accounts[target % self.count] != account:
                return None
        return self.rng(name, account)

    def told(self, name):
        """A lie had an effect on the answer that is being made."""
        self.fired.add(name)
        self._told.append(name)

    def part(self, kind, account=None):
        found = self._parts.get((kind, account))
        if found is None:
            found = self._parts[kind, account] = self._make(kind, account)
        return found

    def _make(self, kind, account):
        if kind == "history":
            return history_of(self, account)
        if kind == "accounts":
            return list_of_accounts(self)
        if kind == "paygo":
            return PaygoAccount(self, account)
        if kind == "focus":
            return FocusAccount(self, account)
        return SmallAccount(self, account)

    # The server's side.

    def answer(self, method, target, body):
        self._told = []
        path, _, query = target.partition("?")
        path = path.rstrip("/").removeprefix("/client/v4")
        parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        nth = self._seen[path] = self._seen.get(path, 0) + 1
        account, endpoint = None, path.lstrip("/")
        if endpoint.startswith("accounts/"):
            _, account, endpoint = endpoint.split("/", 2)
        reply = self._reply(method, account, endpoint, parameters, body)
        wire, status = wire_of(self, reply, account, endpoint, nth)
        self.requests.append((method, target, status, tuple(self._told), reply.info))
        return wire

    def _reply(self, method, account, endpoint, parameters, body):
        if account is not None and account not in self.accounts:
            return refusal(404, 7003, "Could not route, perhaps your object identifier is invalid?")
        if endpoint == "accounts":
            return self.part("accounts").reply(parameters)
        if endpoint in ("billing/history", "user/billing/history"):
            return self.part("history", account).reply(parameters)
        if endpoint in ("billable-usage", "paygo-usage", "billing/usage/paygo"):
            return self.part("paygo", account).usage(endpoint, parameters)
        if endpoint in ("billable-usage/info", "paygo-usage-info"):
            return self.part("paygo", account).info(endpoint)
        if endpoint == "billable/usage":
            return self.part("focus", account).usage(method, parameters, body)
        reply = self.part("small", account).reply(endpoint, parameters) if account else None
        return reply or refusal(404, 7003, "No route for that URI")


def day_of(text):
    """None where there is none."""
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


__all__ = ["Reply", "World", "day_of"]
