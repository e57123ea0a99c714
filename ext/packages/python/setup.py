"""A wheel for every Python 3 on the platform that the module needs; the rest is in pyproject.toml."""

import re
import subprocess
import sysconfig

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel

MODULE = "cf_billing/cf_billing.so"


def platform():
    """manylinux with the newest version of glibc that the module has a reference to (PEP 600)."""
    symbols = subprocess.run(["objdump", "-T", MODULE], capture_output=True, text=True,
                             check=True).stdout
    newest = max(tuple(map(int, version.split(".")))
                 for version in re.findall(r"GLIBC_(\d+\.\d+)", symbols))
    machine = sysconfig.get_platform().removeprefix("linux-")
    return f"manylinux_{newest[0]}_{newest[1]}_{machine}"


class Wheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", platform()


class WithModule(Distribution):
    def has_ext_modules(self):
        return True


setup(cmdclass={"bdist_wheel": Wheel}, distclass=WithModule)
