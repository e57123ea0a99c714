"""What cf_attributed_cost says of an account whose analytics are refused or fail, beside others."""

import test_truth_resources
import views
from support import EURO, FIRST


class LeftOut(test_truth_resources.Analytics):
    def test_an_account_that_is_left_out_says_how(self):
        """Of two accounts one is refused, or fails: its lines say so, by cycle and by day; the other has its resources."""
        for fault, says in (({"status": 403}, "refused: cf_resource_usage: HTTP 403"),
                            ({"status": 500}, "failed: cf_resource_usage: HTTP 500")):
            self.start()
            self.seen(FIRST, EURO, config={"on_error": "skip", "max_retries": 0})
            self.sandbox.faults({"path": "/graphql", "account": EURO, **fault})
            for view in ("cf_attributed_cost", "cf_attributed_cost_by_day"):
                rows = self.rows(f"SELECT account_id, resource_type, reason FROM {view}")
                of_euro = {row[1:] for row in rows if row[0] == EURO}
                self.assertEqual({"not attributed"}, {resource for resource, _ in of_euro}, view)
                told = {reason for _, reason in of_euro if "tell no resource" not in reason}
                for reason in told:
                    self.assert_says(reason, says, EURO)
                self.assertTrue(told)
                self.assertLess(3, len({row[1] for row in rows if row[0] == FIRST}))
                self.assertEqual([], [row for row in rows if row[0] == FIRST and "HTTP" in (row[2] or "")])
            # Lines that no dataset tells have their reason as ever.
            self.assertEqual([], self.rows(
                "SELECT DISTINCT service, reason FROM cf_attributed_cost WHERE account_id = ? "
                "AND reason LIKE '%tell no resource%' AND cf_service_datasets(cf_told_service(service)) <> '[]'", (EURO,)))


if __name__ == "__main__":
    views.main()
