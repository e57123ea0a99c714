#!/bin/sh
# Starts the gateway between replicas and the primary: sh examples/sqld/gateway.sh KEYS DATA
#
# KEYS is the folder `primary` of keys.sh, DATA a folder for its configuration. The script becomes
# nginx. GRPC_LISTEN (127.0.0.1:5001) is where the primary listens, REPLICATION_LISTEN
# (127.0.0.1:5002) where replicas come in; the latter may be an address of the network.
#
# Why there is one: a replica sends on whatever it cannot do itself, writes and everything after
# BEGIN, and the primary runs it, whatever key signed the token: it believes what the replica says
# that a reader may do. The gateway lets the log of changes through, and nothing else.
set -eu
umask 077

[ $# -eq 2 ] || { echo "usage: sh examples/sqld/gateway.sh KEYS DATA" >&2; exit 2; }
sh "$(dirname "$0")/../install-packages.sh" nginx
mkdir -p "$2"
keys=$(cd "$1" && pwd)
data=$(cd "$2" && pwd)

cat >"$data/nginx.conf" <<CONFIGURATION
daemon off;
master_process off;
pid $data/nginx.pid;
error_log stderr warn;
events { }
http {
  access_log off;
  client_body_temp_path $data/body;
  proxy_temp_path $data/proxy;
  fastcgi_temp_path $data/fastcgi;
  uwsgi_temp_path $data/uwsgi;
  scgi_temp_path $data/scgi;
  server {
    listen ${REPLICATION_LISTEN:-127.0.0.1:5002} ssl http2;
    ssl_certificate $keys/gateway.pem;
    ssl_certificate_key $keys/gateway.key;
    ssl_client_certificate $keys/outer.pem;
    ssl_verify_client on;
    location / { return 403; }
    location /wal_log.ReplicationLog/ {
      grpc_pass grpcs://${GRPC_LISTEN:-127.0.0.1:5001};
      grpc_ssl_certificate $keys/gateway-inside.pem;
      grpc_ssl_certificate_key $keys/gateway-inside.key;
      grpc_ssl_trusted_certificate $keys/inner.pem;
      grpc_ssl_verify on;
      grpc_ssl_name sqld;
      # Replicas wait for news as long as it takes.
      grpc_read_timeout 1d;
      grpc_send_timeout 1d;
    }
  }
}
CONFIGURATION
cd /
exec env -i PATH="$PATH:/usr/sbin" nginx -p "$data" -c "$data/nginx.conf"
