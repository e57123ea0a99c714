# shellcheck shell=sh disable=SC2034,SC2154  # Shared with the scripts that read this.
# Linux on this machine's own processor. What these names mean is told here, for the other platforms as well.

architecture=$(dpkg --print-architecture)  # Debian's name of the processor.
machine=$(uname -m)                        # The kernel's.
host=                                      # The prefix of cross compilers' names, without its last hyphen.
objdump=objdump                            # Reads what was built.
libc=glibc                                 # Linux's C library, where it is one.
tools='file g++ libbrotli-dev libsqlite3-dev libssl-dev libxxhash-dev nlohmann-json3-dev'  # To install.
unpacked=                                  # Debian's packages for the platform, for sysroot.sh.
sources='zlib nghttp2 curl simdjson'       # Debian's source packages that libraries.sh compiles, in this order.
linked_packages='libssl-dev libbrotli-dev libxxhash-dev nlohmann-json3-dev'  # For licences.sh: what of Debian's
linked_files='libstdc++.a libgcc.a'        # is in the module, and what of the compiler's.
position_independent=-fPIC
cmake_options=                             # Of every CMake that compiles for the platform.
# A foreign system's openssl.cnf may name engines and providers that do not fit this OpenSSL: it is never read.
curl_options='--with-openssl --with-brotli --disable-openssl-auto-load-config
  --with-ca-bundle=/etc/ssl/certs/ca-certificates.crt --without-ca-path'

# Debian's flags for its own packages.
export_flags() {
  export DEB_BUILD_MAINT_OPTIONS=hardening=+bindnow DEB_CFLAGS_STRIP=-g DEB_CXXFLAGS_STRIP=-g
  eval "$(DEB_HOST_ARCH=$architecture dpkg-buildflags --export=sh)"
}

# What compiles for the platform, where Debian's packages are not all of it; $folder is the build's.
build_toolchain() { :; }

build_zlib() {
  CHOST=$host ./configure --static --prefix="$folder"
  make install
}

# The headers that the module is made with, where those of this machine lie among glibc's.
copy_headers() {
  cp /usr/include/sqlite3.h /usr/include/sqlite3ext.h /usr/include/xxhash.h "$folder/include"
  cp -R /usr/include/nlohmann "$folder/include"
  mkdir -p "$folder/share/cmake"
  cp -R /usr/share/cmake/nlohmann_json "$folder/share/cmake"
}
