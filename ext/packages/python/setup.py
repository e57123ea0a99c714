"""A wheel for every Python 3 on the platform that the module needs; the rest is in pyproject.toml.

OBJDUMP is the objdump of that platform, MACHINE the name of its processor, LIBC of its C library.
"""

import os
import pathlib
import re
import subprocess

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel

(MODULE,) = (path for path in pathlib.Path("cf_billing").iterdir() if path.suffix in (".so", ".dll"))


def platform():
    """manylinux with the newest version of glibc that the module has a reference to (PEP 600)."""
    if MODULE.suffix == ".dll":
        return "win_amd64"
    if os.environ["LIBC"] == "musl":
        # Debian's musl is of the series 1.2, which is what such a name tells (PEP 656); a module has no note of it.
        return f"musllinux_1_2_{os.environ['MACHINE']}"
    symbols = subprocess.run([os.environ["OBJDUMP"], "-T", MODULE], capture_output=True, text=True,
                             check=True).stdout
    newest = max(tuple(map(int, version.split(".")))
                 for version in re.findall(r"GLIBC_(\d+\.\d+)", symbols))
    return f"manylinux_{newest[0]}_{newest[1]}_{os.environ['MACHINE']}"


class Wheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", platform()


class WithModule(Distribution):
    def has_ext_modules(self):
        return True


setup(cmdclass={"bdist_wheel": Wheel}, distclass=WithModule)
