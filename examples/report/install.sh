#!/bin/sh
# Installs the libraries of the report beside it, if they are not there yet or the lock file has changed.
# Nothing of the packages is run meanwhile.
set -eu
cd "$(dirname "$0")"

if cmp -s package-lock.json node_modules/.installed; then exit 0; fi
echo "Fetching the report's libraries by npm, once." >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  echo "npm could not install the report's libraries: check the network and npm's settings, then run this again." >&2
  exit 1
fi
cp package-lock.json node_modules/.installed
