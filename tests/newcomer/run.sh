#!/bin/sh
# Types the README's lines into an empty Debian, as somebody does who has never seen the project:
#
#   sh tests/newcomer/run.sh [--packages FOLDER ARCHIVE]
#
# Prints what was typed, what came and how long it took. Exit status: 0 all lines did what they say, and the
# first answer came within two minutes after the build; 1 otherwise. --packages: the lines of the packages'
# README instead, with the .deb that ext/packages/build.sh left in FOLDER, over an archive.
#
# The Debian lies in a temporary folder, which is removed in the end. Nothing is mounted, and nothing of this
# machine changed. Needs root, for chroot, and the network, for packages; takes as long as the build does.
set -eu
cd "$(dirname "$0")/../.."

fail() {
  echo "newcomer: $1" >&2
  exit 1
}
packages=
case $#,${1:-} in
  0,) ;;
  3,--packages)
    packages=$(realpath "$2")
    [ -n "$(find "$packages" -maxdepth 1 -name '*.deb')" ] || fail "no .deb in $2"
    [ -s "$3" ] || fail "no archive: $3"
    ;;
  *) sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
esac
[ "$(id -u)" -eq 0 ] || fail 'this needs root'

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT TERM
# Not installed: what is unpacked is enough.
maker=$(command -v mmdebstrap) || {
  (cd "$work" && apt-get download -qq mmdebstrap 2>/dev/null && dpkg-deb -x mmdebstrap_*.deb tools) ||
    fail 'mmdebstrap cannot be had: run apt-get update, then this again'
  maker=$work/tools/usr/bin/mmdebstrap
}
# From where this machine's packages come.
sources=/etc/apt/sources.list.d/debian.sources
[ -e "$sources" ] || sources=/etc/apt/sources.list
echo "Making an empty Debian in $work." >&2
# shellcheck source=/dev/null
(. /etc/os-release && TMPDIR=$work perl "$maker" --quiet --mode=root --variant=minbase --skip=chroot/mount \
  "$VERSION_CODENAME" "$work/debian" "$sources")
if [ -n "$packages" ]; then
  cp "$packages"/*.deb "$work/debian/root"
  cp "$3" "$work/debian/root/billing.db"
else
  git clone --quiet --no-hardlinks . "$work/debian/root/cf_billing"
fi
# A machine whose way to npm's packages has an authority of its own.
if [ -n "$(find /usr/local/share/ca-certificates -name '*.crt' 2>/dev/null)" ]; then
  cat /usr/local/share/ca-certificates/*.crt >"$work/debian/etc/own-authorities.crt"
fi
/usr/bin/python3 -B tests/newcomer/newcomer.py "$work/debian" ${packages:+--packages}
