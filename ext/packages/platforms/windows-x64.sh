# shellcheck shell=sh disable=SC2034,SC2154  # Shared with the scripts that read this.
# Windows on x86-64, with Debian's mingw-w64. TLS is Windows' own (Schannel): so are its authorities.
# shellcheck source=ext/packages/platforms/native.sh
. "$packages/platforms/native.sh"

architecture=amd64
machine=x86_64
host=x86_64-w64-mingw32
objdump=$host-objdump
libc=
tools='file g++-mingw-w64-x86-64-posix libsqlite3-dev libxxhash-dev nlohmann-json3-dev zip'
unpacked=
linked_packages='libxxhash-dev nlohmann-json3-dev mingw-w64-x86-64-dev'
linked_files='libstdc++.a libgcc.a'
position_independent=  # All code is.
export CC=$host-gcc-posix CXX=$host-g++-posix AR=$host-ar \
  RANLIB=$host-ranlib
# Of SQLite there are headers only, and no more is linked. nghttp2 that finds both Windows' clock and POSIX', which
# mingw-w64 has as well, lacks a function, and libcurl then is without HTTP/2.
cmake_options="-DCMAKE_TOOLCHAIN_FILE=$packages/platforms/windows-x64.cmake -DSQLite3_LIBRARY=none
  -DHAVE_CLOCK_GETTIME=OFF"
curl_options='--with-schannel --without-brotli --enable-ipv6'

# Windows 10. The texts of Windows' functions are UTF-16 then, also in libcurl. Which asks Schannel for HTTP/2 by
# itself only where Microsoft's compiler made it, but mingw-w64 has all that it asks with: HAS_ALPN.
export_flags() {
  export CFLAGS='-O2' CXXFLAGS='-O2'
  export CPPFLAGS='-DUNICODE -D_UNICODE -D_WIN32_WINNT=0x0A00 -DNGHTTP2_STATICLIB -DHAS_ALPN' LDFLAGS=
}

# Debian's source has no makefile for Windows; for an archive any system's does.
build_zlib() {
  ./configure --static --uname=Linux --prefix="$folder"
  make libz.a
  cp libz.a "$folder/lib"
  cp zlib.h zconf.h "$folder/include"
  copy_headers
}
