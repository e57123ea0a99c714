"""What the charts draw stands where the axes beside it say: forecast band, marks of unusual days, lines,
bars. The figures are worked out anew from the views (expected.py), the scale is read off the ticks."""

import datetime
import re
import unittest

import chromium
import expected
import reports
from reports import DAYS_OF_MONTH, FIRST_DAY, TODAY, support

BUDGET = 1000
# The parts of a chart: what each is, its colours, how far it is moved (half a pixel, for sharpness; labels
# more), and its shapes, each with what says where it is.
SHAPES = """[...document.querySelectorAll("#%s [data-chart=%s] svg > g")].map((group) => ({
  kind: group.getAttribute("aria-label"), fill: group.getAttribute("fill"),
  stroke: group.getAttribute("stroke"), moved: group.getAttribute("transform") ?? "",
  shapes: [...group.children].map((shape) => ({
    fill: shape.getAttribute("fill"), at: shape.getAttribute("transform") ?? "",
    path: shape.getAttribute("d") ?? "",
    text: [...shape.querySelectorAll("tspan")].map((line) => line.textContent).join("\\n")
      || shape.textContent,
    ...Object.fromEntries(["x", "y", "width", "height", "x1", "x2", "y1", "y2", "cx", "cy"].map((name) =>
      [name, +shape.getAttribute(name)])) })) }))"""
NUMBER = r"-?\d+(?:\.\d+)?"


def point(place):
    """The two numbers of translate(x,y)."""
    return tuple(map(float, re.findall(NUMBER, place))) if place else (0.0, 0.0)


def number(text):
    return float(text.replace(",", "").replace("\u2212", "-"))


class Chart:
    """Reads a chart by its axes: days along x, amounts along y."""

    def __init__(self, page, currency, name):
        self.groups = page.evaluate(SHAPES % (currency, name))
        ticks = [(self.day_of(shape["text"]), point(shape["at"])[0] + self.shift(group))
                 for group, shape in self.all("x-axis tick label")]
        self.x = self.line([(datetime.date.fromisoformat(day).toordinal(), x) for day, x in ticks])
        self.y = self.line([(number(shape["text"]), point(shape["at"])[1])
                            for _, shape in self.all("y-axis tick label")])

    def all(self, kind, **colours):
        return [(group, shape) for group in self.groups
                if group["kind"] == kind and colours.items() <= group.items() for shape in group["shapes"]]

    @staticmethod
    def shift(group):
        """Labels stand in the middle of a day's bar: the half of its width is in the group's move."""
        return point(group["moved"])[0] - 0.5

    @staticmethod
    def day_of(label):
        """The day, not after the month's end, that is closest to it."""
        year = int(TODAY[:4])
        days = (datetime.datetime.strptime(f"{label} {y}", "%d\u00a0%b %Y").date() for y in (year, year - 1))
        return next(str(day) for day in days if str(day) <= reports.MONTH_END)

    @staticmethod
    def line(ticks):
        """The function from values to places; every tick has to be on it."""
        (first, at), (last, end) = ticks[0], ticks[-1]
        slope = (end - at) / (last - first)
        for value, place in ticks:
            assert abs(at + slope * (value - first) - place) < 0.01, ticks
        return lambda value: at + slope * (value - first)

    def day(self, day):
        return self.x(datetime.date.fromisoformat(day).toordinal())


