#!/bin/sh
# Fetches Debian's source packages: sh ext/packages/sources.sh FOLDER SOURCE…
# Their files lie in FOLDER afterwards, their signatures checked; nothing is unpacked.
#
# The newest versions, which have the security fixes, or none: a mirror may lack the sources of the newest. With
# CF_BILLING_OLDER_SOURCES=1 the newest that it has is taken then, and named: for tests, not for packages to hand on.
set -eu

folder=$1
shift
configuration=$(sh "$(dirname "$0")/archives.sh" "$folder" deb-src)
cd "$folder"
rm -f ./*.dsc
fetch() { apt-get -c "$configuration" source -qq --download-only "$@"; }
if [ "${CF_BILLING_OLDER_SOURCES:-}" != 1 ]; then
  fetch "$@" || {
    echo "The newest sources of $* could not be fetched, for the reason above. If the archive's mirror lacks them:" \
      "CF_BILLING_OLDER_SOURCES=1 takes the newest that it has, which may lack security fixes." >&2
    exit 1
  }
  exit
fi
for source in "$@"; do
  newest=
  for version in $(apt-cache -c "$configuration" showsrc --only-source "$source" | sed -n 's/^Version: //p' |
    sort -Vru); do
    if fetch "$source=$version"; then break; fi
    newest=${newest:-$version}
    version=
  done
  [ -n "$version" ] || exit 1
  [ -z "$newest" ] || echo "Of $source $version is taken, as the archive has no source of $newest." >&2
done
