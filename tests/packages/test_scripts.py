"""The scripts of the packages, run by the command that each brings, in a place without the source tree."""

import os
import pathlib
import re
import shutil
import sqlite3
import tempfile

import package_case
from package_case import PackageCase, main, package, run, support

INSTALLED = package_case.ROOT / "ext" / "packages" / "INSTALLED.md"
SCRIPTS = ("archive", "alert", "rebill", "publish", "export", "report")


class ScriptsCase(PackageCase):
    def environment(self, **more):
        return support.child_environment(CLOUDFLARE_API_TOKEN=support.TOKEN, CLOUDFLARE_BASE_URL=self.sandbox.base_url,
                                         **more)

    def assert_scripts_work(self, *command):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.place))
        environment = self.environment()

        def script(*arguments, status=0, account=""):
            environment["CLOUDFLARE_ACCOUNT_ID"] = account
            done = package_case.subprocess.run([*map(str, command), *arguments], capture_output=True, text=True, check=False,
                                               timeout=120, cwd=folder, env=environment)
            self.assertEqual(status, done.returncode, done.stdout + done.stderr)
            return done

        for name in SCRIPTS:
            self.assertIn(f"{name}.sh ", script(name, "--help").stdout)
        self.assertIn("cf-billing archive", script("nothing", status=64).stderr)
        self.assertIn("cf-billing archive", script("--help").stdout)
        (folder / "init").write_text(script("sqliterc").stdout)
        done = run("sqlite3", "-init", str(folder / "init"), ":memory:",
                   "SELECT count(*) FROM cf_month_to_date WHERE 0", cwd="/", env=environment)
        self.assertIn("│ 0 ", done)
        self.assertIn("status=0", script("archive", "billing.db").stdout)
        script("alert", "--state", "told", "billing.db", status=2)  # Of one account there is no usage.
        script("publish", "billing.db", "report.db")
        db = sqlite3.connect(folder / "report.db")
        self.assertLess(100, db.execute("SELECT count(*) FROM cf_usage").fetchone()[0])
        db.close()
        month = self.sandbox.today()[:7]
        (folder / "clients.sql").write_text("INSERT INTO cf_clients VALUES ('Harbour', 0);\n")
        script("rebill", "--partial", "--archive", "billing.db", "--sql", "clients.sql", month)
        self.assertTrue((folder / f"rebill-{month}" / "Harbour.csv").exists())
        for kind in ("focus", "datadog", "csv.gz"):  # None of them needs node.
            script("export", "--for", kind, "--archive", "billing.db", "--feed", "paygo", "--partial", "yes", month)
        self.assertLess(1000, (folder / f"focus-{month}.csv").stat().st_size)
        self.assertTrue((folder / f"focus-{month}.csv.gz").exists() and (folder / f"datadog-{month}.csv").exists())
        # The lines that the package's README has, but for those of a month that is over and the report, which
        # wants node.
        block = re.search(r"```sh\n(cf-billing .*?)```", INSTALLED.read_text(encoding="utf-8"), re.DOTALL)[1]
        lines = {line.split()[1]: line.split(" #")[0].split()[1:] for line in block.splitlines()}
        self.assertEqual(sorted(SCRIPTS), sorted(lines))
        self.assertIn("status=0", script(*lines["archive"]).stdout)
        script(*lines["alert"], status=2)
        script(*lines["publish"])
        self.assertIn("usage of the month 1", script("sql", "billing.db", "SELECT 'usage of the month ' || count(*) "
                                                     "FROM cf_month_to_date", account=support.FIRST).stdout)
        del environment["CLOUDFLARE_API_TOKEN"]
        for name in ("export", "report"):
            self.assertIn("set CLOUDFLARE_API_TOKEN", script(name, month, status=64).stderr)


class WheelScripts(ScriptsCase):
    def test_after_pip_install(self):
        run("/usr/bin/python3", "-m", "venv", str(self.place / "venv"))
        run(str(self.place / "venv" / "bin" / "python"), "-m", "pip", "install", "--no-index", str(package("*.whl")),
            env=support.child_environment(PIP_DISABLE_PIP_VERSION_CHECK="1"))
        self.assert_scripts_work(self.place / "venv" / "bin" / "cf-billing")


class NpmScripts(ScriptsCase):
    def setUp(self):
        super().setUp()
        run("npm", "install", "--offline", "--no-audit", "--no-fund", *package_case.npm_packages(), cwd=self.place,
            env=support.child_environment())
        self.command = self.place / "node_modules" / ".bin" / "cf-billing"

    def test_after_npm_install(self):
        self.assert_scripts_work(self.command)

    def test_the_report(self):
        """Its libraries come from npm, the first time."""
        run(str(self.command), "archive", "billing.db", cwd=self.place, env=self.environment())
        environment = self.environment()
        del environment["CLOUDFLARE_API_TOKEN"]
        run(str(self.command), "report", "--database", "billing.db", "report.html", cwd=self.place, env=environment)
        self.assertLess(100000, os.path.getsize(self.place / "report.html"))


if __name__ == "__main__":
    main()
