#!/bin/sh
# Fills an archive from the sandbox:
#
#   sh sandbox-archive.sh DATABASE
#
# The sandbox remembers 30 days, as Cloudflare does. To show what an archive is
# for there has to be one that is older: this runs archive.sh again and again,
# over sandboxes whose day moves on, from the month five months ago until today.
# What is archived then is what daily runs would have saved, of usage and of what
# resources used. DATABASE is there once all of it is; one that is there already
# is left alone.
set -eu
here=$(dirname "$0")
root=$here/..
. "$root/examples/shared.sh"
[ "${1:-}" != --help ] || { print_help; exit; }
[ $# -eq 1 ] || say_wrong 'name one file'
unset CLOUDFLARE_API_TOKEN CLOUDFLARE_API_KEY CLOUDFLARE_EMAIL CLOUDFLARE_ACCOUNT_ID
[ -n "$1" ] || say_wrong 'the name of the file is empty'
database=$(resolved "$(path_of "$1")")
# Invented data does not belong into an archive that somebody keeps.
[ ! -e "$database" ] || refuse "there is something already: $1"
folder=$(dirname "$database")
[ -d "$folder" ] || refuse "there is no folder $folder"
make_work "$folder"
[ ! -t 2 ] || echo "Filling an archive with half a year of invented data: some seconds." >&2

# Each run reads the 30 days before it: with 20 between two, none is missed.
write_whole "$work/days" run_sqlite :memory: <<'SQL'
WITH RECURSIVE runs(day) AS (
  SELECT date('now', 'start of month', '-5 months', '+29 days')
  UNION ALL
  SELECT min(date(day, '+20 days'), date('now')) FROM runs WHERE day < date('now')
)
SELECT day FROM runs;
SQL
today=$(tail -n 1 "$work/days")
while read -r day; do
  # The extension's own day stays today's. So it asks for cycles to their end; and it would take the days
  # of the account that never uses anything for days that are gone. What analytics still have it judges by the
  # server's clock.
  cat >"$work/first.sql" <<SQL
UPDATE cf_parameters SET today = '$day';
INSERT INTO cf_report_accounts SELECT id, name FROM cf_accounts WHERE name <> 'Quiet Garden';
SQL
  CF_BILLING_SANDBOX_OPTIONS="--today $day --set paygo.future_to=accept --set accounts.as_of=$today --set graphql.now=20:30" \
    sh "$here/with-sandbox.sh" \
    sh "$here/archive.sh" --read "$work/first.sql" "$work/billing.db" >"$work/log" 2>&1 </dev/null || {
    cat "$work/log" >&2
    exit 1
  }
done <"$work/days"
# What runs have left beside is closed with the last of them, and in the file.
put_file "$work/billing.db" "$database"
