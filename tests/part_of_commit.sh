#!/bin/sh
# Which of N parts of something long a commit chooses, from 1 to N: sh tests/part_of_commit.sh N. The first
# one where there is no checkout of git.
set -eu
cd "$(dirname "$0")"
commit=$(git rev-parse HEAD 2>/dev/null | cut -c 1-7)
echo $((0x${commit:-0} % $1 + 1))
