#!/bin/sh
# Runs a command, without an API token over the sandbox:
#
#   sh with-sandbox.sh COMMAND…
#
# With CLOUDFLARE_API_TOKEN set the command is run as it is. Else the sandbox
# runs meanwhile, and the command finds its address and its token in the
# environment. CF_BILLING_SANDBOX names another one than build/cf_sandbox,
# CF_BILLING_SANDBOX_OPTIONS says what it is started with, as in '--today
# 2026-06-30 --set gzip=off'.
set -eu

if [ -n "${CLOUDFLARE_API_TOKEN:-}" ]; then exec "$@"; fi

program=${CF_BILLING_SANDBOX:-$(dirname "$0")/../build/cf_sandbox}
work=$(mktemp -d)
# shellcheck disable=SC2086  # A list of words.
"$program" --port-file "$work/port" ${CF_BILLING_SANDBOX_OPTIONS:-} >"$work/environment" &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
tries=0
until [ -s "$work/port" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ]; then
    echo "The sandbox did not start: run $program to see why." >&2
    exit 1
  fi
  sleep 0.1
done
while IFS='=' read -r name value; do export "$name=$value"; done <"$work/environment"

"$@"
