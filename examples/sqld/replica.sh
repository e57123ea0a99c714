#!/bin/sh
# Starts a replica: sh examples/sqld/replica.sh KEYS DATA GATEWAY
#
# KEYS is the folder `replica` of keys.sh, DATA the folder of its copy, GATEWAY as in
# https://127.0.0.1:5002. Has neither extension nor API
# token, nor a key that opens the primary. The script becomes sqld.
#
# SQLD (sqld), HTTP_LISTEN (127.0.0.1:8090): where readers ask. It is plain http: for readers
# elsewhere put a web server with TLS in front.
set -eu
umask 077

[ $# -eq 3 ] || { echo "usage: sh examples/sqld/replica.sh KEYS DATA GATEWAY" >&2; exit 2; }
mkdir -p "$2"

# A clean environment: an API token that happens to be exported here does not get in.
exec env -i PATH="$PATH" HOME="$2" "${SQLD:-sqld}" --no-welcome --db-path "$2/database" \
  --http-listen-addr "${HTTP_LISTEN:-127.0.0.1:8090}" --auth-jwt-key-file "$1/readers.pub" \
  --primary-grpc-url "$3" --primary-grpc-tls --primary-grpc-cert-file "$1/replica.pem" \
  --primary-grpc-key-file "$1/replica.key" --primary-grpc-ca-cert-file "$1/outer.pem"
