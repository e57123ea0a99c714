"""The table of hosts in examples/README.md, from what the tests of the hosts wrote down, and those of the platforms:
table.py prints it, table.py --update puts it there, table.py --update platforms only the columns of the platforms."""

import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "hosts"), str(TESTS / "project"), str(TESTS / "platforms")]
import noted  # noqa: E402
from hosts import FOLDER, HOSTS, ROOT  # noqa: E402
from marked import between, put_between  # noqa: E402

README = ROOT / "examples" / "README.md"
MARKS = ("<!-- hosts: written by tests/hosts/run.sh -->\n", "<!-- end of hosts -->")
HEADS = ("host", "install", "tested with", "SQLite", "what ends a query that runs")


def installed_by(host):
    """As the example's README says it."""
    readme = (ROOT / "examples" / host.name / "README.md").read_text()
    lines = readme.split("```sh\n")[1].split("```")[0].splitlines()
    return "<br>".join(f"`{line.replace(' -y', '')}`" for line in lines
                       if line.startswith(("apt-get install ", "npm install ")))


def row(host):
    result = FOLDER / "results" / f"{host.name}.json"
    if not result.exists():
        return None
    ran = json.loads(result.read_text())
    return (f"[{host.title}]({host.name})", installed_by(host), ran["host"], ran["sqlite"],
            host.interrupt or "`cf_config('timeout', …)`")


def rows():
    """Of this machine."""
    made = [row(host) for host in HOSTS.values()]
    missing = [name for name, cells in zip(HOSTS, made) if cells is None]
    if missing:
        sys.exit(f"{', '.join(missing)}: not run yet, see tests/hosts/run.sh")
    return made


def rows_in_readme():
    lines = between(*MARKS, README).splitlines()[2:]
    return [line.removeprefix("| ").removesuffix(" |").split(" | ")[:len(HEADS)] for line in lines]


def on_platform(name, platform):
    """The versions of SQLite that it was run with there."""
    return ", ".join(sorted({row[4] for row in noted.rows() if row[0] == platform and row[2] == name}))


def table(made):
    platforms = noted.platforms()
    columns = [[on_platform(name, platform) for name in HOSTS] for platform in platforms]
    heads = (*HEADS, *(f"`{platform}`" for platform in platforms))
    made = [(*cells, *others) for cells, *others in zip(made, *columns)]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in (heads, ("---",) * len(heads), *made))


if __name__ == "__main__":
    if sys.argv[1:] in (["--update"], ["--update", "platforms"]):
        put_between(*MARKS, table(rows_in_readme() if sys.argv[2:] else rows()), README)
    else:
        print(table(rows()), end="")
