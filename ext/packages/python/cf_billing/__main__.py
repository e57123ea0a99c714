"""cf-billing SCRIPT [ARGUMENT…]: the scripts that come with the extension; see cf-billing.sh."""

import os
import sys


def main() -> None:
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cf-billing.sh")
    os.execvp("sh", ["sh", script, *sys.argv[1:]])


if __name__ == "__main__":
    main()
