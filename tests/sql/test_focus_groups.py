"""FOCUS usage in groups: the sums of its records, or an error; and what the sandbox refuses by POST."""

import collections
import decimal
import json

import support
from focus_post_case import PostCase
from support import ERROR, EURO, MID_MONTH, MONTH_END, NOT_COVERED, ORGANIZATION


class Groups(PostCase):
    FIELDS = {"account_id": "BillingAccountId", "zone_id": "x_ZoneId", "region": "RegionId"}

    def group_of(self, record, keys):
        """What a record is grouped by, as the columns show it."""
        shown = {}
        tags = {}
        for key in keys:
            if key.startswith("tag:"):
                value = (record.get("Tags") or {}).get(key[4:])
                tags |= {key[4:]: value} if value is not None else {}
            else:
                shown[self.FIELDS[key]] = record.get(self.FIELDS[key])
        shown["Tags"] = json.dumps(tags, separators=(",", ":")) if tags else None
        return tuple(shown.get(name) for name in ("BillingAccountId", "x_ZoneId", "RegionId", "Tags"))

    def sums(self, account, keys, first):
        sums = collections.defaultdict(lambda: [decimal.Decimal(0)] * 2)
        for _, record in self.truth(account, first, self.today):
            if record["x_BillableMetricId"] == "r2_ia_data_retrieval":
                continue  # Oddly spelled.
            key = (record["ChargePeriodStart"][:10], record["x_BillableMetricId"],
                   record.get("ChargeClass"), *self.group_of(record, keys))
            quantity, cost = sums[key]
            sums[key] = [quantity + record["ConsumedQuantity"], cost + (record.get("BilledCost") or 0)]
        return sums

    def compare(self, account, group_by):
        keys = [key.strip() for key in group_by.split(",")]
        first = self.ago(40)
        # With costs what names no account shows the one that was asked.
        account_column = "BillingAccountId" if "account_id" in keys else "NULL"
        found = self.rows(
            f"SELECT charge_date, x_BillableMetricId, ChargeClass, {account_column}, x_ZoneId, RegionId, "
            "Tags, raw, group_by FROM cf_focus_usage WHERE account_id = ? AND charge_date >= ? AND "
            "group_by = ? AND x_BillableMetricId <> 'r2_ia_data_retrieval' AND (BilledCost > 0 OR true)",
            (account, first, group_by))
        sums = {}
        for *key, raw, given in found:
            self.assertEqual(group_by, given)
            record = json.loads(raw, parse_float=decimal.Decimal, parse_int=decimal.Decimal)
            self.assertNotIn(tuple(key), sums)
            sums[tuple(key)] = [record["ConsumedQuantity"], record.get("BilledCost") or decimal.Decimal(0)]
        self.assertEqual({k: list(v) for k, v in self.sums(account, keys, first).items()}, sums)
        return len(sums)

    def test_are_the_sums_of_their_records_to_the_last_digit(self):
        for members in ("fields", "keys"):
            self.sandbox.set(focus__group_members=members)
            for group_by in ("zone_id", "account_id", "region", "tag:team", "zone_id,region",
                             "tag:team, tag:key-only", "account_id, tag:team", "tag:nobody-has-it"):
                with self.subTest(members=members, group_by=group_by):
                    self.assertGreater(self.compare(MONTH_END, group_by), 100)
        # A contract's own record has no account, although grouped by it.
        self.assertGreater(self.compare(MID_MONTH, "account_id"), 100)

    def test_are_asked_for_by_post_with_costs_or_without(self):
        for column, metric in (("ConsumedQuantity", "usage"), ("BilledCost", "cost")):
            found = self.asked(f"SELECT {column} FROM {self.of(EURO)} AND group_by = 'zone_id, tag:a\"b'")
            self.assertEqual(["POST"], found)
            body = self.sandbox.requests()[0].json
            self.assertEqual(metric, body["Metric"])
            self.assertEqual([{"Type": "DIMENSION", "Key": "zone_id"}, {"Type": "TAG", "Key": 'a"b'}],
                             body["GroupBy"])

    def test_in_raw_and_as_a_column_that_means_it(self):
        self.sandbox.set(focus__group_members="keys")
        zones = self.rows(f"SELECT x_ZoneId, json_extract(raw, '$.zone_id') FROM {self.of(MONTH_END)} "
                          "AND group_by = 'zone_id'")
        self.assertTrue(any(zone for zone, _ in zones))
        self.assertTrue(all(zone == named for zone, named in zones))

    def test_several_values_are_an_error(self):
        """Each would bring all usage once more. In statements put together each is a question of its own."""
        for where in ("group_by IN ('zone_id', 'region')", "(group_by = 'zone_id' OR group_by = 'region')"):
            self.assert_says(self.failure(ERROR, f"SELECT sum(BilledCost) FROM {self.of(MONTH_END)} AND {where}"),
                             "cf_focus_usage: group_by takes one value")
        single = [(key, self.value(f"SELECT count(*) FROM {self.of(MONTH_END)} AND group_by = ?", (key,)))
                  for key in ("region", "zone_id")]
        self.assertEqual(single, self.rows(" UNION ALL ".join(
            f"SELECT group_by, count(*) FROM {self.of(MONTH_END)} AND group_by = '{key}' GROUP BY 1"
            for key in ("region", "zone_id"))))

    def test_refused_they_are_an_error_and_never_ungrouped(self):
        for setting in ("off", "404", "400"):
            self.sandbox.set(focus__post=setting)
            self.rows(f"SELECT BilledCost FROM {self.of(EURO)}")  # The refusal is remembered.
            self.sandbox.forget_requests()
            message = self.failure(ERROR, f"SELECT * FROM {self.of(EURO)} AND group_by = 'zone_id'")
            self.assert_says(message, "Only a POST can group", EURO)
            self.assertEqual({"POST"}, set(self.methods()))

    def test_what_cannot_be_asked_is_refused_before_any_request(self):
        for group_by in ("", " ", "a,b,c", "zone_id,zone_id", "tag:", "zone_id,", "x" * 201, "a\nb", "a\x7f"):
            with self.subTest(group_by), self.request_count(0):
                message = self.failure(ERROR, f"SELECT * FROM {self.of(EURO)} AND group_by = ?",
                                       (group_by,))
                self.assert_says(message, "group_by", "tag:<key>")
        with self.request_count(0):
            self.assert_says(
                self.failure(ERROR, "SELECT * FROM cf_focus_usage WHERE organization_id = ? AND "
                             "group_by = 'zone_id'", (ORGANIZATION,)), "group_by", "accounts only")
            self.assertEqual([], self.rows(f"SELECT * FROM {self.of(EURO)} AND group_by = NULL"))
            self.assert_says(self.failure(ERROR, f"SELECT * FROM {self.of(EURO)} AND group_by > 'a'"),
                             "group_by is an argument")

    def test_held_back_it_is_an_error(self):
        self.db.execute("CREATE TEMP TABLE keys AS SELECT 'zone_id' AS k")
        for sql in (f"SELECT count(*) FROM cf_focus_usage u CROSS JOIN keys WHERE u.group_by = k AND "
                    f"u.account_id = '{EURO}' AND u.charge_date >= '{self.ago(2)}'",
                    f"SELECT count(*) FROM cf_focus_usage u FULL JOIN keys ON true WHERE u.group_by = "
                    f"'zone_id' AND u.account_id = '{EURO}' AND u.charge_date >= '{self.ago(2)}'"):
            with self.subTest(sql), self.request_count(0):
                self.assert_says(self.failure(ERROR, sql), "holds back")
        found = self.value("SELECT count(*) FROM keys CROSS JOIN cf_focus_usage u WHERE u.group_by = k AND "
                           f"u.account_id = '{EURO}' AND u.charge_date >= '{self.ago(2)}'")
        self.assertGreater(found, 0)


