# shellcheck shell=sh disable=SC2034,SC2154  # Shared with the scripts that read this.
# What the platforms with musl share: Debian's compiler for the processor, Debian's musl, and, as Debian has no C++
# library for musl, that of the compiler's own source, compiled here. What differs is set before this is read.
# shellcheck source=ext/packages/platforms/native.sh
native=$architecture,$machine
. "$packages/platforms/native.sh"
architecture=${native%,*}
machine=${native#*,}
libc=musl
host=$machine-linux-musl
gnu=$machine-linux-gnu
objdump=$gnu-objdump
# Of SQLite and the like there are headers only, and no more is linked: those of this machine do.
tools="file git $compiler_package libsqlite3-dev libxxhash-dev nlohmann-json3-dev"
unpacked='linux-libc-dev musl-dev'
# OpenSSL and brotli as well: Debian's archives of them call glibc.
sources='gcc-12 zlib nghttp2 brotli openssl curl simdjson'
linked_packages='libxxhash-dev nlohmann-json3-dev'
linked_files='libgcc.a libgcc_eh.a'
made=$(realpath -m "${libraries:-$folder}/..")
root=$made/sysroot/root
toolchain=$made/toolchain
export PATH="$toolchain/bin:$PATH"
export CC="$host-gcc" CXX="$host-g++" AR="$gnu-ar" NM="$gnu-nm" RANLIB="$gnu-ranlib"
cmake_options="-DCF_BILLING_TOOLCHAIN=$toolchain -DSQLite3_LIBRARY=none"
# Nothing of this machine's own libraries is found by it.
export PKG_CONFIG_LIBDIR=/nowhere

# A root with musl's headers and libraries at the usual places, and commands that compile for it.
build_toolchain() {
  rm -rf "$toolchain"
  mkdir -p "$toolchain/bin" "$toolchain/usr/include" "$toolchain/usr/lib"
  cp -R "$root/usr/include/$host/." "$toolchain/usr/include"
  cp -R "$root/usr/lib/$host/." "$toolchain/usr/lib"
  # The kernel's own headers belong to no C library.
  cp -R "$root/usr/include/linux" "$root/usr/include/asm-generic" "$root/usr/include/$machine-linux-gnu/asm" \
    "$toolchain/usr/include"
  # A cross compiler looks into a folder of its own first, which has glibc's headers.
  headers="-nostdinc -idirafter '$("$gnu-gcc" -print-file-name=include)' -idirafter '$toolchain/usr/include'"
  for command in gcc g++; do
    cxx=
    if [ "$command" = g++ ]; then
      cxx="-nostdinc++ -isystem '$libraries/include/c++' -isystem '$libraries/include/c++/$host' -L'$libraries/lib'"
    fi
    cat >"$toolchain/bin/$host-$command" <<END
#!/bin/sh
exec $gnu-$command --sysroot='$toolchain' -B'$toolchain/usr/lib/' -mmusl -static-libgcc $cxx $headers $processor_flags "\$@"
END
  done
  chmod +x "$toolchain/bin"/*
  # The compiler's unwinder asks glibc where a function's frames are described.
  "$toolchain/bin/$host-gcc" -O2 -fPIC -fvisibility=hidden -c "$packages/platforms/musl/find_object.c" \
    -o "$toolchain/find_object.o"
  cp "$("$gnu-gcc" -print-file-name=libgcc_eh.a)" "$toolchain/usr/lib"
  $AR q "$toolchain/usr/lib/libgcc_eh.a" "$toolchain/find_object.o"
}

# Only the C++ library, with the fixes that Debian's compiler has; the compiler itself is Debian's.
build_gcc_12() {
  tar -xf "$(find . -name 'gcc-*.tar.xz')" --strip-components 1 --wildcards --exclude '*/testsuite/*/*' \
    '*/libstdc++-v3' '*/libgcc' '*/config' '*/include' '*/libiberty' '*/config.*' '*/config-ml.in' '*/install-sh' \
    '*/l*.sh' \
    '*/*.m4' '*/mkinstalldirs' '*/move-if-change' '*/missing' '*/depcomp' '*/gcc/BASE-VER' '*/gcc/DATESTAMP'
  GIT_CEILING_DIRECTORIES=$folder git apply -p2 --include='libstdc++-v3/include/*' --include='libstdc++-v3/src/*' \
    --include='libstdc++-v3/libsupc++/*' --include='libstdc++-v3/config/*' debian/patches/git-updates.diff
  ln -s gthr-posix.h libgcc/gthr-default.h  # Which making the compiler would have done: threads are POSIX's.
  mkdir made
  cd made || exit
  # Not by the command for C++, which would link the library that is made here.
  CXX="$host-gcc -nostdinc++" CXXFLAGS="$CXXFLAGS $position_independent -ffile-prefix-map=$folder/work=." \
    ../libstdc++-v3/configure --build="$(gcc -dumpmachine)" --host="$host" --prefix="$folder" --libdir="$folder/lib" \
    --disable-multilib --disable-shared --enable-static --disable-nls --disable-libstdcxx-pch \
    --disable-libstdcxx-backtrace --with-gxx-include-dir="$folder/include/c++" \
    --with-toolexeclibdir="$folder/lib"
  make
  make install
}

build_zlib() {
  CHOST=$host ./configure --static --prefix="$folder"
  make install
  copy_headers
}

# As with simdjson: its few files of source, and no tools.
build_brotli() {
  for part in common dec; do
    mkdir "$part"
    # shellcheck disable=SC2086  # Lists of words.
    (cd "$part" && $CC ${CPPFLAGS:-} $CFLAGS -I../c/include -c ../c/$part/*.c)
    $AR rcs "$folder/lib/libbrotli$part.a" "$part"/*.o
  done
  # What asks for the one alone needs both.
  $AR rcs "$folder/lib/libbrotlidec.a" common/*.o dec/*.o
  cp -R c/include/brotli "$folder/include"
}

# Nothing that servers of today do not ask for; no protocol before TLS 1.2.
# What it was compiled with is kept in it as a text, which must not name the folder.
build_openssl() {
  unused='no-aria no-bf no-camellia no-cast no-cmp no-cms no-comp no-dgram no-dtls no-gost no-idea no-md4 no-mdc2
    no-psk no-rc2 no-rc4 no-rmd160 no-seed no-sm2 no-sm3 no-sm4 no-srp no-srtp no-ssl3 no-ts no-tls1 no-tls1_1
    no-whirlpool no-ocb no-scrypt no-siphash'
  flags=$(echo "${CPPFLAGS:-} $CFLAGS" | sed 's/-ffile-prefix-map=[^ ]*//g')
  # shellcheck disable=SC2086  # Lists of words.
  env CFLAGS= CPPFLAGS= ./Configure $openssl_target --prefix=/usr --libdir=lib --openssldir=/etc/ssl no-shared \
    no-tests no-dso no-engine no-afalgeng no-module no-async no-legacy no-zlib $unused $flags
  make build_libs
  make install_dev INSTALLTOP="$folder"
}
