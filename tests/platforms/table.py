"""The table of platforms in the packages' README, from what the tests of the platforms wrote down:
table.py FOLDER… prints it, table.py --update FOLDER… puts it there. FOLDER is where PLATFORM.sh put its programs.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "project"))
from marked import put_between  # noqa: E402

README = ROOT / "ext" / "packages" / "README.md"
MARKS = ("<!-- platforms: written by tests/platforms/table.py -->\n", "<!-- end of platforms -->")
HEADS = ("platform", "package", "loaded by", "SQLite", "run by")


def table(folders):
    rows = [row for folder in folders
            for row in sorted(map(tuple, json.loads((pathlib.Path(folder) / "results.json").read_text())))]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in (HEADS, ("---",) * len(HEADS), *rows))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--update"]:
        put_between(*MARKS, table(sys.argv[2:]), README)
    else:
        print(table(sys.argv[1:]), end="")
