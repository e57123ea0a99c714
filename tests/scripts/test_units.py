"""examples/systemd: systemd takes the units, and their lines and those for cron run as they stand there: in the
environment that systemd and cron give, those of units over a project that their user cannot write to."""

import os
import re
import shutil
import shlex
import sqlite3
import subprocess
import tempfile
import unittest

import script_case
import support
from script_case import EXAMPLES, ROOT

FOLDER = EXAMPLES / "systemd"
SERVICES = ("archive", "alert", "publish", "report")
MADE = {"archive": "billing.db", "publish": "published.db", "report": "report.html"}
NOBODY = 65534  # Debian's, as Linux's for whoever it does not know.


def has_report():
    """What the README says to do once, as root."""
    if not (shutil.which("node", path="/usr/bin:/bin") and shutil.which("npm")):
        return False
    return subprocess.run(["sh", str(EXAMPLES / "report" / "install.sh")], check=False, timeout=300).returncode == 0


class Units(script_case.TestCase):
    def here(self, text):
        """Of this machine: the project, the folder of the state."""
        return text.replace("/opt/cf_billing", self.project).replace("/var/lib/cf-billing", self.state).replace(
            "/etc/cf-billing.env", self.settings)

    def setUp(self):
        super().setUp()
        self.project = str(ROOT)
        # Units and crontabs quote nothing.
        self.state = tempfile.mkdtemp(prefix="cf_billing_state_")
        self.addCleanup(shutil.rmtree, self.state)
        self.settings = os.path.join(self.state, "settings.env")
        self.settle({"CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_BASE_URL": self.sandbox.base_url})

    def settle(self, given):
        with open(self.settings, "w", encoding="ascii") as file:
            file.writelines(f"{name}={value}\n" for name, value in given.items())
        self.given = given

    def install(self):
        """As in /opt, built, of root and not to be written to."""
        self.project = tempfile.mkdtemp(prefix="cf_billing_opt_")
        self.addCleanup(shutil.rmtree, self.project)
        self.addCleanup(subprocess.run, ["chmod", "-R", "u+w", self.project], check=True)
        for folder in ("examples", "sql"):
            shutil.copytree(ROOT / folder, os.path.join(self.project, folder))
        os.mkdir(os.path.join(self.project, "build"))
        shutil.copy(support.EXTENSION + ".so", os.path.join(self.project, "build", "cf_billing.so"))
        subprocess.run(["chmod", "-R", "a+rX,a-w", self.project], check=True)

    def check_made(self, what, done):
        """Of the sandbox's accounts one is not covered, which is told each time."""
        self.assertEqual(2 if what == "alert" else 0, done.returncode, (what, done.stderr))
        self.assertNotIn(support.TOKEN, done.stdout + done.stderr)
        if what != "alert":
            self.assertLess(10000, os.path.getsize(os.path.join(self.state, MADE[what])), what)

    def run_all(self, run):
        for what in SERVICES:
            with self.subTest(what):
                if what == "report" and not has_report():
                    self.skipTest("the report needs node and npm")
                self.check_made(what, run(what))
        db = sqlite3.connect(os.path.join(self.state, "published.db"))
        self.assertLess(0, db.execute("SELECT count(*) FROM cf_usage").fetchone()[0])
        db.close()

    def run_in(self, environment, *command, **options):
        """Without what this process has, such as a locale; but on its day."""
        bare = support.child_environment(LC_ALL=None, TZ=None, TMPDIR=None, **environment)
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd="/",
                              stdin=subprocess.DEVNULL, env=bare, **options)

    def run_unit(self, what):
        return self.run_in({"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": self.state,
                            "USER": "nobody", "LOGNAME": "nobody", "SHELL": "/usr/sbin/nologin",
                            "STATE_DIRECTORY": self.state, **self.given},
                           *shlex.split(self.here(self.exec_start(what))), **self.as_nobody)

    def run_cron(self, what):
        return self.run_in({"PATH": "/usr/bin:/bin", "HOME": self.state, "LOGNAME": "root", "SHELL": "/bin/sh"},
                           "/bin/sh", "-c", self.here(self.cron_line(what)))

    @staticmethod
    def exec_start(what):
        lines = re.findall(r"^ExecStart=(.*)$", (FOLDER / f"cf-billing-{what}.service").read_text(), re.M)
        assert len(lines) == 1
        return lines[0]

    @staticmethod
    def cron_line(what):
        table = (FOLDER / "README.md").read_text(encoding="utf-8")
        (line,) = re.findall(rf"^\| {what} \|.*\| `(\d+ \d+ \* \* \*)  (.*)` \|$", table, re.M)
        return line[1]

    def test_what_the_units_run(self):
        has_report()
        self.install()
        self.as_nobody = {}
        if os.geteuid() == 0:
            os.chown(self.state, NOBODY, NOBODY)
            self.as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": [], "umask": 0o077}
        self.run_all(self.run_unit)
        self.assertTrue(os.path.exists(os.path.join(self.state, "backup.db")))

    def test_what_cron_runs(self):
        self.settle({**self.given, "CF_BILLING": support.EXTENSION})
        self.run_all(self.run_cron)

    def test_reports_of_units_and_cron_take_the_same_arguments(self):
        for what in SERVICES:
            script = re.compile(r"sh (/opt/cf_billing/examples/\S+\.sh)")
            self.assertEqual(script.search(self.exec_start(what))[1], script.search(self.cron_line(what))[1])
            self.assertTrue(os.path.exists(self.here(script.search(self.exec_start(what))[1])))

    @unittest.skipUnless(shutil.which("systemd-analyze"), "needs systemd")
    def test_systemd_takes_them(self):
        units = []
        for path in sorted(FOLDER.glob("cf-billing-*")):
            copy = os.path.join(self.state, path.name)
            text = self.here(path.read_text(encoding="utf-8"))
            with open(copy, "w", encoding="utf-8") as file:
                file.write(text.replace("User=cf-billing", "User=root"))
            units.append(copy)
        self.assertEqual(2 * len(SERVICES), len(units))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *units], capture_output=True,
                              text=True, check=False, timeout=60)
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        broken = units[0].replace(".service", "-broken.service")
        with open(units[0], encoding="utf-8") as file, open(broken, "w", encoding="utf-8") as out:
            out.write(file.read().replace("ExecStart=/bin/sh", "ExecStart=/nowhere/sh"))
        self.assertNotEqual(0, subprocess.run(["systemd-analyze", "verify", "--man=no", broken], capture_output=True,
                                              check=False, timeout=60).returncode)


if __name__ == "__main__":
    script_case.main()
