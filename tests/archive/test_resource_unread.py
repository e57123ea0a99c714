"""Days of which was not read what resources used are told as such, whatever became of the runs: they are none
without use, and nobody says that analytics tell less of them than was billed.
"""

import json

import archive_case
import support
from archive_case import day_before
from support import FIRST
from test_resource_cycles import CycleCase

READ, WRITTEN = "D1 - Rows Read", "D1 - Rows Written"
# Of zones, with what tells it. Not every day has the first.
OF_ZONES = {"Cache Reserve Storage": "cacheReserveStorageAdaptiveGroups",
            "Load Balancing DNS Queries": "loadBalancingRequestsAdaptiveGroups"}
NOTHING = "not read: the archive has nothing of it"
BY_DAY = "SELECT DISTINCT day, reason FROM cf_attributed_cost_by_day WHERE service = ? AND day >= ? ORDER BY 1"
BY_CYCLE = "SELECT DISTINCT reason FROM cf_attributed_cost WHERE service = ? AND resource_type = 'not attributed'"


class UnreadCase(CycleCase):
    def setUp(self):
        super().setUp()
        self.today = self.sandbox.today()

    def ago(self, days):
        return day_before(self.today, days)

    def part(self, number, accounts=(FIRST,)):
        """What costs money, 0, or what resources used, 1."""
        process = self.start_sync(accounts, parts=slice(number, number + 1), bail=not number)
        printed, _ = process.communicate(timeout=120)
        self.assertEqual(0, process.returncode, printed)

    def plan(self):
        """As a run that is killed before it reads what any resource used."""
        command = self.sync_command((FIRST,), parts=slice(0))
        support.subprocess.run([*command, f".read {archive_case.RESOURCES}"], check=True, timeout=120,
                               capture_output=True, env=support.child_environment(
                                   CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN,
                                   **self.clock_of_day()))

    def noted(self, service):
        return self.ask("SELECT first_day, last_day FROM resource_unread WHERE account_id = ? AND service = ? "
                        "AND dataset = '*' ORDER BY 1", FIRST, service)

    def told(self, sql, *parameters, first=9):
        return self.views(FIRST, source="archive", first_day=self.ago(first)).execute(sql, parameters).fetchall()

    def forget(self, service, since="0001-01-01"):
        """As if it had not been used since."""
        for table, column, day in (("paygo_usage", "ServiceName", "charge_date"),
                                   ("focus_usage", "x_BillableMetricName", "charge_date")):
            self.change(f"DELETE FROM {table} WHERE {column} LIKE ? || '%' AND {day} >= ?", service, since)

    def of_zones(self):
        """A service that is billed these days."""
        return next(service for service in OF_ZONES if self.ask(
            "SELECT 1 FROM paygo_usage WHERE ServiceName LIKE ? || '%' AND charge_date BETWEEN ? AND ? "
            "GROUP BY ServiceName HAVING count(DISTINCT charge_date) > 5", service, self.ago(9), self.ago(1)))

    def asked(self):
        return [json.loads(request["body"]) for request in self.sandbox.requests()
                if request["path"].endswith("/graphql")]

    def first_days_asked(self):
        return {body["variables"]["from"] for body in self.asked() if "from" in body["variables"]}


