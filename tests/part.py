"""Which part of something long a run takes: CF_BILLING_TEST_PART=m/n is the mth of n parts, with `commit` for m
another one for each commit. Without it all are taken."""

import os
import subprocess


def part():
    """Which, from 0, and of how many: of a list LIST[which::parts]."""
    which, parts = os.environ.get("CF_BILLING_TEST_PART", "0/1").split("/")
    if which == "commit":
        told = subprocess.run(["git", "rev-parse", "HEAD"], cwd=os.path.dirname(os.path.abspath(__file__)),
                              capture_output=True, text=True, check=False)
        which = int(told.stdout[:8] or "0", 16)
    return int(which) % int(parts), int(parts)
