"""A host whose decimal mark is a comma, as after setlocale(LC_ALL, "") in Germany."""

import contextlib
import locale
import subprocess
import tempfile
import unittest

import support

# Their marks are one byte long and two.
NAMES = ("de_DE", "ps_AF")


@contextlib.contextmanager
def decimal_comma(name="de_DE"):
    """This process's C library writes and reads numbers so, for the block."""
    with tempfile.TemporaryDirectory(dir=support.scratch_folder()) as folder:
        # Warnings make it fail, and leave a good locale: whether it is there shows below.
        subprocess.run(["localedef", "--no-archive", "-c", "-i", name, "-f", "UTF-8",
                        f"{folder}/{name}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=False)
        with support.environment_of({"LOCPATH": folder}):
            try:
                locale.setlocale(locale.LC_NUMERIC, name)
            except locale.Error:
                raise unittest.SkipTest(f"the C library has no source of the locale {name}") from None
            try:
                assert locale.localeconv()["decimal_point"] in (",", "٫"), locale.localeconv()
                yield
            finally:
                locale.setlocale(locale.LC_NUMERIC, "C")
