"""cf_resource_usage: what conditions ask for, which rows come, and what is an error."""

import json
import threading
import time

import support
from resource_case import D1, LISTS, ResourceCase
from support import AUTH, BUSY, ERROR, EURO, FIRST, INTERRUPT, MONTH_END, NOT_COVERED

READ = "D1 - Rows Read"
WORKERS = "workersInvocationsAdaptive"


class Rows(ResourceCase):
    def test_are_what_analytics_say(self):
        first, last = self.ago(6), self.ago(1)
        found = self.rows("SELECT day, resource_id, quantity FROM cf_resource_usage(?, ?, ?) WHERE service = ?",
                          (FIRST, first, last, READ))
        self.assert_same_rows(self.d1(first, last), found)
        self.assertGreater(len(found), 10)

    def test_of_all_datasets_take_one_query_each(self):
        zones = self.value("SELECT count(*) FROM cf_tags(?) WHERE type = 'zone'", (FIRST,))
        self.sandbox.forget_requests()
        self.rows("SELECT * FROM cf_resource_usage(?)", (FIRST,))
        queries = [asked for asked in self.asked() if asked[0] not in ("settings", *LISTS)]
        of_account = [asked for asked in queries if not asked[0].startswith(("cacheReserve", "loadBalancing"))]
        self.assertEqual(len(of_account), len({asked[0] for asked in of_account}))
        self.assertGreater(zones, 1)
        self.assertEqual(3, len(queries) - len(of_account))  # Of up to ten zones together.
        kinds = dict(self.rows("SELECT resource_type, count(*) FROM cf_resource_usage(?) GROUP BY 1", (FIRST,)))
        self.assertLess({"worker", "r2_bucket", "d1_database", "kv_namespace", "queue", "durable_object_namespace",
                         "pages_project"}, set(kinds))

    def test_have_types_and_arguments(self):
        first, last = self.ago(2), self.ago(1)
        self.assertEqual([("text", "real", "real", FIRST, first, last, None, None, None)], self.rows(
            "SELECT DISTINCT typeof(day), typeof(quantity), typeof(sample_interval), account_id, from_date, to_date, "
            "granularity, hour, reason FROM cf_resource_usage(?, ?, ?) WHERE dataset = ?", (FIRST, first, last, D1)))

    def test_raw_is_the_group(self):
        for raw, quantity in self.rows("SELECT raw, quantity FROM cf_resource_usage(?, ?) WHERE service = ?",
                                       (FIRST, self.ago(1), READ)):
            self.assertEqual(quantity, json.loads(raw)["sum"]["rowsRead"])

    def test_belong_to_the_lines_of_the_bill(self):
        services = {service for (service,) in self.rows(
            "SELECT DISTINCT service FROM cf_resource_usage(?, ?) WHERE dataset = 'r2OperationsAdaptiveGroups'",
            (FIRST, self.ago(3)))}
        self.assertEqual({None, "R2 Storage Class A Operations", "R2 Storage Class B Operations"}, services)
        self.assertEqual([("AbortMultipartUpload",), ("DeleteObject",)], self.rows(
            "SELECT DISTINCT action FROM cf_resource_usage(?, ?) WHERE resource_type = 'r2_bucket' "
            "AND service IS NULL ORDER BY 1", (FIRST, self.ago(3))))

    def test_every_service_is_one_of_the_price_list_or_known(self):
        self.rows("SELECT cf_create_views()")
        known = {service for (service,) in self.rows("SELECT cf_service_name(metric) FROM cf_public_prices")}
        known |= {"Cache Reserve Storage", "Load Balancing DNS Queries", "Artifacts Operations"}
        services = {service for (service,) in self.rows(
            "SELECT DISTINCT service FROM cf_resource_usage(?, ?)", (FIRST, self.ago(1)))} - {None}
        self.assertLessEqual(services, known)
        self.assertGreater(len(services), 20)

    def test_of_previews_of_workers_belong_to_no_line(self):
        """Nobody is billed for them."""
        day = self.ago(1)
        groups = [{"dimensions": {"date": day, "scriptName": "shop", "isPreview": is_preview},
                   "sum": {"requests": requests, "cpuTimeUs": 1000 * requests}, "avg": {"sampleInterval": 1}}
                  for is_preview, requests in ((0, 40), (1, 2))]
        self.sandbox.faults({"path": "/graphql", "body_has": f"{WORKERS}(", "status": 200, "body": json.dumps(
            {"data": {"viewer": {"accounts": [{"accountTag": FIRST, WORKERS: groups}]}}, "errors": None})})
        self.assert_same_rows(
            [("Workers Standard Requests", "Requests", 40.0), (None, "Requests", 2.0),
             ("Workers CPU ms", "Milliseconds", 40.0), (None, "Milliseconds", 2.0)],
            self.rows("SELECT service, unit, quantity FROM cf_resource_usage(?, ?, ?) WHERE dataset = ?",
                      (FIRST, day, day, WORKERS)))

    def test_add_up_to_what_was_billed(self):
        """Up to sampling; the days are old enough not to be restated."""
        first, last = self.ago(20), self.ago(10)
        for service in (READ, "R2 Data Storage", "KV Storage", "Workers CPU ms"):
            billed = self.value(
                "SELECT sum(ConsumedQuantity) FROM cf_paygo_usage WHERE account_id = ? AND charge_date BETWEEN ? AND ? "
                "AND cf_service_name(ServiceName) = ?", (FIRST, first, last, service))
            used = self.value("SELECT sum(quantity) FROM cf_resource_usage(?, ?, ?) WHERE service = ?",
                              (FIRST, first, last, service))
            self.assertAlmostEqual(1, used / billed, delta=0.05, msg=service)

    def test_of_several_accounts(self):
        first = self.ago(2)
        found = self.rows("SELECT account_id, day, resource_id, quantity FROM cf_resource_usage "
                          f"WHERE account_id IN ('{FIRST}', '{EURO}', '{MONTH_END}') AND day >= ? AND day < ? "
                          "AND service = ?", (first, self.ago(0), READ))
        wanted = [(account, *row) for account in (FIRST, EURO, MONTH_END)
                  for row in self.d1(first, self.ago(1), account)]
        self.assert_same_rows(wanted, found)
        self.assertEqual({FIRST, MONTH_END}, {account for account, *_ in found} & {FIRST, MONTH_END})

    def test_of_hours_add_up_to_days(self):
        day = self.ago(3)
        hours = self.rows("SELECT hour, sum(quantity) FROM cf_resource_usage(?, ?, ?, 'hour') WHERE service = ? "
                          "GROUP BY 1 ORDER BY 1", (FIRST, day, day, READ))
        self.assertEqual([f"{day}T{hour:02}:00:00Z" for hour in range(24)], [hour for hour, _ in hours])
        whole = self.value("SELECT sum(quantity) FROM cf_resource_usage(?, ?, ?) WHERE service = ?",
                           (FIRST, day, day, READ))
        self.assertAlmostEqual(1, sum(quantity for _, quantity in hours) / whole, delta=0.05)
        self.assertIn("granularity must be 'day' or 'hour', not 'minute'", self.failure(
            ERROR, f"SELECT * FROM cf_resource_usage('{FIRST}', '{day}', '{day}', 'minute')"))

    def test_of_today_are_minutes_old(self):
        self.sandbox.set(graphql__now="15:00")
        hours = self.rows("SELECT DISTINCT hour FROM cf_resource_usage(?, ?, ?, 'hour') WHERE service = ? ORDER BY 1",
                          (FIRST, self.ago(0), self.ago(0), READ))
        self.assertEqual((f"{self.ago(0)}T14:00:00Z",), hours[-1])


