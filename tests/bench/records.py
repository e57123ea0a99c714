"""Bodies of answers larger than any that the sandbox has; the same at each call.

A record of FOCUS usage has the 36 members in the order in which they are documented; those that
are optional are left out or null as they are in practice. Numbers come in spellings of one to
seventeen digits: counts, shares of gigabytes, products with a price, prices far below a cent.
"""

import datetime
import gzip
import json
import math
import random
import re
import sys

PAGES, PAGE = 100, 50

HEAD = '{"errors":[],"messages":[],"result":['
TAIL = '],"success":true}'

# Name, id, family, id of the family, category, consumed unit, pricing unit, price, most of a day,
# whether it is counted (else measured), whether it belongs to a zone.
METRICS = [
    ("Workers Standard Requests", "workers_standard_requests", "Workers", "workers", "Developer",
     "Requests", "Requests", "3e-7", 4e7, True, False),
    ("Workers CPU ms", "workers_standard_cpu_time", "Workers", "workers", "Developer",
     "Milliseconds", "Milliseconds", "2e-8", 3e8, True, False),
    ("R2 Data Storage", "r2_storage", "R2", "r2", "Developer",
     "GB-months", "GB-months", "0.015", 25, False, False),
    ("R2 Storage Class A Operations", "r2_class_a_operations", "R2", "r2", "Developer",
     "Operations", "Operations", "0.0000045", 3e6, True, False),
    ("D1 - Rows Read", "d1_rows_read", "D1", "d1", "Developer",
     "Rows", "Rows", "1e-9", 6e10, True, False),
    ("Durable Objects Compute Duration", "durable_objects_duration", "Durable Objects",
     "durable-objects", "Developer", "GB-seconds", "GB-seconds", "0.0000125", 2e6, False, False),
    ("KV Read Operations", "kv_read_operations", "Workers KV", "workers-kv", "Developer",
     "", "Count", "0.00005", 9e4, True, False),
    ("Regular Twitch Neurons (RTN)", "workers_ai_neurons", "Workers AI", "workers-ai", "AI",
     "Neurons", "Neurons", "0.000011", 2e6, False, False),
    ("Argo Smart Routing", "argo_smart_routing", "Argo", "argo", "Performance",
     "GB", "GB", "0.1", 400, False, True),
    ("Load Balancing DNS Queries", "load_balancing_queries", "Load Balancing", "load-balancing",
     "Performance", "Queries", "Queries", "0.000001", 5e6, True, True),
    ("Cache Reserve Storage", "cache_reserve_storage", "Cache", "cache", "Performance",
     "GB-months", "GB-months", "0.015", 30, False, True),
    ("Rate Limiting Requests", "rate_limiting_requests", "Rate Limiting", "rate-limiting",
     "Security", "Requests", "Requests", "0.000005", 4e5, True, True),
    ("Worker Build Minutes", "worker_build_minutes", "Workers", "workers", "Developer",
     "Minutes", "Minutes", "0.001", 2e4, False, True),
    ("Logpush Enabled Workers Requests", "logpush_enabled_workers_requests",
     "Logpush", "logpush", "Developer", "Requests", "Requests", "1.2e-7", 2e7, True,
     True),
]  # fmt: skip
ZONES = 400
SUBSCRIPTIONS = [
    ("c9bd752d-9ca8-411d-b804-be44a758057f", "Workers Paid"),
    ("3f0a61c2-77d4-4b0e-9f3e-1d2a9c5b8e46", "Enterprise Plan 2026 \\u0026 Support"),
    ("b1e7d0a9-5c38-4f62-8a17-6e94d3f20c7b", "R2 Paid"),
    ("5d92f7c1-08b6-4e3a-b5d4-a1f06c7e9238", "Images"),
    ("e84c1b30-d2a7-49f5-93e6-70b8f5a2d16c", "Stream"),
]
REGIONS = [
    ("EEUR", "Eastern Europe"),
    ("WNAM", "Western North America"),
    ("APAC", "Asia-Pacific"),
]
TAGS = [
    '{"team":"fintech"}',
    '{"team":"storefront","environment":"production"}',
    '{"cost-center":"4711","owner":"données@example.com","key-only":true}',
]


class Truth:
    """What a query on the records must find."""

    def __init__(self):
        self.count, self.zone, self.costs = 0, "", []

    def add(self, zone, cost):
        self.count += 1
        self.zone = max(self.zone, zone)
        self.costs.append(cost)

    def join(self, other):
        """Counts what another answer has as well."""
        self.count += other.count
        self.zone = max(self.zone, other.zone)
        self.costs += other.costs

    def times(self, number):
        whole = Truth()
        for _ in range(number):
            whole.join(self)
        return whole

    @property
    def row(self):
        return (self.count, math.fsum(self.costs), self.zone)


