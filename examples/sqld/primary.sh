#!/bin/sh
# Starts the primary: sh examples/sqld/primary.sh KEYS DATA [EXTENSION]
#
# KEYS is the folder `primary` of keys.sh, DATA the folder of the database, EXTENSION the module,
# build/cf_billing.so if none is named. CLOUDFLARE_API_TOKEN comes from the environment. Ends when
# sqld ends: the script becomes sqld.
#
# SQLD (sqld), HTTP_LISTEN (127.0.0.1:8080): whoever has refresher.token can do everything with the
# API token, so this stays on this machine. GRPC_LISTEN (127.0.0.1:5001): for the gateway alone.
set -eu
umask 077

[ $# -ge 2 ] || { echo "usage: sh examples/sqld/primary.sh KEYS DATA [EXTENSION]" >&2; exit 2; }
keys=$1
data=$2
module=${3:-$(dirname "$0")/../../build/cf_billing.so}
[ -n "${CLOUDFLARE_API_TOKEN:-}${CLOUDFLARE_API_KEY:-}" ] || {
  echo "Set CLOUDFLARE_API_TOKEN: the primary is what reads Cloudflare's API." >&2
  exit 1
}

# sqld loads what trusted.lst names with its checksum, into every connection. A folder made anew: of
# an older module nothing stays, and one that is mapped into a running sqld is not written to.
rm -rf "$data/extensions"
mkdir -p "$data/extensions"
cp "$module" "$data/extensions/cf_billing.so"
(cd "$data/extensions" && sha256sum cf_billing.so >trusted.lst)

# No listener and no uploads that some SQLD_… or LIBSQL_… variable asks for.
for name in $(env | sed -n 's/^\(SQLD_[A-Z0-9_]*\)=.*/\1/p; s/^\(LIBSQL_[A-Z0-9_]*\)=.*/\1/p'); do
  unset "$name"
done
exec "${SQLD:-sqld}" --no-welcome --db-path "$data/database" --extensions-path "$data/extensions" \
  --http-listen-addr "${HTTP_LISTEN:-127.0.0.1:8080}" --auth-jwt-key-file "$keys/writers.pub" \
  --grpc-listen-addr "${GRPC_LISTEN:-127.0.0.1:5001}" --grpc-tls \
  --grpc-cert-file "$keys/primary.pem" --grpc-key-file "$keys/primary.key" \
  --grpc-ca-cert-file "$keys/inner.pem"
