"""The README's lines for a shell work, one after the other, as they stand there: on a new archive, in a folder
that has nothing but the project."""

import datetime
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile

import script_case
import support
from script_case import ROOT

SECTION = "## One line each\n"


class OneLineEach(script_case.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=support.scratch_folder()))  # export.sh refuses a quote.
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        for name in ("examples", "sql"):
            (self.folder / name).symlink_to(ROOT / name)
        (self.folder / "build").mkdir()
        extension = pathlib.Path(support.EXTENSION + ".so")
        (self.folder / "build" / "cf_billing.so").symlink_to(extension)
        (self.folder / "build" / "sqliterc").symlink_to(extension.with_name("sqliterc"))
        self.text = (ROOT / "README.md").read_text(encoding="utf-8").split(SECTION)[1].split("\n## ")[0]
        self.month = str(datetime.date.fromisoformat(self.sandbox.today()).replace(day=1)
                         - datetime.timedelta(1))[:7]
        self.environment = support.child_environment(
            CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX, CLOUDFLARE_API_TOKEN=support.TOKEN,
            CLOUDFLARE_ACCOUNT_ID=support.FIRST, CLOUDFLARE_BASE_URL=self.sandbox.base_url)

    def type(self, line, typed="", statuses=(0,)):
        done = subprocess.run(["sh", "-c", line], input=typed, capture_output=True, text=True, timeout=300, check=False,
                              cwd=self.folder, env=self.environment)
        self.assertIn(done.returncode, statuses, f"{line}\n{done.stdout}{done.stderr}")
        return done

    def lines(self):
        """Those of the block, without comments, of a month that is over; by the script or program they run."""
        (block,) = re.findall(r"```sh\n(.*?)```", self.text, re.DOTALL)
        return {re.match(r"(?:sh .*?(\w+)\.sh|(\w+)) ", line).group(1) or line.split()[0]:
                re.sub(r"\b20\d\d-\d\d\b", self.month, line.split(" # ")[0]) for line in block.splitlines()}

    def test_each_line(self):
        lines = self.lines()
        self.assertEqual(["archive", "alert", "report", "rebill", "export", "publish", "sqlite3"], list(lines))
        (fill,) = re.findall(r"`(sh examples/sandbox-archive.sh .*?)`", self.text)
        self.type(fill)
        self.assertIn("status=0", self.type(lines["archive"].replace("billing.db", "new.db")).stdout)
        # Something is always said of the sandbox's, as of one account there is no usage.
        self.assertIn("not paid", self.type(lines["alert"], statuses=(2,)).stdout)
        # Without clients it says how to type them in, and where.
        refused = self.type(lines["rebill"], statuses=(1,)).stderr
        self.assertIn(lines["sqlite3"].split(" billing.db")[0], refused)
        clients = "".join(re.findall(r"^  INSERT INTO .*;\n", refused, re.MULTILINE))
        clients = clients.replace("the id of an account", support.FIRST)
        (source,) = re.findall(r"`(UPDATE cf_parameters .*?;)`", self.text)
        said = self.type(lines["sqlite3"], clients + source + "SELECT 'usage of ' || count(*) || ' days' FROM cf_spend_by_day;")
        self.assertEqual("", said.stderr)
        self.assertRegex(said.stdout, r"usage of [1-9]\d* days")
        self.assertIn("Harbour.csv", self.type(lines["rebill"]).stdout)
        self.type(lines["export"])
        self.assertLess(1000, (self.folder / f"focus-{self.month}.csv").stat().st_size)
        self.type(lines["publish"])
        db = sqlite3.connect(self.folder / "report.db")
        self.addCleanup(db.close)
        self.assertEqual([("Harbour",)], db.execute("SELECT DISTINCT client FROM cf_rebill WHERE client <> ''").fetchall())
        for name in ("report", "archive"):
            self.assertIn(lines[name].split()[1].split("/")[-1], self.type(f"sh {lines[name].split()[1]} --help").stdout)


if __name__ == "__main__":
    script_case.main()
