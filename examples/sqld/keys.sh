#!/bin/sh
# Makes every key, certificate and token of the example: sh examples/sqld/keys.sh FOLDER
#
# What belongs on which machine is in a folder of its own:
#   FOLDER/primary/        sqld, the gateway, and who publishes
#   FOLDER/replica/        sqld; the same for all replicas
#   FOLDER/reader.token    for those who query
#   FOLDER/authority/      private keys for more of all these: on no server
set -eu
umask 077

[ $# -eq 1 ] || { echo "usage: sh examples/sqld/keys.sh FOLDER" >&2; exit 2; }
sh "$(dirname "$0")/../install-packages.sh" openssl
# In a repository only where they are ignored: nobody is to commit them by mistake.
above=$(dirname "$1")
if git -C "$above" rev-parse --is-inside-work-tree >/dev/null 2>&1 &&
  ! git -C "$above" check-ignore -q "$(basename "$1")"; then
  echo "$1 is in a Git repository that does not ignore it: name a folder in build/ or elsewhere." >&2
  exit 1
fi
mkdir "$1" || { echo "$1 is there already: name a new folder, or remove it." >&2; exit 1; }
keys=$(cd "$1" && pwd)
mkdir "$keys/primary" "$keys/replica" "$keys/authority"
cd "$keys/authority"

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# A token that says $2, signed with the key $1. Two pairs of keys: a reader's token opens no primary.
token() {
  header=$(printf '{"alg":"EdDSA","typ":"JWT"}' | base64url)
  claims=$(printf '%s' "$2" | base64url)
  printf '%s.%s' "$header" "$claims" >unsigned
  printf '%s.%s.%s\n' "$header" "$claims" \
    "$(openssl pkeyutl -sign -rawin -in unsigned -inkey "$1.key" | base64url)"
  rm unsigned
}

openssl genpkey -algorithm ed25519 -out writers.key
openssl genpkey -algorithm ed25519 -out readers.key
openssl pkey -in writers.key -pubout -out "$keys/primary/writers.pub"
openssl pkey -in readers.key -pubout -out "$keys/replica/readers.pub"
token writers '{"a":"rw"}' >"$keys/primary/publisher.token"
token readers '{"a":"ro"}' >"$keys/reader.token"

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

authority() {
  new_key "$1.key"
  openssl req -x509 -new -key "$1.key" -days 3650 -subj "/CN=cf_billing $1" \
    -addext keyUsage=critical,keyCertSign -out "$1.pem"
}

# A certificate from authority $1, as $2.pem and $2.key, for the name $3, to use as $4.
certificate() {
  new_key "$2.key"
  printf 'subjectAltName=%s\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=%s\n' \
    "$3" "$4" >extensions
  openssl req -new -key "$2.key" -subj "/CN=$(basename "$2")" |
    openssl x509 -req -CA "$1.pem" -CAkey "$1.key" -CAcreateserial -days 3650 -extfile extensions \
      -out "$2.pem" 2>/dev/null
  rm extensions
}

# A replica expects its primary's certificate to be for the name "sqld", wherever it is.
# Two authorities: with a replica's certificate one gets as far as the gateway, no further.
authority inner
certificate inner "$keys/primary/primary" DNS:sqld serverAuth
certificate inner "$keys/primary/gateway-inside" DNS:gateway clientAuth
cp inner.pem "$keys/primary/"
authority outer
certificate outer "$keys/primary/gateway" DNS:sqld serverAuth
certificate outer "$keys/replica/replica" DNS:replica clientAuth
cp outer.pem "$keys/primary/"
cp outer.pem "$keys/replica/"
