#!/bin/sh
# Installs Debian packages that are missing: sh examples/install-packages.sh PACKAGE…
# Says what it installs, and nothing if there is nothing to install; or one sentence on what to do.
set -eu

missing=
for package in "$@"; do
  state=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "This is not Debian: install the counterparts of$missing by hand and run this again." >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "Packages are missing; install them as root and run this again: apt-get install$missing" >&2
  exit 1
fi

echo "Installing$missing" | fold -s -w 79 >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# The lists may be old or absent: then, and only then, they are fetched.
# shellcheck disable=SC2086  # A list of words.
if ! apt-get install -y -qq --no-install-recommends $missing >"$log" 2>&1; then
  if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } \
      >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "apt-get could not install$missing: check the network and /etc/apt, then run this again." >&2
    exit 1
  fi
fi
