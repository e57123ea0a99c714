"""The table of hosts in examples/README.md, from what the tests of the hosts wrote down:
table.py prints it, table.py --update puts it there."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "project"))
from hosts import FOLDER, HOSTS, ROOT  # noqa: E402
from marked import put_between  # noqa: E402

README = ROOT / "examples" / "README.md"
MARKS = ("<!-- hosts: written by tests/hosts/run.sh -->\n", "<!-- end of hosts -->")


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


def table():
    rows = [row(host) for host in HOSTS.values()]
    missing = [name for name, cells in zip(HOSTS, rows) if cells is None]
    if missing:
        sys.exit(f"{', '.join(missing)}: not run yet, see tests/hosts/run.sh")
    heads = ("host", "install", "tested with", "SQLite", "what ends a query that runs")
    return "".join("| " + " | ".join(cells) + " |\n"
                   for cells in (heads, ("---",) * len(heads), *rows))


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        put_between(*MARKS, table(), README)
    else:
        print(table(), end="")
