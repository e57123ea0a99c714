# shellcheck shell=sh disable=SC2034,SC2154  # Shared with the scripts that read this.
# Linux on arm64 with musl, as Alpine has it.
architecture=arm64
machine=aarch64
compiler_package=g++-aarch64-linux-gnu
# What the compiler would call for them asks glibc what the processor has.
processor_flags=-mno-outline-atomics
openssl_target=linux-aarch64
# shellcheck source=ext/packages/platforms/musl/common.sh
. "$packages/platforms/musl/common.sh"
cmake_options="$cmake_options -DCMAKE_TOOLCHAIN_FILE=$packages/platforms/linux-arm64-musl.cmake"
