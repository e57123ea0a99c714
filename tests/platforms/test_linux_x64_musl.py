"""The packages for Linux on x86-64 with musl: musl_case.py has the tests."""

import re
import subprocess

from musl_case import cases
from platform_case import PACKAGES, main

# Without a program it says what it is.
LOADER = subprocess.run([str(PACKAGES / "sysroot/root/lib/ld-musl-x86_64.so.1")], capture_output=True, text=True,
                        check=False).stderr
Installed, Module = cases("linux-x64-musl", "x64", "x86_64", "musl " + re.search(r"Version ([\d.]+)", LOADER)[1])

if __name__ == "__main__":
    main()
