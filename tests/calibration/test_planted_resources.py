"""A smaller sample of what planted_resources.py measures: loops are found on their day, and little else."""

import planted_resources
from views import support


class PlantedResources(support.TestCase):
    def test_found_and_false_alarms(self):
        tallies = planted_resources.measure(planted_resources.days(8, seed=7), 20, seed=7)
        told = "\n".join(tally.told(name) for name, tally in tallies.items())
        for tally in tallies.values():
            self.assertGreater(tally.loops.total(), 70)
            self.assertEqual(160, tally.loops.total() + tally.accounts)
        self.assertTrue(planted_resources.is_good(tallies), told)


if __name__ == "__main__":
    support.main()
