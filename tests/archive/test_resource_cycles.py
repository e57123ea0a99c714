"""What resources used in billing cycles of 31 days, which are longer than some datasets are kept: live and archived."""

import datetime
import json
import os
import subprocess

import archive_case
import support
from archive_case import ArchiveCase, day_before
from support import FIRST, MID_MONTH

ZONES = "cacheReserveStorageAdaptiveGroups"  # Is kept for 30 days.
LINES = ("SELECT cycle_start, service, zone_id, resource_type, resource_id, quantity, share, billed_quantity, "
         "analysed_quantity, coverage, reason FROM cf_attributed_cost "
         "WHERE account_id = '{account}' AND cycle_start = '{start}'")


class CycleCase(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.sandbox.set(graphql__now="23:59", graphql__sampling="none")

    def view(self, account, source, sql, **parameters):
        """Rows of a process whose clock is that of the sandbox."""
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CLOUDFLARE_API_TOKEN": support.TOKEN,
                 **self.clock_of_day()}
        assigned = "".join(f", {name} = '{value}'" for name, value in parameters.items())
        done = subprocess.run(
            [support.SHELL, "-batch", "-bail", "-init", os.devnull, "-cmd", f".load {support.EXTENSION}", self.archive,
             "SELECT cf_create_views() > 0", f"INSERT INTO cf_report_accounts(account_id) VALUES ('{account}')",
             f"UPDATE cf_parameters SET source = '{source}', today = '{self.sandbox.today()}'{assigned}",
             "SELECT 'rows'", ".mode json", sql],
            capture_output=True, text=True, timeout=120, check=False, env=support.child_environment(**given))
        self.assertEqual((0, ""), (done.returncode, done.stderr), done.stderr)
        return json.loads(done.stdout.partition("rows\n")[2] or "[]")

    def last_day_of_a_long_month(self):
        day = datetime.date.fromisoformat(self.sandbox.today())
        while day.day != 31:
            day -= datetime.timedelta(1)
        return str(day)

    def analysed(self, rows):
        """Of each service what analytics tell; its lines are those of zones."""
        lines = {(row["service"], row["zone_id"]): row["analysed_quantity"] or 0 for row in rows}
        return {service: sum(quantity for (of, _), quantity in lines.items() if of == service) for service, _ in lines}


class LongCycles(CycleCase):
    def compare(self, kept):
        """On the last day of a month of 31 days, whose first day was read when it was still kept."""
        today = self.last_day_of_a_long_month()
        start = today[:8] + "01"
        for day in (day_before(today, 12), today):
            self.go_to(day, "23:59:30")
            self.sync((FIRST,))
        sql = LINES.format(account=FIRST, start=start)
        rows = {source: self.view(FIRST, source, sql, first_day=start) for source in ("live", "archive", "both")}
        told = {source: self.analysed(found) for source, found in rows.items()}
        self.assertEqual(told["live"].keys(), told["archive"].keys())
        # The archive has every day, alone or with the API beside it.
        def rounded(source):
            return sorted(json.dumps({name: round(value, 6) if isinstance(value, float) else value
                                      for name, value in row.items()}) for row in rows[source])
        self.assertEqual(rounded("archive"), rounded("both"))
        self.assertEqual([], [row for row in rows["archive"] if row["reason"] and "kept" in row["reason"]])
        # Which days of which lines are gone, as the API says itself.
        gone = {(row["service"], row["day"]) for row in self.view(
            FIRST, "live", "SELECT DISTINCT service, day FROM cf_live_resources WHERE window_name = 'ended_cycles' "
            f"AND day >= '{start}' AND reason LIKE 'no longer kept%'", first_day=start)}
        less = {service for service, _ in gone}
        self.assertIn("Cache Reserve Storage", less)
        different = set()
        for service, quantity in told["archive"].items():
            missing = self.ask(
                "SELECT total(quantity) FROM resource_usage WHERE account_id = ? AND service = ? AND day BETWEEN ? AND ? "
                "AND (service, day) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))",
                FIRST, service, start, self.newest_billed(), json.dumps(sorted(gone)))[0][0]
            with self.subTest(service):
                # What live has not is what was used on the days that are gone; nothing else differs.
                self.assertAlmostEqual(quantity - missing, told["live"][service], delta=1e-6 * max(1, quantity))
                if missing:
                    different.add(service)
                    self.check_told(service, rows["live"])
        self.assertTrue(different)
        self.assertLessEqual(different, less)
        self.assertEqual(kept is not None, "D1 - Rows Read" in different)

    def newest_billed(self):
        return self.ask("SELECT max(charge_date) FROM paygo_usage WHERE account_id = ?", FIRST)[0][0]

    def check_told(self, service, live):
        rests = [row for row in live if (row["service"], row["resource_type"]) == (service, "not attributed")]
        self.assertTrue(rests)
        for rest in rests:
            self.assertIn("no longer kept: analytics have forgotten this day", rest["reason"])
            self.assertLess(rest["coverage"] or 0, 0.9999)

    def test_datasets_that_are_kept_for_30_days(self):
        self.compare(None)

    def test_all_that_are_kept_for_20(self):
        self.sandbox.set(graphql__retention_days="20")
        self.compare(20)

    def test_months_without_use_are_not_unread(self):
        """What an archive that began in the middle of a cycle lacks is said."""
        today = self.last_day_of_a_long_month()
        start = today[:8] + "01"
        self.sandbox.set(graphql__retention_days="10")
        self.go_to(today, "23:59:30")
        self.sync((FIRST,))
        for source in ("archive", "both"):
            rows = [row for row in self.view(FIRST, source, LINES.format(account=FIRST, start=start), first_day=start)
                    if row["service"] == "D1 - Rows Read"]
            (rest,) = [row for row in rows if row["resource_type"] == "not attributed"]
            self.assertIn("no longer kept", rest["reason"])
            self.assertTrue(0.2 < rest["coverage"] < 0.5, rest)


