"""The packages for Linux on x86-64 with musl: musl_case.py has the tests."""

from musl_case import cases
from platform_case import main

Installed, Module = cases("linux-x64-musl", "x64", "x86_64")

if __name__ == "__main__":
    main()
