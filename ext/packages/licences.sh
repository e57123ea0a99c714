#!/bin/sh
# Collects the licences of what the self-contained module holds: sh ext/packages/licences.sh LIBRARIES FOLDER
#
# LIBRARIES is the folder that libraries.sh made. FOLDER/copyright is what Debian asks for, and
# FOLDER/LICENCES has the texts as well that a Debian system keeps in /usr/share/common-licenses.
set -eu

libraries=$1
folder=$2
common=/usr/share/common-licenses
mkdir -p "$folder"
all=$(mktemp)
trap 'rm -f "$all"' EXIT

# The Debian package that a file belongs to.
owner_of() {
  dpkg-query -S "$(realpath "$1")" | sed 's/: .*//; s/:.*//'
}
installed="libssl-dev libbrotli-dev libxxhash-dev nlohmann-json3-dev
  $(owner_of "$(g++ -print-file-name=libstdc++.a)") $(owner_of "$(g++ -print-libgcc-file-name)")"

{
  echo 'No licence of cf_billing itself has been stated. Its module, cf_billing.so, holds code of'
  echo 'these packages of Debian, in these versions:'
  echo
  for file in "$libraries"/copyright/*.version; do
    echo "  $(basename "$file" .version) $(cat "$file") (source package)"
  done
  for package in $installed; do
    # shellcheck disable=SC2016  # dpkg-query replaces these names, not the shell.
    dpkg-query -W -f='  ${Package} ${Version}\n' "$package"
  done
} >"$folder/copyright"

section() {
  printf '\n\n%s\n%s\n\n' "$1" "$(echo "$1" | sed 's/./=/g')"
  cat "$2"
}
for file in "$libraries"/copyright/*.version; do
  section "Copyright file of $(basename "$file" .version)" "${file%.version}"
done >"$all"
for package in $installed; do
  section "Copyright file of $package" "/usr/share/doc/$package/copyright"
done >>"$all"
cat "$all" >>"$folder/copyright"

{
  cat "$folder/copyright"
  grep -o "$common/[A-Za-z0-9.+-]*[A-Za-z0-9]" "$all" | sort -u | while read -r text; do
    if [ -f "$text" ]; then realpath "$text"; fi
  done | sort -u | while read -r text; do
    section "$text" "$text"
  done
} >"$folder/LICENCES"
