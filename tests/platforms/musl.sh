#!/bin/sh
# Programs for Linux with musl: sh tests/platforms/musl.sh MACHINE FOLDER PACKAGES [EMULATOR]
#
# PACKAGES is the folder that ext/packages/build.sh --platform PLATFORM filled: it has the compiler and musl.
# Afterwards FOLDER/bin has `sqlite3` and `sqlite_server`, compiled from SQLite's amalgamation, `bun`, Bun's official
# build, and `loader`, musl's own loader, which runs them: the machine itself need not have it. Where the processor is
# another, EMULATOR runs the loader.
set -eu
cd "$(dirname "$0")/../.."

machine=$1
host=$machine-linux-musl
mkdir -p "$2/bin" "$2/include"
folder=$(realpath "$2")
packages=$(realpath "$3")
emulator=${4:-}
sh examples/install-packages.sh nlohmann-json3-dev ${emulator:+qemu-user}
sh tests/platforms/amalgamation.sh "$folder"
export PATH="$packages/toolchain/bin:$PATH"
cp -R /usr/include/nlohmann "$folder/include"
"$host-gcc" -O1 -w -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_RTREE \
  -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_MATH_FUNCTIONS -c "$folder/sqlite/sqlite3.c" -o "$folder/sqlite3.o"
"$host-gcc" -O1 -w "$folder/sqlite/shell.c" "$folder/sqlite3.o" -o "$folder/sqlite3"
"$host-g++" -std=c++20 -O1 -static-libstdc++ -I"$folder/include" -I"$folder/sqlite" \
  tests/platforms/sqlite_server.cc "$folder/sqlite3.o" -o "$folder/sqlite_server"

# Bun wants the C++ library beside it, by the name that Alpine has for it: here that of the packages' compiler. In the
# archive one function is hidden; another says in its place that it knows no names.
bun=bun-linux-$(echo "$machine" | sed 's/x86_64/x64/')-musl
if [ ! -e "$folder/bun" ]; then
  (cd "$folder" && npm pack --silent "@oven/$bun@1.4.5" >/dev/null)
  tar -xzf "$folder/oven-$bun-1.4.5.tgz" -C "$folder" --strip-components 2 package/bin/bun
  rm "$folder/oven-$bun-1.4.5.tgz"
fi
mkdir -p "$folder/lib"
ln -sf "$packages/sysroot/root/lib/ld-musl-$machine.so.1" "$folder/lib/libc.musl-$machine.so.1"
cp "$packages/libraries/lib/libstdc++.a" "$folder"
"$machine-linux-gnu-ar" d "$folder/libstdc++.a" cp-demangle.o
echo 'char* __cxa_demangle(const char* n, char* o, void* l, int* status) { return *status = -2, (char*)0; }' |
  "$host-gcc" -w -shared -fPIC -Wl,-soname,libstdc++.so.6 -x c - -x none -Wl,--whole-archive "$folder/libstdc++.a" \
    -Wl,--no-whole-archive -lgcc -lgcc_eh -o "$folder/lib/libstdc++.so.6"

# put NAME PROGRAM: FOLDER/bin/NAME runs it.
put() {
  printf '#!/bin/sh\nexec %s%s "$@"\n' "${emulator:+$emulator }" "$2" >"$folder/bin/$1"
  chmod +x "$folder/bin/$1"
}
loader="'$packages/sysroot/root/lib/ld-musl-$machine.so.1'"
put loader "$loader"
for program in sqlite3 sqlite_server bun; do
  put "$program" "$loader --library-path '$folder/lib' '$folder/$program'"
done
