#!/bin/sh
# Collects the licences of what the self-contained module holds:
# sh ext/packages/licences.sh LIBRARIES FOLDER [PLATFORM]
#
# LIBRARIES is the folder that libraries.sh made. FOLDER/copyright is what Debian asks for,
# FOLDER/LICENCES has the texts as well that a Debian system keeps in /usr/share/common-licenses, and
# FOLDER/parts names the parts, a line each: name, version, and whether it is Debian's source package.
set -eu

packages=$(cd "$(dirname "$0")" && pwd)
libraries=$1
folder=$2
# shellcheck source=ext/packages/platforms/native.sh
. "$packages/platforms/${3:-native}.sh"
common=/usr/share/common-licenses
mkdir -p "$folder"
all=$(mktemp)
trap 'rm -f "$all"' EXIT

# The Debian package that a file belongs to.
owner_of() {
  dpkg-query -S "$(realpath "$1")" | sed 's/: .*//; s/:.*//'
}
# Of those that the platform's unpacked packages have, version and copyright file are there.
version_of() {
  if [ -n "$unpacked" ] && [ -e "${root:-}/usr/share/doc/$1" ]; then
    sed -n "s/^$1_\([^_]*\)_.*/\1/p" "$root/../packages" | sed 's/%3a/:/'
  else
    # shellcheck disable=SC2016  # dpkg-query replaces this name, not the shell.
    dpkg-query -W -f='${Version}' "$1"
  fi
}
copyright_of() {
  for file in "${root:-}/usr/share/doc/$1/copyright" "/usr/share/doc/$1/copyright"; do
    [ -e "$file" ] && echo "$file" && return
  done
}
linked=$(
  for package in $linked_packages; do echo "$package"; done
  for file in $linked_files; do owner_of "$(${CXX:-g++} -print-file-name="$file")"; done | awk '!seen[$0]++'
)

{
  for file in "$libraries"/copyright/*.version; do
    printf '%s\t%s\tsource package\n' "$(basename "$file" .version)" "$(cat "$file")"
  done
  for package in $linked; do printf '%s\t%s\t\n' "$package" "$(version_of "$package")"; done
} >"$folder/parts"

{
  echo 'No licence of cf_billing itself has been stated. Its module, cf_billing.so or cf_billing.dll, holds'
  echo 'code of these packages of Debian, in these versions:'
  echo
  sed 's/^/  /; s/\t$//; s/\t/ /; s/\t\(.*\)/ (\1)/' "$folder/parts"
  echo
  echo 'They stay as they were when the package was built, whatever the system has. After a security'
  echo 'fix of one of them a newer package is needed: ext/packages/README.md says how it is built.'
} >"$folder/copyright"

section() {
  printf '\n\n%s\n%s\n\n' "$1" "$(echo "$1" | sed 's/./=/g')"
  cat "$2"
}
for file in "$libraries"/copyright/*.version; do
  section "Copyright file of $(basename "$file" .version)" "${file%.version}"
done >"$all"
for package in $linked; do
  section "Copyright file of $package" "$(copyright_of "$package")"
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
