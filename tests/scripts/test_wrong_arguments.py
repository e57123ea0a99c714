"""Arguments that are wrong: what is wrong with them is said, by name, and how the script is called."""

import pathlib
import subprocess

import script_case
import support

# Of each script: its arguments, and what it says of them; ARCHIVE is a file that is there.
WRONG = {
    "alert.sh": (
        ("--nothing", "no such option: --nothing"), ("--nothing ARCHIVE", "no such option: --nothing"),
        ("-x ARCHIVE", "no such option: -x"), ("--budget", "--budget needs a value"),
        ("ARCHIVE --webhook", "--webhook needs a value"), ("--today", "--today needs a value"),
        ("--skip everything ARCHIVE", "--skip needs late, budget, anomaly, resource, invoice or card: everything"),
        ("ARCHIVE other.db", "one archive only: other.db")),
    "archive.sh": (
        ("", "which database? As in billing.db"), ("--nothing", "no such option: --nothing"),
        ("-x ARCHIVE", "no such option: -x"), ("--read", "--read needs a file of SQL"),
        ("--backup", "--backup needs the name of a file"), ("--resources", "--resources needs billed, all or none"),
        ("--resources some ARCHIVE", "--resources needs billed, all or none: some"),
        ("ARCHIVE other.db", "one database only: other.db"),
        ("ARCHIVE --check", "options come before the database: --check")),
    "quickstart.sh": (("--nothing", "no such option: --nothing"), ("billing.db", "no arguments are taken: billing.db")),
    "try.sh": (("-x", "no such option: -x"), ("billing.db --help", "no arguments are taken: billing.db")),
    "rebill.sh": (("--nothing", "no such option: --nothing"), ("--to", "--to needs a value")),
    "publish.sh": (("--nothing", "no such option: --nothing"), ("--since", "--since needs a value")),
    "export.sh": (("--nothing", "no such option: --nothing"), ("--to", "--to needs a value")),
}


class WrongArguments(script_case.TestCase):
    def setUp(self):
        super().setUp()
        self.archive.touch()

    def test_are_named(self):
        for script, cases in WRONG.items():
            for given, says in cases:
                with self.subTest(script=script, given=given):
                    self.script = script
                    done = self.run_script(*(str(self.archive) if word == "ARCHIVE" else word for word in given.split()))
                    self.assertEqual((64, ""), (done.returncode, done.stdout), done.stderr)
                    name = script.removesuffix(".sh")
                    self.assertTrue(done.stderr.startswith(f"{name}: {says}\nUsage:\n  sh {script}"), done.stderr)
        # Of all that nothing was made.
        self.assertEqual({self.archive}, set(self.folder.iterdir()))

    def test_an_empty_value_is_none(self):
        self.script = "archive.sh"
        for option in ("--read", "--backup", "--resources"):
            done = self.run_script(option, "", self.archive)
            self.assertEqual(64, done.returncode, done.stderr)
            self.assertTrue(done.stderr.startswith(f"archive: {option} needs "), done.stderr)

    def test_help_is_no_wrong_argument(self):
        for script in WRONG:
            done = subprocess.run(["sh", str(script_case.EXAMPLES / script), "--help"], capture_output=True, text=True,
                                  timeout=60, check=False, env=support.child_environment())
            self.assertEqual((0, ""), (done.returncode, done.stderr))
            self.assertIn(f"  sh {script}", done.stdout)

    def test_no_script_is_forgotten(self):
        """Each that says how it is called says also what is wrong."""
        for path in sorted(pathlib.Path(script_case.EXAMPLES).glob("*.sh")):
            if path.name != "shared.sh":
                self.assertNotIn("say_usage", path.read_text(encoding="utf-8"), path.name)


if __name__ == "__main__":
    script_case.main()
