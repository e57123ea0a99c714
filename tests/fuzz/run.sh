#!/bin/sh
# Fuzzes: sh tests/fuzz/run.sh [--seconds N] [--seed N] [--target NAME]... [--seeds]
#
# Builds the fuzzers with clang, in build-fuzz, and runs each for N seconds (20, if nothing is said),
# as many at once as there are processors. Says of each how many inputs it ran, how many a second,
# and the coverage at half time and at the end: where it still grows, a longer run pays. --target
# runs that one alone, and may be given again; --seed begins the random choices with that number, else
# with another each time; --seeds runs every file of tests/fuzz/seeds once and nothing else. Inputs
# that were found stay in build-fuzz/corpus, those that break a claim in build-fuzz/crashes. The last
# line is `N passed, N failed`.
set -eu
cd "$(dirname "$0")/../.."

seconds=20
seed=0
targets=
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --seed) seed=${2:?--seed needs a number}; shift ;;
    --target) targets="$targets ${2:?--target needs a name}"; shift ;;
    --seeds) seconds=0 ;;
    *)
      echo "usage: sh tests/fuzz/run.sh [--seconds N] [--seed N] [--target NAME]... [--seeds]" >&2
      exit 2
      ;;
  esac
  shift
done

sh examples/install-packages.sh ca-certificates clang cmake libclang-rt-dev libcurl4-openssl-dev \
  libsimdjson-dev libsqlite3-dev libxxhash-dev make nlohmann-json3-dev
# -O1: with more the compiler takes longer than a short run gains.
CXX=clang++ sh examples/build.sh build-fuzz -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO='-O1 -g1' -DCF_BILLING_FUZZ=ON -DCF_BILLING_WERROR=ON

known=$(find tests/fuzz -name '*_fuzzer.cc' | sed 's|.*/||; s|_fuzzer\.cc$||' | sort)
for target in $targets; do
  echo "$known" | grep -qx "$target" || {
    echo "No target $target; there are $(echo "$known" | xargs)." >&2
    exit 2
  }
done
# shellcheck disable=SC2086  # A list of words.
printf '%s\n' ${targets:-$known} |
  xargs -P "$(nproc)" -I '{}' sh tests/fuzz/run_one.sh '{}' "$seconds" "$seed" >build-fuzz/results.log
cat build-fuzz/results.log
passed=$(grep -c ': passed' build-fuzz/results.log || true)
failed=$(grep -c ': FAILED' build-fuzz/results.log || true)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