class Pushdown(ResourceCase):
    def of(self, condition, parameters=(), columns="DISTINCT dataset"):
        self.sandbox.forget_requests()
        db = self.connect()
        found = self.rows(f"SELECT {columns} FROM cf_resource_usage WHERE account_id = '{FIRST}' "
                          f"AND day = '{self.ago(1)}' AND {condition}", parameters, db=db)
        return sorted(dataset for (dataset,) in found)

    def test_only_datasets_that_can_have_rows_are_asked_for(self):
        d1 = [D1, "d1StorageAdaptiveGroups"]
        kv = ["kvOperationsAdaptiveGroups", "kvStorageAdaptiveGroups"]
        for condition, wanted in (
                (f"dataset = '{D1}'", [D1]),
                (f"dataset IN ('{D1}', 'kvStorageAdaptiveGroups', NULL, 'x')", [D1, kv[1]]),
                (f"(dataset = '{D1}' OR dataset = 'kvStorageAdaptiveGroups')", [D1, kv[1]]),
                ("resource_type = 'd1_database'", d1),
                ("resource_type IN ('d1_database', 'kv_namespace')", d1 + kv),
                (f"service = '{READ}'", [D1]),
                (f"service IN ('{READ}', 'KV Storage')", [D1, kv[1]]),
                ("service = 'KV Storage' AND resource_type = 'kv_namespace'", [kv[1]])):
            with self.subTest(condition):
                self.assertEqual(sorted(wanted), self.of(condition))
                self.assertEqual(sorted(wanted), self.datasets_asked())
                self.assertEqual(1 + len(wanted), len(self.asked()))
                self.assertEqual(("settings", *sorted(wanted)), self.asked()[0])

    def test_what_no_dataset_has_is_not_asked_for(self):
        for condition in ("dataset = 'nonesuch'", "service = 'KV Storage' AND resource_type = 'd1_database'",
                          "dataset = NULL", "dataset = x'6431'", "service IN ()", "resource_type = 5"):
            with self.subTest(condition), self.request_count(0):
                self.assertEqual([], self.of(condition))

    def test_what_is_left_to_sqlite_asks_for_all_that_is_left(self):
        for condition, wanted in (
                (f"dataset = '{D1.upper()}' COLLATE NOCASE AND resource_type = 'd1_database'", [D1]),
                ("service IS NULL AND resource_type = 'queue'", []),
                (f"service LIKE 'd1 - rows read' AND resource_type = 'd1_database'", [D1]),
                (f"service || '' = '{READ}' AND resource_type = 'd1_database'", [D1]),
                (f"dataset <> '{D1}' AND resource_type = 'd1_database'", ["d1StorageAdaptiveGroups"])):
            with self.subTest(condition):
                self.assertEqual(wanted, self.of(condition))

    def test_or_of_two_columns_has_each_row_once(self):
        condition = f"(service = '{READ}' OR action = 'read' OR dataset = '{D1}')"
        columns = "dataset"
        found = self.of(f"{condition} AND resource_type IN ('d1_database', 'kv_namespace')", columns=columns)
        whole = self.of("resource_type IN ('d1_database', 'kv_namespace') AND "
                        f"+{condition}", columns=columns)
        self.assertEqual(whole, found)

    def test_days_are_asked_for(self):
        first, last, today = self.ago(12), self.ago(8), self.ago(0)
        for condition, asked in (
                (f"day BETWEEN '{first}' AND '{last}'", (first, last)),
                (f"day >= '{first}' AND day < '{last}'", (first, self.ago(9))),
                (f"day >= '{first}'", (first, today)),
                (f"day IN ('{first}', '{last}', NULL)", (first, last)),
                (f"from_date = '{first}' AND to_date = '{last}'", (first, last)),
                (f"day >= '{first}' AND day <= '2999-01-01'", (first, today))):
            with self.subTest(condition):
                self.sandbox.forget_requests()
                found = self.rows(f"SELECT DISTINCT day FROM cf_resource_usage WHERE account_id = '{FIRST}' "
                                  f"AND service = '{READ}' AND {condition}", db=self.connect())
                self.assertEqual([("settings", D1), (D1, *asked)], self.asked())
                self.assertTrue(found and all(asked[0] <= day <= asked[1] for (day,) in found))
        for condition in (f"day > '{today}'", f"day = NULL", f"day > '{last}' AND day < '{first}'"):
            with self.subTest(condition), self.request_count(0):
                self.assertEqual([], self.rows(
                    f"SELECT day FROM cf_resource_usage WHERE account_id = '{FIRST}' AND {condition}"))
        self.assertIn("needs a lower date bound", self.failure(
            ERROR, f"SELECT * FROM cf_resource_usage('{FIRST}') WHERE day <= '{last}'"))
        self.assertIn("in quotes", self.failure(ERROR, f"SELECT * FROM cf_resource_usage('{FIRST}', 2026)"))

    def test_without_days_there_are_thirty(self):
        days = self.rows("SELECT min(day), max(day) FROM cf_resource_usage(?) WHERE service = ?", (FIRST, READ))
        self.assertEqual([(self.ago(29), self.ago(0))], days)

    def test_the_datasets_of_a_service_are_known_without_asking(self):
        with self.request_count(0):
            known = {name: json.loads(self.value("SELECT cf_service_datasets(?)", (name,)))
                     for name in (READ, "Workers Standard Requests", "Argo Smart Routing", "d1 - rows read", "", None)}
        self.assertEqual([D1], known[READ])
        self.assertEqual(["workersInvocationsAdaptive", "pagesFunctionsInvocationsAdaptiveGroups"],
                         known["Workers Standard Requests"])
        # None tells it; a name is one as cf_resource_usage has it; without one, those of no line at all are none.
        for name in ("Argo Smart Routing", "d1 - rows read", ""):
            self.assertEqual([], known[name], name)
        self.assertLess(25, len(known[None]))
        # And the other way round.
        with self.request_count(0):
            self.assertEqual([READ, "D1 - Rows Written"], json.loads(self.value("SELECT cf_dataset_services(?)", (D1,))))
            self.assertEqual("[]", self.value("SELECT cf_dataset_services('imagesRequestsAdaptiveGroups')"))
            self.assertEqual("[]", self.value("SELECT cf_dataset_services('')"))
            services = json.loads(self.value("SELECT cf_dataset_services(NULL)"))
            self.assertEqual(len(services), len(set(services)))
            told = [self.value("SELECT cf_service_datasets(?)", (service,)) for service in services]
        self.assertNotIn("[]", told)
        self.assertLessEqual({READ, "Workers Standard Requests", "Cache Reserve Storage"}, set(services))
        for service in (READ, "Workers Standard Requests"):
            self.sandbox.forget_requests()
            self.rows("SELECT * FROM cf_resource_usage(?, ?, ?) WHERE service = ?",
                      (FIRST, self.ago(2), self.ago(1), service), db=self.connect())
            self.assertEqual(sorted(known[service]), self.datasets_asked())

    def test_joins_ask_once(self):
        db = self.connect(cache_ttl=300)
        self.rows("CREATE TEMP TABLE days(d)", db=db)
        db.executemany("INSERT INTO days VALUES (?)", [(self.ago(age),) for age in range(1, 6)])
        found = self.rows("SELECT u.day, u.resource_id, u.quantity FROM days CROSS JOIN cf_resource_usage u "
                          f"ON u.day = days.d WHERE u.account_id = '{FIRST}' AND u.service = '{READ}'", db=db)
        self.assert_same_rows(self.d1(self.ago(5), self.ago(1)), found)
        # Two blocks of days at most, and what the test itself asked.
        self.assertLessEqual(len(self.asked()), 1 + 2 + 1)

    def test_a_left_join_and_a_subquery(self):
        services = self.rows(
            "SELECT s.name, (SELECT count(*) FROM cf_resource_usage WHERE account_id = ?1 AND day = ?2 "
            "AND service = s.name) FROM (SELECT ?3 AS name UNION SELECT 'x') s LEFT JOIN cf_resource_usage u "
            "ON u.account_id = ?1 AND u.day = ?2 AND u.service = s.name GROUP BY 1", (FIRST, self.ago(1), READ))
        self.assertEqual({READ: len(self.d1(self.ago(1), self.ago(1))), "x": 0}, dict(services))


