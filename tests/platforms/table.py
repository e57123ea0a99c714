"""The table of platforms in the packages' README, and the columns of platforms in the table of hosts:
table.py --update [FOLDER…] puts into both what the tests wrote down. FOLDER is where PLATFORM.sh put its programs;
what is noted of its platform is forgotten. table.py prints the first table.
"""

import pathlib
import subprocess
import sys

import noted

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "project"))
from marked import put_between  # noqa: E402

README = ROOT / "ext" / "packages" / "README.md"
MARKS = ("<!-- platforms: written by tests/platforms/table.py -->\n", "<!-- end of platforms -->")
HEADS = ("platform", "package", "loaded by", "SQLite", "run by")


def table():
    cells = [(f"`{platform}`", package, *rest) for platform, package, _, *rest in noted.rows()]
    return "".join("| " + " | ".join(row) + " |\n" for row in (HEADS, ("---",) * len(HEADS), *cells))


def take(folder):
    new = noted.rows(pathlib.Path(folder) / "results.json")
    fresh = {row[0] for row in new}
    noted.write(noted.NOTED, [row for row in noted.rows() if row[0] not in fresh] + new)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--update"]:
        for made in sys.argv[2:]:
            take(made)
        put_between(*MARKS, table(), README)
        subprocess.run([sys.executable, "-B", str(ROOT / "tests" / "hosts" / "table.py"), "--update", "platforms"],
                       check=True)
    else:
        print(table(), end="")
