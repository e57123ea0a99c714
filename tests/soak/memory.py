"""What this process holds: all of it, and what has been allocated and not given back."""

import ctypes
import os
import statistics

MIB = 1 << 20
_libc = ctypes.CDLL(None)


class _Mallinfo(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


_libc.mallinfo2.restype = _Mallinfo


class Memory:
    def __init__(self):
        self.resident, self.allocated = [], []  # MiB

    def sample(self):
        # Else what the allocator keeps for later would hide what is lost.
        _libc.malloc_trim(0)
        with open("/proc/self/statm", encoding="ascii") as file:
            self.resident.append(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB)
        info = _libc.mallinfo2()
        self.allocated.append((info.uordblks + info.hblkhd) / MIB)

    @staticmethod
    def ends(samples):
        """What was usual early, once each kind of query has been run, and at the end."""
        fifth = max(len(samples) // 5, 1)
        early = samples[fifth : 2 * fifth] or samples
        return statistics.median(early), statistics.median(samples[-fifth:])

    def summary(self):
        texts = []
        for name, samples in (("resident", self.resident), ("allocated", self.allocated)):
            early, late = self.ends(samples)
            texts.append(f"{early:.0f} MiB {name} at first, {late:.0f} at last")
        return "memory: " + "; ".join(texts) + f"; {max(self.resident):.0f} resident at most"

    def has_grown(self):
        early, late = self.ends(self.allocated)
        resident_early, resident_late = self.ends(self.resident)
        # Gaps between what is in use grow for a while; what is in use must not.
        return late > early * 1.25 + 8 or resident_late > resident_early * 1.5 + 64
