"""The extension in DB Browser for SQLite, as a person uses it: with keys and a mouse, on a display
of its own. What it shows is read through the clipboard; pictures are left in FOLDER/db-browser.

test_host.py runs this for the host of that name.
"""

import os
import pathlib
import subprocess
import tempfile
import time
from xml.sax.saxutils import escape

import support
from hosts import FOLDER, ROOT, module
from support import EURO, FIRST
from tls_front import TlsFront

EXAMPLE = ROOT / "examples" / "db-browser" / "costs.sql"
PICTURES = FOLDER / "db-browser"
# Where things are in a new window of this size.
WIDTH, HEIGHT = 1280, 800
EDITOR, ROWS, MESSAGES, STOP = (400, 300), (150, 430), (300, 740), (238, 117)

VERSIONS = {}


class Desktop:
    """An X server without a screen."""

    def __init__(self):
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
             "-nolisten", "tcp"], pass_fds=[writer], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=support.end_with_parent)
        os.close(writer)
        with os.fdopen(reader, encoding="ascii") as told:  # At its end if the server fails.
            self.variables = {"DISPLAY": ":" + told.readline().strip()}

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def run(self, *command):
        """What the command prints; nothing if it fails."""
        done = subprocess.run(command, env=support.child_environment(**self.variables), text=True,
                              capture_output=True, timeout=30, check=False)
        return done.stdout if done.returncode == 0 else ""

    def copied_from(self, place):
        """All text of the view at the place."""
        self.run("xdotool", "mousemove", *map(str, place), "click", "1", "sleep", "0.1",
                 "key", "ctrl+a", "ctrl+c", "sleep", "0.2")
        return self.run("xclip", "-selection", "clipboard", "-out")


