"""A signal to archive.sh alone, as of a supervisor that knows no group of processes: what reads ends with it."""

import os
import signal
import subprocess
import time

import archive_case
import support
from test_resource_faults import USING, FaultCase

SOON = 5  # Seconds. What is left to read takes longer, as each answer comes late.


class Alone(FaultCase):
    def begin(self, path, has_begun, *arguments):
        """A run that waits for answers of `path`, once `has_begun` is true."""
        self.sandbox.faults({"path": path, "latency_ms": 700})
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        for _ in range(600):
            time.sleep(0.05)
            if process.poll() is not None or has_begun():
                break
        self.assertIsNone(process.poll())
        return process

    def is_asked(self):
        return self.sandbox.hits() != [0]

    def is_read(self):
        try:
            return bool(self.ask("SELECT 1 FROM resource_fetches WHERE feed = 'resources'"))
        except archive_case.sqlite3.OperationalError:
            return False  # It is being made.

    def end(self, process, how):
        readers = self.children_of(process.pid)
        self.assertTrue(readers)
        begun = time.monotonic()
        os.kill(process.pid, how)
        printed, said = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - begun, SOON, printed + said)
        self.assertEqual(128 + how, process.returncode, printed + said)
        self.assertTrue(printed.endswith(f"status={128 + how}\n"), printed)
        self.assertEqual([], [reader for reader in readers if os.path.exists(f"/proc/{reader}")])
        return printed, said

    @staticmethod
    def children_of(parent):
        with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
            return file.read().split()

    def test_while_resources_are_read(self):
        for number, how in enumerate((signal.SIGTERM, signal.SIGINT, signal.SIGHUP)):
            with self.subTest(how):
                self.archive += str(number)
                backup = self.archive + ".backup"
                process = self.begin("/graphql", self.is_read, "--backup", backup)
                printed, said = self.end(process, how)
                self.assertRegex(printed, r"^archive: \S+ accounts=7 ")
                self.assertIn("accounts were not read, the next run goes on there: it was ended", said)
                self.check_money()
                done = set(self.outcomes_of())
                self.assertTrue(0 < len(done) < len(USING), done)
                for account in USING:
                    self.assertEqual(account not in done, self.unread(account) != [], account)
                archive, self.archive = self.archive, backup
                self.assertEqual(done, set(self.outcomes_of()))
                self.archive = archive
                self.sandbox.faults()
                self.run_(0)
        self.check_as_if_nothing_had_happened()

    def test_while_money_is_read(self):
        process = self.begin("billing/history", self.is_asked)
        printed, _ = self.end(process, signal.SIGTERM)
        self.assertEqual("archive: it was ended while it read what costs money status=143\n", printed)
        self.check_usage()
        self.check_consistent()
        self.sandbox.faults()
        self.run_(0)
        self.check_money()

    def test_that_waits_for_the_limit_of_analytics(self):
        """Which takes five minutes."""
        self.choose("max_retries = 3")
        self.sandbox.faults({"path": "/graphql", "status": 429})
        process = self.start(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(600):
            time.sleep(0.05)
            if process.poll() is not None or self.is_asked():
                break
        time.sleep(6)  # With three retries it gave up after 3.5 seconds.
        self.assertIsNone(process.poll())
        self.assertEqual([1], self.sandbox.hits())
        self.end(process, signal.SIGTERM)
        self.check_money()


del FaultCase

if __name__ == "__main__":
    support.main()
