"""examples/rebill.sh: a file for each client, names, what it says of the sum, and that a month is whole."""

import collections
import csv
import datetime
import json
import os
import re
from decimal import Decimal

import script_case
import support
from script_case import Archive
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, NOT_COVERED

HEADER = ["client", "month", "product", "currency", "usage", "fees", "refunds", "markup", "total"]


def month_before(today):
    first = datetime.date.fromisoformat(today).replace(day=1)
    return str(first - datetime.timedelta(1))[:7]


class Rebill(script_case.TestCase):
    script = "rebill.sh"

    def setUp(self):
        super().setUp()
        self.today = self.sandbox.today()
        self.month = month_before(self.today)
        self.days = (datetime.date.fromisoformat(self.today).replace(day=1)
                     - datetime.date.fromisoformat(self.month + "-01")).days
        self.out = self.folder / "to clients"

    def write(self, clients, members, accounts=((FIRST, "Lighthouse"),), cost=1.0, zone=None):
        with Archive(self.archive, today=self.today) as archive:
            for account, name in accounts:
                archive.account(account, name)
                archive.usage(account, lambda day: cost, days=110, zone=zone)
            for client in clients:
                archive.change("INSERT INTO clients VALUES (?, ?)", *client)
            for member in members:
                archive.change("INSERT INTO client_members VALUES (?, ?, ?)", *member)

    def rebill(self, status, *arguments, says="", **environment):
        printed = self.check(status, "--archive", self.archive, "--to", self.out, *arguments, self.month,
                             says=says, **environment)
        self.assertEqual([], [name for name in os.listdir(self.out) if name.startswith(".")])
        return printed

    def files(self):
        return sorted(os.listdir(self.out / f"rebill-{self.month}")) if self.out.exists() and any(self.out.iterdir()) else []

    def read(self, name):
        data = (self.out / f"rebill-{self.month}" / name).read_bytes()
        self.assertTrue(data.endswith(b"\r\n"))
        self.assertNotIn(b"\n", data.replace(b"\r\n", b""))
        header, *rows = csv.reader(data.decode("utf-8").splitlines(keepends=True), strict=True)
        self.assertEqual(HEADER, header)
        return [dict(zip(header, row)) for row in rows]

    def test_clients_with_a_markup_and_zones(self):
        self.write([("Harbour", 0.15), ("Mill", 0)], [("Harbour", FIRST, ""), ("Mill", FIRST, "f" * 32)])
        with Archive(self.archive, today=self.today) as archive:
            archive.usage(FIRST, lambda day: 0.5, days=110, product="Argo", zone="f" * 32)
        folder = self.out / f"rebill-{self.month}"
        self.assertEqual([f"{folder}/Harbour.csv: 1 rows", f"{folder}/Mill.csv: 1 rows"], self.rebill(0))
        self.assertEqual([{"client": "Harbour", "month": self.month, "product": "Workers", "currency": "USD",
                           "usage": f"{self.days:.6f}", "fees": "0.000000", "refunds": "0.000000",
                           "markup": f"{self.days * 0.15:.6f}", "total": f"{self.days * 1.15:.6f}"}],
                         self.read("Harbour.csv"))
        (row,) = self.read("Mill.csv")
        self.assertEqual(("Argo", f"{self.days * 0.5:.6f}"), (row["product"], row["total"]))

    def test_names_that_no_file_has(self):
        names = ["ACME", "acme", "Müller & Söhne/GmbH", "Müller - Söhne GmbH", "../../etc/passwd", ".hidden", "-rf",
                 "con", "日本", "=cmd|' /C calc'!A0", "two\nlines", "a\tb", "x" * 300, 'quote " and , comma', "''", "."]
        self.write([(name, 0) for name in names], [(names[2], FIRST, "")])
        self.rebill(0)
        files = self.files()
        self.assertEqual(len(names), len({name.lower() for name in files}))
        for name in files:
            self.assertRegex(name, r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,95}\.csv$")
        self.assertEqual([], [name for name in os.listdir(self.out) if name != f"rebill-{self.month}"])
        (found,) = [name for name in files if self.read(name)]
        self.assertTrue(found.startswith("Mueller-Soehne-GmbH-"), found)
        # The same names the next time, whoever else has come.
        with Archive(self.archive, today=self.today) as archive:
            archive.change("INSERT INTO clients VALUES ('Aardvark', 0)")
        self.rebill(0)
        self.assertEqual({*files, "Aardvark.csv"}, set(self.files()))

    def test_text_that_a_spreadsheet_would_run(self):
        client = '=HYPERLINK("http://127.0.0.1/"&A1, "x")'
        self.write([(client, 0)], [(client, FIRST, "")])
        with Archive(self.archive, today=self.today) as archive:
            for product in ("+1", "-1", "@SUM(A1)", "\t=1", "normal, with comma"):
                archive.usage(FIRST, lambda day: 1.0, days=110, product=product)
        self.rebill(0)
        (name,) = self.files()
        rows = self.read(name)
        self.assertEqual({"'" + client}, {row["client"] for row in rows})
        self.assertEqual({"'+1", "'-1", "'@SUM(A1)", "'\t=1", "normal, with comma", "Workers"},
                         {row["product"] for row in rows})
        for row in rows:
            self.assertRegex(row["total"], r"^\d+\.\d{6}$")

    def test_the_sum_and_the_invoices(self):
        """What differs adds up: markup, tax, a refund of the month; and an account that nobody has."""
        self.write([("Harbour", 0.1)], [("Harbour", FIRST, "")], accounts=((FIRST, "Lighthouse"), (EURO, "Atelier")))
        first_of_next = self.today[:7] + "-01"
        with Archive(self.archive, today=self.today) as archive:
            for account in (FIRST, EURO):
                archive.invoice(account, f"Usage {account[:2]}", first_of_next, self.days * 1.0)
            archive.invoice(FIRST, "Sales tax", first_of_next, 3.25)
            archive.invoice(FIRST, "Refund", self.month + "-15", -2.0, kind="refund")
        done = self.run_script("--archive", self.archive, "--to", self.out, self.month)
        self.assertEqual(0, done.returncode, done.stderr)
        usage = self.days
        charged = (usage - 2) * 1.1
        self.assertIn(f"rebill: Harbour: {charged:.2f} USD (usage {usage:.2f}, fees 0.00, refunds -2.00, "
                      f"markup {(usage - 2) * 0.1:.2f})\n", done.stderr)
        self.assertIn(f"rebill: without a client: {usage:.2f} USD (usage {usage:.2f}, fees 0.00, refunds 0.00, "
                      "markup 0.00), of Atelier\n", done.stderr)
        # A refund is of the cycle that ended before it.
        invoices = 2 * usage + 3.25
        line = next(line for line in done.stderr.splitlines() if line.startswith("rebill: together: "))
        together = charged + usage
        self.assertTrue(line.startswith(
            f"rebill: together: {together:.2f} USD, {charged:.2f} of clients and {usage:.2f} of nobody; invoices for cycles "
            f"that ended in the month: {invoices:.2f}, "), line)
        self.assertIn(f"; markup {-(usage - 2) * 0.1:.2f}; tax and other charges 3.25; refunds of other cycles 2.00", line)
        parts = [Decimal(part) for part in re.findall(r"; [a-z ]+ (-?\d+\.\d\d)", line.partition(", of clients")[2]
                                                      or line.partition("month: ")[2])]
        self.assertAlmostEqual(invoices - together, float(sum(parts)), delta=0.011)
        # The files add up to what was said.
        self.assertAlmostEqual(charged, float(sum(Decimal(row["total"]) for row in self.read("Harbour.csv"))), places=4)

    def test_what_is_written_adds_up_to_the_cent(self):
        self.write([("Harbour", 0.0002)], [("Harbour", FIRST, "")])
        with Archive(self.archive, today=self.today) as archive:
            archive.invoice(FIRST, "Usage", self.today[:7] + "-01", self.days * 1.0)
            archive.invoice(FIRST, "Sales tax", self.today[:7] + "-01", 1.014)
        done = self.run_script("--archive", self.archive, "--to", self.out, self.month)
        # Markup of 0.0056 to 0.0062, printed as 0.01; both totals are rounded, and what lies between them is.
        together, invoices, difference, word = re.search(
            r"together: (\S+) USD, .* month: (\S+), (\S+) (more|less);", done.stderr).groups()
        self.assertEqual(Decimal(invoices) - Decimal(together), Decimal(difference) * (1 if word == "more" else -1))
        parts = re.findall(r"; ([a-z ]+) (-?\d+\.\d\d)", done.stderr)
        self.assertEqual(["markup", "tax and other charges"], [name for name, _ in parts if name != "rounding"])
        self.assertEqual(Decimal(invoices) - Decimal(together), sum(Decimal(amount) for _, amount in parts),
                         done.stderr)

    def test_digits_of_other_currencies(self):
        """Yen have no cents, and a dinar has a thousand: differences of a fils are not taken for none."""
        self.write([("Harbour", 0), ("Mill", 0)], [("Harbour", FIRST, ""), ("Mill", EURO, "")], accounts=())
        first_of_next = self.today[:7] + "-01"
        with Archive(self.archive, today=self.today) as archive:
            for account, name, currency, cost, more in ((FIRST, "Lighthouse", "JPY", 10.0, 30.0), (EURO, "Atelier", "KWD", 0.5, 0.004)):
                archive.account(account, name)
                archive.usage(account, lambda day, cost=cost: cost, days=110, currency=currency)
                archive.invoice(account, "Usage", first_of_next, self.days * cost, currency=currency)
                archive.invoice(account, "Sales tax", first_of_next, more, currency=currency)
        done = self.run_script("--archive", self.archive, "--to", self.out, self.month)
        self.assertEqual(0, done.returncode, done.stderr)
        yen, dinars = self.days * 10, self.days * 0.5
        self.assertIn(f"rebill: Harbour: {yen} JPY (usage {yen}, fees 0, refunds 0, markup 0)\n", done.stderr)
        self.assertIn(f"rebill: Mill: {dinars:.3f} KWD (usage {dinars:.3f}, fees 0.000, refunds 0.000, markup 0.000)\n",
                      done.stderr)
        self.assertIn(f"rebill: together: {yen} JPY, {yen} of clients and 0 of nobody; invoices for cycles that ended "
                      f"in the month: {yen + 30}, 30 more; tax and other charges 30\n", done.stderr)
        self.assertIn(f"invoices for cycles that ended in the month: {dinars + 0.004:.3f}, 0.004 more; tax and other "
                      "charges 0.004\n", done.stderr)

    def test_the_same_as_the_invoices(self):
        self.write([("Harbour", 0)], [("Harbour", FIRST, "")])
        with Archive(self.archive, today=self.today) as archive:
            archive.invoice(FIRST, "Usage", self.today[:7] + "-01", self.days * 1.0)
        self.rebill(0, says=f"together: {self.days:.2f} USD, {self.days:.2f} of clients and 0.00 of nobody; invoices for "
                            f"cycles that ended in the month: {self.days:.2f}, the same\n")

    def test_days_that_are_not_known(self):
        self.write([("Harbour", 0)], [("Harbour", FIRST, "")])
        self.rebill(0)
        before = self.read("Harbour.csv")
        with Archive(self.archive, today=self.today) as archive:
            archive.change("DELETE FROM archived_days WHERE day = ?", self.month + "-10")
            archive.change("DELETE FROM paygo_usage WHERE charge_date = ?", self.month + "-10")
        self.rebill(1, says="Nothing was written")
        self.assertEqual(before, self.read("Harbour.csv"))
        self.rebill(0, "--partial", says="1 days were never read, the first is " + self.month + "-10")
        (row,) = self.read("Harbour.csv")
        self.assertEqual(("", "", ""), (row["usage"], row["markup"], row["total"]))

    def test_an_account_of_which_no_day_is_known(self):
        self.write([("Harbour", 0)], [("Harbour", FIRST, ""), ("Harbour", EURO, "")])
        with Archive(self.archive, today=self.today) as archive:
            archive.account(EURO, "Atelier")
        self.rebill(1, says=f"rebill: Atelier: {self.days} days were never read, the first is {self.month}-01")
        self.rebill(0, "--without", EURO)

    def test_a_cost_that_is_not_told(self):
        self.write([("Harbour", 0.5)], [("Harbour", FIRST, "")])
        with Archive(self.archive, today=self.today) as archive:
            archive.change("UPDATE paygo_usage SET BilledCost = NULL, ContractedCost = NULL WHERE charge_date = ?",
                           self.month + "-10")
        self.rebill(1, says="rebill: Lighthouse: 1 records have no cost\n")
        self.assertEqual([], self.files())

    def test_a_folder_that_is_replaced_whole(self):
        self.write([("Harbour", 0)], [("Harbour", FIRST, "")])
        stale = self.out / f"rebill-{self.month}"
        stale.mkdir(parents=True)
        (stale / "Gone.csv").write_text("of a client that is none any more")
        self.rebill(0)
        self.assertEqual(["Harbour.csv"], self.files())

    def test_clients_of_a_file_are_not_kept(self):
        self.write([], [])
        self.rebill(1, says="there is no client")
        sql = self.folder / "clients'.sql"
        sql.write_text("INSERT INTO cf_clients VALUES ('Own', 0);\n"
                       f"INSERT INTO cf_client_members(client, account_id) VALUES ('Own', '{FIRST}');\n")
        self.rebill(0, "--sql", sql)
        self.assertEqual(["Own.csv"], self.files())
        with Archive(self.archive, today=self.today) as archive:
            self.assertEqual((0,), archive.db.execute("SELECT count(*) FROM clients").fetchone())

    def test_months_and_arguments_that_are_wrong(self):
        self.write([("Harbour", 0)], [("Harbour", FIRST, "")])
        for arguments in ([], ["2026-13"], ["2026"], ["2999-01"], [self.today[:7]], ["2026-10", "2026-11"],
                          ["--nothing", "2026-10"], ["--archive", "nowhere", "2026-10"], ["--feed", "x", "2026-10"]):
            done = self.run_script("--archive", self.archive, *arguments)
            self.assertEqual((64, ""), (done.returncode, done.stdout), arguments)
        self.assertIn("set CLOUDFLARE_API_TOKEN", self.run_script("2026-01").stderr)
        self.assertIn("  sh rebill.sh [OPTION…] YYYY-MM\n", self.run_script("--help").stdout)

    def test_live_as_the_api_tells_it(self):
        """The month so far, of three accounts: usage by product, to the sixth decimal."""
        sql = self.folder / "clients.sql"
        sql.write_text("INSERT INTO cf_clients VALUES ('Harbour', 0.25);\n" + "".join(
            f"INSERT INTO cf_client_members(client, account_id) VALUES ('Harbour', '{account}');\n"
            for account in (FIRST, MID_MONTH, MANY_PLANS)))
        self.month = self.today[:7]
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CLOUDFLARE_API_TOKEN": support.TOKEN}
        accounts = [argument for account in (FIRST, MID_MONTH, MANY_PLANS) for argument in ("--account", account)]
        self.check(0, *accounts, "--sql", sql, "--to", self.out, "--partial", self.month, says="rebill: Harbour: ", **given)
        wanted = collections.Counter()
        for account in (FIRST, MID_MONTH, MANY_PLANS):
            for record in self.sandbox.truth("paygo", account):
                record = json.loads(record, parse_float=Decimal)
                if self.month <= record["ChargePeriodStart"][:10] <= self.today:
                    wanted[record["ServiceFamilyName"]] += Decimal(record["BilledCost"])
        found = {row["product"]: Decimal(row["usage"]) for row in self.read("Harbour.csv")
                 if row["product"] not in ("Plan fees", "Refunds", "Credits")}
        self.assertEqual(wanted.keys(), found.keys())
        for name, cost in wanted.items():
            self.assertLess(abs(cost - found[name]), Decimal("0.00001"), name)
        for row in self.read("Harbour.csv"):
            amounts = [Decimal(row[name]) for name in ("usage", "fees", "refunds", "markup", "total")]
            self.assertLess(abs(sum(amounts[:3]) * Decimal("0.25") - amounts[3]), Decimal("0.00001"))
            self.assertLess(abs(sum(amounts[:4]) - amounts[4]), Decimal("0.00001"))

    def test_live_an_account_that_is_refused_ends_it(self):
        sql = self.folder / "clients.sql"
        sql.write_text("INSERT INTO cf_clients VALUES ('Harbour', 0);\n")
        self.month = self.today[:7]
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CLOUDFLARE_API_TOKEN": support.TOKEN}
        arguments = ("--sql", sql, "--to", self.out, "--partial", self.month)
        self.check(1, *arguments, says=f"(account {NOT_COVERED},", **given)
        self.check(0, "--without", NOT_COVERED, *arguments, says="without a client", **given)


if __name__ == "__main__":
    script_case.main()
