"""What changed after it was read: restatements, other generations of the endpoint, other clocks."""

import json
import sqlite3
from collections import Counter

import archive_case
import support
from archive_case import PARAMETERS, READ_RESOURCES, RUN, ArchiveCase, day_before, statements_of, text_of
from support import EURO, FIRST, MONTH_END, QUIET

GENERATIONS = "billable-usage,paygo-usage,billing/usage/paygo"
COLUMNS = ("metric, zone_id, subscription_id, currency, records_before, records_after, "
           "quantity_before, quantity_after, cost_before, cost_after")


def record(**fields):
    """A record of QUIET's as the newest endpoint sends it, or with fewer fields."""
    whole = {"ServiceName": "Argo Smart Routing", "ConsumedUnit": "GB", "ConsumedQuantity": 2,
             "ContractedCost": 1, "BilledCost": 1, "BillingCurrency": "USD",
             "SubscriptionId": "A", "ZoneId": "z", **fields}
    return {name: value for name, value in whole.items() if value is not ...}


class Restatements(ArchiveCase):
    def serve(self, records, feed="paygo"):
        """QUIET's answer: these records, on the day before today, in the cycle that is open."""
        day = day_before(self.sandbox.today(), 1)
        info = self.sandbox.control("GET", f"truth/info?account={QUIET}")
        whole = [{"ChargePeriodStart": day + "T00:00:00Z", "BillingPeriodStart": self.cycle(info),
                  **each} for each in records]
        path = r"billable-usage\?" if feed == "paygo" else r"billable/usage(\?|$)"
        self.sandbox.faults({"path": path, "account": QUIET, "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": whole})})

    def cycle(self, info):
        anchor = json.loads(info)["subscriptions"][0]["billing_cycle_anchor_timestamp"][8:10]
        today = day_before(self.sandbox.today(), 1)
        month = today[:7] if today[8:] >= anchor else day_before(today[:8] + "01", 1)[:7]
        return f"{month}-{anchor}T00:00:00Z"

    def restated(self, before, after, feed="paygo"):
        """What the archive notes when the one becomes the other."""
        self.make_new_archive()
        for records in (before, after):
            self.serve(records, feed)
            self.sync((QUIET,))
        self.assertEqual([(len(after),)], self.ask(
            f"SELECT count(*) FROM {archive_case.FEEDS[feed]} WHERE account_id = ?", QUIET))
        return self.ask(
            f"SELECT {COLUMNS} FROM usage_restatements WHERE feed = ? ORDER BY 1, 2, 3, 4", feed)

    def test_costs_that_are_not_told_any_more_stay(self):
        """FOCUS costs come by POST alone, and that may be refused from some day on."""
        today = self.sandbox.today()
        costs = "SELECT count(*), count(BilledCost) FROM focus_usage WHERE charge_date <= ?"
        self.go_to(day_before(today, 2))
        self.sync((EURO,))
        before = self.ask(costs, day_before(today, 2))
        self.assertEqual(before[0][0], before[0][1])
        self.assertLess(100, before[0][1])
        self.go_to(today)
        self.sandbox.set(focus__post="off")
        self.sync((EURO,))
        self.assertEqual(before, self.ask(costs, day_before(today, 2)))
        # The days that are new are there, without costs, as long as nobody tells any.
        new = self.ask("SELECT count(*) > 0, count(BilledCost) FROM focus_usage WHERE charge_date > ?",
                       day_before(today, 2))
        self.assertEqual([(1, 0)], new)
        self.sandbox.set(focus__post="on")
        self.sync((EURO,))
        self.assertEqual([(0,)], self.ask("SELECT count(*) FROM focus_usage WHERE BilledCost IS NULL"))

    def make_new_archive(self):
        self.archive += "x"
        self.make_archive()

    def test_of_multisets(self):
        one, two = record(), record(ConsumedQuantity=3, BilledCost=2)
        for same in ((one, one), (two, one, one), ()):
            self.assertEqual([], self.restated(same, tuple(reversed(same))))
        self.assertEqual([("Argo Smart Routing", "z", "A", "USD", 2, 1, 4.0, 2.0, 2.0, 1.0)],
                         self.restated((one, one), (one,)))
        self.assertEqual([("Argo Smart Routing", "z", "A", "USD", 2, 2, 4.0, 5.0, 2.0, 3.0)],
                         self.restated((one, one), (one, two)))
        # Equal sums, other records; and the same quantities and costs, differently paired.
        self.assertEqual([("Argo Smart Routing", "z", "A", "USD", 2, 2, 4.0, 4.0, 2.0, 2.0)], self.restated(
            (one, one), (record(ConsumedQuantity=1), record(ConsumedQuantity=3))))
        self.assertEqual(1, len(self.restated(
            (one, two), (record(BilledCost=2), record(ConsumedQuantity=3, BilledCost=1)))))

    def test_of_zones_subscriptions_and_currencies(self):
        one = record()
        for other in (record(ZoneId="y"), record(SubscriptionId="B"), record(BillingCurrency="EUR")):
            found = self.restated((one, one), (one, other))
            self.assertEqual([(2, 1), (0, 1)] if found[0][4] else [(0, 1), (2, 1)],
                             [row[4:6] for row in found])
        self.assertEqual([("Argo Smart Routing", "z", "A", "USD", 1, 0, 2.0, None, 1.0, None),
                          ("Cache Reserve Storage", "z", "A", "USD", 0, 1, None, 2.0, None, 1.0)],
                         self.restated((one,), (record(ServiceName="Cache Reserve Storage"),)))

    def test_what_nobody_knew_is_no_change(self):
        older = record(BilledCost=..., SubscriptionId=..., ZoneId=...)
        self.assertEqual([], self.restated((older, older), (record(), record(ZoneId="y"))))
        self.assertEqual([], self.restated((record(), record(ZoneId="y")), (older, older)))
        self.assertEqual([("Argo Smart Routing", None, None, "USD", 2, 2, 4.0, 5.0, 2.0, 2.0)],
                         self.restated((older, older), (record(), record(ConsumedQuantity=3))))
        # Costs that come later are none, costs that become others are.
        metric = {"x_BillableMetricName": "Argo Smart Routing", "ConsumedQuantity": 2, "ConsumedUnit": "GB",
                  "x_BillableMetricId": "m"}
        priced = {**metric, "BilledCost": 1, "BillingCurrency": "USD"}
        self.assertEqual([], self.restated((metric, metric), (metric, priced), "focus"))
        self.assertEqual([("Argo Smart Routing", None, None, "USD", 1, 1, 2.0, 2.0, 1.0, 2.0)],
                         self.restated((priced,), ({**priced, "BilledCost": 2},), "focus"))
        # That they are not told any more is no change of theirs.
        self.assertEqual([], self.restated((priced,), (metric,), "focus"))

    def test_of_the_sandbox(self):
        """What was restated is the difference of the archive before and after, by metric."""
        self.sandbox.set(restate="on")
        self.go_to(day_before(self.sandbox.today(), 3))
        self.sync((MONTH_END,))
        sums = ("SELECT day, metric, unit, sum(quantity), sum(cost) FROM archived_paygo "
                "GROUP BY 1, 2, 3")
        before = {row[:3]: row[3:] for row in self.ask(sums)}
        self.go_to(day_before(self.sandbox.today(), -1))
        self.sync((MONTH_END,))
        self.check_usage((MONTH_END,))
        changed = {row[:3]: row[3:] for row in self.ask(
            "SELECT day, metric, unit, sum(quantity_before), sum(cost_before), sum(quantity_after),"
            " sum(cost_after) FROM usage_restatements WHERE feed = 'paygo' GROUP BY 1, 2, 3")}
        after = {row[:3]: row[3:] for row in self.ask(sums)}
        self.assertEqual({key for key in before if before[key] != after[key]}, set(changed))
        for key, (quantity, cost, *now) in changed.items():
            for told, known in zip((quantity, cost, *now), (*before[key], *after[key])):
                self.assertAlmostEqual(told, known, places=6)
        # Today's figures of that day grew; those before it were restated.
        today = day_before(self.sandbox.today(), 1)
        self.assertEqual({(today, 0), (day_before(today, 1), 1), (day_before(today, 2), 1),
                          (day_before(today, 3), 1)},
                         set(self.ask("SELECT day, day_was_over FROM usage_restatements")))


