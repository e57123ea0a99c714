# shellcheck shell=sh disable=SC2034,SC2154  # Shared with the scripts that read this.
# Linux on x86-64 with musl, as Alpine has it.
architecture=amd64
machine=x86_64
compiler_package=g++
processor_flags=
openssl_target=linux-x86_64
# shellcheck source=ext/packages/platforms/musl/common.sh
. "$packages/platforms/musl/common.sh"
cmake_options="$cmake_options -DCMAKE_TOOLCHAIN_FILE=$packages/platforms/linux-x64-musl.cmake"
