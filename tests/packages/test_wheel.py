"""The wheel, installed by pip into an empty environment."""

import pathlib
import shutil

from package_case import VERSION, PackageCase, main, package, run, support

HOSTS = pathlib.Path(__file__).parent / "hosts"

SWITCH = """
import sqlite3, cf_billing
db = sqlite3.connect(":memory:")
for enabled in (False, True):
    db.enable_load_extension(enabled)
    cf_billing.load(db)
    try:
        db.execute("SELECT load_extension('nothing')")
    except sqlite3.OperationalError as error:
        print(enabled, error)
print(cf_billing.loadable_path())
"""


class WheelTest(PackageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run("/usr/bin/python3", "-m", "venv", str(cls.place))
        cls.python = str(cls.place / "bin" / "python")
        run(cls.python, "-m", "pip", "install", "--no-index", str(package("*.whl")),
            env=support.child_environment(PIP_DISABLE_PIP_VERSION_CHECK="1"))
        shutil.copy(HOSTS / "query.py", cls.place)

    def test_works_in_sqlite3(self):
        self.assert_works(self.python, str(self.place / "query.py"), "sqlite3")

    def test_works_in_apsw(self):
        self.assert_works(self.python, str(self.place / "query.py"), "apsw")

    def test_leaves_the_switch_as_it_was(self):
        off, on, path = run(self.python, "-c", SWITCH, cwd=self.place).splitlines()
        self.assertEqual("False not authorized", off)
        self.assertRegex(on, "^True .*cannot open")
        self.assertTrue(pathlib.Path(path).is_relative_to(self.place), path)

    def test_metadata_has_the_version(self):
        self.assertIn(f"Version: {VERSION}\n", run(self.python, "-m", "pip", "show", "cf_billing"))


if __name__ == "__main__":
    main()