class OtherGenerations(ArchiveCase):
    def test_appear_and_disappear(self):
        for newest in (2, 1, 0, 1):
            self.sandbox.set(paygo__generations=",".join(GENERATIONS.split(",")[newest:]))
            self.sync((FIRST, MONTH_END, EURO, QUIET))
            self.assertEqual({"ok"}, set(self.outcomes("paygo").values()))
            self.check_consistent()
            self.assertEqual([], self.ask("SELECT * FROM usage_restatements LIMIT 1"))
            if newest == 0:
                self.check_usage((FIRST, MONTH_END, EURO), feeds=("paygo",),
                                 first=day_before(self.sandbox.today(), 4))
            for account in (FIRST, MONTH_END, EURO):
                truth = Counter(archive_case.day_of(each) for each in
                                self.truth_of("paygo", account))
                for day, rows in self.ask("SELECT charge_date, count(*) FROM paygo_usage WHERE "
                                          "account_id = ? GROUP BY 1", account):
                    self.assertEqual(truth[day], rows)
        # Settled days keep what they had: the oldest endpoint's.
        self.assertEqual([(0,)], self.ask("SELECT count(BilledCost) FROM paygo_usage WHERE "
                                          "charge_date = ?", day_before(self.sandbox.today(), 9)))


class SeveralAtOnce(ArchiveCase):
    def stopped(self, parts, accounts, writes, *tables):
        """Stopped at each statement that writes but the first, while another run reads what is newer and writes it."""
        script = [each for path in parts for each in statements_of(path)]
        stops = [at for at, statement in enumerate(script) if "INTO cf_sync_write_" in statement]
        self.assertEqual(writes, len(stops))
        for stop in stops[1:]:
            self.archive += "x"
            self.make_archive()
            self.sandbox.set(restate="on")
            early = self.connect(self.archive)
            early.executescript(text_of(PARAMETERS))
            early.executemany("INSERT INTO cf_report_accounts(account_id) VALUES (?)", [(each,) for each in accounts])
            for statement in script[:stop]:
                early.execute(statement).fetchall()
            self.sandbox.set(restate="off")
            self.sync(accounts)
            self.check_usage(accounts or support.BILLED)
            before = self.content()
            for statement in script[stop:]:
                early.execute(statement).fetchall()
            self.check_usage(accounts or support.BILLED)
            self.check_unchanged(before, "paygo_usage", "focus_usage", "billing_history", "billing_history_states",
                                 "usage_restatements", "accounts", *tables)

    def test_a_run_that_began_earlier_undoes_nothing(self):
        self.stopped(RUN[:-1], (), 5)

    def test_nor_what_it_knows_of_resources(self):
        """Of one account, since Cloudflare answers 300 queries of analytics in five minutes."""
        self.stopped((*RUN, READ_RESOURCES), (EURO,), 7, "resource_usage", "resource_days", "resource_tags")

    def test_four_processes(self):
        self.sandbox.set(restate="on")
        for _ in range(3):
            processes = [self.start_sync() for _ in range(4)]
            for process in processes:
                printed, _ = process.communicate(timeout=60)
                self.assertEqual(0, process.returncode, printed)
            self.check_usage()
            self.check_history()
            self.check_consistent()
            self.assertEqual([], self.ask("SELECT 1 FROM usage_restatements LIMIT 1"))


