"""Where memory runs out a query ends with an error or gives all its rows; afterwards, with memory again,
it gives all its rows; nothing ends or hangs the process. host.cc has the phases and counts.

    test_no_memory.py PHASE [LAST [STEP]]    the nth allocation fails, n from 1 to LAST, then every nth

CF_BILLING_TEST_PART takes a part of these n.
"""

import os
import subprocess
import sys
import unittest

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path[:0] = [os.path.join(TESTS, "sql"), TESTS]
from part import part  # noqa: E402
from support import EXTENSION, TOKEN, Sandbox, child_environment  # noqa: E402

HOST = os.environ["CF_BILLING_NO_MEMORY_HOST"]
PHASE, LAST, STEP = (sys.argv[1:] + ["load", "1000", "1"][len(sys.argv) - 1:])[:3]


class NoMemory(unittest.TestCase):
    def cases(self, mode):
        # Each case is a process of its own, and may ask analytics as often as a process may.
        sandbox = Sandbox("--set", "graphql.rate_limit=0", "--set", "graphql.now=12:00")
        which, parts = part()
        step = int(STEP)
        # What libraries say on stderr of the memory they lack is no matter.
        done = subprocess.run([HOST, EXTENSION, PHASE, mode, str(1 + which * step), LAST, str(parts * step)],
                              capture_output=True, text=True, check=False, timeout=3000,
                              env=child_environment(CLOUDFLARE_BASE_URL=sandbox.base_url,
                                                    CLOUDFLARE_API_TOKEN=TOKEN))
        sandbox.stop()
        print(done.stdout, end="", flush=True)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr[-1000:])
        counts = [int(word) for word in done.stdout.split(": ")[-1].split() if word.isdigit()]
        self.assertEqual(counts[0], counts[1] + counts[2])
        self.assertGreater(counts[1], 10, "so few allocations: nothing was tried")

    def test_one_allocation_fails(self):
        self.cases("once")

    def test_every_nth_allocation_fails(self):
        self.cases("every")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
