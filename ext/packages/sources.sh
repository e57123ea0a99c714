#!/bin/sh
# Fetches Debian's source packages: sh ext/packages/sources.sh FOLDER SOURCE…
# Their files lie in FOLDER afterwards, their signatures checked; nothing is unpacked.
#
# The machine's apt is left as it is, with or without deb-src entries: this one has its own lists,
# and its entries are the machine's entries of Debian's archives, read as those of sources.
set -eu

folder=$1
shift
state=$(realpath "$folder")/apt
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p "$state/lists/partial" "$state/cache/archives/partial"

# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
# The release itself first: a version that the security archive names as well is only there in full.
# shellcheck disable=SC2016  # apt-get replaces these names, not the shell.
apt-get indextargets 'Created-By: Packages' 'Origin: Debian' \
  --format 'deb-src [signed-by='"$keyring"'] $(REPO_URI) $(RELEASE) $(COMPONENT)' |
  grep -E " $release(-updates|-security)? main\$" | LC_ALL=C sort -u -k 4 >"$state/sources.list"
if [ ! -s "$state/sources.list" ]; then
  echo "apt knows no archive of Debian's for $release: run apt-get update, then this again." >&2
  exit 1
fi
cat >"$state/apt.conf" <<END
Dir::State::lists "$state/lists";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "-";
APT::Sandbox::User "root";
END

apt-get -c "$state/apt.conf" update -qq
cd "$folder"
rm -f ./*.dsc
apt-get -c "$state/apt.conf" source -qq --download-only "$@"
