"""Every row of cf_resource_usage and cf_tags, of all datasets and accounts, is what analytics and lists say."""

from resource_truth import COLUMNS, DATASETS, ORDINARY, TAGS, USAGE, ResourceTruth
from shared import support
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END

USING = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)


class Rows(support.TestCase):
    def test_of_all_datasets(self):
        truth = ResourceTruth(self.sandbox, cached=True, accounts=USING)
        self.addCleanup(truth.db.close)
        for table in (USAGE, TAGS):
            for account in USING:
                with self.subTest(table, account=account):
                    columns = ", ".join(COLUMNS[table])
                    wanted, found = (truth.db.execute(f"SELECT {columns} FROM {name} WHERE account_id = ?",
                                                      (account,)).fetchall() for name in (ORDINARY[table], table))
                    self.assertTrue(wanted)
                    self.assert_same_rows(wanted, found)
        used = {dataset for dataset, in truth.db.execute(f"SELECT DISTINCT dataset FROM {ORDINARY[USAGE]}")}
        # Some are away for whole quarters.
        self.assertLess(len(DATASETS) - 5, len(used), set(DATASETS) - used)


if __name__ == "__main__":
    support.main()
