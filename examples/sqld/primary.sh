#!/bin/sh
# Starts the primary: sh examples/sqld/primary.sh KEYS DATA
#
# KEYS is the folder `primary` of keys.sh, DATA the folder of the database, which publish.py fills. Has neither
# extension nor API token. Ends when sqld ends: the script becomes sqld.
#
# SQLD (sqld), HTTP_LISTEN (127.0.0.1:8080): whoever has publisher.token can write here, so this stays on
# this machine. GRPC_LISTEN (127.0.0.1:5001): for the gateway alone.
set -eu
umask 077

[ $# -eq 2 ] || { echo "usage: sh examples/sqld/primary.sh KEYS DATA" >&2; exit 2; }
mkdir -p "$2"

# A clean environment: no API token that happens to be exported here gets in, and no listener or upload that
# some SQLD_… or LIBSQL_… variable asks for.
exec env -i PATH="$PATH" HOME="$2" "${SQLD:-sqld}" --no-welcome --db-path "$2/database" \
  --http-listen-addr "${HTTP_LISTEN:-127.0.0.1:8080}" --auth-jwt-key-file "$1/writers.pub" \
  --grpc-listen-addr "${GRPC_LISTEN:-127.0.0.1:5001}" --grpc-tls \
  --grpc-cert-file "$1/primary.pem" --grpc-key-file "$1/primary.key" --grpc-ca-cert-file "$1/inner.pem"
