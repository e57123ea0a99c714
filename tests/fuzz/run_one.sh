#!/bin/sh
# Runs one fuzzer that is built, and says in a line what became of it: sh tests/fuzz/run_one.sh NAME
# SECONDS SEED. For 0 seconds every file of tests/fuzz/seeds is run once; SEED begins the random choices,
# 0 with another number each time.
set -eu
cd "$(dirname "$0")/../.."
name=$1
seconds=$2
seed=$3

fuzzer=build-fuzz/tests/fuzz/${name}_fuzzer
seeds=tests/fuzz/seeds/$name
corpus=build-fuzz/corpus/$name
log=build-fuzz/$name.log
mkdir -p "$corpus" build-fuzz/crashes
# Short stacks, and little memory kept from being used again: quicker, and enough to find the place.
export ASAN_OPTIONS=malloc_context_size=8:quarantine_size_mb=16
export UBSAN_OPTIONS=print_stacktrace=1
dictionary=tests/fuzz/$name.dict
[ -f "$dictionary" ] || dictionary=tests/fuzz/json.dict

stat() { sed -n "s/^stat::$1: *//p" "$log"; }
coverage() { sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1; }
fail() {
  echo "$name: FAILED"
  {
    # The claim, or what a sanitizer says, and the input; of the stack the places in the sources.
    grep -aE -A 20 'Broken claim|ERROR: |runtime error' "$log" | grep -avE '^ +#[0-9]+ .*(fuzzer::|/c\+\+/|libc)' |
      cut -c 1-400 | head -n 40
    input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    echo "Again: $fuzzer ${input:-$seeds/*}; all of the output is in $log"
  } >&2
  exit 0
}

if [ "$seconds" -eq 0 ]; then
  "$fuzzer" -timeout=60 -artifact_prefix="build-fuzz/crashes/$name-" "$seeds"/* >"$log" 2>&1 || fail
  echo "$name: passed, $(find "$seeds" -type f | wc -l) seeds"
  exit 0
fi

"$fuzzer" -max_total_time="$seconds" -seed="$seed" -timeout=60 -max_len=16384 -dict="$dictionary" \
  -artifact_prefix="build-fuzz/crashes/$name-" -print_final_stats=1 "$corpus" "$seeds" \
  >"$log" 2>&1 &
fuzzing=$!
passed=0
while [ "$passed" -lt $((seconds / 2)) ] && kill -0 "$fuzzing" 2>/dev/null; do
  sleep 1
  passed=$((passed + 1))
done
half=$(coverage)
wait "$fuzzing" || fail
echo "$name: passed, $(stat number_of_executed_units) runs, $(stat average_exec_per_sec)/s," \
  "coverage ${half:-?} at half time, $(coverage) at the end"
