"""What scripts print fits a terminal of 80 columns."""

import re
import subprocess
import unicodedata
import unittest

import script_case
import support
from script_case import EXAMPLES, ROOT

COLUMNS = 80
WRAPPER = ROOT / "ext" / "packages" / "scripts"


def width(line):
    return sum(0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "FW" else 1
               for each in line)


def has_help(script):
    text = script.read_text(encoding="utf-8")
    return script.name != "shared.sh" and ("--help" in text or "take_nothing" in text)


class Width(unittest.TestCase):
    def assert_fits(self, text, what):
        self.assertEqual([], [line for line in text.splitlines() if width(line) > COLUMNS], what)

    def run_script(self, script, *arguments, status=0, typed="", **environment):
        """What it prints, in its order."""
        done = subprocess.run(
            ["sh", str(script), *map(str, arguments)], input=typed, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=300, cwd=EXAMPLES,
            env=support.child_environment(CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX,
                                          **environment))
        self.assertEqual(status, done.returncode, done.stdout)
        return done.stdout

    def test_help(self):
        scripts = [path for path in (*EXAMPLES.rglob("*.sh"), *WRAPPER.iterdir())
                   if "node_modules" not in path.parts and has_help(path)]
        names = {path.name for path in scripts}
        self.assertLessEqual({"alert.sh", "archive.sh", "cf-billing.sh.in", "export.sh", "publish.sh", "quickstart.sh",
                              "rebill.sh", "report.sh", "sandbox-archive.sh", "try.sh"}, names)
        for script in scripts:
            text = self.run_script(script, "--help")
            self.assertGreater(len(text.splitlines()), 5, script)
            self.assertIn(script.name.replace(".sh.in", ""), text)
            self.assert_fits(text, script)

    def test_wrong_arguments(self):
        for script in EXAMPLES.glob("*.sh"):
            if re.search("say_(usage|wrong)|take_nothing", script.read_text(encoding="utf-8")) and script.name != "shared.sh":
                text = self.run_script(script, "--no-such-option", "1", "2", "3", status=64)
                self.assertIn(f"sh {script.name}", text)
                self.assert_fits(text, script)
        self.assert_fits(self.run_script(EXAMPLES / "report" / "report.sh", status=2), "report")

    def test_help_of_the_sandbox(self):
        done = subprocess.run([support.SANDBOX, "--help"], capture_output=True, text=True, check=True, timeout=30)
        self.assertIn("--port-file", done.stdout)
        self.assert_fits(done.stdout, "cf_sandbox")

    def test_the_quick_start(self):
        text = self.run_script(EXAMPLES / "quickstart.sh")
        for told in ("Month to date by service", "Open invoices", "partial", "Archived months", "agrees"):
            self.assertIn(told, text)
        self.assertNotIn("…", text.split("as README.md shows")[1])
        self.assert_fits(text, "quickstart")

    def test_what_the_prompt_says_to_ask(self):
        script = EXAMPLES / "try.sh"
        (asked,) = re.findall(r"What there is to ask: (SELECT .*?;)", script.read_text(encoding="utf-8"), re.DOTALL)
        text = self.run_script(script, typed=asked)
        self.assertIn("cf_month_to_date", text)
        self.assert_fits(text, "try.sh")

    def test_the_quick_start_over_each_account_that_it_covers(self):
        sandbox = support.Sandbox("--set", "paygo.retention_days=0")
        self.addCleanup(sandbox.stop)
        for account in support.BILLED:
            text = self.run_script(EXAMPLES / "quickstart.sh", CLOUDFLARE_API_TOKEN=support.TOKEN,
                                   CLOUDFLARE_BASE_URL=sandbox.base_url, CLOUDFLARE_ACCOUNT_ID=account)
            self.assertIn("Open invoices", text)
            self.assert_fits(text, account)


if __name__ == "__main__":
    script_case.main()
