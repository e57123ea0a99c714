"""Rooms of ext/: an include that points up, or to a room beside it, does not compile. And the house has no others."""

import json
import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "ext"
BUILD = pathlib.Path(os.environ["CF_BILLING_EXTENSION"]).parent

# Each room with those below it: what ext/README.md draws.
BELOW = {
    "core": [],
    "http": ["core"],
    "records": ["core"],
    "api": ["core", "http", "records"],
    "scan": ["core", "http", "records", "api"],
    "usage": ["core", "http", "records", "api", "scan"],
    "analytics": ["core", "http", "records", "api", "scan"],
    "tables": ["core", "http", "records", "api", "scan", "usage", "analytics"],
    "vtab": ["core", "http", "records", "api", "scan", "usage", "analytics", "tables"],
    "functions": ["core", "http", "records", "api", "scan", "usage", "analytics", "tables", "vtab"],
}


def compiler_of(room):
    """The words that preprocess a source of the room, without the source itself."""
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if path.parent == SOURCE / room:
            words = shlex.split(entry["command"])
            begin = next(i for i, word in enumerate(words) if "c++" in word or "g++" in word)
            cut = words.index("-o")
            return entry["directory"], words[begin:cut] + ["-E", "-o", os.devnull, "-x", "c++"]
    raise AssertionError(f"no source of {room} is compiled")


def header_of(room):
    return f"{room}/{sorted(path.name for path in (SOURCE / room).glob('*.h'))[0]}"


class House(unittest.TestCase):
    def test_has_nothing_else_at_its_top(self):
        told = subprocess.run(["git", "ls-files", "-z"], cwd=SOURCE.parent, capture_output=True, text=True, check=False)
        if told.returncode != 0:
            self.skipTest("no checkout of git")
        top = {name.split("/")[0] for name in told.stdout.split("\0") if name}
        self.assertEqual({"CMakeLists.txt", "README.md", "examples", "ext", "sql", "tests"},
                         {name for name in top if not name.startswith(".")})


class Rooms(unittest.TestCase):
    def compiles(self, room, header):
        folder, words = compiler_of(room)
        with tempfile.NamedTemporaryFile("w", suffix=".cc") as source:
            source.write(f'#include "{header}"\n')
            source.flush()
            run = subprocess.run([*words, source.name], cwd=folder, capture_output=True, text=True,
                                 check=False)
        if run.returncode != 0:
            self.assertIn(f"{header}: No such file", run.stderr.replace("'", ""))
        return run.returncode == 0

    def test_are_all_of_the_folders_with_sources(self):
        folders = {path.parent.name for path in SOURCE.glob("*/*.cc")}
        self.assertEqual(folders - {"tools"}, set(BELOW))

    def test_include_themselves_and_the_rooms_below_alone(self):
        for room, below in BELOW.items():
            for other in BELOW:
                with self.subTest(room=room, includes=other):
                    self.assertEqual(self.compiles(room, header_of(other)),
                                     other == room or other in below)


if __name__ == "__main__":
    unittest.main()
