"""examples/alert.sh: resources that use far more than is usual, told on the same day and once."""

import json
import sqlite3
import subprocess

import script_case
import support
from support import EURO, FIRST, MANY_PLANS, NOT_COVERED

LOOPS = {"d1": "D1 - Rows Read", "do": "Durable Objects Compute Duration", "r2": "R2 Storage Class A Operations"}


class Resources(script_case.TestCase):
    script = "alert.sh"

    def setUp(self):
        super().setUp()
        self.sandbox.set(graphql__now="18:00", graphql__sampling="none", graphql__rate_limit="100000")

    def alert(self, *arguments, says=None, status=None):
        done = self.run_script("--account", FIRST, "--json", "--state", "told.db", "--skip", "anomaly", "--skip", "card",
                               "--skip", "invoice", "--skip", "late", *arguments,
                               CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN)
        self.assertNotIn(support.TOKEN, done.stdout + done.stderr)
        self.assertEqual(says or "", done.stderr if not says else says * (says in done.stderr), done.stderr)
        if status is not None:
            self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        return [line for line in map(json.loads, done.stdout.splitlines()) if line["kind"] == "resource"]

    def test_a_loop_is_told_on_its_day_and_once(self):
        usual = {line["text"].partition(" of ")[2].partition(",")[0] for line in self.alert("--again")}
        for loop, service in LOOPS.items():
            with self.subTest(loop=loop):
                if service in usual:  # The day has more of it without a loop, too.
                    continue
                self.sandbox.set(graphql__loop=loop)
                told = [line for line in self.alert() if f" of {service}," in line["text"]]
                self.assertEqual(1, len(told), told)
                self.assertRegex(told[0]["text"], r"^Lighthouse Studio: .* times what is usual\. If it goes on until "
                                                  r"[-\d]+ it costs an estimated [\d.]+ USD more\.$")
                self.assertEqual("USD", told[0]["currency"])
                self.assertLess(1, told[0]["amount"])
                self.assertEqual([], [line for line in self.alert() if f" of {service}," in line["text"]])
                self.sandbox.set(graphql__loop="none")
        self.assertLess(len(usual & set(LOOPS.values())), len(LOOPS))

    def test_an_archive_and_the_last_hours_of_the_api(self):
        """The archive knows the weeks, and was filled before the loop began."""
        environment = {"CF_BILLING": support.EXTENSION, "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                       "CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_ACCOUNT_ID": FIRST}
        self.sandbox.set(graphql__now="04:00")
        done = subprocess.run(
            ["sh", str(script_case.EXAMPLES / "archive.sh"), "--resources", "billed", str(self.archive)], text=True,
            capture_output=True, timeout=120, check=False, env=support.child_environment(**environment))
        self.assertEqual(0, done.returncode, done.stderr)
        self.sandbox.set(graphql__now="18:00")
        usual = {line["text"] for line in self.alert("--again", self.archive)}
        self.sandbox.set(graphql__loop="d1")
        told = [line["text"] for line in self.alert(self.archive) if line["text"] not in usual]
        self.assertEqual(1, len(told), told)
        self.assertRegex(told[0], "^Lighthouse Studio: .* in six hours of D1 - Rows Read, .* times what is usual")
        self.sandbox.forget_requests()
        self.assertEqual(set(), {line["text"] for line in self.alert(self.archive)} - usual)
        queries = [request.json["query"] for request in self.sandbox.requests() if request["path"].endswith("/graphql")]
        self.assertEqual([], [query for query in queries if "datetimeHour" not in query and "settings" not in query])
        # Without a token there are the days alone.
        self.sandbox.forget_requests()
        done = self.run_script("--account", FIRST, "--state", "other.db", "--skip", "anomaly", "--skip", "card",
                               "--skip", "late", self.archive, CLOUDFLARE_BASE_URL=self.sandbox.base_url,
                               CLOUDFLARE_API_TOKEN="")
        self.assertNotIn("six hours", done.stdout)
        self.assertEqual([], self.sandbox.requests())

    def fill_on(self, day, *arguments):
        """The archive, by a run on this day at noon."""
        self.sandbox.control("POST", "today", {"today": day})
        environment = {"CF_BILLING": support.EXTENSION, "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                       "CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_ACCOUNT_ID": FIRST,
                       **support.on_day.variables(f"{day} 12:00:00")}
        done = subprocess.run(["sh", str(script_case.EXAMPLES / "archive.sh"), *arguments, str(self.archive)], text=True,
                              capture_output=True, timeout=120, check=False,
                              env=support.child_environment(**environment))
        self.assertEqual(0, done.returncode, done.stderr)

    def test_an_archive_of_yesterday_and_the_last_hours_of_the_api(self):
        """As between midnight and the next run of archive.sh: it has nothing of today, but the weeks to compare with."""
        today = self.sandbox.today()
        self.fill_on(script_case.days_before(today, 1))
        self.sandbox.control("POST", "today", {"today": today})
        usual = {line["text"] for line in self.alert("--again", self.archive)}
        self.sandbox.set(graphql__loop="d1")
        told = [line["text"] for line in self.alert(self.archive) if line["text"] not in usual]
        self.assertEqual(1, len(told), told)
        self.assertRegex(told[0], "^Lighthouse Studio: .* in six hours of D1 - Rows Read, .* times what is usual")

    def test_an_archive_that_has_nothing_of_yesterday(self):
        """Neither day can be looked at. After a run that was missed once the day before is there still."""
        today = self.sandbox.today()
        for back, says in ((1, ""), (2, f"alert: not checked: resources of Lighthouse Studio: the archive has not read it "
                                        f"since {script_case.days_before(today, 2)}\n")):
            self.archive.unlink(missing_ok=True)
            self.fill_on(script_case.days_before(today, back))
            self.fill_on(today, "--resources", "none")
            done = self.run_script("--account", FIRST, "--state", "other.db", "--again", "--skip", "anomaly", "--skip",
                                   "card", "--skip", "late", "--skip", "invoice", self.archive, CLOUDFLARE_API_TOKEN="",
                                   CLOUDFLARE_BASE_URL=self.sandbox.base_url)
            self.assertEqual(says, done.stderr)

    def test_a_dataset_that_fails_is_not_checked(self):
        """Live, and where the archive's run could not read it: never taken for well."""
        failing = "d1AnalyticsAdaptiveGroups"
        environment = {"CF_BILLING": support.EXTENSION, "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                       "CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_ACCOUNT_ID": FIRST}
        self.sandbox.set(graphql__failing=failing)
        self.alert(says="not checked: resources", status=2)
        done = subprocess.run(
            ["sh", str(script_case.EXAMPLES / "archive.sh"), str(self.archive)], text=True, capture_output=True,
            timeout=120, check=False, env=support.child_environment(**environment))
        self.assertEqual(2, done.returncode, done.stderr)
        done = self.run_script("--account", FIRST, "--state", "other.db", "--skip", "anomaly", "--skip", "card",
                               "--skip", "late", "--skip", "invoice", self.archive,
                               CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN="")
        self.assertEqual(2, done.returncode, done.stdout + done.stderr)
        self.assertRegex(done.stderr, f"not checked: resources .*{failing}")

    def test_an_archive_whose_run_was_ended_before_all_was_read(self):
        """Who was not reached, and who was not read for days, is said; not where resources were never wanted."""
        environment = {"CF_BILLING": support.EXTENSION, "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                       "CLOUDFLARE_API_TOKEN": support.TOKEN}
        subprocess.run(["sh", str(script_case.EXAMPLES / "archive.sh"), str(self.archive)], text=True,
                       capture_output=True, timeout=120, check=False, env=support.child_environment(**environment))

        def unchecked(sql):
            with sqlite3.connect(self.archive) as db:
                db.execute(sql)
            db.close()
            done = self.run_script("--account", FIRST, "--state", "other.db", "--again", "--skip", "anomaly",
                                   "--skip", "card", "--skip", "late", "--skip", "invoice", self.archive,
                                   CLOUDFLARE_API_TOKEN="", CLOUDFLARE_BASE_URL=self.sandbox.base_url)
            return [line for line in done.stderr.splitlines() if "resources" in line]

        self.assertEqual([], unchecked("SELECT 1"))
        [line] = unchecked("UPDATE resource_fetches SET finished_at = date(finished_at, '-5 days')")
        self.assertIn("has not read it since", line)
        [line] = unchecked(f"DELETE FROM resource_fetches WHERE account_id = '{FIRST}'")
        self.assertIn("the archive has never read it", line)
        self.assertEqual([], unchecked("DELETE FROM resource_fetches"))

    def test_what_is_no_failure_of_a_dataset(self):
        """Names that the token may not read, a dataset that the plan does not have, days that are gone, and a schema
        without the tag of accounts: none of it makes the check less than whole."""
        self.sandbox.set(graphql__not_in_plan="d1StorageAdaptiveGroups", graphql__account_tag="off",
                         graphql__retention_days="20")
        self.sandbox.faults({"path": "d1/database", "status": 403})
        self.alert()
        self.assertLess(0, sum(self.sandbox.hits()))

    def test_only_the_services_that_are_reported_on(self):
        """Named by --sql: of the API, and of the last hours beside an archive."""
        with open(self.folder / "services.sql", "w", encoding="utf-8") as file:
            file.write("INSERT INTO cf_report_services VALUES ('d1 - rows READ');")
        environment = {"CF_BILLING": support.EXTENSION, "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                       "CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_ACCOUNT_ID": FIRST}
        done = subprocess.run(["sh", str(script_case.EXAMPLES / "archive.sh"), str(self.archive)], text=True,
                              capture_output=True, timeout=120, check=False, env=support.child_environment(**environment))
        self.assertEqual(0, done.returncode, done.stderr)
        for archive in ((), (self.archive,)):
            self.sandbox.forget_requests()
            self.alert("--sql", self.folder / "services.sql", *archive)
            queries = [request.json["query"] for request in self.sandbox.requests()
                       if request["path"].endswith("/graphql") and "settings" not in request.json["query"]]
            self.assertEqual(["datetimeHour" in query for query in queries], [True] if archive else [False, True])
            self.assertEqual([], [query for query in queries if "d1AnalyticsAdaptiveGroups(" not in query])

    def test_an_archive_of_another_version(self):
        """Nothing of it, nor of the API in its place, is looked at; which is told until archive.sh was run."""
        archive_sh = ["sh", str(script_case.EXAMPLES / "archive.sh"), str(self.archive)]
        environment = {"CF_BILLING": support.EXTENSION, "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                       "CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_ACCOUNT_ID": FIRST}

        def fill():
            done = subprocess.run(archive_sh, text=True, capture_output=True, timeout=120, check=False,
                                  env=support.child_environment(**environment))
            self.assertEqual(0, done.returncode, done.stderr)

        def become(sql):
            with sqlite3.connect(self.archive) as db:
                db.execute(sql)
            db.close()

        fill()
        with sqlite3.connect(self.archive) as db:
            version, = db.execute("SELECT version FROM archive_version").fetchone()
        db.close()
        self.sandbox.set(graphql__loop="d1")
        for change, says in ((-2, "archive.sh brings it up"), (1, "it takes a newer cf_billing")):
            become(f"UPDATE archive_version SET version = {version + change}")
            self.sandbox.forget_requests()
            done = self.run_script("--state", f"of{change}.db", "--json", self.archive,
                                   CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN)
            self.assertEqual(2, done.returncode, done.stdout + done.stderr)
            self.assertEqual([], self.sandbox.requests())
            (line,) = map(json.loads, done.stdout.splitlines())
            self.assertEqual("not checked", line["kind"])
            self.assertRegex(done.stderr, f"^alert: not checked: all of it of all accounts: the archive is of version "
                                          f"{version + change}.*{says}[^\n]*\n$")
        become(f"UPDATE archive_version SET version = {version - 1}")
        fill()
        self.assertEqual([line["kind"] for line in self.alert(self.archive)][:1], ["resource"])

    def test_it_can_be_left_out(self):
        self.sandbox.set(graphql__loop="d1")
        self.assertEqual([], self.alert("--skip", "resource", status=0))
        self.assertEqual([], [request for request in self.sandbox.requests() if request["path"].endswith("/graphql")])

    def test_a_token_without_the_permission(self):
        self.sandbox.set(graphql__permission="off")
        self.alert(status=2, says="alert: not checked: resources of Lighthouse Studio: cf_resource_usage: ")

    def test_a_token_without_a_permission_for_zones(self):
        """What is billed by zones cannot be looked at, be it live or in the archive; all else is."""
        environment = {"CF_BILLING": support.EXTENSION, "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                       "CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_ACCOUNT_ID": FIRST}

        def filled():
            done = subprocess.run(["sh", str(script_case.EXAMPLES / "archive.sh"), "--resources", "all", str(self.archive)],
                                  text=True, capture_output=True, timeout=120, check=False,
                                  env=support.child_environment(**environment))
            self.assertEqual(0, done.returncode, done.stderr)

        def unchecked(*arguments, **token):
            done = self.run_script("--account", FIRST, "--state", "zones.db", "--again", "--skip", "anomaly", "--skip",
                                   "card", "--skip", "late", "--skip", "invoice", *arguments, CLOUDFLARE_BASE_URL=
                                   self.sandbox.base_url, **{"CLOUDFLARE_API_TOKEN": support.TOKEN, **token})
            self.assertEqual(2 if done.stderr else 1 if done.stdout else 0, done.returncode)
            return done.stderr

        for is_missing, permission in (("analytics", "Zone › Analytics › Read"), ("zones", "Zone › Zone › Read")):
            with self.subTest(is_missing):
                self.sandbox.reset()
                environment["CLOUDFLARE_BASE_URL"] = self.sandbox.base_url
                self.sandbox.set(graphql__now="18:00", graphql__sampling="none", graphql__rate_limit="100000")
                if is_missing == "zones":
                    self.sandbox.faults({"path": "/zones", "status": 403})
                else:
                    self.sandbox.set(graphql__zone_permission="off")
                says = f"alert: not checked: resources of zones of Lighthouse Studio: the token needs {permission}\n"
                self.assertEqual(says, unchecked())
                filled()
                self.assertEqual(says, unchecked(self.archive, CLOUDFLARE_API_TOKEN=""))
                # Nobody is told of what is not looked at anyway.
                self.assertEqual("", unchecked("--skip", "resource"))
                self.assertEqual("", unchecked("--skip", "resource", self.archive))
                with open(self.folder / "d1.sql", "w", encoding="utf-8") as file:
                    file.write("INSERT INTO cf_report_services VALUES ('D1 - Rows Read');")
                self.assertEqual("", unchecked("--sql", self.folder / "d1.sql"))
                self.assertEqual("", unchecked("--sql", self.folder / "d1.sql", self.archive, CLOUDFLARE_API_TOKEN=""))
        # Once it is given neither says so any more.
        self.sandbox.faults()
        filled()
        self.assertEqual("", unchecked())
        self.assertEqual("", unchecked(self.archive, CLOUDFLARE_API_TOKEN=""))


class Many(script_case.TestCase):
    """More accounts than analytics answer for at once."""
    script = "alert.sh"

    def setUp(self):
        super().setUp()
        self.agency = support.Sandbox("--set", "accounts.extra=20", "--set", "graphql.now=18:00",
                                      "--set", "graphql.loop=d1", "--set", "graphql.rate_limit=100000")
        self.addCleanup(self.agency.stop)

    def alert(self, *arguments):
        self.agency.forget_requests()
        done = self.run_script("--json", "--state", "told.db", "--without", NOT_COVERED, "--skip", "anomaly",
                               "--skip", "card", "--skip", "invoice", "--skip", "late", *arguments,
                               CLOUDFLARE_BASE_URL=self.agency.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN)
        self.asked = [request.json["variables"] for request in self.agency.requests()
                      if request["path"].endswith("/graphql")]
        return done.returncode, done.stderr, list(map(json.loads, done.stdout.splitlines()))

    def accounts_asked(self):
        return {variables["account"] for variables in self.asked if "account" in variables}

    def costliest(self, currency):
        db = self.connect(base_url=self.agency.base_url, account_id=None, on_error="skip")
        return self.value("SELECT account_id FROM cf_paygo_usage WHERE account_id IN (SELECT id FROM cf_accounts) "
                          "AND BillingCurrency = ? AND charge_date > date('now', '-25 days') "
                          "GROUP BY account_id ORDER BY sum(BilledCost) DESC LIMIT 1", (currency,), db=db)

    def test_all_of_them_after_some_runs_and_the_costliest_first(self):
        """What was not looked at is told with number and names, and within a day nobody is left out."""
        status, said, told = self.alert("--queries", "100")
        self.assertLessEqual({self.costliest("USD"), self.costliest("EUR")}, self.accounts_asked())
        self.assertRegex(said, r"^alert: not checked: resources of \d\d of 26 accounts: analytics answer 300 queries "
                               r"in five minutes, and --queries is 100\. The next run goes on with .*, .* and \d+ more\n$")
        seen, runs = self.accounts_asked(), 1
        while status == 2:
            status, said, more = self.alert("--queries", "100")
            self.assertLessEqual(len(self.asked), 100)
            # Nobody a second time while others wait, and nothing is over because nobody asked.
            self.assertTrue(status == 0 or not seen & self.accounts_asked(), said)
            seen |= self.accounts_asked()
            told += more
            runs += 1
            self.assertLess(runs, 20)
        self.assertEqual("", said)
        self.assertGreater(runs, 1)
        self.assertGreater(len(seen), 20)
        loops = [line for line in told if line["account_id"] == FIRST and " of D1 - Rows Read," in line["text"]]
        self.assertEqual(1, len(loops))
        texts = [line["text"] for line in told if line["kind"] == "resource"]
        self.assertEqual(sorted(set(texts)), sorted(texts))

    def test_all_at_once(self):
        _, said, told = self.alert("--queries", "2000", "--account", FIRST, "--account", EURO, "--account", MANY_PLANS)
        self.assertEqual("", said)
        self.assertEqual({FIRST, EURO, MANY_PLANS}, self.accounts_asked())
        self.assertIn(FIRST, {line["account_id"] for line in told})

    def test_one_that_fails_is_told_and_leaves_the_others(self):
        self.agency.faults({"path": "graphql", "status": 403, "count": 1})
        _, said, told = self.alert("--queries", "2000", "--account", FIRST, "--account", EURO)
        self.assertRegex(said, "^alert: not checked: resources of [^:]*: cf_resource_usage: HTTP 403, code 10000: "
                               "Authentication error. The token needs Account › Account Analytics › Read.\n$")
        self.assertEqual(1, said.count("not checked"))
        self.assertEqual(1, len([line for line in told if line["kind"] == "not checked"]))

    def test_one_whose_server_fails_leaves_the_others(self):
        """Also if it is asked before the others: these are looked at, and it is named."""
        accounts = [account["id"] for account in self.agency.accounts() if account["id"] != NOT_COVERED][:7]
        given = [argument for account in accounts for argument in ("--account", account)]
        with open(self.folder / "once.sql", "w", encoding="utf-8") as file:
            file.write("SELECT cf_config('max_retries', 0);")
        options = ("--queries", "2000", "--sql", self.folder / "once.sql", *given)
        _, said, told = self.alert("--again", *options)
        self.assertEqual("", said)
        asked = [variables["account"] for variables in self.asked if "account" in variables]
        self.assertGreater(len(set(asked)), 3)

        def found(lines, but):
            return sorted(line["text"] for line in lines if line["kind"] == "resource" and line["account_id"] != but)

        # The loop is in the first account's: one of the two is another.
        for failing in (asked[0], next(each for each in asked if each not in (asked[0], FIRST))):
            self.agency.faults({"path": "graphql", "account": failing, "status": 500})
            status, said, now = self.alert("--again", *options)
            self.assertEqual(2, status)
            self.assertRegex(said, r"^alert: not checked: resources of [^:]+: cf_resource_usage: HTTP 500[^\n]*\n$")
            self.assertEqual([failing], [line["account_id"] for line in now if line["kind"] == "not checked"])
            self.assertEqual(found(told, failing), found(now, failing))
            self.assertEqual(failing != FIRST, FIRST in {line["account_id"] for line in now if line["kind"] == "resource"})

    def test_one_whose_usage_fails_is_not_over(self):
        """Nobody knows then what to ask analytics for: what was told is so still, and is no news once that is known."""
        with open(self.folder / "once.sql", "w", encoding="utf-8") as file:
            file.write("SELECT cf_config('max_retries', 0);")
        options = ("--queries", "2000", "--sql", self.folder / "once.sql", "--account", FIRST, "--account", EURO)

        def told():
            status, said, lines = self.alert(*options)
            return status, said, [line for line in lines if (line["kind"], line["account_id"]) == ("resource", FIRST)]

        self.assertLess(0, len(told()[2]))
        self.agency.faults({"path": "usage", "account": FIRST, "status": 500})
        status, said, lines = told()
        self.assertEqual((2, []), (status, lines))
        self.assertRegex(said, r"^alert: not checked: usage of [^:]+: cf_paygo_usage: HTTP 500[^\n]*\n$")
        self.assertNotIn(FIRST, self.accounts_asked())
        self.agency.faults()
        self.assertEqual((0, "", []), told())

    def test_again_notes_nobody(self):
        first = [self.alert("--queries", "1", "--again") and self.accounts_asked() for _ in range(2)]
        self.assertEqual(*first)
        self.assertEqual(1, len(first[0]))


if __name__ == "__main__":
    script_case.main()
