"""examples/alert.sh and a webhook: what is posted, what is not told twice, and what when nobody takes it."""

import json
import pathlib
import subprocess
import threading
import time

import receiver
import script_case
import support
from receiver import Receiver
from script_case import EXAMPLES, TODAY, Archive
from support import EURO, FIRST

DEAR = "Lighthouse: 2026-10-19 cost 60.00 USD of usage, above 50.00"


class Webhook(script_case.TestCase):
    script = "alert.sh"

    def setUp(self):
        super().setUp()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.stop)
        with Archive(self.archive) as archive:
            archive.account(FIRST, "Lighthouse")
            archive.usage(FIRST, lambda day: None if day > "2026-10-19" else 60.0)
        self.arguments = ("--day-above", "USD=50", "--skip", "card", "--today", TODAY, self.archive)

    def post(self, status, *more, says=None, url=None):
        printed = self.check(status, *more, *self.arguments, says=says, CF_BILLING_WEBHOOK=url or self.receiver.url)
        self.assertNotIn("s3cr3t", "".join(printed))
        return printed

    def test_a_message_in_slacks_form_once(self):
        self.assertEqual([], self.post(1))
        self.assertEqual([], self.post(0))
        ((path, headers, body),) = self.receiver.messages
        self.assertEqual({"text": DEAR}, body)
        self.assertEqual("application/json", headers["Content-Type"])
        self.assertTrue(path.endswith("s3cr3t-p4rt"))

    def test_a_message_in_discords_form(self):
        self.post(1, "--form", "discord")
        ((_, _, body),) = self.receiver.messages
        self.assertEqual({"content": DEAR, "allowed_mentions": {"parse": []}}, body)

    def test_the_form_is_known_by_the_url(self):
        for url, form in (("https://discord.com/api/webhooks/1/x", "discord"),
                          ("https://canary.discord.com/api/webhooks/1/x", "discord"),
                          ("https://discord.com/api/webhooks/1/x/slack", "slack"),
                          ("https://hooks.slack.com/services/T/B/x", "slack"),
                          ("https://chat.example.com/hooks/discord.com", "slack"),
                          ("http://localhost:1/x", "slack")):
            done = subprocess.run(
                ["sh", "-euc", '. "$root/examples/shared.sh"; form=; . "$root/examples/alert/post.sh"; check_webhook; '
                 'echo "$form"'], env={"PATH": "/usr/bin:/bin", "root": str(EXAMPLES.parent), "webhook": url},
                capture_output=True, text=True, check=False)
            self.assertEqual((form + "\n", ""), (done.stdout, done.stderr), url)

    def test_the_url_from_a_file(self):
        file = self.folder / "the webhook"
        file.write_text(f"{self.receiver.url}\nanother line\n")
        self.assertEqual([], self.check(1, "--webhook", file, *self.arguments))
        self.assertEqual([DEAR], self.receiver.texts())

    def test_urls_that_are_none(self):
        for url in ("ftp://example.com/x", "http://example.com/x", "https://", "https://example.com/a b",
                    'https://example.com/"\nurl = "http://127.0.0.1', "https://example.com/é"):
            done = self.run_script(*self.arguments, CF_BILLING_WEBHOOK=url)
            self.assertEqual(64, done.returncode, url)
            self.assertNotIn("example", done.stderr)
        self.assertEqual(0, self.receiver.tries)

    def test_names_are_not_called_and_make_no_links(self):
        names = 'A "quote\\", & <!channel> @everyone </b>'
        with Archive(self.archive) as archive:
            archive.change("UPDATE accounts SET name = ?", names)
        self.post(1)
        self.assertEqual(DEAR.replace("Lighthouse", 'A "quote\\", &amp; &lt;!channel&gt; @everyone &lt;/b&gt;'),
                         self.receiver.texts()[0])

    def test_what_nobody_took_is_told_by_the_next_run(self):
        for answer, said in ((404, "HTTP 404"), (410, "HTTP 410"), (400, "HTTP 400")):
            self.receiver.answers = [answer]
            self.receiver.tries = 0
            # Whoever reads cron's mail gets it meanwhile.
            self.assertEqual([DEAR], self.post(3, says=said))
            self.assertEqual(1, self.receiver.tries)
        self.assertEqual([], self.receiver.messages)
        self.assertEqual([], self.post(1))
        self.assertEqual([DEAR], self.receiver.texts())

    def test_attempts_are_counted(self):
        self.receiver.answers = [500, receiver.wait_for(1)]
        self.assertEqual([], self.post(1))
        self.assertEqual((3, [DEAR]), (self.receiver.tries, self.receiver.texts()))

    def test_no_more_than_three_attempts(self):
        self.receiver.answers = [503] * 10
        self.assertEqual([DEAR], self.post(3, says="did not take the message: HTTP 503"))
        self.assertEqual(3, self.receiver.tries)

    def test_a_wait_that_is_too_long(self):
        self.receiver.answers = [receiver.wait_for(3600)]
        self.post(3, says="wants no message for 3600 seconds")
        self.assertEqual(1, self.receiver.tries)

    def test_a_redirect_is_not_followed(self):
        for status in (301, 302, 307, 308):
            other = Receiver()
            self.addCleanup(other.stop)
            self.receiver.answers = [receiver.redirect_to(other.url, status)]
            self.post(3, says=f"redirect ({status}), which is not followed")
            self.assertEqual(0, other.tries)

    def test_nobody_there_and_a_connection_that_ends(self):
        self.receiver.answers = [receiver.hang_up] * 3
        self.post(3, says="did not take the message: curl's exit status 52")
        gone = Receiver()
        gone.stop()
        self.post(3, says="did not take the message: nobody answers there", url=gone.url)
        self.post(1)

    def test_messages_that_are_long_and_what_of_them_was_taken(self):
        """A message has room for some twenty lines; the second is refused."""
        with Archive(self.archive) as archive:
            for number in range(60):
                archive.invoice(FIRST, f"Invoice {number:02}", "2026-10-01", 1 + number, "open", 1 + number)
        self.receiver.answers = [200, 400]
        printed = self.post(3, says="HTTP 400")
        first = self.receiver.texts()[0].splitlines()
        self.assertLess(10, len(first))
        self.assertGreater(50, len(first))
        self.assertLess(len(self.receiver.texts()[0]), 2000)
        self.post(1)
        told = [line for text in self.receiver.texts() for line in text.splitlines()]
        self.assertEqual(61, len(told))
        self.assertEqual(61, len(set(told)))
        # Printed was what was not taken.
        self.assertEqual(told[len(first):], printed)

    def test_what_could_not_be_looked_at_is_posted_once(self):
        with Archive(self.archive) as archive:
            archive.account(EURO, "Atelier")
            archive.fetched("paygo", EURO, "failed", "HTTP 500")
        said = "not checked: usage of Atelier: the archive could not read it: HTTP 500"
        for _ in range(2):
            self.post(2, says=f"alert: {said}\n")
        self.assertEqual([f"{DEAR}\n{said}"], self.receiver.texts())
        # It is read again, and then fails again.
        for outcome, status in (("ok", 0), ("failed", 2)):
            with Archive(self.archive) as archive:
                archive.fetched("paygo", EURO, outcome, None if outcome == "ok" else "HTTP 500")
            self.post(status, says="" if status else None)
        self.assertEqual([f"{DEAR}\n{said}", said], self.receiver.texts())

    def test_json_beside_a_webhook(self):
        (line,) = self.post(1, "--json")
        self.assertEqual({"kind": "day", "account_id": FIRST, "account": "Lighthouse", "day": "2026-10-19",
                          "currency": "USD", "amount": 60.0, "limit": 50.0, "text": DEAR}, json.loads(line))
        self.assertEqual([DEAR], self.receiver.texts())

    def test_two_at_once_send_once(self):
        begun, go_on = threading.Event(), threading.Event()

        def slow(handler):
            begun.set()
            go_on.wait(30)
            handler.send_response(200)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        self.receiver.answers = [slow]
        with subprocess.Popen(["sh", str(EXAMPLES / "alert.sh"), *map(str, self.arguments)], cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=support.child_environment(CF_BILLING=support.EXTENSION,
                                                            CF_BILLING_WEBHOOK=self.receiver.url)) as first:
            self.assertTrue(begun.wait(60))
            self.post(75, says="another run holds ")
            # Nor does the URL stand where all can read it, while curl runs.
            seen = b""
            for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen += path.read_bytes()
                except OSError:
                    pass
            self.assertIn(b"curl\0", seen)
            self.assertNotIn(b"s3cr3t", seen)
            go_on.set()
            self.assertEqual(("", ""), first.communicate(timeout=60))
            self.assertEqual(1, first.returncode)
        self.post(0)
        self.assertEqual(1, self.receiver.tries)

    def test_killed_before_the_answer_it_tells_again(self):
        self.receiver.answers = [lambda handler: time.sleep(1)]
        with subprocess.Popen(["sh", str(EXAMPLES / "alert.sh"), *map(str, self.arguments)], cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                              env=support.child_environment(CF_BILLING=support.EXTENSION,
                                                            CF_BILLING_WEBHOOK=self.receiver.url)) as first:
            deadline = time.monotonic() + 60
            while not self.receiver.tries and time.monotonic() < deadline:
                time.sleep(0.02)
            first.kill()
            first.communicate(timeout=60)
        time.sleep(1)  # curl may live on for a moment, and hold the lock.
        done = self.run_script(*self.arguments, CF_BILLING_WEBHOOK=self.receiver.url)
        for _ in range(100):
            if done.returncode != 75:
                break
            time.sleep(0.2)
            done = self.run_script(*self.arguments, CF_BILLING_WEBHOOK=self.receiver.url)
        self.assertEqual(1, done.returncode, done.stderr)
        self.assertEqual([DEAR], self.receiver.texts()[-1:])


if __name__ == "__main__":
    script_case.main()
