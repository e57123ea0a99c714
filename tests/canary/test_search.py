"""That the search finds what is there: by every way that is recorded, in every encoding, and nothing else."""

import os
import random
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import support  # noqa: E402
from canary.canaries import SHORTEST_PART, Canaries  # noqa: E402
from canary.recorded_run import recorded  # noqa: E402
from canary.spelled import SPELLINGS, parts  # noqa: E402

LEAKY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "leaky.py")
EXPECTED = {  # The test: what is found of which secret, spelled how, in what.
    "test_row": ("token", "plain", "row"), "test_row_part": ("token", "plain", "row"),
    "test_row_blob": ("key", "base64", "row"), "test_columns": ("proxy_password", "escaped", "columns"),
    "test_error": ("token", "hex", "error"), "test_printed": ("email", "plain", "printed"),
    "test_file": ("token", "plain", "file it"), "test_file_removed": ("key", "plain", "file tmp"),
    "test_temporary": ("proxy_user", "plain", "temporary file"), "test_forked": ("token", "plain", "row"),
}


class Found(unittest.TestCase):
    def test_every_way_out(self):
        record = recorded(LEAKY, controls=["no such function"])
        self.assertEqual(0, record.code, record.printed)
        told = [re.match(r"(\d+) characters of (\w+) \((\w+)\) in (.*) of (\S+)", leak).groups()
                for leak in record.leaks]
        for name, (secret, encoding, kind) in EXPECTED.items():
            with self.subTest(name):
                found = [each for each in told if each[4].endswith("." + name)]
                self.assertTrue(found, told)
                for _, *each, test in found:
                    self.assertEqual(secret, each[0])
                    self.assertTrue(each[2].startswith(kind), each)
                # What stands before it in a file may happen to make an escape of its first letters.
                self.assertIn(encoding, [each[2] for each in found])
        self.assertEqual(4, sum(each[4].endswith(".test_row") for each in told))
        self.assertEqual(2, sum(each[4].endswith(".test_printed") for each in told))
        self.assertTrue([each for each in told if each[1] == "proxy_password" and "own output" in each[3]])
        self.assertEqual([], [each for each in told if each[4].endswith("test_what_the_statement_says")])
        self.assertEqual(12, record.tests)

    def test_every_spelling_and_part(self):
        own = Canaries.made()
        search = own.search()
        chance = random.Random(1)
        for secret in (own.token, own.key, own.email, own.proxy_user, own.proxy_password):
            for name, spell in SPELLINGS.items():
                for part in parts(secret):
                    for _ in range(5):
                        around = [chance.randbytes(chance.randrange(40)) for _ in range(2)]
                        text = b" ".join((around[0], spell(part).encode(), around[1]))
                        with self.subTest(secret=secret, spelling=name, part=part):
                            self.assertTrue(search.findings(text))

    def test_every_window(self):
        own = Canaries.made()
        search = own.search()
        for spell in (str, str.upper, SPELLINGS["hex"], SPELLINGS["base64"], SPELLINGS["base64 behind one"],
                      SPELLINGS["base64 behind two"], SPELLINGS["percent"]):
            for at in range(len(own.token) - SHORTEST_PART + 1):
                self.assertTrue(search.findings(spell(own.token[at:at + SHORTEST_PART]).encode()), (spell, at))

    def test_nothing_else(self):
        own = Canaries.made()
        search = own.search()
        others = Canaries.made()
        for text in (*vars(others).values(), support.TOKEN, support.KEY, "see example.com", own.token[:6],
                     own.token[3:9], own.email[:-1], ""):
            for spell in SPELLINGS.values():
                if spell is not SPELLINGS["as a word's part"]:
                    self.assertEqual([], search.findings(spell(text).encode()), text)
        self.assertEqual([], search.findings(random.Random(2).randbytes(4_000_000)))


if __name__ == "__main__":
    support.main()