class Browser:
    """DB Browser with one tab of SQL and the extension in its settings."""

    def __init__(self, desktop, sql, **environment):
        self.desktop = desktop
        folder = pathlib.Path(tempfile.mkdtemp(dir=support.scratch_folder()))
        (folder / "empty.db").touch()
        project = folder / "costs.sqbpro"
        project.write_text(
            '<?xml version="1.0" encoding="UTF-8"?><sqlb_project><db path="empty.db"/>'
            f'<window><current_tab id="3"/></window><tab_sql><sql name="costs">{escape(sql)}</sql>'
            '<current_tab id="0"/></tab_sql></sqlb_project>', encoding="utf-8")
        variables = support.child_environment(
            CLOUDFLARE_API_TOKEN=support.TOKEN, HOME=str(folder),
            XDG_RUNTIME_DIR=str(folder), **desktop.variables, **environment)
        self.process = subprocess.Popen(
            ["sqlitebrowser", "-o", f"extensions/list={module()}.so", str(project)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=variables, preexec_fn=support.end_with_parent)
        windows = await_true(lambda: desktop.run("xdotool", "search", "--onlyvisible", "--name",
                                                 "DB Browser for SQLite - "))
        window = windows.split()[-1]
        desktop.run("xdotool", "windowfocus", "--sync", window)
        # The project is read, and the window takes a size, when it is there already.
        self.await_text(EDITOR, lambda text: text.strip() == sql.strip())
        await_true(lambda: self.has_all_of_the_screen(window))

    def has_all_of_the_screen(self, window):
        self.desktop.run("xdotool", "windowmove", window, "0", "0",
                         "windowsize", window, str(WIDTH), str(HEIGHT), "sleep", "0.3")
        return f"{WIDTH}x{HEIGHT}" in self.desktop.run("xdotool", "getwindowgeometry", window)

    def execute(self):
        self.desktop.run("xdotool", "key", "F5")

    def await_text(self, place, is_right):
        """The text of the view, once it is right."""
        def text():
            copied = self.desktop.copied_from(place)
            return copied if is_right(copied) else ""
        try:
            return await_true(text)
        except AssertionError:
            self.picture("failed")
            raise

    def await_rows(self, is_right):
        text = self.await_text(ROWS, is_right)
        # DB Browser 3.12 sometimes goes on waiting for rows that it shows, without the extension as
        # well. Its stop button ends that, and does nothing else now.
        self.press_stop()
        self.message("Execution finished without errors")
        return text

    def message(self, fragment):
        """What is said below the rows, once it has the fragment."""
        return self.await_text(MESSAGES, lambda text: fragment in text)

    def press_stop(self):
        self.desktop.run("xdotool", "mousemove", *map(str, STOP), "click", "1")

    def picture(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for place in (MESSAGES, ROWS):  # Nothing selected.
            self.desktop.run("xdotool", "mousemove", *map(str, place), "click", "1")
        self.desktop.run("import", "-window", "root", str(PICTURES / f"{name}.png"))

    def quit(self):
        """Its exit code, and what it printed."""
        self.desktop.run("xdotool", "key", "ctrl+q")
        printed, _ = self.process.communicate(timeout=20)
        return self.process.returncode, printed

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


def await_true(question):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.2)
    raise AssertionError("nothing came in time")


class DbBrowserTest(support.TestCase):
    def setUp(self):
        super().setUp()
        self.desktop = Desktop()
        self.addCleanup(self.desktop.stop)

    def browser(self, sql, account=EURO, **environment):
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, **environment}
        browser = Browser(self.desktop, sql, CLOUDFLARE_ACCOUNT_ID=account, **given)
        self.addCleanup(browser.stop)
        return browser

    def expected(self, account):
        """The rows as text, and what is asked for them."""
        self.sandbox.forget_requests()
        db = self.connect(environment={"CLOUDFLARE_ACCOUNT_ID": account})
        rows = ["\t".join(map(str, row)) for row in self.rows(EXAMPLE.read_text(), db=db)]
        self.assertGreater(len(rows), 5)
        asked = self.asked()
        self.sandbox.forget_requests()
        return rows, asked

    def asked(self):
        return {(request.endpoint, request["query"]) for request in self.sandbox.requests()}

    def assert_shows_costs(self, name, account, **environment):
        rows, asked = self.expected(account)
        browser = self.browser(EXAMPLE.read_text(), account, **environment)
        browser.execute()
        browser.await_rows(lambda text: text.splitlines() == rows)
        self.assertEqual(asked, self.asked())
        browser.picture(name)
        self.assertEqual((0, ""), browser.quit())

    def test_shows_costs(self):
        self.assert_shows_costs("costs", EURO)

    def test_shows_costs_over_tls(self):
        front = TlsFront(self.sandbox)
        self.addCleanup(front.stop)
        self.assert_shows_costs("costs-tls", FIRST, CLOUDFLARE_BASE_URL=front.base_url,
                                SSL_CERT_FILE=front.authority)
        self.assertNotEqual([], front.log())

    def test_shows_errors(self):
        self.sandbox.faults({"status": 403})
        browser = self.browser(EXAMPLE.read_text())
        browser.execute()
        message = browser.message("Execution finished with errors")
        self.assert_says(message, "cf_paygo_usage: HTTP 403, code 10000", EURO, "Billing › Read")
        self.assertNotIn(support.TOKEN, message)
        browser.picture("error")
        self.assertEqual((0, ""), browser.quit())

    def test_stop(self):
        """Its button, while an answer takes half a minute."""
        self.sandbox.faults({"latency_ms": 30000})
        started = time.monotonic()
        browser = self.browser(EXAMPLE.read_text())
        browser.execute()
        time.sleep(2)  # The sandbox tells of a request when it has answered.
        browser.press_stop()
        self.assert_says(browser.message("Execution finished with errors"), "interrupted")
        self.assertLess(time.monotonic() - started, 20)
        self.assertEqual((0, ""), browser.quit())

    def test_version(self):
        browser = self.browser("SELECT 'SQLite ' || sqlite_version()")
        browser.execute()
        sqlite = browser.await_rows(lambda text: text.startswith("SQLite ")).split()[1]
        self.assertRegex(sqlite, r"^3\.\d+\.\d+$")
        debian = self.desktop.run("dpkg-query", "-W", "-f=${Version}", "sqlitebrowser")
        VERSIONS.update(sqlite=sqlite, host="DB Browser " + debian.split("-")[0])
