"""The endpoints that answer at once: subscriptions, unpaid invoices, metrics, credits, the profile."""

from envelope import Reply
from spelling import dumps

PLANS = ("Workers Paid", "R2 Paid", "Pro")


class SmallAccount:
    def __init__(self, world, account):
        self.world, self.account = world, account
        rng = self.rng = world.rng("small", account)
        self.subscriptions = [
            {"id": f"{rng.getrandbits(128):032x}", "state": rng.choice(["Paid", "Cancelled"]),
             "price": rng.randint(0, 80) / 4, "currency": "USD", "frequency": "monthly",
             "rate_plan": {"id": "plan", "public_name": rng.choice(PLANS), "scope": "account"}}
            for _ in range(rng.choice([0, 1, 3, 8, 25]))]
        self.invoices = [
            {"id": f"{rng.getrandbits(128):032x}", "amount": rng.randint(1, 80) / 4, "currency": "USD",
             "occurred_at": f"2026-0{rng.randint(1, 9)}-03T00:00:00Z", "status": "unpaid"}
            for _ in range(rng.choice([0, 1, 2, 6]))]
        self.metrics = [{"Id": f"metric_{number}", "Name": f"Metric {number}", "ProductFamily": []}
                        for number in range(rng.choice([0, 2, 9, 30]))]
        self.credits = {"confirmed_balance_cents": rng.randint(0, 99999), "currency": "USD",
                        "eligible": True, "has_record": True, "original_amount_cents": 100000}
        self.profile = {"id": account, "company": f"Company {rng.randint(1, 999)}",
                        "country": "US", "balance": "0", "is_partner": False}

    def reply(self, endpoint, parameters):
        if endpoint == "subscriptions":
            return self._list(endpoint, self.subscriptions, parameters)
        if endpoint == "billable/usage/billable-metrics":
            return self._list(endpoint, self.metrics, parameters)
        if endpoint == "billing/unpaid-invoice":
            return self._list(endpoint, self.invoices, parameters, '{"invoices":%s}')
        if endpoint == "billing/credits":
            return Reply(dumps(self.credits))
        if endpoint == "billing/profile":
            return Reply(dumps(self.profile))
        return None

    def _list(self, endpoint, items, parameters, form="%s"):
        """Lists that are not known to come in pages, and start to."""
        world = self.world
        rng = world.lie("starts_paging", self.account)
        if not rng or len(items) < 2:
            return Reply(form % dumps(items))
        world.told("starts_paging")
        size = rng.randint(1, len(items) - 1)
        page = int(parameters.get("page", 1))
        pages = -(-len(items) // size)
        info = rng.choice([
            {"page": page, "per_page": size, "total_count": len(items)}, {"total_count": len(items)},
            {"total_pages": pages}, {"page": page, "total_pages": pages}, {"count": size, "cursor": "next"},
            {"cursors": {"after": "next"}}, {"cursor": {"after": "next"}}])
        return Reply(form % dumps(items[(page - 1) * size:page * size]), dumps(info))
