"""Every statement of the SQL tests, with secrets of its own, and a search through all that came out."""

import glob
import os
import sys
from concurrent.futures import ThreadPoolExecutor

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path[:0] = [os.path.join(TESTS, "sql"), TESTS]

import support  # noqa: E402
from canary.recorded_run import Record, recorded  # noqa: E402
from part import part  # noqa: E402

FILES = sorted(glob.glob(os.path.join(TESTS, "sql", "test_*.py"))) + [
    os.path.join(TESTS, "archive", "test_script.py")]
# These ask the sandbox itself, or start other processes that ask: what those print is searched.
ASKS_NO_SQL = {"test_sandbox.py", "test_sandbox_days.py", "test_sandbox_endpoints.py", "test_sandbox_faults.py",
               "test_sandbox_feeds.py", "test_sandbox_further.py", "test_sandbox_graphql.py",
               "test_sandbox_graphql_limits.py", "test_sandbox_invoices.py", "test_sandbox_resources.py",
               "test_day.py", "test_second_library.py"}
# These ask about numbers alone: nothing that has to be there comes out of them.
ASKS_NO_TABLE = {"test_grouped.py", "test_json_number.py", "test_resource_queries.py",
                 "test_service_keys.py", "test_shared_rows.py"}
ALL_KINDS = {"columns", "row", "error", "printed", "terminal", "file", "temporary"}
AT_ONCE = 2
# What the tables say.
CONTROLS = [*support.ALL_ACCOUNTS, "cf_billing"]


def chosen():
    """All files, or of the parts that CF_BILLING_TEST_PART makes of them one."""
    which, parts = part()
    return FILES[which::parts]


class Statements(support.TestCase):
    def test_none_of_them_shows_a_credential(self):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            files = chosen()
            records = dict(zip(files, pool.map(lambda file: recorded(file, CONTROLS), files)))
        total = Record(0, "")
        for file, record in records.items():
            name = os.path.basename(file)
            total.add(record)
            with self.subTest(name):
                self.assertEqual(0, record.code, record.printed)
                self.assertEqual([], record.leaks[:10], f"{len(record.leaks)} in all")
                self.assertGreater(record.tests, 0)
                if name not in ASKS_NO_SQL:
                    self.assertGreaterEqual(record.statements, record.tests)
                    # The search finds what is known to come out.
                    if name not in ASKS_NO_TABLE:
                        self.assertGreater(record.controls, 0)
        told = (f"{len(records)} files, {total.tests} tests, {total.statements} statements, {total.came_out} bytes "
                f"came out, {total.searched} different ones were searched, with {total.controls} times what has to "
                "be there")
        print(told, file=sys.stderr)
        self.assertGreater(total.statements, 5 * total.tests, told)
        if len(files) < len(FILES):
            return
        # Far fewer would mean that something is not recorded.
        self.assertEqual(ALL_KINDS, total.kinds, told)
        self.assertGreater(total.statements, 10 * total.tests, told)
        self.assertGreater(total.came_out, 500_000_000, told)
        self.assertGreater(total.searched, 50_000_000, told)
        self.assertGreater(total.controls, 50_000, told)


if __name__ == "__main__":
    support.main()
