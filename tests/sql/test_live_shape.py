"""What the sandbox shows, started without any switch, is what live accounts have been seen to get."""

import decimal
import json
import math
import re
from collections import defaultdict

import calendar_of
import support
from support import FIRST, MID_MONTH, Sandbox

# Of a pay-as-you-go record about an account as a whole. ChargeClass is there, and null.
MEMBERS = set("""BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodStart
    ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ConsumedQuantity
    ConsumedUnit ContractedCost CumulatedContractedCost CumulatedPricingQuantity EffectiveCost
    HostProviderName InvoiceIssuerName ListCost PricingQuantity PricingUnit ServiceFamilyName
    ServiceName ServiceProviderName SubscriptionId""".split())
# Lines whose use is rounded up: what a block holds, and what it costs.
BLOCKS = {"R2 Storage Class A Operations (First 1M included)": (1_000_000, "4.5"),
          "R2 Storage Class B Operations (First 10M included)": (1_000_000, "0.36"),
          "R2 Data Storage (First 10GB-Month included)": (1, "0.015"),
          "Regular Twitch Neurons (RTN)": (1_000, "0.011")}
STORAGE = re.compile("Storage|Argo")


class LiveShape(support.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.live = Sandbox(comforts=())
        cls.addClassCleanup(cls.live.stop)

    def setUp(self):
        super().setUp()
        self.live.reset()
        self.sandbox = self.live

    def records(self, account=FIRST):
        return [json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal)
                for text in self.live.truth("paygo", account)]

    def test_members(self):
        found = defaultdict(set)
        for record in self.records():
            found["ZoneId" in record].add(frozenset(record))
            self.assertIsNone(record["ChargeClass"])
        self.assertEqual({False: {frozenset(MEMBERS)},
                          True: {frozenset(MEMBERS | {"ZoneId", "ZoneName"})}}, found)

    def test_units(self):
        units = {(record["ServiceName"], record["ConsumedUnit"], record["PricingUnit"])
                 for record in self.records()}
        for name, consumed, priced in units:
            if STORAGE.search(name.split("(")[0]) and "Operations" not in name:
                self.assertIn(consumed, ("GB-months", "GB"), name)
                self.assertEqual(consumed, priced)
            else:
                self.assertEqual(("", "Count"), (consumed, priced), name)
        self.assertLess(10, sum("ncluded)" in name for name, *_ in units))
        for record in self.records():
            self.assertEqual(f"{record['ServiceName']} usage measured in {record['PricingUnit']}",
                             record["ChargeDescription"])

    def test_allowances_and_blocks(self):
        """Priced is what exceeds the allowance; what comes in blocks is paid for by the block, on the
        day on which one is begun. Running totals are those of the day."""
        begun = 0
        for account in (FIRST, MID_MONTH):
            totals = defaultdict(lambda: [decimal.Decimal(0)] * 2)
            for record in self.records(account):
                key = (record["SubscriptionId"], record["BillingPeriodStart"], record["ServiceName"])
                quantity, cost = totals[key]
                quantity += record["PricingQuantity"]
                cost += record["BilledCost"]
                totals[key] = [quantity, cost]
                if key[2] not in BLOCKS:
                    continue
                size, price = BLOCKS[key[2]]
                blocks = math.ceil(quantity / size)
                self.assertEqual(blocks * decimal.Decimal(price), cost, key)
                self.assertEqual((quantity, cost), (record["CumulatedPricingQuantity"],
                                                    record["CumulatedContractedCost"]))
                begun += record["BilledCost"] > 0 and size > 1000
        self.assertLess(20, begun)

    def test_days_without_use_have_no_record(self):
        today = calendar_of.day(self.live.today())
        days = defaultdict(set)
        for record in self.records():
            days[record["ServiceName"]].add(record["ChargePeriodStart"][:10])
        name = "R2 Storage Class A Operations (First 1M included)"
        paused = 0
        for at in calendar_of.days_between(today - 200 * calendar_of.DAY, today):
            self.assertTrue(any(str(at) in used for used in days.values()))
            paused += str(at) not in days[name]
        self.assertLess(5, paused)
        self.assertLess(paused, 60)

    def test_thirty_days_are_remembered(self):
        today = calendar_of.day(self.live.today())
        oldest = self.value("SELECT min(charge_date) FROM cf_paygo_usage WHERE account_id = ? AND "
                            "charge_date >= ? AND incomplete = 'ignore'",
                            (FIRST, str(today - 90 * calendar_of.DAY)))
        self.assertEqual(str(today - 30 * calendar_of.DAY), oldest)
        message = self.failure(support.ERROR, "SELECT sum(BilledCost) FROM cf_paygo_usage WHERE "
                               "account_id = ? AND charge_date >= ?",
                               (FIRST, str(today - 90 * calendar_of.DAY)))
        self.assert_says(message, "cf_paygo_usage", str(today - 90 * calendar_of.DAY), "about 30")

    def test_a_profile_is_what_a_token_sees_that_may_only_read(self):
        seen = {"account_type", "address", "address2", "city", "company", "country", "first_name",
                "last_name", "primary_email", "state", "zipcode"}
        for source in (f"('{FIRST}')", ""):
            (shown,) = json.loads(self.value(f"SELECT json_array(json(raw)) FROM cf_billing_profile{source}"))
            self.assertLessEqual(set(shown), seen)
            self.assertLessEqual({"company", "primary_email", "country"}, set(shown))

    def test_the_end_of_endpoints_is_announced(self):
        for source in ("cf_billing_history", f"cf_usage_history('{FIRST}')"):
            self.live.set(announcements="on")
            db = self.connect()
            self.rows(f"SELECT raw FROM {source}", db=db)
            self.assertEqual({("This endpoint is deprecated",)}, set(self.rows(
                "SELECT json_extract(messages, '$[0].message') FROM cf_requests", db=db)))
            self.live.set(announcements="off")
            db = self.connect()
            self.rows(f"SELECT raw FROM {source}", db=db)
            self.assertEqual([(None,)], self.rows("SELECT DISTINCT messages FROM cf_requests", db=db))

    def test_subscriptions_begin_at_some_moment(self):
        starts = self.rows("SELECT start_timestamp, billing_cycle_anchor_timestamp FROM "
                           f"cf_paygo_subscriptions('{FIRST}')")
        for start, anchor in starts:
            self.assertTrue(start.endswith("T00:50:22Z"), start)
            self.assertEqual(start[:10] + "T00:00:00Z", anchor)


if __name__ == "__main__":
    support.main()
