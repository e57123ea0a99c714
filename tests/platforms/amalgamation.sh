#!/bin/sh
# SQLite's amalgamation and its shell, which an npm package brings: sh tests/platforms/amalgamation.sh FOLDER
# Afterwards FOLDER/sqlite has sqlite3.c, sqlite3.h and shell.c.
set -eu
cd "$(dirname "$0")/../.."

if [ -e "$1/sqlite/shell.c" ]; then exit 0; fi
command -v npm >/dev/null || sh examples/install-packages.sh npm
mkdir -p "$1/sqlite"
cd "$1"
npm pack --silent sqlite3@6.0.1 >/dev/null
tar -xzf sqlite3-6.0.1.tgz -C sqlite --strip-components 1
rm sqlite3-6.0.1.tgz
tar -xzf sqlite/deps/sqlite-autoconf-*.tar.gz -C sqlite --strip-components 1
