"""The progress line: on stderr only, only where a scan takes long, and gone when it is done."""

import os
import pty
import re
import select
import subprocess
import time

import support
from support import FIRST

HISTORY = f"SELECT id FROM cf_billing_history WHERE account_id = '{FIRST}'"
LINE = re.compile(r"\r(cf_\w+: \d+ of \d+ requests, \d+ rows, \d+\.\d MiB)\x1b\[K")
ERASED = "\r\x1b[K"


class ProgressCase(support.TestCase):
    def run_shell(self, *statements, terminal=True, stdout_too=False, setting=None):
        """Exit code, stdout and stderr of a shell whose stderr is a terminal or not."""
        command = [support.SHELL, "-batch", "-bail", "-cmd", f".load {support.EXTENSION}"]
        if setting:
            command += ["-cmd", f".output {os.devnull}", "-cmd",
                        f"SELECT cf_config('progress', '{setting}');", "-cmd", ".output"]
        environment = support.child_environment(
            CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN)
        ours, theirs = pty.openpty() if terminal else os.pipe()
        process = subprocess.Popen([*command, ":memory:", *statements], stdin=subprocess.DEVNULL,
                                   stdout=theirs if stdout_too else subprocess.PIPE,
                                   stderr=theirs, env=environment)
        os.close(theirs)
        told = {ours: b""}
        if not stdout_too:
            told[process.stdout.fileno()] = b""
        deadline = time.monotonic() + 30
        open_ones = set(told)
        while open_ones and time.monotonic() < deadline:
            for fd in select.select(list(open_ones), [], [], 1)[0]:
                try:
                    data = os.read(fd, 65536)
                except OSError:  # How a terminal ends.
                    data = b""
                told[fd] += data
                if not data:
                    open_ones.discard(fd)
        code = process.wait(10)
        os.close(ours)
        if support.RECORDER:
            support.RECORDER.came_out("terminal", *told.values())
        if stdout_too:
            return code, told[ours].decode(), None
        stdout = told[process.stdout.fileno()].decode()
        process.stdout.close()
        return code, stdout, told[ours].decode()

    def slowly(self, seconds=2.7):
        """Latency that makes HISTORY, page after page, take so long."""
        pages = -(-len(self.sandbox.truth("history", FIRST)) // 25)
        self.sandbox.faults({"latency_ms": int(seconds * 1000 / pages)})

    def ids(self):
        self.sandbox.faults()
        rows = "".join(f"{row[0]}\n" for row in self.rows(HISTORY))
        self.slowly()
        return rows


class OnATerminal(ProgressCase):
    def test_appears_and_is_erased(self):
        expected = self.ids()
        code, stdout, stderr = self.run_shell(HISTORY)
        self.assertEqual((0, expected), (code, stdout))
        lines = LINE.findall(stderr)
        self.assertTrue(lines, stderr)
        self.assertTrue(all(line.startswith("cf_billing_history: ") for line in lines))
        done = [int(re.search(r": (\d+) of", line)[1]) for line in lines]
        self.assertEqual(sorted(done), done)
        self.assertGreaterEqual(done[0], 2)
        self.assertTrue(stderr.endswith(ERASED), stderr)
        # Nothing but the line and its removal.
        self.assertEqual("", LINE.sub("", stderr).replace(ERASED, ""))

    def test_rows_on_the_same_terminal_stand_alone(self):
        expected = self.ids()
        code, screen, _ = self.run_shell(HISTORY, stdout_too=True)
        self.assertEqual(0, code)
        self.assertTrue(LINE.search(screen))
        lines = screen.replace("\r\n", "\n").split("\n")
        shown = [line.rpartition("\x1b[K")[2] for line in lines]
        self.assertEqual(expected.split("\n"), shown)

    def test_is_erased_before_an_error(self):
        self.slowly()
        pages = -(-len(self.sandbox.truth("history", FIRST)) // 25)
        latency = 2700 // pages
        self.sandbox.faults({"skip": pages - 1, "status": 403, "latency_ms": latency},
                            {"latency_ms": latency})
        code, _, stderr = self.run_shell(HISTORY)
        self.assertNotEqual(0, code)
        self.assertTrue(LINE.search(stderr), stderr)
        *_, said = stderr.split("\x1b[K")
        self.assertRegex(said, r"^[^\r]*cf_billing_history: HTTP 403")

    def test_not_within_two_seconds(self):
        self.slowly(1.5)
        code, _, stderr = self.run_shell(HISTORY)
        self.assertEqual((0, ""), (code, stderr))

    def test_off(self):
        self.slowly(2.4)
        code, stdout, stderr = self.run_shell(HISTORY, setting="off")
        self.assertEqual((0, ""), (code, stderr))
        self.assertTrue(stdout)


class WithoutATerminal(ProgressCase):
    def test_auto_is_silent(self):
        expected = self.ids()
        code, stdout, stderr = self.run_shell(HISTORY, terminal=False)
        self.assertEqual((0, "", expected), (code, stderr, stdout))

    def test_on(self):
        expected = self.ids()
        code, stdout, stderr = self.run_shell(HISTORY, terminal=False, setting="on")
        self.assertEqual((0, expected), (code, stdout))
        self.assertTrue(LINE.search(stderr), stderr)
        self.assertTrue(stderr.endswith(ERASED))

    def test_windows_and_bytes(self):
        self.sandbox.faults({"latency_ms": 900})
        code, stdout, stderr = self.run_shell(
            "SELECT cf_config('concurrency', 1) IS NULL", "SELECT count(*) > 100 FROM "
            f"cf_focus_usage WHERE account_id = '{FIRST}' AND charge_date BETWEEN "
            "date('now', '-110 days') AND date('now', '-1 day')", terminal=False, setting="on")
        self.assertEqual((0, "0\n1\n"), (code, stdout))
        lines = LINE.findall(stderr)
        self.assertTrue(lines)
        self.assertRegex(lines[-1],
                         r"^cf_focus_usage: 3 of 4 requests, \d{3,} rows, [1-9]\.\d MiB$")

    def test_values(self):
        for value in ("auto", "on", "off"):
            self.assertEqual(value, self.value("SELECT cf_config('progress', ?)", (value,)))
        self.assert_says(self.failure(support.ERROR, "SELECT cf_config('progress', 'maybe')"),
                         "progress", "auto", "on", "off")


if __name__ == "__main__":
    support.main()
