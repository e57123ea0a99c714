"""A line of the table, and the kinds of it that run command lines."""

from measure import alternate, median_of, median_ratio


class Figure:
    """What was measured of one piece of work; the cells are texts, `reached` is None where no
    bound was set."""

    def __init__(self, bound="", measured="", peer="", ratio="", reached=None, wrong=""):
        self.bound, self.measured, self.peer, self.ratio = bound, measured, peer, ratio
        self.reached = reached
        self.wrong = wrong  # A quick answer that is wrong is none: why it is.


class Work:
    """Something to measure. `prepare()` returns its sides, the extension's first."""

    def __init__(self, name, prepare):
        self.name, self.prepare = name, prepare
        self.sides = []

    def measure(self, times):
        self.sides = self.prepare()
        return self.judge(alternate(self.sides, self.times(times)))

    def times(self, wanted):
        return wanted

    def judge(self, found):
        raise NotImplementedError


class BesidePeer(Work):
    """At most so many times the peer's wall time. `expected()` is the row that must come."""

    def __init__(self, name, prepare, bound, expected):
        super().__init__(name, prepare)
        self.bound, self.expected = bound, expected

    def judge(self, found):
        ours, others = found
        ratio = median_ratio(ours, others, "seconds")
        return Figure(
            f"{self.bound:g} × the peer's time",
            times_of(ours),
            times_of(others),
            f"{ratio:.2f} (CPU {median_ratio(ours, others, 'cpu'):.2f})",
            ratio <= self.bound,
            difference(found, self.expected()),
        )


class Memory(Work):
    """At most so many MiB; the other side is the program that does nothing."""

    def __init__(self, name, prepare, bound, expected):
        super().__init__(name, prepare)
        self.bound, self.expected = bound, expected

    def times(self, wanted):
        # Memory varies far less than time does.
        return max(1, wanted // 3)

    def judge(self, found):
        ours, idle = found
        peak = max(run.mib for run in ours)
        return Figure(
            f"{self.bound} MiB",
            f"{peak:.0f} MiB",
            f"{median_of(idle, 'mib'):.0f} MiB with the module loaded",
            "",
            peak <= self.bound,
            difference([ours], self.expected()),
        )


def times_of(runs):
    return f"{median_of(runs, 'seconds'):.2f} s (CPU {median_of(runs, 'cpu'):.2f})"


def difference(found, expected):
    """In words, empty if all runs printed the same and, if so asked, what was expected."""
    outputs = [run.output for runs in found for run in runs if run.output]
    if expected is not None:
        outputs.append("|".join(str(value) for value in expected))
    unlike = [output for output in outputs if not alike(output, outputs[-1])]
    return f"the results differ: {unlike[0]} and {outputs[-1]}" if unlike else ""


def alike(one, other):
    """The same but for the last digits of sums, which depend on the order of what was added."""
    ones, others = one.split("|"), other.split("|")
    return len(ones) == len(others) and all(map(alike_values, ones, others))


def alike_values(one, other):
    if one == other:
        return True
    try:
        first, second = float(one), float(other)
    except ValueError:
        return False
    return "." in one + other and abs(first - second) <= 1e-9 * abs(second)
