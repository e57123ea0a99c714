#!/bin/sh
# From a fresh Debian 12 to a cost report in the terminal:
#
#   sh quickstart.sh
#
# Installs what is needed, builds the extension, and runs sql/cost_report.sql
# with it: over the sandbox and its invented data, or, with CLOUDFLARE_API_TOKEN
# and CLOUDFLARE_ACCOUNT_ID set, over your own account. Over the sandbox it
# shows an archive as well (sql/archive_report.sql).
set -eu
root=$(dirname "$0")/..
. "$root/examples/shared.sh"
take_nothing "$@"
cd "$root"
root=.

if [ -n "${CLOUDFLARE_API_TOKEN:-}" ] && [ -z "${CLOUDFLARE_ACCOUNT_ID:-}" ]; then
  echo "CLOUDFLARE_API_TOKEN is set: set CLOUDFLARE_ACCOUNT_ID too," >&2
  echo "to the account to report on." >&2
  exit 1
fi

prepare

if [ -z "${CLOUDFLARE_API_TOKEN:-}" ]; then
  export CLOUDFLARE_ACCOUNT_ID=1a7c09e2b5d84f36a0c1e97d52b8f413
  echo "Invented data from the sandbox. For your own set CLOUDFLARE_API_TOKEN and"
  echo "CLOUDFLARE_ACCOUNT_ID, as README.md shows."
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# So wide that a table stays within 80 columns.
module=$(dot_quoted "${CF_BILLING:-build/cf_billing}")
printf '%s\n' ".load $module" '.mode box --wrap 33 --wordwrap on' >"$work/init.sql"
sh examples/with-sandbox.sh sqlite3 -init "$work/init.sql" -batch -bail :memory: <sql/cost_report.sql
if [ -n "${CLOUDFLARE_API_TOKEN:-}" ]; then exit; fi

echo
echo "Cloudflare remembers about 30 days, and so does the sandbox: of an older period"
echo "usage is there in part. From an archive, filled as if examples/archive.sh had"
echo "run every day of the last half year:"
sh examples/sandbox-archive.sh "$work/billing.db"
printf '%s\n' '.output /dev/null' 'SELECT cf_create_views();' .output >>"$work/init.sql"
sqlite3 -init "$work/init.sql" -batch -bail "$work/billing.db" <sql/archive_report.sql
