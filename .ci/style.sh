#!/bin/sh
# clang-format, clang-tidy, shellcheck, and a build in which warnings are errors (tests/run.sh makes
# that one): sh .ci/style.sh [N]. With N clang-tidy looks at one of N parts of the sources, another one for
# each commit.
set -eu
parts=${1:-1}
cd "$(dirname "$0")/.."

sh examples/install-packages.sh clang-format clang-tidy git shellcheck

sources=$(git ls-files '*.cc' '*.h')
# shellcheck disable=SC2086  # A list of words.
clang-format --dry-run --Werror $sources
git ls-files '*.sh' .ci/run | xargs shellcheck
# Quiet unless something is wrong.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
part=$(sh tests/part_of_commit.sh "$parts")
chosen=$(git ls-files 'ext/*.cc' 'examples/*.cc' | sort |
  awk -v n="$parts" -v part="$part" 'NR % n == part - 1 {print "/" $0 "$"}')
# shellcheck disable=SC2086  # A list of patterns.
if ! run-clang-tidy -quiet -p build -extra-arg=-Wno-unknown-warning-option -j "$(nproc)" $chosen >"$log" 2>&1; then
  grep -E 'warning:|error:|note:' "$log" | sort -u >&2
  echo "clang-tidy found something; see above." >&2
  exit 1
fi
echo "Style: all checks passed."
