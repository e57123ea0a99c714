"""examples/alert.sh over so many accounts that the extension's log of requests forgets the first of them."""

import script_case
import support
from support import FIRST, NOT_COVERED


class Many(script_case.TestCase):
    script = "alert.sh"

    def test_an_account_that_fails_is_told_all_the_same(self):
        sandbox = support.Sandbox("--set", "accounts.extra=650")
        self.addCleanup(sandbox.stop)
        # Later checks of it are answered: it was not there for the first.
        sandbox.faults({"account": FIRST, "path": "billable-usage|paygo", "status": 403, "count": 1})
        done = self.run_script("--day-above", "USD=1000", "--without", NOT_COVERED, "--state", "told.db", "--json",
                               timeout=500, CLOUDFLARE_BASE_URL=sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN)
        self.assertEqual(2, done.returncode, done.stderr)
        self.assertIn("not checked: usage of Lighthouse Studio: ", done.stderr)
        self.assertNotIn("nobody can tell", done.stderr)


if __name__ == "__main__":
    script_case.main()