class Derived(UnreadCase):
    def test_while_runs_read_none(self):
        self.go_to(self.ago(8))
        self.sync((FIRST,))
        for days in (5, 0):
            self.go_to(self.ago(days))
            self.part(0)
        self.assertEqual([("0001-01-01",)], self.ask("SELECT DISTINCT first_day FROM resource_unread WHERE dataset = '*'"))
        behind = f"not read: no run has asked since {self.ago(8)}"
        days = self.told(BY_DAY, READ, self.ago(7))
        self.assertLess(4, len(days))
        self.assertEqual({behind}, {reason for _, reason in days})
        before = {reason for _, reason in self.told(BY_DAY, READ, self.ago(9))} - {behind}
        self.assertEqual(set(), {reason for reason in before if reason and "not read" in reason})
        for (reason,) in self.told(BY_CYCLE, READ):
            self.assertRegex(reason, f"(^|less than was billed: ){behind}$")
        # What is not read is not compared either.
        self.assertEqual([], self.told("SELECT * FROM cf_compared_resources WHERE service = ?", READ))
        # Until it is read.
        self.part(1)
        self.assertEqual([], self.told(BY_DAY + " LIMIT 0", READ, self.ago(7)))
        self.assertEqual([], [row for row in self.told(BY_DAY, READ, self.ago(7)) if row[1] and "not read" in row[1]])
        self.assertNotEqual([], self.told("SELECT * FROM cf_compared_resources WHERE service = ?", READ))

    def test_of_an_archive_of_money_alone(self):
        self.part(0)
        for service in (READ, WRITTEN, self.of_zones()):
            days = self.told(BY_DAY, service, self.ago(9))
            self.assertLess(4, len(days))
            self.assertEqual({NOTHING}, {reason for _, reason in days}, service)
            self.assertEqual([(NOTHING,)], self.told(BY_CYCLE, service))
        # Of some lines no dataset tells anything, however often it is asked.
        others = self.told("SELECT DISTINCT reason FROM cf_attributed_cost WHERE cf_service_datasets(service) = '[]'")
        self.assertEqual([("analytics tell no resource of this line",)], others)

    def test_the_last_hours_of_the_api_beside_it(self):
        """As alert.sh asks for them: they are compared where the weeks are known, whether today is read or not."""
        def compared():
            db = self.views(FIRST, source="archive", first_day=self.ago(9))
            db.executescript(f"""
                DROP VIEW temp.cf_live_hour_days;
                CREATE TEMP VIEW cf_live_hour_days AS SELECT date(today, '-1 day') AS first_day, today AS last_day FROM cf_period;
                DROP VIEW temp.cf_resource_questions;
                CREATE TEMP VIEW cf_resource_questions AS
                SELECT json_array('{FIRST}') AS accounts, json_array('{READ}') AS services, 'left out' AS told;""")
            return {span for span, in db.execute("SELECT span FROM cf_compared_resources WHERE service = ?", (READ,))}

        self.go_to(self.ago(2))
        self.sync((FIRST,))
        self.go_to(self.ago(1))
        self.part(0)
        self.go_to(self.today)
        self.assertEqual({"last six hours"}, compared())
        # With a day of nothing among the four each resource would look like one that uses a third more than is usual.
        self.change("INSERT INTO resource_unread VALUES (?, ?, '*', ?, ?, 'not read: …', 1)", FIRST, READ, self.ago(14),
                    self.ago(14))
        self.assertEqual(set(), compared())
        self.change("DELETE FROM resource_unread WHERE first_day = ?", self.ago(14))
        self.sync((FIRST,))
        self.assertEqual({"yesterday", "today", "last six hours"}, compared())

    def test_of_an_archive_that_noted_nothing(self):
        self.sync((FIRST,))
        self.change("DELETE FROM resource_unread")
        self.change("DELETE FROM resource_days WHERE day <= ?", self.ago(20))
        self.change("DELETE FROM resource_usage WHERE day <= ?", self.ago(20))
        days = self.told(BY_DAY, READ, self.ago(25), first=25)
        self.assertEqual({NOTHING}, {reason for day, reason in days if day <= self.ago(20)})
        self.assertNotIn(NOTHING, {reason for day, reason in days if day > self.ago(20)})


class Noted(UnreadCase):
    def test_of_a_service_that_is_new_nothing_was_read(self):
        self.go_to(self.ago(5))
        self.part(0)
        self.forget(READ)
        self.part(1)
        self.assertEqual([], self.ask("SELECT 1 FROM resource_days WHERE service = ?", READ))
        self.go_to(self.today)
        self.part(0)
        self.plan()
        self.assertEqual([("0001-01-01", self.today)], self.noted(READ))
        # Of the others what is behind the last run.
        self.assertEqual((self.ago(4), self.today), self.noted(WRITTEN)[-1])
        self.part(1)
        self.assertEqual([], [span for span in self.noted(READ) if span[1] >= self.ago(20)])

    def test_what_is_not_asked_for_is_not_noted(self):
        """A service that was used once, and read then."""
        self.go_to(self.ago(40))
        self.sync((FIRST,))
        self.go_to(self.today)
        self.part(0)
        self.forget(READ, self.ago(39))
        self.forget(WRITTEN, self.ago(39))
        before = self.noted(READ)
        for _ in range(2):
            self.sandbox.forget_requests()
            self.part(1)
            self.assertEqual(before, self.noted(READ))
            self.assertEqual([], [body for body in self.asked() if "d1AnalyticsAdaptiveGroups(" in body["query"]])


