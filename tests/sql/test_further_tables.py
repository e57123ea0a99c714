"""The tables of one small endpoint each, and those about the connection itself."""

import json

import support
from support import ALL_ACCOUNTS, EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED, TOKEN
COLUMNS = {
    "cf_accounts": "id name type created_on",
    "cf_paygo_subscriptions": "covered id start_timestamp billing_cycle_anchor_timestamp "
                              "end_timestamp",
    "cf_subscriptions": "id state price currency frequency current_period_start "
                        "current_period_end rate_plan_id rate_plan_public_name rate_plan_scope "
                        "zone_id zone_name rate_plan_currency rate_plan_sets "
                        "rate_plan_externally_managed rate_plan_is_contract product_name "
                        "component_values",
    "cf_unpaid_invoices": "id action amount currency description occurred_at type status "
                          "amount_to_pay source invoice_id receipt_id external_invoice_id "
                          "source_invoice_id hosted_invoice_url",
    "cf_credits": "confirmed_balance_cents currency days_remaining eligible has_record "
                  "original_amount_cents percent_consumed projected_depletion_date valid_from "
                  "valid_to",
    "cf_billable_metrics": "Id Name ProductFamily ProductCategory DimensionKeys",
    "cf_usage_history": "day metric quantity",
    "cf_resource_usage": "day dataset resource_type resource_id resource_name action service quantity unit "
                         "sample_interval",
    "cf_tags": "type id name tags zone_id worker_id",
    "cf_payment_methods": "id type default last_four expiration_date nick_name bank_name "
                          "bank_account_type bank_code bank_country bank_routing_number "
                          "payment_account_email payment_email cashapp_cash_tag first_name "
                          "last_name address address2 city state zipcode country",
    "cf_bad_debt": "already_paid bad_debt_status total_debt_amount invoices",
    "cf_alert_policies": "id name description alert_type alert_interval enabled filters mechanisms "
                         "created modified",
    "cf_organizations": "id name create_time parent_id parent_name profile_business_name "
                        "profile_business_address profile_business_email profile_business_phone "
                        "profile_external_metadata meta",
    "cf_ai_gateway_credit": "balance has_default_payment_method payment_method_brand "
                            "payment_method_last4 topup_config_amount topup_config_threshold "
                            "topup_config_disabledReason topup_config_error "
                            "topup_config_lastFailedAt first_topup_success",
    "cf_ai_gateway_invoice_lines": "amount currency description quantity period_start period_end "
                                   "pricing_unit_amount_decimal pretax_credit_amounts invoice_id "
                                   "invoice_status invoice_currency invoice_period_start "
                                   "invoice_period_end amount_due amount_paid amount_remaining",
    "cf_requests": "id started_at table_name method url status error_code error attempts "
                   "waited_ms duration_ms bytes_received bytes_decoded rows cache cf_ray "
                   "account_id outcome messages total_count total_pages page per_page",
    "cf_settings": "name value source description",
    "cf_help": "name kind question example",
}
ARGUMENTS = {"cf_accounts": [], "cf_requests": ["error_kind"], "cf_settings": [], "cf_help": [],
             "cf_organizations": [],
             "cf_billable_metrics": ["account_id", "from_date", "to_date"],
             "cf_usage_history": ["account_id", "from_date", "to_date"],
             "cf_resource_usage": ["account_id", "from_date", "to_date", "granularity", "incomplete", "told", "hour",
                                   "reason"]}
LOCAL = ("cf_requests", "cf_settings", "cf_help")
# Table, name of the truth, where the records are in it.
OF_ACCOUNTS = (("cf_subscriptions", "subscriptions"), ("cf_unpaid_invoices", "unpaid"),
               ("cf_payment_methods", "payment_methods"), ("cf_alert_policies", "alert_policies"),
               ("cf_billable_metrics", "metrics"))