class Settings(ResourceCase):
    def test_are_kept(self):
        query = f"SELECT count(*) FROM cf_resource_usage('{FIRST}', ?) WHERE service = '{READ}'"
        with self.request_count(2):
            self.value(query, (self.ago(1),))
        with self.request_count(1):
            self.value(query, (self.ago(2),))
        with self.request_count(3):  # Of the others.
            self.value(f"SELECT count(*) FROM cf_resource_usage('{FIRST}', ?) WHERE service IN ('{READ}', 'KV Storage')",
                       (self.ago(1),))
        self.assertIn(("settings", "kvStorageAdaptiveGroups"), self.asked())

    def test_cut_windows(self):
        self.sandbox.set(graphql__max_duration_days="10")
        first, last = self.ago(24), self.ago(1)
        found = self.rows("SELECT day, resource_id, quantity FROM cf_resource_usage(?, ?, ?) WHERE service = ?",
                          (FIRST, first, last, READ))
        self.assertEqual([(D1, first, self.ago(15)), (D1, self.ago(14), self.ago(5)), (D1, self.ago(4), last)],
                         sorted(self.asked()[1:]))
        self.sandbox.set(graphql__max_duration_days="0")
        self.assert_same_rows(self.d1(first, last), found)

    def test_what_is_cut_is_asked_for_again(self):
        self.sandbox.set(graphql__extra_resources="30")
        first, last = self.ago(4), self.ago(1)
        wanted = self.d1(first, last)
        for size in (200, 40, 20, 7, 2):
            with self.subTest(size):
                self.sandbox.set(graphql__max_page_size=str(size))
                found = self.rows("SELECT day, resource_id, quantity FROM cf_resource_usage(?, ?, ?) "
                                  "WHERE service = ?", (FIRST, first, last, READ), db=self.connect())
                self.assert_same_rows(wanted, found)
        self.assertGreater(len(wanted), 120)
        self.sandbox.set(graphql__max_page_size="1")
        self.assertIn("some may be missing", self.failure(
            ERROR, f"SELECT * FROM cf_resource_usage('{FIRST}', '{first}') WHERE service = '{READ}'",
            db=self.connect()))

    def test_days_that_are_gone_are_an_error(self):
        self.sandbox.set(graphql__retention_days="10")
        query = f"SELECT DISTINCT day FROM cf_resource_usage('{FIRST}', ?) WHERE service = '{READ}' ORDER BY 1"
        message = self.failure(ERROR, query, (self.ago(12),))
        self.assert_says(message, f"{D1} keeps nothing of {self.ago(12)} to {self.ago(10)}",
                         f"the first day it has is {self.ago(9)}", "cf_config('incomplete', 'ignore')", FIRST)
        db = self.connect(incomplete="ignore")
        query = query.replace("ORDER", "AND quantity IS NOT NULL ORDER")
        self.assertEqual((self.ago(9),), self.rows(query, (self.ago(12),), db=db)[0])
        self.assertEqual(1, self.value("SELECT count(*) FROM cf_requests WHERE error LIKE '%days are gone%' "
                                       "AND status = 200 AND outcome = 'ok'", db=db))
        self.assertEqual([(self.ago(12),), (self.ago(11),), (self.ago(10),)], self.rows(
            query.replace("quantity IS NOT NULL", "reason LIKE 'no longer kept%'"), (self.ago(12),), db=db))
        # What is known of that is not asked for again.
        self.sandbox.forget_requests()
        self.rows(query, (self.ago(12),), db=db)
        self.assertEqual([], [request for request in self.sandbox.requests() if "settings" in request["body"]])

    def test_what_is_not_available_is_a_row(self):
        for setting in ("graphql__disabled", "graphql__not_in_plan"):
            for status in ("200", "documented"):
                with self.subTest(setting, status=status):
                    self.restart(**{setting: D1, "graphql__status": status})
                    db = self.connect()
                    found = self.rows(
                        "SELECT day, dataset, service, quantity, resource_id, reason IS NOT NULL, raw "
                        "FROM cf_resource_usage(?, ?, ?) WHERE resource_type = 'd1_database' AND quantity IS NULL",
                        (FIRST, self.ago(2), self.ago(1)), db=db)
                    self.assert_same_rows([(day, D1, service, None, None, 1, None) for day in
                                           (self.ago(2), self.ago(1)) for service in (READ, "D1 - Rows Written")],
                                          found)
                    self.assertEqual(1, self.value(
                        f"SELECT count(*) FROM cf_requests WHERE error LIKE '%{D1}%'", db=db))
                    self.assertGreater(self.value(
                        "SELECT count(quantity) FROM cf_resource_usage(?, ?, ?) WHERE service = 'D1 - Storage GB-mo'",
                        (FIRST, self.ago(2), self.ago(1)), db=db), 0)