class Refused(UnreadCase):
    def test_a_token_without_the_permission_for_zones(self):
        self.sandbox.set(graphql__zone_permission="off")
        self.sync((FIRST,))
        self.assertEqual([("ok", None)], self.ask("SELECT outcome, error FROM resource_fetches WHERE feed = 'resources'"))
        self.assertEqual([], self.ask("SELECT * FROM sync_failures"))
        told = self.ask("SELECT dataset, reason FROM resource_refusals")
        of_zones = self.of_zones()
        self.assertIn(OF_ZONES[of_zones], dict(told))
        for _, reason in told:
            self.assertRegex(reason, r"zones \[[0-9a-f]{32}\] are not authorized; the token needs Zone › Analytics › Read$")
        self.assertEqual([], self.ask("SELECT 1 FROM resource_unread WHERE reason LIKE 'failed%'"))
        for _ in range(2):
            self.sandbox.forget_requests()
            self.sync((FIRST,))
            self.assertEqual({self.ago(1)}, self.first_days_asked())
            self.assertEqual(len(told), len(self.ask("SELECT * FROM resource_refusals")))
        rests = self.told("SELECT DISTINCT reason FROM cf_attributed_cost_by_day WHERE service = ?", of_zones)
        self.assertEqual({True}, {reason.endswith("the token needs Zone › Analytics › Read") for (reason,) in rests})
        # Given it, the next run notices, and the one after it reads the days before.
        self.sandbox.set(graphql__zone_permission="on")
        for first in (1, 30, 1):
            self.sandbox.forget_requests()
            self.sync((FIRST,))
            self.assertEqual(self.ago(first), min(self.first_days_asked()))
        self.assertEqual([], self.ask("SELECT day FROM resource_days WHERE service = ? AND unknown > 0 AND day >= ?",
                                      of_zones, self.ago(28)))

    def test_days_that_are_gone_when_it_is_given(self):
        """They are not asked for day after day."""
        self.sandbox.control("POST", "settings", {"accounts.as_of": self.today})
        self.sandbox.set(graphql__zone_permission="off")
        for days in (50, 25, 3):
            self.go_to(self.ago(days), "23:59:30")
            self.sync((FIRST,))
        self.sandbox.set(graphql__zone_permission="on")
        for days in (2, 1):
            self.go_to(self.ago(days), "23:59:30")
            self.sync((FIRST,))
        self.go_to(self.today, "23:59:30")
        self.sandbox.forget_requests()
        self.sync((FIRST,))
        self.assertEqual({self.ago(2)}, self.first_days_asked())
        self.assertEqual([], self.ask("SELECT 1 FROM resource_days WHERE service = ? AND unknown > 0 AND day >= ?",
                                      self.of_zones(), self.ago(20)))

    def test_days_in_the_middle_are_none_without_use(self):
        self.sync((FIRST,))
        compared = "SELECT DISTINCT service FROM cf_compared_resources WHERE span = 'yesterday'"
        services = {service for (service,) in self.told(compared)}
        self.assertLessEqual({READ, WRITTEN}, services)
        for back, missing in ((3, set()), (8, {READ})):
            self.change("DELETE FROM resource_usage WHERE service = ? AND day = ?", READ, self.ago(back))
            self.change("INSERT INTO resource_usage VALUES (?, ?, 'd1AnalyticsAdaptiveGroups', 'd1_database', NULL, NULL, "
                        "NULL, ?, NULL, 'Rows', NULL, 'not enabled')", FIRST, self.ago(back), READ)
            self.assertEqual(missing, services - {service for (service,) in self.told(compared)})
        # With a day of nothing among the four each resource would look like one that uses a third more than is usual.
        self.assertEqual([(None,)], self.told("SELECT DISTINCT usual FROM cf_recent_resources WHERE span = 'yesterday' "
                                              "AND service = ?", READ))


del CycleCase

if __name__ == "__main__":
    archive_case.main()
