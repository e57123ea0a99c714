"""Reports made by examples/report/report.sh for tests, on one day, and what they say."""

import calendar
import datetime
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "views")]
import views  # noqa: E402
from views import support  # noqa: E402

# A day with something of everything to show; others only if they are asked for.
CHOSEN = "2026-11-20"
TODAY = support.on_day.BEGUN[:10] if os.environ.get(support.on_day.NOW) else CHOSEN


def month_start(months_ago):
    year, month = int(TODAY[:4]), int(TODAY[5:7]) - months_ago
    return datetime.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1).isoformat()


DAYS_OF_MONTH = calendar.monthrange(int(TODAY[:4]), int(TODAY[5:7]))[1]
MONTH_END = f"{TODAY[:8]}{DAYS_OF_MONTH}"
# A report goes from here to today unless told otherwise.
FIRST_DAY = month_start(1)
SCRIPT = ROOT / "examples" / "report" / "report.sh"

# The tables of a page by caption: a list of rows, each a dictionary by column.
TABLES = """Object.fromEntries([...document.querySelectorAll("table")].map((table) => {
  const texts = (row) => [...row.cells].map((cell) => cell.textContent.trim());
  const columns = texts(table.tHead.rows[0]);
  return [table.caption.textContent, [...table.tBodies[0].rows].map((row) =>
    Object.fromEntries(texts(row).map((text, i) => [columns[i], text])))];
}))"""
# The headline figures of a section, by title.
FIGURES = """Object.fromEntries([...document.querySelectorAll("section.currency")].map((section) =>
  [section.id, Object.fromEntries([...section.querySelectorAll(".figure")].map((figure) =>
    [figure.querySelector("dt").textContent, figure.querySelector("dd").textContent]))]))"""
# The same, each as a list of what stands in it.
FIGURE_PARTS = """Object.fromEntries([...document.querySelectorAll("section.currency")].map((section) =>
  [section.id, Object.fromEntries([...section.querySelectorAll(".figure")].map((figure) =>
    [figure.querySelector("dt").textContent, [...figure.querySelector("dd").children].map((part) =>
      part.textContent.trim())]))]))"""


def sandbox(*options):
    """Analytics go on with the clock: here it stands still, in the evening."""
    return support.Sandbox("--today", TODAY, "--set", "graphql.now=20:30", "--set",
                           "graphql.rate_limit=0", *options)


def environment(sandbox):
    return support.child_environment(
        CLOUDFLARE_BASE_URL=sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN,
        CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX,
        **support.on_day.variables(f"{TODAY} 12:00:00"))


def run(sandbox, *arguments, **settings):
    return subprocess.run(["sh", str(SCRIPT), *arguments], capture_output=True, text=True,
                          check=False, timeout=120, env=environment(sandbox) | settings, cwd="/")


def make(sandbox, name, *arguments):
    """The path of a report."""
    path = os.path.join(support.scratch_folder(), name + ".html")
    done = run(sandbox, *arguments, path)
    # Accounts that could not be read in full are named.
    said = [line for line in done.stderr.splitlines() if not line.startswith("report: ")]
    if done.returncode or said:
        raise AssertionError(f"report.sh: {done.returncode} {done.stderr}")
    return path


def rows(sandbox, sql, *, with_views=False):
    """What SQL says on that day, asked without the report."""
    script = ".mode json\nCREATE TEMP TABLE s AS SELECT cf_config('on_error', 'skip-all');\n"
    script += ".read sql/views.sql\n" if with_views else ""
    done = subprocess.run([support.SHELL, "-batch", "-bail", "-cmd", f".load {support.EXTENSION}",
                           ":memory:"], input=script + sql, capture_output=True, text=True,
                          check=True, timeout=60, env=environment(sandbox), cwd=ROOT)
    # Each statement that gives rows gives an array.
    found, text = [], done.stdout.strip()
    while text:
        array, end = json.JSONDecoder().raw_decode(text)
        found, text = found + array, text[end:].lstrip()
    return found


def answers(sandbox, before, selects):
    """The rows of several statements by name, on one connection, after the SQL in `before`."""
    sql = before + "".join(f"SELECT '{name}' AS rows_of, * FROM ({select});\n" if isinstance(select, str)
                           else f"{select[0]};\nSELECT '{name}' AS rows_of, * FROM ({select[1]});\n"
                           for name, select in selects.items())
    sets = {name: [] for name in selects}
    for row in rows(sandbox, sql, with_views=True):
        sets[row.pop("rows_of")].append(row)
    return sets


class Script:
    """Takes statements like a connection, and is the SQL of them."""

    def __init__(self):
        self.statements = []

    def execute(self, sql):
        self.statements.append(sql)

    def executemany(self, sql, records):
        head = sql[:sql.index("VALUES")]
        for start in range(0, len(records), 200):
            values = ",\n".join("(" + ", ".join(map(quoted, record)) + ")"
                                for record in records[start:start + 200])
            self.statements.append(f"{head}VALUES {values}")

    def write(self, file):
        with open(file, "w", encoding="utf-8") as out:
            out.writelines(statement + ";\n" for statement in self.statements)


def quoted(value):
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def amount(value, *, sign=False):
    """As the page writes it; by Python, not by the page's own program."""
    if value is None:
        return "unknown"
    text = f"{abs(value):,.2f}"
    if not any(digit in "123456789" for digit in text):
        return text
    return ("\u2212" if value < 0 else "+" if sign else "") + text
