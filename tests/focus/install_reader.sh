#!/bin/sh
# Installs hyparquet, which reads Parquet without DuckDB: sh tests/focus/install_reader.sh FOLDER
#
# Exactly these versions, from npm, into FOLDER/node_modules. No script of a package is run.
set -eu

[ $# -eq 1 ] || { echo "usage: sh tests/focus/install_reader.sh FOLDER" >&2; exit 2; }
packages='hyparquet@1.31.5 hyparquet-compressors@1.1.2'
! grep -qsx "$packages" "$1/installed" || exit 0
mkdir -p "$1"
# shellcheck disable=SC2086  # A list of words.
npm install --ignore-scripts --no-audit --no-fund --prefix "$1" $packages >"$1/npm.log" 2>&1 </dev/null ||
  { tail -n 20 "$1/npm.log" >&2; exit 1; }
echo "$packages" >"$1/installed"
