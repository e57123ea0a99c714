#!/bin/sh
# Builds SQLite libraries to run the tests with: sh sqlite_versions.sh FOLDER VERSION…
#
# Afterwards `LD_LIBRARY_PATH=FOLDER/VERSION` makes every program that links SQLite dynamically,
# Python's sqlite3 module among them, use that version. What is there already is left alone.
#
# The sources come from the npm package better-sqlite3 (MIT), which carries SQLite's amalgamation
# (public domain). Nothing of it is committed or installed. Needs npm and a C compiler.
set -eu

# The release of the package that carries a version of SQLite.
release_of() {
  case "$1" in
    3.31.1) echo 6.0.1 ;;
    3.35.2) echo 7.1.5 ;;
    3.37.2) echo 7.5.0 ;;
    3.38.2) echo 7.5.1 ;;
    3.45.3) echo 9.6.0 ;;
    3.54.1) echo 13.2.0 ;;
    *) echo "sqlite_versions.sh: no release known for SQLite $1" >&2; return 1 ;;
  esac
}

fetch() {  # the package's release $1, into the folder it prints
  (cd "$scratch" && npm pack --silent "better-sqlite3@$1" >/dev/null 2>npm.log) || {
    cat "$scratch/npm.log" >&2
    return 1
  }
  tar -xzf "$scratch/better-sqlite3-$1.tgz" -C "$scratch"
  sources=$scratch/package/deps/sqlite3
  if [ ! -f "$sources/sqlite3.c" ]; then
    # Older releases pack it once more.
    mkdir -p "$sources"
    tar -xzf "$scratch/package/deps/sqlite3.tar.gz" -C "$sources"
  fi
  echo "$sources"
}

build() {  # SQLite $1
  library=$folder/$1/libsqlite3.so.0
  [ ! -f "$library" ] || return 0
  release=$(release_of "$1")
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  sources=$(fetch "$release")
  grep -q "define SQLITE_VERSION  *\"$1\"" "$sources/sqlite3.h" || {
    echo "sqlite_versions.sh: better-sqlite3 $release carries another SQLite than $1" >&2
    return 1
  }
  mkdir -p "$folder/$1"
  # The options of Debian's library that Python's module and the tests count on.
  "${CC:-cc}" -O1 -w -shared -fPIC -Wl,-soname,libsqlite3.so.0 \
    -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_RTREE \
    -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_JSON1 -DSQLITE_ENABLE_MATH_FUNCTIONS \
    -DSQLITE_ENABLE_DESERIALIZE \
    -o "$library.new" "$sources/sqlite3.c" -lm -ldl -lpthread
  mv "$library.new" "$library"
  rm -rf "$scratch"
}

[ $# -ge 2 ] || { echo "usage: sh sqlite_versions.sh FOLDER VERSION…" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift
for version in "$@"; do build "$version"; done
