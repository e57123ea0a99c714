"""Two SQLite libraries in one process: the module works for the first that loads it, and refuses the other."""

import ctypes
import pathlib
import sqlite3
import subprocess
import sys
import unittest

import support
from support import EXTENSION

# Built for the tests of other versions.
OTHERS = sorted(pathlib.Path(EXTENSION).parent.glob("sqlite/*/libsqlite3.so.0"))
REFUSED = "another SQLite library"


class Library:
    """A connection of another library than Python's."""

    def __init__(self, path):
        self.lib = ctypes.CDLL(str(path))
        self.lib.sqlite3_errmsg.restype = ctypes.c_char_p
        for name in ("open", "enable_load_extension", "load_extension", "exec", "close"):
            getattr(self.lib, f"sqlite3_{name}").restype = ctypes.c_int
        self.db = ctypes.c_void_p()
        assert self.lib.sqlite3_open(b":memory:", ctypes.byref(self.db)) == 0
        self.lib.sqlite3_enable_load_extension(self.db, 1)

    def load(self):
        """The message; nothing: it was loaded."""
        message = ctypes.c_char_p()
        code = self.lib.sqlite3_load_extension(self.db, EXTENSION.encode(), None, ctypes.byref(message))
        return (message.value or b"no message").decode() if code else None

    def run(self, sql):
        return self.lib.sqlite3_exec(self.db, sql.encode(), None, None, None)


def load_in_python():
    db = sqlite3.connect(":memory:")
    support.load_extension(db)
    return db


def python_first(path):
    db, other = load_in_python(), Library(path)
    told = other.load() or ""
    assert REFUSED in told, told
    assert other.run("SELECT cf_version()") != 0
    assert db.execute("SELECT count(*) FROM cf_settings").fetchone()[0] > 10
    assert load_in_python().execute("SELECT cf_version()").fetchone()


def python_second(path):
    other = Library(path)
    told = other.load()
    assert told is None, told
    try:
        load_in_python()
    except sqlite3.OperationalError as error:
        assert REFUSED in str(error), error
    else:
        raise AssertionError("it was loaded")
    assert other.run("SELECT count(*) FROM cf_settings") == 0
    assert other.lib.sqlite3_close(other.db) == 0


@unittest.skipUnless(OTHERS, "no other version of SQLite has been built")
class TwoLibraries(support.TestCase):
    def check(self, order):
        # A process of its own: what has been loaded once stays.
        for path in OTHERS:
            with self.subTest(path.parent.name):
                done = subprocess.run([sys.executable, "-B", __file__, order, str(path)], capture_output=True,
                                      text=True, timeout=60, check=False)
                self.assertEqual((0, "", "fine\n"), (done.returncode, done.stderr, done.stdout))

    def test_the_other_comes_second(self):
        self.check("python_first")

    def test_the_other_comes_first(self):
        self.check("python_second")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1].startswith("python_"):
        globals()[sys.argv[1]](sys.argv[2])
        print("fine")
        sys.exit(0)
    support.main()
