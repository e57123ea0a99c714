"""Makes the README's picture of the report: `CF_BILLING_EXTENSION=… CF_BILLING_SANDBOX=… picture.py`.

Two accounts of the sandbox with a budget, on a day in the middle of a month, down to the end of the first
chart.
"""

import base64
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sql"))
import support  # noqa: E402
from chromium import Chromium  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURE = ROOT / "examples" / "report" / "report.png"
NOW = "2026-11-20 12:00:00"
WIDTH, SCALE = 1200, 0.75


def run(*command):
    subprocess.run(command, cwd=ROOT, check=True, env=support.child_environment(
        CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX, **support.on_day.variables(NOW)))


with tempfile.TemporaryDirectory() as folder:
    archive, page = f"{folder}/billing.db", f"{folder}/report.html"
    run("sh", "examples/sandbox-archive.sh", archive)
    run("sqlite3", archive, "INSERT INTO budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 500)")
    run("sh", "examples/report/report.sh", "--database", archive, "--account", support.FIRST, "--account",
        support.MID_MONTH, page)
    browser = Chromium()
    shown = browser.page(page, width=WIDTH, height=900)
    height = shown.evaluate("document.querySelector('figure').getBoundingClientRect().bottom")
    picture = shown.command("Page.captureScreenshot", captureBeyondViewport=True,
                            clip={"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": SCALE})
    browser.stop()
PICTURE.write_bytes(base64.b64decode(picture["data"]))
print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")
