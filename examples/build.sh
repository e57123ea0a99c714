#!/bin/sh
# Configures and builds into a folder: sh examples/build.sh FOLDER [cmake option…]
# Says how far it is if it takes longer than seconds; otherwise quiet when all goes well. If not, the end
# of the log and one sentence.
set -eu

folder=$1
shift
mkdir -p "$folder"
log=$folder/build.log
: >"$log"
[ -e "$folder/CMakeCache.txt" ] || echo "Building in $folder, which takes some minutes the first time." >&2
# What sleeps holds nothing open that a caller waits for.
( while sleep 15 >/dev/null 2>&1; do
    # As make and Ninja write it: [ 42%] or [12/192].
    sed -n 's/^\[ *\([0-9]*[%/][0-9]*\)\].*/Building in '"$(printf '%s' "$folder" | sed 's/[\/&]/\\&/g')"': \1/p' "$log" |
      tail -n 1 >&2
  done ) &
progress=$!
trap 'kill "$progress" 2>/dev/null || :' EXIT
trap 'exit 130' INT TERM
if ! { cmake -S . -B "$folder" "$@" && cmake --build "$folder" --parallel "$(nproc)"; } \
    >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "The build failed; all of its output is in $log." >&2
  exit 1
fi