OBJECTS = (("cf_credits", "credits"), ("cf_bad_debt", "bad_debt"), ("cf_ai_gateway_credit", "ai_gateway_credit"))


def cell(value):
    """A field as the tables show it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return value


def nested(record, column):
    for member in ("rate_plan", "zone", "product", "payment_method", "topup_config", "parent", "profile"):
        if column.startswith(member + "_") and column not in record:
            return (record.get(member) or {}).get(column.removeprefix(member + "_"))
    return record.get(column)


def expected_rows(table, records):
    def value(record, column):
        found = nested(record, column)
        # Amounts come as text as well.
        return float(found) if column == "amount" and isinstance(found, str) else cell(found)
    return sorted((tuple(value(record, column) for column in COLUMNS[table].split())
                   for record in records), key=repr)


class FurtherCase(support.TestCase):
    def truth(self, name, account=None):
        path = f"truth/{name}" + (f"?account={account}" if account else "")
        return json.loads(self.sandbox.control("GET", path))

    def sorted_rows(self, sql, parameters=(), db=None):
        return sorted(self.rows(sql, parameters, db), key=repr)


class Columns(FurtherCase):
    def test_visible_and_hidden(self):
        for table, columns in COLUMNS.items():
            with self.subTest(table):
                found = self.rows("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,))
                visible = [name for name, hidden in found if not hidden]
                hidden = [name for name, hidden in found if hidden]
                self.assertEqual(columns.split(), visible)
                wanted = ARGUMENTS.get(table, ["account_id"])
                self.assertEqual(wanted + ([] if table in LOCAL else ["raw"]), hidden)

    def test_quantities_are_real(self):
        self.assertEqual([("real",)], self.rows(
            f"SELECT DISTINCT typeof(price) FROM cf_subscriptions('{FIRST}')"))
        self.assertEqual([("real", "integer", "integer")], self.rows(
            "SELECT typeof(confirmed_balance_cents), typeof(days_remaining), typeof(has_record) "
            f"FROM cf_credits('{MONTH_END}')"))

    def test_not_in_views_that_persist(self):
        for table in COLUMNS:
            with self.subTest(table):
                db = self.connect()
                db.execute(f"CREATE VIEW v AS SELECT * FROM {table}")
                self.assertIn("unsafe use", self.failure(1, "SELECT * FROM v", db=db))


class Records(FurtherCase):
    def test_accounts(self):
        self.assertEqual(expected_rows("cf_accounts", self.truth("accounts")),
                         self.sorted_rows("SELECT * FROM cf_accounts"))

    def test_accounts_page_by_page(self):
        self.sandbox.set(accounts__extra=120, accounts__max_per_page=25)
        found = self.rows("SELECT id FROM cf_accounts")
        self.assertEqual(127, len(set(found)))
        self.assertEqual(127, len(found))
        self.assertLessEqual(len(self.sandbox.requests()), 7)
        self.sandbox.forget_requests()
        self.assertEqual(3, len(self.rows("SELECT id FROM cf_accounts LIMIT 3")))
        self.assertEqual(1, len(self.sandbox.requests()))

    def test_account_by_name(self):
        names = [record["name"] for record in self.truth("accounts")]
        for name in names:
            self.sandbox.forget_requests()
            with self.subTest(name):
                self.assertEqual([(name,)],
                                 self.rows("SELECT name FROM cf_accounts WHERE name = ?", (name,)))
                # A page, the empty one behind it twice, and what is around them: totals of a
                # filtered list are not believed.
                requests = self.sandbox.requests()
                self.assertEqual(5, len(requests))
                self.assertEqual({name}, {request.parameters["name"] for request in requests})
        self.assertEqual([], self.rows("SELECT name FROM cf_accounts WHERE name = ''"))
        self.assertEqual([], self.rows("SELECT name FROM cf_accounts WHERE name = 'nobody'"))

    def test_tables_of_accounts(self):
        for table, truth in OF_ACCOUNTS:
            for account in ALL_ACCOUNTS:
                if table == "cf_billable_metrics" and account == NOT_COVERED:
                    continue
                with self.subTest(table, account=account):
                    self.assertEqual(expected_rows(table, self.truth(truth, account)),
                                     self.sorted_rows(f"SELECT * FROM {table}('{account}')"))

    def test_objects(self):
        for table, truth in OBJECTS:
            for account in ALL_ACCOUNTS:
                with self.subTest(table, account=account):
                    self.assertEqual(expected_rows(table, [self.truth(truth, account)]),
                                     self.rows(f"SELECT * FROM {table}('{account}')"))

    def test_paygo_subscriptions(self):
        for account in ALL_ACCOUNTS:
            info = self.truth("info", account)
            records = [{"covered": info["covered"], **each} for each in info["subscriptions"]]
            with self.subTest(account):
                self.assertEqual(
                    expected_rows("cf_paygo_subscriptions", records or [{"covered": False}]),
                    self.sorted_rows(f"SELECT * FROM cf_paygo_subscriptions('{account}')"))
        self.assertEqual([(0, None)], self.rows(
            f"SELECT covered, id FROM cf_paygo_subscriptions('{NOT_COVERED}')"))
        # A row there is, whatever columns are asked for.
        self.assertEqual([(1,)], self.rows(
            f"SELECT count(*) FROM cf_paygo_subscriptions('{NOT_COVERED}')"))

    def test_raw_is_the_record(self):
        for table, truth in OF_ACCOUNTS:
            with self.subTest(table):
                self.assertEqual(
                    sorted(map(json.dumps, self.truth(truth, MANY_PLANS))),
                    sorted(json.dumps(json.loads(raw)) for (raw,) in
                           self.rows(f"SELECT raw FROM {table}('{MANY_PLANS}')")))
        (raw,) = self.rows(f"SELECT raw FROM cf_paygo_subscriptions('{NOT_COVERED}')")
        self.assertEqual(self.truth("info", NOT_COVERED), json.loads(raw[0]))

    def test_metrics_of_days(self):
        """Every window's metrics, each once."""
        first, last = "2026-01-15", self.sandbox.today()
        self.sandbox.forget_requests()
        found = self.rows("SELECT Id FROM cf_billable_metrics(?, ?, ?)", (EURO, first, last))
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual({each["Id"] for each in self.truth("metrics", EURO)},
                         {name for (name,) in found})
        self.assertGreater(len(self.sandbox.requests()), 9)
        self.assertIn("from_date", self.failure(
            1, "SELECT * FROM cf_billable_metrics WHERE account_id = ? AND to_date = ?",
            (EURO, last)))

    def test_all_accounts_in_parallel(self):
        self.sandbox.set(accounts__extra=200)
        db = self.connect()
        # As with most tokens, the metrics are not open to every account.
        for table, _ in OF_ACCOUNTS[:2]:
            with self.subTest(table):
                self.sandbox.forget_requests()
                (count,) = self.rows(
                    f"SELECT count(DISTINCT account_id) FROM {table} "
                    "WHERE account_id IN (SELECT id FROM cf_accounts)", db=db)
                self.assertGreater(count[0], 20)
                asked = [each for each in self.sandbox.requests() if "/accounts/" in each["path"]]
                self.assertEqual(207, len(asked))

    def test_without_an_account(self):
        for table in set(COLUMNS) - {"cf_accounts", "cf_organizations", *LOCAL}:
            with self.subTest(table):
                self.assertIn(f"{table} needs an account",
                              self.failure(1, f"SELECT * FROM {table}"))
                self.assertEqual([], self.sandbox.requests())

    def test_joined_with_accounts(self):
        found = self.rows("SELECT a.name, s.covered FROM cf_accounts AS a "
                          "LEFT JOIN cf_paygo_subscriptions AS s ON s.account_id = a.id "
                          "GROUP BY a.id")
        self.assertEqual(len(ALL_ACCOUNTS), len(found))


