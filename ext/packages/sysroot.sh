#!/bin/sh
# Unpacks Debian's packages of another architecture, with all that they need, into a folder:
# sh ext/packages/sysroot.sh FOLDER ARCHITECTURE PACKAGE…
#
# Nothing is installed, and no script of a package runs. FOLDER/root is what compilers take for that
# machine's root, and qemu-user; FOLDER/packages says which versions it has. It is made anew only when
# Debian has others.
set -eu

mkdir -p "$1"
folder=$(realpath "$1")
configuration=$(sh "$(dirname "$0")/archives.sh" "$folder" deb "$2")
shift 2
archives=$folder/apt/cache/archives
apt-get -c "$configuration" install -qq -y --no-install-recommends --print-uris "$@" |
  sed 's/.* \([^ ]*\.deb\) .*/\1/' | LC_ALL=C sort >"$folder/wanted"
if cmp -s "$folder/wanted" "$folder/packages"; then exit 0; fi

rm -rf "$folder/packages" "$folder/root" "$archives"/*.deb
apt-get -c "$configuration" install -qq -y --no-install-recommends --download-only "$@"
# As base-files has them; packages bring files for either.
mkdir -p "$folder/root/usr/bin" "$folder/root/usr/lib" "$folder/root/usr/sbin"
for name in bin lib sbin; do ln -s "usr/$name" "$folder/root/$name"; done
for package in "$archives"/*.deb; do
  dpkg-deb --fsys-tarfile "$package" |
    tar --extract --keep-directory-symlink --no-same-owner --exclude=./dev --directory "$folder/root"
done
rm -f "$archives"/*.deb
# What is linked to an absolute path would be looked for on this machine.
find "$folder/root" -type l -lname '/*' | while read -r link; do
  ln -sfnr "$folder/root$(readlink "$link")" "$link"
done
mv "$folder/wanted" "$folder/packages"
