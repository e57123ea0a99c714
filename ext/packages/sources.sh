#!/bin/sh
# Fetches Debian's source packages: sh ext/packages/sources.sh FOLDER SOURCE…
# Their files lie in FOLDER afterwards, their signatures checked; nothing is unpacked.
set -eu

folder=$1
shift
configuration=$(sh "$(dirname "$0")/archives.sh" "$folder" deb-src)
cd "$folder"
rm -f ./*.dsc
apt-get -c "$configuration" source -qq --download-only "$@"
