#!/bin/sh
# Makes all packages of a platform from one self-contained build:
# sh ext/packages/build.sh [--all | --platform PLATFORM] [FOLDER]
#
# PLATFORM is linux-arm64|linux-arm64-musl|linux-x64-musl|windows-x64.
# --all makes those of this machine's platform, then of each other, and leaves all in FOLDER.
# Installs what is missing, compiles the libraries and the module, and leaves the packages in FOLDER,
# build-packages unless told otherwise, build-packages-PLATFORM for another platform than this machine's.
# Quiet when all goes well.
set -eu
# Rights are packed as well: what is made is for all, whatever else the one who makes it keeps for himself. So are
# times, in a .zip as clocks show them.
umask 022
export TZ=UTC
cd "$(dirname "$0")/../.."

if [ "${1:-}" = --all ] && [ $# -le 2 ]; then
  folder=${2:-build-packages}
  sh ext/packages/build.sh "$folder"
  for file in ext/packages/platforms/*.cmake; do
    platform=$(basename "$file" .cmake)
    sh ext/packages/build.sh --platform "$platform" "$folder/$platform"
    find "$folder/$platform" -maxdepth 1 -type f \( -name '*.deb*' -o -name '*.tar.gz*' -o -name '*.tgz*' \
      -o -name '*.whl*' -o -name '*.zip*' \) -exec cp -p {} "$folder" ';'
  done
  exec /usr/bin/python3 -B ext/packages/sqlpkg.py "$folder/ext/packages/sqlpkg.json" "$folder/cf_billing.so" "$folder"
fi

platform=native
name=build-packages
if [ "${1:-}" = --platform ] && [ $# -gt 1 ]; then
  platform=$2
  name=build-packages-$platform
  shift 2
fi
packages=$PWD/ext/packages
case $#,${1-} in 0,* | 1,[!-]*) ;; *) platform= ;; esac
if [ ! -f "$packages/platforms/$platform.sh" ]; then
  sed -n '3p; 5p' ext/packages/build.sh | cut -c 3- >&2
  exit 2
fi

mkdir -p "${1:-$name}/libraries"
folder=$(realpath "${1:-$name}")
libraries=$folder/libraries
# shellcheck source=ext/packages/platforms/native.sh
. "$packages/platforms/$platform.sh"

# shellcheck disable=SC2086  # A list of words.
sh examples/install-packages.sh ca-certificates cmake dpkg-dev make pkg-config python3 python3-setuptools \
  python3-wheel $tools
command -v npm >/dev/null || sh examples/install-packages.sh npm

export_flags
# CMake reads no CPPFLAGS.
# shellcheck disable=SC2153  # export_flags sets it.
CXXFLAGS="$CXXFLAGS $CPPFLAGS"
# Dates in packages are those of the last change.
if changed=$(git log -1 --format=%ct 2>/dev/null); then export SOURCE_DATE_EPOCH="$changed"; fi

# Runs a command quietly; if it fails, the end of its output and one sentence.
step() {
  log=$folder/$1.log
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "Making the packages failed; all of the output is in $log." >&2
    exit 1
  fi
}

# The npm package that the build's component $1 is.
make_npm_package() {
  rm -rf "${folder:?}/$1"
  cmake --install "$folder" --component "$1" --prefix "$folder/$1"
  (cd "$folder" && npm pack "./$1")
}

make_wheel() {
  rm -rf "$folder/wheel"
  cmake --install "$folder" --component wheel --prefix "$folder/wheel"
  (cd "$folder/wheel" && OBJDUMP="$objdump" MACHINE="$machine" LIBC="$libc" \
    /usr/bin/python3 setup.py bdist_wheel --dist-dir "$folder")
}

# Checksum and bill of materials beside each package.
describe_packages() (
  cd "$folder"
  set -- *.deb *.tar.gz *.tgz *.whl *.zip
  for package in "$@"; do
    shift
    if [ -e "$package" ]; then set -- "$@" "$package"; fi
  done
  for package in "$@"; do sha256sum "$package" >"$package.sha256"; done
  npm install --prefix sbom --ignore-scripts --no-audit --no-fund --omit=optional @cyclonedx/cyclonedx-library@10.3.0
  version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' CMakeCache.txt)
  NODE_PATH=$folder/sbom/node_modules node "$packages/sbom.cjs" licences/parts "$version" "$@"
)

rm -f "$folder"/*.deb "$folder"/*.tar.gz "$folder"/*.sha256 "$folder"/*.tgz "$folder"/*.whl "$folder"/*.zip \
  "$folder"/*.cdx.json
if [ -n "$unpacked" ]; then
  # shellcheck disable=SC2086  # A list of words.
  step sysroot sh "$packages/sysroot.sh" "$folder/sysroot" "$architecture" $unpacked
fi
step toolchain build_toolchain
step libraries sh "$packages/libraries.sh" "$libraries" "$platform"
step licences sh "$packages/licences.sh" "$libraries" "$folder/licences" "$platform"
# Compilers are the toolchain's; paths of the folder are no part of what is built.
unset CC CXX
# shellcheck disable=SC2086  # A list of words.
sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=OFF -DCF_BILLING_SANDBOX=OFF \
  -DCF_BILLING_SELF_CONTAINED="$libraries" -DCF_BILLING_ARCHITECTURE="$architecture" $cmake_options
step cpack cpack --config "$folder/CPackConfig.cmake" -B "$folder"
step npm make_npm_package npm
step npm-platform make_npm_package npm-platform
step wheel make_wheel
step describe describe_packages
if [ "$platform" = native ]; then
  step sqlpkg /usr/bin/python3 -B ext/packages/sqlpkg.py "$folder/ext/packages/sqlpkg.json" \
    "$folder/cf_billing.so" "$folder"
fi
