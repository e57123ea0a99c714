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

sh examples/prepare.sh

if [ -z "${CLOUDFLARE_API_TOKEN:-}" ]; then
  export CLOUDFLARE_ACCOUNT_ID=1a7c09e2b5d84f36a0c1e97d52b8f413
  echo "Invented data from the sandbox. For your own: CLOUDFLARE_API_TOKEN=… CLOUDFLARE_ACCOUNT_ID=… sh $0"
fi

sh examples/with-sandbox.sh \
  sqlite3 -box -bail -cmd '.load build/cf_billing' :memory: <sql/cost_report.sql
