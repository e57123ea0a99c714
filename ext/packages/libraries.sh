#!/bin/sh
# Compiles the static libraries that the self-contained module links and Debian's archives of them
# are no use for: sh ext/packages/libraries.sh FOLDER [PLATFORM]
#
# Debian's libz.a and libnghttp2.a are not position-independent, and its libcurl.a needs Kerberos,
# LDAP, RTMP and SSH; of simdjson there is a shared library only. So these four are compiled here,
# from Debian's sources with its security fixes, and anew only when Debian has other versions of them or
# these files are others. FOLDER gets include/, lib/, and the copyright file of each in copyright/. Compiler
# flags are the environment's; what a platform has in the place of this machine's tools is in platforms/.
set -eu

packages=$(cd "$(dirname "$0")" && pwd)
platform=$packages/platforms/${2:-native}
mkdir -p "$1/sources"
folder=$(realpath "$1")
# shellcheck source=ext/packages/platforms/native.sh
. "$platform.sh"

# shellcheck disable=SC2086  # A list of words.
sh "$packages/sources.sh" "$folder/sources" $sources
wanted=$(cd "$folder/sources" &&
  cat ./*.dsc "$packages/libraries.sh" "$platform".* "$packages"/platforms/*/* | sha256sum)
if [ "$(cat "$folder/built" 2>/dev/null)" = "$wanted" ]; then exit 0; fi
(cd "$folder" && rm -rf built copyright include lib share work)
mkdir -p "$folder/copyright" "$folder/include" "$folder/lib" "$folder/work"

CFLAGS="${CFLAGS:-} $position_independent -fvisibility=hidden -ffunction-sections -fdata-sections"
CFLAGS="$CFLAGS -ffile-prefix-map=$folder/work=."
export CFLAGS
export PKG_CONFIG_PATH="$folder/lib/pkgconfig"

build_nghttp2() {
  # shellcheck disable=SC2086  # A list of words.
  cmake . -G "Unix Makefiles" -DCMAKE_BUILD_TYPE=None -DCMAKE_INSTALL_PREFIX="$folder" -DCMAKE_INSTALL_LIBDIR=lib \
    -DENABLE_LIB_ONLY=ON -DENABLE_SHARED_LIB=OFF -DENABLE_STATIC_LIB=ON $cmake_options
  make install
}

# Everything that the module does not use is left out.
build_curl() {
  # shellcheck disable=SC2086  # Lists of words.
  ./configure ${host:+--host=$host} --prefix="$folder" --disable-shared --with-pic --enable-threaded-resolver \
    --with-nghttp2="$folder" --with-zlib="$folder" $curl_options \
    --without-gssapi --without-libidn2 --without-libpsl --without-librtmp --without-libssh2 \
    --without-zstd --disable-dict --disable-file --disable-ftp --disable-gopher --disable-imap \
    --disable-ldap --disable-ldaps --disable-manual --disable-mqtt --disable-ntlm --disable-pop3 \
    --disable-rtsp --disable-smb --disable-smtp --disable-telnet --disable-tftp
  # A patch of Debian's may be newer than what was generated from the file it patches; what was
  # generated is complete, and nothing is generated anew.
  for part in include lib; do
    make -C "$part" install ACLOCAL=: AUTOCONF=: AUTOHEADER=: AUTOMAKE=:
  done
}

# Its one file of source and the header that goes with it. Of its readers, each for other
# instructions, the one for AVX-512 is left out: this module is no faster with it.
build_simdjson() {
  # shellcheck disable=SC2086  # A list of words.
  ${CXX:-g++} -std=c++17 -Os ${CXXFLAGS:-} ${CPPFLAGS:-} $CFLAGS -DNDEBUG -DSIMDJSON_EXCEPTIONS=0 \
    -DSIMDJSON_IMPLEMENTATION_ICELAKE=0 -c singleheader/simdjson.cpp -o simdjson.o
  ${AR:-ar} rcs "$folder/lib/libsimdjson.a" simdjson.o
  cp singleheader/simdjson.h "$folder/include"
}

jobs=$(nproc)
export MAKEFLAGS="-j$jobs"
for library in $sources; do
  (
    cd "$folder/work"
    dpkg-source --extract "$folder/sources/${library}"_*.dsc "$library"
    cp "$library/debian/copyright" "$folder/copyright/$library"
    dpkg-parsechangelog -l "$library/debian/changelog" -S Version \
      >"$folder/copyright/$library.version"
    cd "$library"
    "build_$(echo "$library" | tr - _)"
  )
done
rm -rf "$folder/work"
printf '%s\n' "$wanted" >"$folder/built"
