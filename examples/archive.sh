#!/bin/sh
# Saves usage and billing history in an archive, for cron:
#
#   sh archive.sh [--read FILE] [--check] [--backup FILE] DATABASE
#
#   15 4 * * *  . "$HOME/.cloudflare" && sh /opt/cf_billing/examples/archive.sh /var/lib/billing.db
#
# The token comes from the environment only: CLOUDFLARE_API_TOKEN. CF_BILLING names the extension
# (build/cf_billing). --read FILE: SQL to run first, as INSERT INTO cf_report_accounts(account_id)
# VALUES ('…'); without it all accounts of the token are saved. --check looks through the whole
# database; --backup writes a copy, which replaces FILE when it is complete.
#
# Prints one line, and on stderr what failed. Exit status: 0 all was read; 1 an error, a feed was
# not read at all; 2 accounts failed, the others were read; 3 the database is damaged, or there is
# no backup; 64 wrong arguments; 75 another run holds the lock.
set -eu

say_usage() {
  echo "Usage: $0 [--read FILE] [--check] [--backup FILE] DATABASE" >&2
  exit 64
}

first='' check='' backup=''
while [ $# -gt 0 ]; do
  case $1 in
    --read) [ $# -gt 1 ] || say_usage; first=".read '$2'"; shift ;;
    --check) check=1 ;;
    --backup) [ $# -gt 1 ] || say_usage; backup=$2; shift ;;
    -*) say_usage ;;
    *) break ;;
  esac
  shift
done
[ $# -eq 1 ] || say_usage
database=$1
root=$(dirname "$0")/..
extension=${CF_BILLING:-$root/build/cf_billing}

# In SQL, in quotes.
quoted() { printf '%s' "$1" | sed "s/'/''/g"; }

# Without the user's own .sqliterc. What another program writes meanwhile is waited for.
run_sqlite() { sqlite3 -batch -init /dev/null -cmd '.timeout 60000' "$database"; }

exec 9>"$database.lock"
if ! flock -n 9; then
  echo "archive: another run holds $database.lock" >&2
  exit 75
fi

# Going on after an error is safe (see sql/archive_sync.sql): where one feed fails the others are read.
status=0
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
report=$(run_sqlite 2>"$errors" <<SQL
.bail on
.output /dev/null
.read '$root/sql/archive.sql'
.load '$extension'
SELECT cf_config('max_wait', 330);
.read '$root/sql/views/00_parameters.sql'
$first
.bail off
.read '$root/sql/archive_sync.sql'
.output stdout
SELECT printf('archive: %s accounts=%d days=%d rows=%d restated=%d failed=%d seconds=%.1f',
              started_at, accounts, days, rows, restated, failed, seconds)
FROM sync_summaries WHERE sync_id = (SELECT sync_id FROM cf_sync);
SELECT feed || ' of ' || account_id || ' failed: ' || coalesce(error, '') FROM fetches
WHERE sync_id = (SELECT sync_id FROM cf_sync)
  AND (outcome = 'failed' OR outcome = 'refused' AND feed <> 'focus') ORDER BY 1;
SQL
) || status=1
# Of a feed that was not read all further statements fail for that reason.
grep -v 'no such table: cf_sync_' "$errors" >&2 || :

line=$(printf '%s\n' "$report" | head -n 1)
failures=$(printf '%s\n' "$report" | tail -n +2)
[ -z "$failures" ] || printf '%s\n' "$failures" >&2
[ "$status" -ne 0 ] || [ -n "$line" ] || status=1
[ "$status" -ne 0 ] || [ -z "$failures" ] || status=2

if [ -n "$check" ]; then
  found=$(echo 'PRAGMA integrity_check;' | run_sqlite) || found="${found:-not readable}"
  if [ "$found" != ok ]; then
    printf 'archive: %s is damaged: %s\n' "$database" "$found" >&2
    status=3
  fi
fi
# A copy of what is damaged must not replace a good one.
if [ -n "$backup" ] && [ "$status" -ne 3 ]; then
  rm -f "$backup.new"
  if printf "VACUUM INTO '%s';\n" "$(quoted "$backup.new")" | run_sqlite; then
    mv "$backup.new" "$backup"
  else
    rm -f "$backup.new"
    status=3
  fi
fi

printf '%s status=%d\n' "${line:-archive: nothing was read}" "$status"
exit "$status"
