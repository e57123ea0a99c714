"""The extension against Prism, which nobody here wrote: test_prism.py [ReadBack.test_… | Requests.test_…].

Prism serves Cloudflare's OpenAPI documents with random bodies, and checks what it is asked for. The
extension asks a recording proxy, which asks Prism. CF_BILLING_PRISM_SEED chooses the bodies;
CF_BILLING_PRISM_BODY is the file of one that failed, to be read instead. README.md tells more.
"""

import os
import sys

import prism
from proxy_case import start_prisms, stop_prisms
from read_back import ReadBack  # noqa: F401  Found by unittest.
from requests_checked import Requests  # noqa: F401
from support import on_day

SKIPPED = 77  # CTest's word for it.


def main():
    if not prism.is_available():
        if os.environ.get("CF_BILLING_REQUIRED_PRISM"):
            print("Prism is required, but not installed")
            return 1
        print("Prism is not installed: python3 tests/openapi/prism.py install")
        return SKIPPED
    try:
        start_prisms()
        return on_day.main()
    finally:
        stop_prisms()


if __name__ == "__main__":
    sys.exit(main())
