#!/bin/sh
# Makes all packages from one self-contained build: sh ext/packages/build.sh [FOLDER]
#
# Installs what is missing, compiles the libraries and the module, and leaves the packages in FOLDER
# (build-packages unless told otherwise). Quiet when all goes well.
set -eu
cd "$(dirname "$0")/../.."

mkdir -p "${1:-build-packages}"
folder=$(realpath "${1:-build-packages}")
packages=ext/packages

sh examples/install-packages.sh ca-certificates cmake dpkg-dev file g++ libbrotli-dev libsqlite3-dev \
  libssl-dev libxxhash-dev make nlohmann-json3-dev pkg-config python3 python3-setuptools python3-wheel
command -v npm >/dev/null || sh examples/install-packages.sh npm

# Debian's flags for its own packages; dates in packages are those of the last change.
export DEB_BUILD_MAINT_OPTIONS=hardening=+bindnow DEB_CFLAGS_STRIP=-g DEB_CXXFLAGS_STRIP=-g
eval "$(dpkg-buildflags --export=sh)"
# CMake reads no CPPFLAGS.
# shellcheck disable=SC2153  # dpkg-buildflags sets it.
CXXFLAGS="$CXXFLAGS $CPPFLAGS"
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

make_npm_package() {
  rm -rf "$folder/npm"
  cmake --install "$folder" --component npm --prefix "$folder/npm"
  (cd "$folder" && npm pack ./npm)
}

make_wheel() {
  rm -rf "$folder/wheel"
  cmake --install "$folder" --component wheel --prefix "$folder/wheel"
  (cd "$folder/wheel" && /usr/bin/python3 setup.py bdist_wheel --dist-dir "$folder")
}

rm -f "$folder"/*.deb "$folder"/*.tar.gz "$folder"/*.sha256 "$folder"/*.tgz "$folder"/*.whl
step libraries sh $packages/libraries.sh "$folder/libraries"
step licences sh $packages/licences.sh "$folder/libraries" "$folder/licences"
sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=OFF \
  -DCF_BILLING_SANDBOX=OFF -DCF_BILLING_SELF_CONTAINED="$folder/libraries"
step cpack cpack --config "$folder/CPackConfig.cmake" -B "$folder"
step npm make_npm_package
step wheel make_wheel
step sqlpkg /usr/bin/python3 -B $packages/sqlpkg.py "$folder/$packages/sqlpkg.json" \
  "$folder/cf_billing.so" "$folder"