def focus_records(account, total, first, days):
    """Texts of `total` records of so many days from `first` on, each with its zone and cost."""
    chance = random.Random(account)
    zones = [(f"{chance.getrandbits(128):032x}", zone_name(chance)) for _ in range(ZONES)]
    periods = {}
    for number in range(total):
        day = first + datetime.timedelta(number * days // total)
        period = periods.get(day) or periods.setdefault(day, period_members(day))
        metric = chance.choice(METRICS)
        name, metric_id, family, family_id, category, unit, pricing_unit, price, most = metric[:9]
        counted, zoned = metric[9:]
        consumed = chance.random() ** 3 * most
        consumed = round(consumed) if counted else round(consumed, chance.choice((2, 7, 12)))
        # Most of what is used is free.
        priced = consumed if chance.random() < 0.4 else 0
        listed = priced * float(price)
        cost = listed * 0.85
        subscription = SUBSCRIPTIONS[number % len(SUBSCRIPTIONS)]
        region = zone = zone_id = tags = ""
        if number % 3 == 0:
            region_id, region_name = REGIONS[number // 3 % 3]
            region = f'"RegionId":"{region_id}","RegionName":"{region_name}",'
        if zoned:
            zone_id, name_of_zone = chance.choice(zones)
            zone = f',"x_ZoneId":"{zone_id}","x_ZoneName":"{name_of_zone}"'
        if number % 6 == 0:
            tags = f',"Tags":{chance.choice(TAGS)}'
        text = (
            f'{{"BillingAccountId":"{account}","BillingAccountName":"Lighthouse Ltd",'
            f'"ChargeCategory":"Usage","ChargeDescription":"{name} — daily usage",'
            '"ChargeFrequency":"Usage-Based",'
            f'"ChargePeriodEnd":"{day + datetime.timedelta(1)}T00:00:00Z",'
            f'"ChargePeriodStart":"{day}T00:00:00Z","ConsumedQuantity":{consumed},'
            f'"ConsumedUnit":"{unit}","HostProviderName":"Cloudflare",'
            '"InvoiceIssuerName":"Cloudflare","ServiceProviderName":"Cloudflare",'
            f'"x_BillableMetricName":"{name}","BilledCost":{cost},"BillingCurrency":"USD",'
            f'{period}"ChargeClass":null,"ContractedCost":{cost},'
            f'"ContractedUnitPrice":{price},"EffectiveCost":{cost},"ListCost":{listed},'
            f'"ListUnitPrice":{price},"PricingQuantity":{priced},"PricingUnit":"{pricing_unit}",'
            f'{region}"SubAccountId":"{subscription[0]}","SubAccountName":"{subscription[1]}",'
            f'"x_BillableMetricId":"{metric_id}","x_ProductFamilyName":"{family}"{zone},'
            f'"x_ProductCategoryName":"{category}","x_ProductFamilyId":"{family_id}"{tags}}}'
        )
        yield text, zone_id, cost


def day_of(record):
    return re.search(r'"ChargePeriodStart": *"([-0-9]{10})', record)[1]


def zone_name(chance):
    words = ("shop", "api", "static", "docs", "intranet", "images", "checkout", "lighthouse")
    return ".".join(chance.choices(words, k=chance.randint(1, 3))) + ".example.com"


def period_members(day):
    """Billing periods of real accounts begin on any day of the month, here on the 19th."""
    in_month = day if day.day >= 19 else day.replace(day=1) - datetime.timedelta(1)
    start = in_month.replace(day=19)
    end = (start.replace(day=1) + datetime.timedelta(31)).replace(day=19)
    return f'"BillingPeriodEnd":"{end}T00:00:00Z","BillingPeriodStart":"{start}T00:00:00Z",'


def write_focus(path, account, total, first, days):
    """An answer with these records, plain; returns their Truth."""
    truth = Truth()
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD)
        for text, zone, cost in focus_records(account, total, first, days):
            file.write(text if truth.count == 0 else "," + text)
            truth.add(zone, cost)
        file.write(TAIL)
    return truth


def pack(path):
    """The same as `path`.gz: packed beforehand, so that the packing is nobody's time."""
    with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", compresslevel=6) as packed:
        while piece := plain.read(1 << 20):
            packed.write(piece)


def history_pages():
    """The body of each page, newest items first; the last is short by one, which ends it."""
    total = PAGES * PAGE - 1
    for page in range(PAGES):
        items = []
        for number in range(page * PAGE, min((page + 1) * PAGE, total)):
            day = 28 - number * 28 // total
            item = {
                "id": f"{number:032x}",
                "type": "charge",
                "action": "subscription",
                "description": "Plan fee",
                "occurred_at": f"2026-01-{day:02}T00:00:00Z",
                "amount": number / 4,
                "currency": "USD",
                "zone": {"name": "example.com"},
            }
            items.append(json.dumps(item))
        listed = {"page": page + 1, "per_page": PAGE, "count": len(items), "total_count": total}
        yield f'{HEAD}{",".join(items)}],"result_info":{json.dumps(listed)},"success":true}}'


if __name__ == "__main__":
    # A body for cf_decoder_bench: records.py FILE COUNT
    write_focus(sys.argv[1], f"{1:032}", int(sys.argv[2]), datetime.date(2026, 10, 1), 28)
