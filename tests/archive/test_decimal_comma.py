"""The archive's numbers in a host whose decimal mark is a comma: SQLite's JSON functions cut some."""

import archive_case
from archive_case import PARAMETERS, text_of
from decimal_comma import NAMES, decimal_comma
from subscription_case import SubscriptionCase
from support import QUIET


class DecimalComma(SubscriptionCase):
    def test_numbers_are_the_same(self):
        """In a host that writes 20.25 as 20,25: nothing is cut, and nothing changes from one to the other."""
        def plan(price, *components):
            return {"id": "a", "state": "Paid", "price": price, "component_values": list(components)}

        forms = (plan(20.25, {"name": "page.rules", "value": 1.5, "default": 2}, 0.25),
                 plan(20.75, {"name": "page.rules", "value": 1.25, "default": 2}, 0.5))
        db = self.connect(self.archive)
        db.executescript(text_of(PARAMETERS))
        db.execute("INSERT INTO cf_report_accounts(account_id) VALUES (?)", (QUIET,))

        def run():
            for path in archive_case.RUN:
                db.executescript(text_of(path))

        expected = [("component.value", 0.25, 0.5), ("page.rules.value", 1.5, 1.25), ("price", 20.25, 20.75)]
        changes = "SELECT what, was, became FROM subscription_changes ORDER BY 1"
        for name in NAMES:
            self.lists(QUIET, forms[0])
            run()
            with decimal_comma(name):
                run()
                self.assertEqual([], db.execute(changes).fetchall())
                self.lists(QUIET, forms[1])
                run()
                self.assertEqual(expected, db.execute(changes).fetchall())
            run()
            self.assertEqual(expected, db.execute(changes).fetchall())
            for table in ("subscriptions", "subscription_fetches"):
                db.execute(f"DELETE FROM {table}")

    def test_names_that_are_no_simple_path(self):
        for number, name in enumerate(('with "quotes"', "back\\slash", "a.b[0]", "ü", "tab\t")):
            for value in (1.5, 2.5):
                self.lists(QUIET, {"id": str(number), "price": 1, "component_values": [
                    {"name": name, "value": value}]})
                self.sync((QUIET,))
            self.assertIn((f"{name}.value", 1.5, 2.5), self.ask(
                "SELECT what, was, became FROM subscription_changes"))


if __name__ == "__main__":
    archive_case.main()
