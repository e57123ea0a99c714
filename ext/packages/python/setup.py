"""A wheel for every Python 3 on the platform that the module needs; the rest is in pyproject.toml.

OBJDUMP is the objdump of that platform, MACHINE the name of its processor.
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
