#!/bin/sh
# Installs DuckDB, which writes Parquet: sh examples/export/install.sh FOLDER
#
# Exactly one version, from npm, into FOLDER/node_modules; what is there already is left alone. No
# script of a package is run.
set -eu

release=1.5.6-r.1

[ $# -eq 1 ] || { echo "usage: sh examples/export/install.sh FOLDER" >&2; exit 2; }
package=$1/node_modules/@duckdb/node-api/package.json
! grep -qs "\"version\": \"$release\"" "$package" || exit 0
command -v npm >/dev/null || sh "$(dirname "$0")/../install-packages.sh" npm
echo 'Fetching DuckDB by npm, once.' >&2
mkdir -p "$1"
log=$1/npm.log
if ! npm install --ignore-scripts --no-audit --no-fund --prefix "$1" "@duckdb/node-api@$release" \
    >"$log" 2>&1 </dev/null; then
  tail -n 20 "$log" >&2
  echo "npm could not install DuckDB; all of its output is in $log." >&2
  exit 1
fi
