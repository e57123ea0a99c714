#!/bin/sh
# From a fresh Debian 12 to a cost report: sh examples/quickstart.sh
#
# Installs what is needed, builds the extension, and runs sql/cost_report.sql with it: over the
# sandbox and its invented data, or, with CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID set, over
# your own account.
set -eu
cd "$(dirname "$0")/.."

if [ -n "${CLOUDFLARE_API_TOKEN:-}" ] && [ -z "${CLOUDFLARE_ACCOUNT_ID:-}" ]; then
  echo "CLOUDFLARE_API_TOKEN is set: set CLOUDFLARE_ACCOUNT_ID too, to the account to report on." >&2
  exit 1
fi

sh examples/install-packages.sh ca-certificates cmake g++ libcpp-httplib-dev libcurl4-openssl-dev \
  libsqlite3-dev make nlohmann-json3-dev pkg-config sqlite3 zlib1g-dev
sh examples/build.sh build -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=OFF

if [ -z "${CLOUDFLARE_API_TOKEN:-}" ]; then
  work=$(mktemp -d)
  build/cf_sandbox --port-file "$work/port" >"$work/environment" &
  sandbox=$!
  trap 'kill "$sandbox" 2>/dev/null; rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  tries=0
  until [ -s "$work/port" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
      echo "The sandbox did not start: run build/cf_sandbox to see why." >&2
      exit 1
    fi
    sleep 0.1
  done
  while IFS='=' read -r name value; do export "$name=$value"; done <"$work/environment"
  export CLOUDFLARE_ACCOUNT_ID=1a7c09e2b5d84f36a0c1e97d52b8f413
  echo "Invented data from the sandbox. For your own: CLOUDFLARE_API_TOKEN=… CLOUDFLARE_ACCOUNT_ID=… sh $0"
fi

sqlite3 -cmd '.load build/cf_billing' :memory: <sql/cost_report.sql
