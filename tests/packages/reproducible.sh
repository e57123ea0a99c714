#!/bin/sh
# Builds a platform's packages twice and compares them: sh tests/packages/reproducible.sh FOLDER [PLATFORM]
#
# Each build is of the last commit, cloned anew, with libraries and all: in folders of different names and lengths, in
# time zones that never have the same date, with other rights for new files, another language and another home, and
# as many minutes later as a build takes. All packages, what lies beside them and sqlpkg.json have to be the same
# bytes. Without PLATFORM: those of this machine's own. FOLDER/first and FOLDER/second-… keep what was made, which is
# not to be handed on: of libraries whose newest sources the archive's mirror lacks it has older ones.
set -eu
export CF_BILLING_OLDER_SOURCES=1

mkdir -p "${1:?FOLDER is missing}"
folder=$(realpath "$1")
platform=${2:-}
source=$(cd "$(dirname "$0")" && git rev-parse --show-toplevel)
commit=$(git -C "$source" rev-parse HEAD)
second=$folder/second-with-a-longer-name
rm -rf "$folder/first" "$second"
npm_config_cache=$(npm config get cache)  # Another home has none.
export npm_config_cache

# build PLACE: into PLACE/packages; PLACE/sums has what was made.
build() (
  mkdir "$1"
  git clone --quiet "$source" "$1/source"
  git -C "$1/source" checkout --quiet "$commit"
  sh "$1/source/ext/packages/build.sh" ${platform:+--platform "$platform"} "$1/packages"
  cd "$1/packages"
  find . -maxdepth 1 -type f \( -name '*.deb*' -o -name '*.tar.gz*' -o -name '*.tgz*' -o -name '*.whl*' -o \
    -name '*.zip*' -o -name sqlpkg.json \) -exec sha256sum {} + | LC_ALL=C sort -k 2 >"$1/sums"
)

export TZ=Etc/GMT+12 LC_ALL=C
umask 022
build "$folder/first"
export TZ=Pacific/Kiritimati LC_ALL=C.UTF-8 HOME="$second/home"
umask 077
build "$second"

if ! diff "$folder/first/sums" "$second/sums" >&2; then
  echo "The two builds of one commit differ in these." >&2
  exit 1
fi
count=$(wc -l <"$folder/first/sums")
# Four packages at least, each with its checksum and its bill of materials.
if [ "$count" -lt 12 ]; then
  echo "Only $count files were made: no build of all packages." >&2
  exit 1
fi
cut -d ' ' -f 1,3 "$folder/first/sums"
echo "All $count files are the same in both builds."