class Requests(FurtherCase):
    def log(self, columns="*", db=None):
        return self.rows(f"SELECT {columns} FROM cf_requests", db=db)

    def test_exchanges_and_hits(self):
        db = self.connect(cache_ttl=300)
        self.assertEqual([], self.log(db=db))
        for _ in range(2):
            self.rows(f"SELECT * FROM cf_credits('{FIRST}')", db=db)
        (first, second) = self.log(
            "id, table_name, method, url, status, error, attempts, rows, cache", db)
        url = f"{self.sandbox.base_url.rstrip('/')}/accounts/{FIRST}/billing/credits"
        self.assertEqual((1, "cf_credits", "GET", url, 200, None, 1, 1, "miss"), first)
        self.assertEqual((2, "cf_credits", "GET", url, 200, None, 0, 1, "hit"), second)
        self.assertEqual(1, len(self.sandbox.requests()))

    def test_bytes(self):
        self.sandbox.set(gzip="on")
        self.rows(f"SELECT * FROM cf_focus_usage('{FIRST}', date('now', '-9 days'))")
        ((received, decoded, rows),) = self.log("bytes_received, bytes_decoded, rows")
        self.assertLess(1000, received)
        self.assertLess(5 * received, decoded)
        self.assertLess(100, rows)

    def test_retries_and_waits(self):
        self.sandbox.faults({"status": 503, "count": 2},
                            {"status": 429, "count": 1,
                             "headers": {"Retry-After-Ms": "300"}})
        db = self.connect(max_retries=5)
        self.assertEqual(1, len(self.rows(f"SELECT * FROM cf_credits('{FIRST}')", db=db)))
        ((status, attempts, waited, duration),) = self.log(
            "status, attempts, waited_ms, duration_ms", db)
        self.assertEqual((200, 4), (status, attempts))
        # 0.5 s and 1 s, less up to a quarter, and what the server asked for.
        self.assertTrue(1125 <= waited - 300 <= 1500, waited)
        self.assertGreaterEqual(duration, waited)

    def test_errors(self):
        self.sandbox.faults({"status": 403, "body": json.dumps(
            {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]})})
        self.failure(support.AUTH, f"SELECT * FROM cf_credits('{FIRST}')")
        ((status, code, error, rows),) = self.log("status, error_code, error, rows")
        self.assertEqual((403, 10000, None), (status, code, rows))
        self.assertIn("Authentication error", error)

    def test_no_answer(self):
        self.sandbox.faults({"reset": True})
        db = self.connect(max_retries=1)
        self.failure(support.CANTOPEN, f"SELECT * FROM cf_credits('{FIRST}')", db=db)
        ((status, error, attempts),) = self.log("status, error, attempts", db)
        self.assertEqual(2, attempts)
        self.assertIn(status, (None, 200))
        self.assertTrue(error)

    def test_not_covered_is_an_error_in_the_log(self):
        self.failure(1, f"SELECT * FROM cf_paygo_usage('{NOT_COVERED}')")
        self.assertIn("does not cover", self.log("error")[-1][0])

    def test_what_result_info_says_of_the_list(self):
        totals = "total_count, total_pages, page, per_page"
        db = self.connect(cache_ttl=300)
        history = f"SELECT id FROM cf_billing_history WHERE account_id = '{MID_MONTH}'"
        count = len(self.rows(history, db=db))
        pages = count // 25 + 1  # A last page that is full does not tell that it is the last.
        self.rows(history, db=db)
        # What was kept says it again; how many a page has is the server's word, not what was asked.
        told = [(count, None, page, 25) for page in range(1, pages + 1)]
        self.assertEqual(told + told, self.log(totals, db))
        self.assertEqual([("hit", count, count), ("miss", count, count)], self.rows(
            "SELECT cache, sum(rows), max(total_count) FROM cf_requests GROUP BY 1", db=db))
        db = self.connect()
        self.rows("SELECT id FROM cf_accounts LIMIT 1", db=db)
        self.assertEqual([(len(ALL_ACCOUNTS), 1, 1, 50)], self.log(totals, db))

    def test_where_no_result_info_tells(self):
        totals = "total_count, total_pages, page, per_page"
        self.rows(f"SELECT * FROM cf_credits('{FIRST}')")
        self.assertEqual([(None,) * 4], self.log(totals))
        for body, status, expected in (
                ({"success": True, "result": [], "result_info": {"total_count": 0, "page": "1"}}, 200,
                 (0, None, 1, None)),
                ({"success": True, "result": [], "result_info": {"total_count": None, "page": True}},
                 200, (None,) * 4),
                # Of a failure nothing is said.
                ({"success": False, "errors": [{"code": 1}], "result_info": {"total_count": 3}}, 403,
                 (None,) * 4)):
            with self.subTest(body):
                db = self.connect()
                self.sandbox.faults({"body": json.dumps(body), "status": status})
                sql = f"SELECT id FROM cf_subscriptions('{FIRST}')"
                if status == 200:
                    self.assertEqual([], self.rows(sql, db=db))
                else:
                    self.failure(support.AUTH, sql, db=db)
                self.assertEqual([expected], self.log(totals, db))

    def test_given_up(self):
        self.sandbox.faults({"latency_ms": 3000, "account": EURO})
        db = self.connect()
        db.execute("SELECT * FROM cf_credits WHERE account_id IN (?, ?) LIMIT 1",
                   (FIRST, EURO)).fetchone()
        rows = self.log("url, status, error", db)
        self.assertEqual(2, len(rows))
        self.assertTrue(any("given up" in (error or "") for _, _, error in rows), rows)

    def test_no_secret(self):
        self.rows(f"SELECT * FROM cf_credits('{FIRST}')")
        self.assertNotIn(TOKEN, repr(self.log()))
        self.assertNotIn(TOKEN, repr(self.rows("SELECT * FROM cf_settings")))

    def test_says_which_generation_answered(self):
        self.sandbox.set(paygo__generations="billing/usage/paygo")
        self.rows(f"SELECT ContractedCost FROM cf_paygo_usage('{MID_MONTH}')")
        answered = [url for url, status in self.log("url, status") if status == 200]
        self.assertTrue(answered and all("billing/usage/paygo" in url for url in answered))

    def test_a_ring(self):
        db = self.connect(cache_ttl=300)
        self.rows("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10050) "
                  f"SELECT count(c.eligible) FROM n CROSS JOIN cf_credits('{FIRST}') AS c", db=db)
        self.assertEqual([(10000, 51, 10050)],
                         self.log("count(*), min(id), max(id)", db))

    def test_makes_no_request_and_needs_no_token(self):
        db = self.connect(environment={"CLOUDFLARE_API_TOKEN": ""})
        self.assertEqual([], self.log(db=db))
        self.assertTrue(self.rows("SELECT * FROM cf_settings", db=db))
        self.assertEqual([], self.sandbox.requests())


class SettingsTable(FurtherCase):
    def test_every_setting(self):
        message = self.failure(1, "SELECT cf_config('nonesuch')")
        known = message.split("the settings are ")[1].split(", ")
        self.assertEqual(known, [name for (name,) in self.rows("SELECT name FROM cf_settings")])

    def test_source_and_value(self):
        def row(name):
            return self.rows("SELECT value, source FROM cf_settings WHERE name = ?", (name,))[0]
        self.assertEqual(("60", "default"), row("timeout"))
        self.value("SELECT cf_config('timeout', 30)")
        self.assertEqual(("30", "cf_config"), row("timeout"))
        self.assertEqual(("********", "environment"), row("api_token"))
        self.assertEqual((None, "default"), row("api_key"))


if __name__ == "__main__":
    support.main()
