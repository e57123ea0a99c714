"""That forecast.py measures what it says, on costs whose projections are known."""

import datetime

import forecast
import planted
from live_shape import DAY, SERVICES, cycle_start
from views import support

FIRST, LAST = datetime.date(2025, 3, 1), datetime.date(2025, 4, 30)


class Costs:
    """An account that costs `cost(day)` on each day."""

    def __init__(self, cost):
        self.cost = cost

    def records(self):
        for n in range(-40, (LAST - FIRST).days + 1):
            day = FIRST + n * DAY
            cost = self.cost(day)
            yield day, cycle_start(day, 1), SERVICES[0], cost, cost, cost


class Forecast(support.TestCase):
    def measure(self, cost, every=1):
        return forecast.measure(planted.archive({"a" * 32: Costs(cost)}, FIRST - 40 * DAY), FIRST, LAST,
                                every)

    def test_what_costs_the_same_each_day_is_projected_to_the_cent(self):
        tally = self.measure(lambda day: 10.0)
        self.assertEqual(61, tally.cases.total() + tally.unknown)
        self.assertEqual(0, tally.unknown)
        self.assertEqual((20, 41), (tally.cases["early"], tally.cases["later"]))
        self.assertEqual(1.0, tally.share())
        self.assertAlmostEqual(0, tally.bias("early"))
        self.assertAlmostEqual(0, tally.bias("later"))
        # Always within is not what an error is to be.
        self.assertFalse(tally.is_good())

    def test_what_doubles_on_the_first_is_projected_too_low(self):
        """Half of what is expected on 1 April, and none of it is foreseen by the last four weeks."""
        tally = self.measure(lambda day: 10.0 if day < datetime.date(2025, 4, 1) else 20.0, every=31)
        # 1 March and 1 April: off by nothing, and by half.
        self.assertEqual(2, tally.cases["early"])
        self.assertAlmostEqual(-0.25, tally.bias("early"))
        self.assertEqual(1, tally.held["early"])

    def test_two_months_of_the_sandbox_and_of_made_up_seasons(self):
        """A part of what forecast.py measures: nothing is far off."""
        sandbox = support.Sandbox("--today", str(LAST + DAY))
        try:
            tallies = {"sandbox": forecast.measure(forecast.of_sandbox(sandbox), FIRST, LAST, 3)}
        finally:
            sandbox.stop()
        for season in forecast.SEASONS:
            tallies[season] = forecast.measure(forecast.made_up(season, 8, FIRST, LAST), FIRST, LAST, 3)
        for name, tally in tallies.items():
            with self.subTest(name):
                self.assertEqual((0, 105 if name == "sandbox" else 168),
                                 (tally.unknown, tally.cases.total()))
                self.assertTrue(0.6 <= tally.share() <= 0.97, tally.told(name))
                self.assertLess(abs(tally.bias("later")), 0.03, tally.told(name))


if __name__ == "__main__":
    support.main()