class Backfill(CycleCase):
    def test_an_archive_of_money_gets_what_is_kept_for_longer(self):
        """As one that was begun before resources were read: D1 is kept for 90 days, zones for 30."""
        today = self.sandbox.today()
        self.sandbox.control("POST", "settings", {"accounts.as_of": today})
        for back in (75, 50, 25):
            self.go_to(day_before(today, back), "23:59:30")
            self.sync((FIRST, MID_MONTH))
        for table in ("resource_usage", "resource_days", "resource_fetches", "resource_refusals", "resource_tags",
                      "resource_unread"):
            self.change(f"DROP TABLE {table}")
        self.change("UPDATE archive_version SET version = 7")
        self.make_archive()
        self.go_to(today, "23:59:30")
        self.sandbox.forget_requests()
        self.sync((FIRST, MID_MONTH))
        first = dict(self.ask("SELECT service, min(day) FROM resource_days WHERE account_id = ? GROUP BY 1", FIRST))
        self.assertEqual(day_before(today, 89), first["D1 - Rows Read"])
        self.assertEqual(day_before(today, 29), first["Cache Reserve Storage"])
        unread = self.ask("SELECT dataset, first_day, last_day FROM resource_unread WHERE account_id = ? "
                          "AND service = ? ORDER BY 1", FIRST, "Cache Reserve Storage")
        self.assertEqual([("*", "0001-01-01"), (ZONES, day_before(today, 90))], [row[:2] for row in unread])
        self.assertEqual([day_before(today, 91), day_before(today, 30)], [row[2] for row in unread])
        # The day after it is not asked for again, nor is what is gone.
        self.go_to(str(datetime.date.fromisoformat(today) + datetime.timedelta(1)), "12:00:00")
        self.sandbox.forget_requests()
        self.sync((FIRST, MID_MONTH))
        bodies = [json.loads(request["body"])["variables"] for request in self.sandbox.requests()
                  if request["path"].endswith("/graphql")]
        self.assertEqual({day_before(today, 1)}, {variables["from"] for variables in bodies if "from" in variables})


class Versions(CycleCase):
    def test_what_version_8_did_not_read_is_noted(self):
        today = self.sandbox.today()
        self.sync((FIRST,))
        self.change("DELETE FROM resource_days WHERE day = ? AND service = 'D1 - Rows Read'", day_before(today, 9))
        self.change("DELETE FROM resource_usage WHERE day = ? AND service = 'D1 - Rows Read'", day_before(today, 9))
        self.change("DROP TABLE resource_unread")
        self.change("UPDATE archive_version SET version = 8")
        before = self.ask("SELECT * FROM resource_usage"), self.ask("SELECT * FROM resource_days")
        self.assertIn("another version", self.sync((FIRST,), fails=True))
        for _ in range(2):
            self.make_archive()
        self.assertEqual([(9,)], self.ask("SELECT version FROM archive_version"))
        self.assertEqual(before, (self.ask("SELECT * FROM resource_usage"), self.ask("SELECT * FROM resource_days")))
        spans = "SELECT first_day, last_day FROM resource_unread WHERE service = 'D1 - Rows Read' ORDER BY 1"
        self.assertEqual([("0001-01-01", day_before(today, 31)), (day_before(today, 9), day_before(today, 9))],
                         self.ask(spans))
        # The next run reads the one that is kept.
        self.sync((FIRST,))
        self.assertEqual([("0001-01-01", day_before(today, 31))], self.ask(spans))
        self.assertEqual([(1,)], self.ask(
            "SELECT count(*) FROM resource_days WHERE day = ? AND service = 'D1 - Rows Read'", day_before(today, 9)))


if __name__ == "__main__":
    archive_case.main()