class Errors(ResourceCase):
    def query(self):
        return (f"SELECT * FROM cf_resource_usage('{FIRST}', '{self.ago(3)}') "
                "WHERE resource_type = 'd1_database'")

    def test_of_a_dataset_say_which(self):
        for setting in ("graphql__failing", "graphql__partial"):
            with self.subTest(setting):
                self.restart(**{setting: D1})
                message = self.failure(ERROR, self.query(), db=self.connect())
                self.assert_says(message, "cf_resource_usage: HTTP 200, unable to execute query",
                                 f"at viewer.accounts.0.{D1}", f"account {FIRST}, POST …/graphql of {D1}")
                self.assertEqual(4, len(self.rows("SELECT DISTINCT day FROM cf_resource_usage(?, ?) "
                                                  "WHERE service = 'D1 - Storage GB-mo'", (FIRST, self.ago(3)))))

    def test_of_the_permission(self):
        self.sandbox.set(graphql__permission="off")
        for status in ("200", "documented"):
            self.sandbox.set(graphql__status=status)
            message = self.failure(AUTH, self.query(), db=self.connect())
            self.assert_says(message, "not authorized for that account",
                             "The token needs Account › Account Analytics › Read.")

    def test_of_a_dataset_that_the_schema_lacks(self):
        self.sandbox.set(graphql__unknown=D1)
        self.assert_says(self.failure(ERROR, self.query()), f'unknown field "{D1}"')

    def test_leave_an_account_out(self):
        self.sandbox.faults({"path": "graphql", "account": EURO, "status": 500})
        db = self.connect(on_error="skip", max_retries=0)
        found = self.rows(f"SELECT DISTINCT account_id FROM cf_resource_usage WHERE account_id IN ('{FIRST}', '{EURO}')"
                          f" AND service = '{READ}' AND day = '{self.ago(1)}'", db=db)
        self.assertEqual([(FIRST,)], found)
        self.assertEqual([(EURO,)], self.rows(
            "SELECT DISTINCT account_id FROM cf_requests WHERE outcome = 'left out'", db=db))

    def test_of_the_rate_limit_name_the_wait(self):
        self.sandbox.set(graphql__rate_limit="2", graphql__rate_window="300")
        begun = time.monotonic()
        message = self.failure(BUSY, self.query(), db=self.connect(max_retries=0, max_wait=5))
        self.assert_says(message, "300 queries of analytics in five minutes")
        self.assertLess(time.monotonic() - begun, 3)

    def test_zones_that_may_not_be_listed_are_rows(self):
        self.sandbox.faults({"path": r"/zones\?", "status": 403, "body": json.dumps(
            {"success": False, "errors": [{"code": 9109, "message": "Unauthorized"}]})})
        found = self.rows("SELECT DISTINCT dataset, quantity FROM cf_resource_usage(?, ?) "
                          "WHERE resource_type = 'zone'", (FIRST, self.ago(1)))
        self.assertEqual(2, len(found))
        self.assertEqual({None}, {quantity for _, quantity in found})

    def test_an_interrupt(self):
        self.sandbox.faults({"path": "graphql", "body_has": "rowsRead", "latency_ms": 5000})
        db = self.connect(same_thread=False)
        threading.Timer(0.5, db.interrupt).start()
        begun = time.monotonic()
        self.assertEqual("interrupted", self.failure(INTERRUPT, self.query(), db=db))
        self.assertLess(time.monotonic() - begun, 3)


