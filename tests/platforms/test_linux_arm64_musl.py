"""The packages for Linux on arm64 with musl: musl_case.py has the tests."""

from musl_case import cases
from platform_case import main, qemu

Installed, Module = cases("linux-arm64-musl", "arm64", "aarch64", qemu())

if __name__ == "__main__":
    main()
