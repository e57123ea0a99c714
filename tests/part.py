"""Which part of something long a run takes: CF_BILLING_TEST_PART=m/n is the mth of n parts, with `commit` for m
another one for each commit. Without it all are taken."""

import os
import pathlib
import subprocess

OF_COMMIT = pathlib.Path(__file__).with_name("part_of_commit.sh")


def part():
    """Which, from 0, and of how many: of a list LIST[which::parts]."""
    which, parts = os.environ.get("CF_BILLING_TEST_PART", "1/1").split("/")
    if which == "commit":
        which = subprocess.run(["sh", OF_COMMIT, parts], capture_output=True, text=True, check=True).stdout
    return int(which) % int(parts), int(parts)