class Sandbox(PostCase):
    """What the sandbox refuses, as the API does."""

    def status(self, body, method="POST", account=EURO):
        request = support.urllib.request.Request(
            f"{self.sandbox.base_url.rstrip('/')}/accounts/{account}/billable/usage",
            body if isinstance(body, bytes) else json.dumps(body).encode(), method=method,
            headers={"Authorization": f"Bearer {support.TOKEN}", "Content-Type": "application/json"})
        try:
            with support.urllib.request.urlopen(request, timeout=30) as reply:
                return reply.status
        except support.urllib.error.HTTPError as refusal:
            with refusal:
                answer = json.loads(refusal.read())
            return refusal.code, answer["errors"][0]["code"]

    def test_bodies(self):
        day, later = self.ago(9) + "T00:00:00Z", self.ago(3) + "T00:00:00Z"
        for body in ({}, b"", {"Metric": "usage"}, {"TimePeriod": {}},
                     {"TimePeriod": {"From": day, "To": later}},
                     {"TimePeriod": {"From": self.ago(31) + "T00:00:00Z", "To": self.ago(0) + "T00:00:00Z"}},
                     {"FilterBy": {"BillableMetricIds": ["r2_storage"]}},
                     {"GroupBy": [{"Type": "TAG", "Key": "team"}]}):
            self.assertEqual(200, self.status(body), body)
        for body in ({"metric": "cost"}, {"Metric": "price"}, {"Metric": 1}, [], b"{", b"x",
                     {"TimePeriod": {"From": day}}, {"TimePeriod": {"To": day}},
                     {"TimePeriod": {"From": later, "To": day}}, {"TimePeriod": {"From": day, "To": day}},
                     {"TimePeriod": {"From": self.ago(40)[:10], "To": later}},
                     {"TimePeriod": {"From": self.ago(35) + "T00:00:00Z", "To": later}},
                     {"FilterBy": {"MetricIds": []}}, {"GroupBy": [{"Type": "TAG"}]},
                     {"GroupBy": [{"Type": "TAG", "Key": ""}]}, {"GroupBy": [{"Type": "ZONE", "Key": "x"}]},
                     {"GroupBy": [{"Type": "TAG", "Key": key} for key in "abc"]}):
            self.assertEqual((400, 1183), self.status(body), body)

    def test_methods(self):
        for method in ("PUT", "PATCH", "DELETE"):
            self.assertEqual(405, self.status({}, method)[0])
        self.assertEqual(403, self.status({}, account=NOT_COVERED)[0])
        self.sandbox.set(focus__post="off")
        self.assertEqual(405, self.status({})[0])


if __name__ == "__main__":
    support.main()
