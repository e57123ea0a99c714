#!/bin/sh
# A configuration of apt of its own, with fresh lists: sh ext/packages/archives.sh FOLDER deb-src|deb [ARCHITECTURE]
# Prints the path of the file that apt-get -c takes.
#
# The machine's apt is left as it is, with or without deb-src entries and other architectures: this one
# has its own lists, and its entries are the machine's entries of Debian's archives. It knows of no
# package that is installed.
set -eu

folder=$1
kind=$2
architecture=${3:-$(dpkg --print-architecture)}
mkdir -p "$folder"
state=$(realpath "$folder")/apt
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
: >"$state/status"

# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
# The release itself first: a version that the security archive names as well is only there in full.
# shellcheck disable=SC2016  # apt-get replaces these names, not the shell.
apt-get indextargets 'Created-By: Packages' 'Origin: Debian' \
  --format "$kind"' [signed-by='"$keyring"'] $(REPO_URI) $(RELEASE) $(COMPONENT)' |
  grep -E " $release(-updates|-security)? main\$" | LC_ALL=C sort -u -k 4 >"$state/sources.list"
if [ ! -s "$state/sources.list" ]; then
  echo "apt knows no archive of Debian's for $release: run apt-get update, then this again." >&2
  exit 1
fi
cat >"$state/apt.conf" <<END
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "root";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "-";
END

apt-get -c "$state/apt.conf" update -qq >&2
echo "$state/apt.conf"
