#!/bin/sh
# Installs hosts, tests the extension in them, and writes the table of what ran into examples/README.md:
# sh tests/hosts/run.sh [NAME…]
#
# As root on Debian. All of them take about 3 GB of disk. The names are those of
# `python3 tests/hosts/hosts.py list`; the table is written only if all of them ran.
set -eu
cd "$(dirname "$0")/../.."

sh examples/install-packages.sh python3
/usr/bin/python3 -B tests/hosts/hosts.py install "$@"
rm -rf build/hosts/results
names=$(echo "$*" | tr ' ' '|')
sh tests/run.sh --only "^hosts\\.(${names:-.*})\$"
[ $# -gt 0 ] || /usr/bin/python3 -B tests/hosts/table.py --update
