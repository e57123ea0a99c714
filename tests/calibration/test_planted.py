"""A smaller sample of what planted.py measures: what is planted is found, and little else."""

import planted
from views import support


class Planted(support.TestCase):
    def test_found_and_false_alarms(self):
        for name, tally in planted.measure(24, planted.months(2), seed=7).items():
            with self.subTest(name):
                self.assertEqual((24, 24), (tally.planted.total(), len(tally.false_alarms)))
                self.assertTrue(tally.is_good(), tally.told(name))
                if name == "30 days":
                    self.assertLess(tally.compared, tally.days / 10)
                else:
                    self.assertEqual(tally.days, tally.compared)


if __name__ == "__main__":
    support.main()
