#!/bin/sh
# Compiles the static libraries that the self-contained module links and Debian's archives of them
# are no use for: sh ext/packages/libraries.sh FOLDER
#
# Debian's libz.a and libnghttp2.a are not position-independent, and its libcurl.a needs Kerberos,
# LDAP, RTMP and SSH; of simdjson there is a shared library only. So these four are compiled here,
# from Debian's sources with its security fixes, and anew only when Debian has other versions of them or this file is another. FOLDER gets
# include/, lib/, and the copyright file of each in copyright/. Compiler flags are the environment's.
set -eu

packages=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/sources"
folder=$(realpath "$1")
libraries='zlib nghttp2 curl simdjson'

# shellcheck disable=SC2086  # A list of words.
sh "$packages/sources.sh" "$folder/sources" $libraries
wanted=$(cd "$folder/sources" && cat ./*.dsc "$packages/libraries.sh" | sha256sum)
if [ "$(cat "$folder/built" 2>/dev/null)" = "$wanted" ]; then exit 0; fi
(cd "$folder" && rm -rf built copyright include lib share work)
mkdir -p "$folder/copyright" "$folder/work"

CFLAGS="${CFLAGS:-} -fPIC -fvisibility=hidden -ffunction-sections -fdata-sections"
CFLAGS="$CFLAGS -ffile-prefix-map=$folder/work=."
export CFLAGS
export PKG_CONFIG_PATH="$folder/lib/pkgconfig"

build_zlib() {
  ./configure --static --prefix="$folder"
  make install
}

build_nghttp2() {
  cmake . -G "Unix Makefiles" -DCMAKE_BUILD_TYPE=None -DCMAKE_INSTALL_PREFIX="$folder" -DCMAKE_INSTALL_LIBDIR=lib \
    -DENABLE_LIB_ONLY=ON -DENABLE_SHARED_LIB=OFF -DENABLE_STATIC_LIB=ON
  make install
}

# Everything that the module does not use is left out. A foreign system's openssl.cnf may name
# engines and providers that do not fit this OpenSSL: it is never read.
build_curl() {
  ./configure --prefix="$folder" --disable-shared --with-pic --enable-threaded-resolver \
    --with-openssl --with-nghttp2 --with-zlib --with-brotli \
    --disable-openssl-auto-load-config \
    --with-ca-bundle=/etc/ssl/certs/ca-certificates.crt --without-ca-path \
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
  ar rcs "$folder/lib/libsimdjson.a" simdjson.o
  cp singleheader/simdjson.h "$folder/include"
}

jobs=$(nproc)
export MAKEFLAGS="-j$jobs"
for library in $libraries; do
  (
    cd "$folder/work"
    dpkg-source --extract "$folder/sources/${library}"_*.dsc "$library"
    cp "$library/debian/copyright" "$folder/copyright/$library"
    dpkg-parsechangelog -l "$library/debian/changelog" -S Version \
      >"$folder/copyright/$library.version"
    cd "$library"
    "build_$library"
  )
done
rm -rf "$folder/work"
printf '%s\n' "$wanted" >"$folder/built"
