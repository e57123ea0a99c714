# shellcheck shell=sh disable=SC2034,SC2154  # Shared with the scripts that read this.
# Linux on arm64, with Debian's cross compiler; libraries are those of Debian for arm64, unpacked.
# shellcheck source=ext/packages/platforms/native.sh
. "$packages/platforms/native.sh"

architecture=arm64
machine=aarch64
host=aarch64-linux-gnu
objdump=$host-objdump
tools='file g++-aarch64-linux-gnu'
unpacked='libbrotli-dev libc6-dev libsqlite3-dev libssl-dev libxxhash-dev nlohmann-json3-dev'
root=$(realpath -m "${libraries:-$folder}/../sysroot/root")
# pkg-config's paths are of this machine otherwise.
export CC="$host-gcc --sysroot=$root" CXX="$host-g++ --sysroot=$root" AR=$host-ar
export PKG_CONFIG_SYSROOT_DIR="$root" PKG_CONFIG_LIBDIR="$root/usr/lib/$host/pkgconfig"
cmake_options="-DCMAKE_TOOLCHAIN_FILE=$packages/platforms/linux-arm64.cmake -DCMAKE_SYSROOT=$root"
