"""What examples/publish/README.md says of tools: ODBC, a browser, an MCP client, a spreadsheet. Those that are not
installed are skipped; DBHub is looked for in CF_BILLING_DBHUB, the folder that npm was run in."""

import http.cookiejar
import json
import datetime
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree
import zipfile

import script_case
import support
from script_case import EXAMPLES

DRIVERS = [path for path in ("/usr/lib/x86_64-linux-gnu/odbc/libsqlite3odbc.so",
                             "/usr/lib/aarch64-linux-gnu/odbc/libsqlite3odbc.so") if os.path.exists(path)]
DBHUB = os.path.join(os.environ.get("CF_BILLING_DBHUB", ""), "node_modules", "@bytebase", "dbhub", "dist", "index.js")
SQL = "SELECT account_name, currency, round(sum(cost), 2) AS cost FROM cf_spend_by_day GROUP BY 1, 2 ORDER BY 1"

# What the program has of the system: its language, and so how it reads numbers.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>LANGUAGE</value></prop></item></oor:items>
"""
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(path):
    """The cells of its first sheet, a list a row: texts, numbers, days by their format; of a formula its text."""
    with zipfile.ZipFile(path) as parts:
        def part(name):
            return xml.etree.ElementTree.fromstring(parts.read(f"xl/{name}.xml"))

        texts = ["".join(item.itertext()) for item in part("sharedStrings")]
        styles = part("styles")
        formats = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(SHEET + "numFmt")}
        used = [formats.get(each.get("numFmtId"), "") for each in styles.find(SHEET + "cellXfs")]
        rows = []
        for row in part("worksheets/sheet1").iter(SHEET + "row"):
            cells = {}
            for cell in row.iter(SHEET + "c"):
                value, formula = cell.find(SHEET + "v"), cell.find(SHEET + "f")
                if formula is not None:
                    value = "=" + formula.text
                elif value is not None and cell.get("t") == "s":
                    value = texts[int(value.text)]
                elif value is not None:
                    value = float(value.text)
                    if "yyyy" in used[int(cell.get("s"))]:
                        value = datetime.date(1899, 12, 30) + datetime.timedelta(value)
                cells[cell.get("r").rstrip("0123456789")] = value
            rows.append([cells.get(chr(ord("A") + number)) for number in range(len(rows[0]) if rows else len(cells))])
        return rows


class Tools(script_case.TestCase):
    script = "publish.sh"

    def setUp(self):
        super().setUp()
        self.report = os.path.join(support.scratch_folder(), "report.db")
        if not os.path.exists(self.report):
            shutil.copy(script_case.filled_archive(), self.archive)
            self.check(0, "--since", script_case.days_before(self.sandbox.today(), 15), self.archive, self.report)

    def rows(self, sql):
        db = sqlite3.connect(self.report)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    @unittest.skipUnless(shutil.which("isql") and DRIVERS, "needs unixodbc and libsqliteodbc")
    def test_an_odbc_client(self):
        self.assertEqual(["|".join(map(str, row)) for row in self.rows(SQL)], self.isql(self.report, SQL))
        count = "SELECT count(*) FROM cf_invoice_reconciliation"
        self.assertEqual([str(self.rows(count)[0][0])], self.isql(self.report, count))

    @unittest.skipUnless(shutil.which("isql") and DRIVERS, "needs unixodbc and libsqliteodbc")
    def test_an_odbc_client_with_the_module(self):
        rows = self.isql(":memory:", "SELECT count(*) FROM cf_accounts\nSELECT cf_create_views() > 20\n"
                         "SELECT account_id, currency FROM cf_month_to_date", f"LoadExt={support.EXTENSION}.so",
                         CLOUDFLARE_API_TOKEN=support.TOKEN, CLOUDFLARE_BASE_URL=self.sandbox.base_url,
                         CLOUDFLARE_ACCOUNT_ID=support.FIRST)
        self.assertEqual([str(len(support.ALL_ACCOUNTS)), "1", f"{support.FIRST}|USD"], rows)

    def isql(self, database, sql, more="", **environment):
        done = subprocess.run(
            ["isql", "-k", "-b", "-d|", "-v", f"DRIVER={DRIVERS[0]};Database={database};{more}"], input=sql + "\n",
            capture_output=True, text=True, timeout=60, check=False, env=support.child_environment(**environment))
        self.assertEqual((0, ""), (done.returncode, done.stderr), done.stdout)
        return done.stdout.splitlines()

    @unittest.skipUnless(os.path.exists("/usr/share/adminer/adminer.php") and shutil.which("php"),
                         "needs adminer, php-cli and php-sqlite3")
    def test_a_browser(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = subprocess.Popen(["php", "-S", f"127.0.0.1:{port}", str(EXAMPLES / "publish" / "adminer.php")],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=support.end_with_parent,
                                  env=support.child_environment(REPORT=self.report))
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        base = f"http://127.0.0.1:{port}/"
        login = urllib.parse.urlencode({"auth[driver]": "sqlite", "auth[server]": "", "auth[username]": "",
                                        "auth[password]": "", "auth[db]": self.report}).encode()
        for _ in range(200):
            try:
                page = browser.open(base, login, timeout=30).read().decode()
                break
            except urllib.error.URLError:
                time.sleep(0.05)
        self.assertIn("cf_spend_by_day", page)
        asked = {"sqlite": "", "username": "", "db": self.report, "select": "cf_month_to_date"}
        page = browser.open(base + "?" + urllib.parse.urlencode(asked), timeout=30).read().decode()
        self.assertIn("Lighthouse Studio", page)
        for other in ({"db": "/etc/passwd"}, {"db": script_case.filled_archive(), "select": "accounts"}):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                browser.open(base + "?" + urllib.parse.urlencode({**asked, **other}), timeout=30)
            self.assertEqual(403, refused.exception.code)
            refused.exception.close()

    @unittest.skipUnless(os.path.exists(DBHUB), "needs @bytebase/dbhub in CF_BILLING_DBHUB")
    def test_an_mcp_client(self):
        config = (EXAMPLES / "publish" / "dbhub.toml").read_text(encoding="utf-8")
        self.assertIn("/var/lib/report.db", config)
        file = self.folder / "dbhub.toml"
        file.write_text(config.replace("/var/lib/report.db", self.report))
        with subprocess.Popen(["node", DBHUB, "--transport", "stdio", "--config", str(file)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=self.folder,
                              preexec_fn=support.end_with_parent, env=support.child_environment()) as server:
            self.ask_mcp(server, 1, "initialize", protocolVersion="2025-03-26", capabilities={},
                         clientInfo={"name": "test", "version": "1"})
            self.tell(server, method="notifications/initialized")
            answer = self.ask_mcp(server, 2, "tools/call", name="execute_sql", arguments={"sql": SQL})
            told = json.loads(answer["content"][0]["text"])["data"]["rows"]
            self.assertEqual(self.rows(SQL), [tuple(row.values()) for row in told])
            refused = self.ask_mcp(server, 3, "tools/call", name="execute_sql", arguments={"sql": "DELETE FROM cf_usage"})
            self.assertTrue(refused["isError"], refused)
            self.assertLess(0, self.rows("SELECT count(*) FROM cf_usage")[0][0])
            server.kill()

    @unittest.skipUnless(shutil.which("soffice"), "needs libreoffice-calc")
    def test_a_spreadsheet(self):
        names = ["Müller & Söhne, GmbH", '=HYPERLINK("http://127.0.0.1/";"x")', "Größe “ß” €"]
        report = os.path.join(self.folder, "report.db")
        shutil.copy(self.report, report)
        db = sqlite3.connect(report)
        accounts = [row[0] for row in db.execute("SELECT account_id FROM cf_selected_accounts ORDER BY 1")]
        with db:
            for account, name in zip(accounts, names):
                db.execute("UPDATE cf_selected_accounts SET name = ? WHERE account_id = ?", (name, account))
        sql = "SELECT * FROM cf_spend_by_day"
        expected = db.execute(sql).fetchall()
        columns = [column[0] for column in db.execute(sql).description]
        db.close()
        text = (EXAMPLES / "publish" / "README.md").read_text(encoding="utf-8")
        (block,) = [block for block in re.findall("```sh\n(.*?)```", text, re.S) if "soffice" in block]
        _, to_csv, to_workbook = block.replace("/var/lib/report.db", "report.db").splitlines()
        self.assertIn(sql, to_csv)
        self.in_shell(to_csv)
        for language in ("en-US", "de-DE"):
            profile = self.folder / language / "user"
            profile.mkdir(parents=True)
            (profile / "registrymodifications.xcu").write_text(PROFILE.replace("LANGUAGE", language))
            # Alone it would talk to another that is running, and use its language.
            own = f"soffice '-env:UserInstallation={profile.parent.as_uri()}' "
            done = self.in_shell(to_workbook.replace("soffice ", own))
            self.assertTrue((self.folder / "days.xlsx").exists(), done)
            header, *rows = workbook(self.folder / "days.xlsx")
            self.assertEqual(columns, header)
            self.assertEqual(len(expected), len(rows))
            for wanted, found in zip(expected, rows):
                for name, value, cell in zip(columns, wanted, found, strict=True):
                    if name == "day":
                        self.assertEqual(datetime.date.fromisoformat(value), cell)
                    elif isinstance(value, (int, float)):
                        self.assertIsInstance(cell, float, (language, name))
                        self.assertAlmostEqual(value, cell, delta=abs(value) * 1e-9)
                    else:
                        self.assertEqual(value, cell, (language, name))
            (self.folder / "days.xlsx").unlink()

    def in_shell(self, line):
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=120, check=False,
                              cwd=self.folder, env=support.child_environment(HOME=str(self.folder)))
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout + done.stderr

    @staticmethod
    def tell(server, **message):
        server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        server.stdin.flush()

    def ask_mcp(self, server, number, method, **parameters):
        self.tell(server, id=number, method=method, params=parameters)
        answer = json.loads(server.stdout.readline())
        self.assertEqual(number, answer["id"], answer)
        return answer["result"]


if __name__ == "__main__":
    script_case.main()