class Names(ResourceCase):
    NAMED = (f"SELECT DISTINCT resource_id, resource_name FROM cf_resource_usage('{FIRST}', ?) WHERE resource_type = ?")

    def test_are_those_of_the_lists(self):
        truth = {}
        for item in map(json.loads, self.sandbox.truth("resources", FIRST)):
            truth.setdefault(item["type"], {})[item["id"]] = None if item["gone"] else item["name"]
        for kind, requests in (("d1_database", 4), ("kv_namespace", 4), ("queue", 3), ("r2_bucket", 3)):
            with self.subTest(kind), self.request_count(requests):
                found = dict(self.rows(self.NAMED, (self.ago(1), kind), db=self.connect()))
                self.assertEqual({key: truth[kind][key] for key in found}, found)
        self.assertIn(None, dict(self.rows(self.NAMED, (self.ago(1), "d1_database"))).values())

    def test_of_objects_are_script_and_class(self):
        names = {name for _, name in self.rows(self.NAMED, (self.ago(1), "durable_object_namespace"))}
        self.assertIn("storefront:ChatRoom", names)

    def test_are_asked_for_once_and_only_if_they_are_used(self):
        self.rows(self.NAMED, (self.ago(1), "d1_database"))
        with self.request_count(2):
            self.rows(self.NAMED, (self.ago(2), "d1_database"))
        with self.request_count(2):
            self.rows("SELECT sum(quantity) FROM cf_resource_usage(?, ?) WHERE resource_type = 'd1_database'",
                      (FIRST, self.ago(3)))

    def test_that_may_not_be_read_are_null(self):
        self.sandbox.faults({"path": "d1/database", "status": 403, "body": json.dumps(
            {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]})})
        found = self.rows(self.NAMED, (self.ago(1), "d1_database"))
        self.assertEqual({None}, {name for _, name in found})
        self.assertEqual([(403,)], self.rows("SELECT status FROM cf_requests WHERE error LIKE '%D1 › Read%'"))


