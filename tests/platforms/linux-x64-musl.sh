#!/bin/sh
# Programs for Linux on x86-64 with musl: sh tests/platforms/linux-x64-musl.sh FOLDER PACKAGES
#
# PACKAGES is the folder that ext/packages/build.sh --platform linux-x64-musl filled: it has the compiler and musl.
# Afterwards FOLDER/bin has `sqlite3` and `sqlite_server`, compiled from SQLite's amalgamation, which musl's own loader
# runs: the machine itself need not have it.
set -eu
cd "$(dirname "$0")/../.."

host=x86_64-linux-musl
mkdir -p "$1/bin" "$1/include"
folder=$(realpath "$1")
packages=$(realpath "$2")
sh examples/install-packages.sh nlohmann-json3-dev
sh tests/platforms/amalgamation.sh "$folder"
export PATH="$packages/toolchain/bin:$PATH"
cp -R /usr/include/nlohmann "$folder/include"
$host-gcc -O1 -w -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_RTREE \
  -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_MATH_FUNCTIONS -c "$folder/sqlite/sqlite3.c" -o "$folder/sqlite3.o"
$host-gcc -O1 -w "$folder/sqlite/shell.c" "$folder/sqlite3.o" -o "$folder/sqlite3"
$host-g++ -std=c++20 -O1 -static-libstdc++ -I"$folder/include" -I"$folder/sqlite" \
  tests/platforms/sqlite_server.cc "$folder/sqlite3.o" -o "$folder/sqlite_server"
for program in sqlite3 sqlite_server; do
  printf '#!/bin/sh\nexec %s %s "$@"\n' "'$packages/sysroot/root/lib/ld-musl-x86_64.so.1'" "'$folder/$program'" \
    >"$folder/bin/$program"
  chmod +x "$folder/bin/$program"
done
