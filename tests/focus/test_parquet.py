"""examples/export.sh --for parquet: months as folders, read back by DuckDB, which wrote them, and by
hyparquet, which did not. examples/export/install.sh and install_reader.sh have installed them."""

import datetime
import json
import os
import subprocess
import unittest

import export_case
from focus_case import NUMBERS, ROOT, TIMES, month_before, next_midnight, support
from support import EURO, FIRST, MANY_PLANS, MONTH_END

DUCKDB = ROOT / "build" / "duckdb"
HYPARQUET = ROOT / "build" / "hyparquet"
NODE = os.environ.get("NODE", "node")


def seconds(time):
    if time is None:
        return None
    return datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()


class Parquet(export_case.TestCase):
    def export_parquet(self, *arguments):
        self.export("--for", "parquet", *arguments, NODE=NODE)

    def read_parquet(self, reader="DuckDB"):
        if reader == "DuckDB":
            arguments = ("read_parquet.cjs", DUCKDB, f"{self.folder}/*/*.parquet")
        else:
            arguments = ("read_parquet.mjs", HYPARQUET, *self.folder.glob("*/*.parquet"))
        done = subprocess.run([NODE, ROOT / "tests" / "focus" / arguments[0], *arguments[1:]],
                              capture_output=True, text=True, timeout=60, check=True,
                              env=support.child_environment(TZ="America/New_York"))
        answer = json.loads(done.stdout)
        return dict(answer["types"]), answer["rows"]

    def test_months_are_folders_and_values_those_of_the_sandbox(self):
        months = [month_before(self.today, n)[:7] for n in (2, 1)]
        accounts = (FIRST, MONTH_END, EURO)
        # One of them has no costs by POST.
        self.export_parquet("--partial", "yes", "--accounts", ",".join(accounts), *months)
        self.assertEqual([f"billing_period={month}" for month in months],
                         sorted(os.listdir(self.folder)))
        for reader in ("DuckDB", "hyparquet"):
            with self.subTest(reader):
                self.check_values(*self.read_parquet(reader), months, accounts)

    def check_values(self, types, found, months, accounts):
        columns = self.columns(self.focus(), "focus_data_table")
        self.assertEqual([*columns, "billing_period"], list(types))
        for name in columns:
            wanted = "TIMESTAMP WITH TIME ZONE" if name in TIMES else "DOUBLE" if name.endswith(
                ("Cost", "Quantity", "UnitPrice")) else "VARCHAR"
            self.assertEqual(wanted, types[name], name)
        names = [name for name in types if name != "Tags"]
        wanted = []
        for account in accounts:
            for row in self.truth(account):
                if row["ChargePeriodStart"][:7] in months:
                    row = {**row, "billing_period": row["ChargePeriodStart"][:7]}
                    for name in TIMES:
                        row[name] = seconds(next_midnight(row.get(name)))
                    wanted.append(tuple(row.get(name) for name in names))
        self.assertGreater(len(wanted), 1000)
        # JSON has no -0.
        wanted = [tuple(value + 0.0 if isinstance(value, float) else value for value in row)
                  for row in wanted]
        self.assert_same_rows(wanted, [tuple(
            float(row[name]) if name in (*NUMBERS, *TIMES) and row[name] is not None else row[name]
            for name in names) for row in found])

    def test_billing_periods_and_months_of_the_calendar_do_not_overwrite_each_other(self):
        month = month_before(self.today, 2)[:7]
        for by in ("calendar", "billing"):
            self.export_parquet("--by", by, "--accounts", EURO, month)
        _, months = self.read_parquet()
        self.assertEqual({month}, {row["billing_period"] for row in months})
        self.assertEqual(sum(row["ChargePeriodStart"][:7] == month for row in self.truth(EURO)), len(months))
        # Whoever reads the one does not read the other with it.
        self.assertEqual([f"billing/billing_period={month}/focus.parquet", f"billing_period={month}/focus.parquet"],
                         sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*.parquet")))

    def test_a_month_is_replaced_whole(self):
        month = month_before(self.today, 1)[:7]
        for account in (EURO, MANY_PLANS):
            self.export_parquet("--accounts", account, month)
        _, found = self.read_parquet()
        self.assertEqual({MANY_PLANS}, {row["BillingAccountId"] for row in found})


if __name__ == "__main__":
    export_case.focus_case.main()