class Tags(ResourceCase):
    def test_are_all_resources(self):
        found = self.rows("SELECT type, id, name, tags ->> '$.team' FROM cf_tags(?)", (FIRST,))
        truth = [json.loads(item) for item in self.sandbox.truth("resources", FIRST)]
        wanted = {(item["type"], item["id"], item["name"], item["tags"].get("team"))
                  for item in truth if item["type"] and not item["gone"]}
        self.assertLess(wanted, set(found))
        self.assertEqual(len(found), len(set(found)))

    def test_come_in_pages(self):
        whole = self.rows("SELECT * FROM cf_tags(?)", (FIRST,))
        self.sandbox.set(tags__page_size="7")
        pages = -(-len(whole) // 7)
        with self.request_count(pages):
            self.assert_same_rows(whole, self.rows("SELECT * FROM cf_tags(?)", (FIRST,)))
        with self.request_count(1):
            self.rows("SELECT name FROM cf_tags(?) LIMIT 3", (FIRST,))

    def test_join_what_was_used(self):
        teams = dict(self.rows(
            "SELECT t.tags ->> '$.team', sum(u.quantity) FROM cf_resource_usage u JOIN cf_tags t "
            "ON t.account_id = u.account_id AND t.type = u.resource_type AND t.id = u.resource_id "
            f"WHERE u.account_id = '{FIRST}' AND u.day = ? AND u.service = 'Workers Standard Requests' GROUP BY 1",
            (self.ago(1),)))
        self.assertTrue(set(teams) & {"storefront", "data", "platform"}, teams)

    def test_of_an_account_without_any(self):
        self.assertIsInstance(self.value("SELECT count(*) FROM cf_tags(?)", (NOT_COVERED,)), int)


if __name__ == "__main__":
    support.main()