class Drawn(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sandbox = reports.sandbox()
        browser = chromium.Chromium()
        cls.addClassCleanup(browser.stop)
        cls.page = browser.page(reports.make(cls.sandbox, "drawn", "--budget", f"USD={BUDGET}"))
        cls.expected = expected.Expected(
            cls.sandbox, "INSERT INTO cf_report_accounts SELECT id, name FROM cf_accounts;"
            f"UPDATE cf_parameters SET first_day = '{FIRST_DAY}';", first_day=FIRST_DAY)

    def charts(self, name):
        return [(currency, Chart(self.page, currency, name)) for currency in ("USD", "EUR")]

    def same(self, wanted, found):
        """Places to a hundredth of a pixel."""
        self.assertEqual(len(wanted), len(found))
        for one, other in zip(wanted, found):
            self.assertEqual(len(one), len(other), (one, other))
            for left, right in zip(one, other):
                self.assertAlmostEqual(left, right, delta=0.011, msg=(wanted, found))

    def by_day(self, currency):
        """What each day has cost, by product."""
        return expected.grouped(self.expected.of("records", currency), "day")

    def test_forecast_of_each_day(self):
        for currency, chart in self.charts("days"):
            coming = self.expected.coming_days(currency)
            self.assertEqual(DAYS_OF_MONTH - int(TODAY[8:]) + 1, len(coming))
            spent = {day: expected.cost(rows) for (day,), rows in self.by_day(currency).items()}
            # Of today, what is still to come stands on what it has cost.
            bases = [spent[day] if day == TODAY else 0 for day, *_ in coming]
            tops = [base + value for base, (_, value, _) in zip(bases, coming)]
            bars = [shape for _, shape in chart.all("bar", fill="var(--expected)")]
            self.same([(chart.day(day), chart.y(base), chart.y(top)) for (day, *_), base, top
                       in zip(coming, bases, tops)], list(map(self.bar, bars)))
            band = [shape for _, shape in chart.all("bar", fill="var(--band)")]
            self.same([(chart.day(day), chart.y(base + max(value - error, 0)), chart.y(base + value + error))
                       for (day, value, error), base in zip(coming, bases)], list(map(self.bar, band)))
            self.same([(chart.y(top), chart.y(top)) for top in tops],
                      [(shape["y1"], shape["y2"]) for _, shape in chart.all("tick", stroke="var(--strong)")])
            # Narrower than what it is the error of, but to be seen.
            for whole, error in zip(bars, band):
                self.assertTrue(2 <= error["width"] < whole["width"])

    @staticmethod
    def bar(shape):
        """Its middle, its foot, its top."""
        return shape["x"] + shape["width"] / 2, shape["y"] + shape["height"], shape["y"]

    def test_marks_of_unusual_days(self):
        marked = 0
        for currency, chart in self.charts("days"):
            days = {}
            for number, row in enumerate(self.expected.of("anomalies", currency)[:8], 1):
                days.setdefault(max(row["day"], self.expected.first_day), []).append(number)
            marks = chart.all("text", fill="var(--mark)")
            # One below the other, so that none is wider than its day; from the first day to the last.
            days = dict(sorted(days.items()))
            newline = "\n"
            self.assertEqual([f"{newline.join(map(str, numbers))}\n▼" for numbers in days.values()],
                             [shape["text"] for _, shape in marks])
            # Above the bar of its day, with a gap for the eye.
            wanted = []
            for day in days:
                products = expected.grouped(self.by_day(currency)[day,], "product")
                wanted.append((chart.day(day), chart.y(sum(max(expected.cost(rows) or 0, 0)
                                                           for rows in products.values()))))
            self.same(wanted, [(point(shape["at"])[0] + chart.shift(group), point(shape["at"])[1])
                               for group, shape in marks])
            for group, _ in marks:
                self.assertTrue(-6 < point(group["moved"])[1] < 0)
            marked += len(marks)
        if TODAY == reports.CHOSEN:
            self.assertGreater(marked, 5)

    def test_bars_of_each_day(self):
        for currency, chart in self.charts("days"):
            drawn = {}
            for group, shape in chart.all("bar", stroke="var(--surface)"):
                drawn.setdefault(round(shape["x"] + shape["width"] / 2, 3), []).append(shape)
            found = [(middle, max(shape["y"] + shape["height"] for shape in shapes),
                      min(shape["y"] for shape in shapes)) for middle, shapes in sorted(drawn.items())]
            self.same([(chart.day(day), chart.y(0), chart.y(expected.cost(rows)))
                       for (day,), rows in sorted(self.by_day(currency).items())], found)
            # Each product has its colour, and of that in all what it has cost.
            heights = {}
            for shapes in drawn.values():
                for shape in shapes:
                    heights[shape["fill"]] = heights.get(shape["fill"], 0) + shape["height"]
            slots = self.expected.slots(currency).values()
            self.same([(chart.y(0) - chart.y(self.expected.cost_of(currency, products)),) for products in slots],
                      [(heights[f"var(--s{n})"],) for n in range(1, len(slots) + 1)])

    def test_days_that_may_change_are_shaded(self):
        for _, chart in self.charts("days"):
            self.same([(chart.day(expected.after(TODAY, -n)),) for n in (4, 3, 2, 1)],
                      [self.bar(shape)[:1] for _, shape in chart.all("bar", fill="var(--shade)")])
            ((group, today),) = chart.all("text", fill="var(--muted)")
            self.assertEqual("today", today["text"])
            self.same([(chart.day(TODAY),)], [(point(today["at"])[0] + chart.shift(group),)])

    def test_the_month_and_where_it_goes(self):
        for currency, chart in self.charts("month"):
            so_far = [(chart.day(day), chart.y(sums)) for day, _, sums in self.expected.so_far(currency)]
            self.assertEqual(int(TODAY[8:]), len(so_far))
            ((_, line),) = chart.all("line", stroke="var(--s1)")
            self.same(so_far, self.path(line))
            today, *projected = self.expected.projected(currency)
            coming = [so_far[-1]] + [(chart.day(day), chart.y(sums)) for day, sums, *_ in projected]
            ((_, line),) = chart.all("line", stroke="var(--strong)")
            self.same(coming, self.path(line))
            # The band: along its upper edge and back along the lower one.
            high = [so_far[-1]] + [(chart.day(day), chart.y(value)) for day, *_, value in projected]
            low = [so_far[-1]] + [(chart.day(day), chart.y(value)) for day, _, value, _ in projected]
            ((_, band),) = chart.all("area", fill="var(--band)")
            edges = self.path(band)
            self.same(high + low[::-1], edges if edges[1][1] < edges[-2][1] else edges[::-1])
            last, sums, *_ = (today, *projected)[-1]
            ends = [so_far[-1], (chart.day(last), chart.y(sums))]
            self.same(ends, [(shape["cx"], shape["cy"]) for _, shape in chart.all("dot")])
            told = [shape["text"] for _, shape in chart.all("text", stroke="var(--surface)")]
            texts = [expected.money(self.expected.so_far(currency)[-1][2]), expected.money(sums)]
            # Two that would be written over each other are one.
            gap = abs(high[-1][1] - so_far[-1][1])
            if len(told) == 1:
                self.assertLess(gap, 19)
                texts = texts[1:]
            else:
                self.assertGreater(gap, 14)
            self.assertEqual(texts, told)
            budget = [shape for _, shape in chart.all("rule", stroke="var(--bad)")]
            self.same([(chart.y(BUDGET),) * 2] if currency == "USD" else [],
                      [(shape["y1"], shape["y2"]) for shape in budget])

    @staticmethod
    def path(shape):
        return [tuple(map(float, pair)) for pair in re.findall(rf"({NUMBER}),({NUMBER})", shape["path"])]

    def test_bars_of_zones_accounts_and_changes(self):
        """No axis: lengths are to each other as the figures beside them, which are those of the table."""
        captions = {"zones": ("Cost by zone in {}", "Cost"), "accounts": ("Cost by account in {}", "Cost"),
                    "movers": ("Changes by metric in {}", "Change")}
        tables, bars = self.expected.tables(), 0
        for name, (caption, column) in captions.items():
            for currency in ("USD", "EUR"):
                with self.subTest(chart=name, currency=currency):
                    groups = self.page.evaluate(SHAPES % (currency, name))
                    told = [row[column] for row in tables[caption.format(currency)]][:12]
                    values = [number(str(cell)) for cell in told]
                    shown = [shape["text"] for group in groups if group["kind"] == "text"
                             for shape in group["shapes"]][len(values):]
                    self.assertEqual(told, shown)
                    # The line at 0 runs behind what is written, which has the ground around it.
                    order = [group["kind"] for group in groups if group["kind"] in ("rule", "text")]
                    self.assertEqual(sorted(order), order)
                    self.assertEqual({"var(--surface)"}, {group["stroke"] for group in groups if group["kind"] == "text"})
                    drawn = [shape for group in groups if group["kind"] == "bar" for shape in group["shapes"]]
                    largest = max(range(len(values)), key=lambda i: abs(values[i]))
                    scale = drawn[largest]["width"] / abs(values[largest])
                    zero = {round(shape["x"] + (shape["width"] if value < 0 else 0), 3)
                            for value, shape in zip(values, drawn)}
                    self.assertEqual(1, len(zero), zero)
                    self.assertGreater(drawn[largest]["width"], 100)
                    for value, shape in zip(values, drawn, strict=True):
                        # The table is in whole cents.
                        self.assertAlmostEqual(abs(value) * scale, shape["width"], delta=0.01 * scale + 0.01)
                    bars += len(drawn)
        self.assertGreater(bars, 30)


if __name__ == "__main__":
    support.main()
