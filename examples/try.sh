#!/bin/sh
# A prompt to try everything at, over invented data:
#
#   sh try.sh
#
# Starts the sandbox, fills an archive from it with half a year, makes all views
# and opens the sqlite3 shell for the account Lighthouse. No request leaves this
# machine, and nothing is kept. SQL may be piped in. Installs and builds what is
# missing. CF_BILLING names another module than build/cf_billing.
set -eu
root=$(dirname "$0")/..
. "$root/examples/shared.sh"
take_nothing "$@"
cd "$root"
root=.

[ -n "${CF_BILLING:-}" ] || [ -e build/cf_billing.so ] ||
  echo "Installing and building, which takes some minutes the first time." >&2
prepare
unset CLOUDFLARE_API_TOKEN CLOUDFLARE_API_KEY CLOUDFLARE_EMAIL
export CLOUDFLARE_ACCOUNT_ID=023e105f4ecef8ad9ca31a8372d0c353
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

sh examples/sandbox-archive.sh "$work/billing.db"
cat >"$work/init.sql" <<SQL
.load '${CF_BILLING:-build/cf_billing}'
.output /dev/null
SELECT cf_create_views();
.output
UPDATE cf_parameters SET source = 'both';
.mode box --wrap 44 --wordwrap on
.nullvalue ·
SQL
[ ! -t 0 ] || echo "What there is to ask: SELECT name, question FROM cf_help
  WHERE kind = 'view' AND question NOT LIKE 'Part of other views%';"
sh examples/with-sandbox.sh sqlite3 -init "$work/init.sql" "$work/billing.db"