class Clocks(ArchiveCase):
    def test_at_the_edges_of_months(self):
        for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"):
            for time in ("00:00:01", "23:59:50"):
                self.go_to(day, time)
                self.sync((MONTH_END, EURO))
                self.check_usage((MONTH_END, EURO))
        self.check_usage((MONTH_END, EURO), first="2026-02-01")
        # A day that still ran when it was read is no restatement.
        self.assertEqual([], self.ask("SELECT * FROM usage_restatements WHERE day_was_over"))

    def test_other_time_zones_change_nothing(self):
        self.go_to("2026-05-01", "00:30:00")
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            self.sync((FIRST,), environment={"TZ": zone})
            self.assertEqual([("2026-05-01",)], self.ask("SELECT today FROM syncs ORDER BY id "
                                                         "DESC LIMIT 1"))
            self.check_usage((FIRST,))

    def test_moved_back(self):
        """Days read while the clock was ahead are read again; those from when it was right stay."""
        self.sandbox.set(restate="on")
        self.go_to("2026-05-10")
        self.sync((FIRST,))
        self.sandbox.set(restate="off")
        # Ahead by two weeks: all seems settled.
        self.clock = "2026-05-24 12:00:00"
        self.sandbox.control("POST", "today", {"today": "2026-05-24"})
        self.sync((FIRST,))
        self.go_to("2026-05-11")
        self.sandbox.set(restate="on")
        for day in range(11, 26):
            self.go_to(f"2026-05-{day}")
            self.sync((FIRST,))
            self.check_usage((FIRST,), last=f"2026-05-{day}")
        self.check_consistent()


if __name__ == "__main__":
    support.main()
