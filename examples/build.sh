#!/bin/sh
# Configures and builds into a folder: sh examples/build.sh FOLDER [cmake option…]
# Quiet when all goes well; otherwise the end of the log and one sentence.
set -eu

folder=$1
shift
mkdir -p "$folder"
log=$folder/build.log
if ! { cmake -S . -B "$folder" "$@" && cmake --build "$folder" --parallel "$(nproc)"; } \
    >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "The build failed; all of its output is in $log." >&2
  exit 1
fi
