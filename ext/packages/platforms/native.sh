# shellcheck shell=sh disable=SC2034,SC2154  # Shared with the scripts that read this.
# Linux on this machine's own processor. What these names mean is told here, for the other platforms as well.

architecture=$(dpkg --print-architecture)  # Debian's name of the processor.
machine=$(uname -m)                        # The kernel's.
host=                                      # The prefix of cross compilers' names, without its last hyphen.
tools='file g++ libbrotli-dev libsqlite3-dev libssl-dev libxxhash-dev nlohmann-json3-dev'  # To install.
unpacked=                                  # Debian's packages for the platform, for sysroot.sh.
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

build_zlib() {
  CHOST=$host ./configure --static --prefix="$folder"
  make install
}
