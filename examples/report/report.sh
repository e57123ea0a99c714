#!/bin/sh
# One HTML file about your Cloudflare costs:
#
#   sh report.sh [OPTION…] OUTPUT.html
#
#   --account ID          report on this account; may be repeated. Otherwise
#                         CLOUDFLARE_ACCOUNT_ID, or all that the token sees
#   --days N              the last N days, today included; otherwise this month
#                         and the one before
#   --group CLIENT        the accounts of a client (cf_clients), as an archive
#                         keeps or --sql names them
#   --title TEXT          what the page is called; otherwise "Cloudflare spend"
#   --budget CUR=AMOUNT   a month's budget of all accounts together, as in
#                         USD=400; one for each currency
#   --feed paygo|focus    which usage (cf_parameters.feed)
#   --database FILE       read an archive (archive.sh), ask Cloudflare nothing
#   --today YYYY-MM-DD    as if it were that day
#   --sql FILE            run this SQL before the report: more budgets, other
#                         parameters, settings
#
# Says where the report is. What could not be read of an account is in it, and
# on stderr.
#
# Asks the account of CLOUDFLARE_API_TOKEN; without it, an archive of the
# sandbox's invented data is made and read (examples/sandbox-archive.sh).
# Installs and builds what is missing. CF_BILLING names another module than
# build/cf_billing.

set -eu

fail() {
  echo "$1" >&2
  exit 2
}

root=$(dirname "$0")/../..
. "$root/examples/shared.sh"

usage() {
  print_help >&2
  exit 2
}

# The SQL names files from the project's top folder; what the caller names is from elsewhere.
here=$(pwd)
absolute() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s' "$here/$1" ;;
  esac
}
new_line='
'

add_account() {
  is "$1" '[0-9a-f]{32}' || fail "${2:-}$1 is no account id: 32 hexadecimal digits."
  case " $accounts " in *" $1 "*) ;; *) accounts="$accounts $1" ;; esac
}

add_budget() {
  is "$1" '[A-Z]{3}=[0-9]{1,12}([.][0-9]{1,9})?' || fail "$1 is no budget: write it as in USD=400."
  ! is "${1#*=}" '[0.]*' || fail "$1 is no budget: it has to be more than 0."
  case "$budgets" in *" ${1%%=*}="*) fail "There are two budgets in ${1%%=*}: a currency has one." ;; esac
  budgets="$budgets $1"
}

one_line() {
  case $1 in '' | *"$new_line"*) fail "$2 needs a text of one line." ;; esac
  printf '%s' "$1"
}

set_today() {
  is "$1" '2[0-9]{3}-[0-9]{2}-[0-9]{2}' || fail "--today needs a day, YYYY-MM-DD."
  month_day='(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31'
  leap_year='..(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00'
  is "${1#*-}" "$month_day" || { is "${1%%-*}" "$leap_year" && [ "${1#*-}" = 02-29 ]; } ||
    fail "$1 is not in the calendar: --today needs a day, YYYY-MM-DD."
  today=$1
}

accounts=
group=
title=
budgets=
days=
feed=paygo
database=
today=
sql=
output=
while [ $# -gt 0 ]; do
  case $1 in
    --help) print_help; exit ;;
    --*) [ $# -gt 1 ] || usage ;;
    *) [ -z "$output" ] || usage ;;
  esac
  case $1 in
    --account) add_account "$2" ;;
    --days)
      is "$2" '[1-9][0-9]{0,2}' || fail "--days needs a number from 1 to 999."
      days=$2
      ;;
    --group) group=$(one_line "$2" --group) || exit 2 ;;
    --title) title=$(one_line "$2" --title) || exit 2 ;;
    --budget) add_budget "$2" ;;
    --feed)
      is "$2" 'paygo|focus' || fail "--feed needs paygo or focus."
      feed=$2
      ;;
    --database) database=$(absolute "$2") ;;
    --today) set_today "$2" ;;
    --sql) sql=$(absolute "$2") ;;
    --*) usage ;;
    *) output=$(absolute "$1"); shift; continue ;;
  esac
  shift 2
done
[ -n "$output" ] || usage
[ -z "$group" ] || [ -z "$accounts" ] || fail "--group names the accounts already: leave --account out."
[ -n "$title" ] || title="Cloudflare spend${group:+: $group}"

# Before anything is asked: it takes a while, and would be in vain.
[ ! -d "$output" ] || fail "$output is a folder: name the file to write."
if [ -e "$output" ] && [ ! -f "$output" ]; then
  # Such as /dev/stdout: nothing is to take its place.
  [ -w "$output" ] || fail "$output cannot be written."
  folder=${TMPDIR:-/tmp}
else
  case $output in */) folder=$output ;; *) output=$(resolved "$output") folder=$(dirname "$output") ;; esac
fi
[ -d "$folder" ] || fail "There is no folder $folder for the report."
[ -w "$folder" ] || fail "$folder cannot be written."
make_work "$folder"

cd "$root"
root=.
[ -z "$sql" ] || [ -r "$sql" ] || fail "$sql cannot be read."
if [ -z "$database" ] && [ -z "$accounts$group" ] && [ -n "${CLOUDFLARE_ACCOUNT_ID:-}" ]; then
  add_account "$CLOUDFLARE_ACCOUNT_ID" "CLOUDFLARE_ACCOUNT_ID: "
fi
invented=
if [ -n "$database" ]; then
  [ -r "$database" ] || fail "$database cannot be read."
elif [ -z "${CLOUDFLARE_API_TOKEN:-}" ]; then
  invented=--invented
  database=$work/billing.db # Not made yet.
fi
if [ -n "$database" ]; then
  for file in sql/archive_views.sql sql/archive_resource_views.sql; do
    [ -r "$file" ] || fail "There is no $file: archives cannot be read."
  done
fi

report_sql() {
  echo ".bail on"
  echo ".read sql/views.sql"
  [ -z "$database" ] || printf '.read %s\n' sql/archive_views.sql sql/archive_resource_views.sql
  [ -z "$today" ] || echo "UPDATE cf_parameters SET today = '$today';"
  if [ -n "$days" ]; then since="'-$((days - 1)) days'"; else since="'start of month', '-1 month'"; fi
  echo "UPDATE cf_parameters SET feed = '$feed', first_day = (SELECT date(today, $since) FROM cf_period);"
  if [ -n "$database" ]; then
    echo "UPDATE cf_parameters SET source = 'archive';"
    for account in $accounts; do
      echo "INSERT INTO cf_report_accounts SELECT '$account', (SELECT name FROM main.accounts WHERE id = '$account');"
    done
  elif [ -n "$accounts" ]; then
    for account in $accounts; do
      echo "INSERT INTO cf_report_accounts SELECT '$account', (SELECT name FROM cf_accounts WHERE id = '$account');"
    done
  else
    echo "INSERT INTO cf_report_accounts SELECT id, name FROM cf_accounts;"
  fi
  for budget in $budgets; do
    echo "INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, '${budget%%=*}', ${budget#*=});"
  done
  # What it prints is not part of the report.
  [ -z "$sql" ] || printf '%s\n' ".output /dev/null" ".read '$sql'" ".output stdout"
  if [ -n "$database" ]; then
    # After what is of this report alone, which the archive is not to keep.
    echo ".read sql/archive_kept.sql"
    echo "CREATE TEMP TABLE report_gaps AS SELECT account_id, count(*) AS days, max(error) AS error"
    echo "FROM cf_archive_gaps WHERE gap = 'never read' GROUP BY account_id;"
  fi
  if [ -n "$group" ]; then
    # Whatever else is read: the report is of nobody but this client.
    quoted=$(printf '%s' "$group" | sed "s/'/''/g")
    cat <<SQL
CREATE TEMP TABLE report_group(
  accounts INTEGER CONSTRAINT "--group: no account is of this client: see cf_clients and cf_client_members." CHECK (accounts > 0),
  zones INTEGER CONSTRAINT "--group: accounts are shared with zones that have a client of their own, and the report is of whole accounts." CHECK (zones = 0));
INSERT INTO report_group SELECT total(client = '$quoted'), total(zone_id <> '') FROM cf_client_members
WHERE client = '$quoted' OR account_id IN (SELECT account_id FROM cf_client_members WHERE client = '$quoted');
DELETE FROM cf_report_accounts WHERE account_id NOT IN (SELECT account_id FROM cf_client_members WHERE client = '$quoted');
INSERT OR IGNORE INTO cf_report_accounts(account_id) SELECT account_id FROM cf_client_members WHERE client = '$quoted';
SQL
  fi
  echo ".read examples/report/report.sql"
}
write_whole "$work/report.sql" report_sql

prepare
command -v npm >/dev/null || sh examples/install-packages.sh npm
sh examples/report/install.sh

module=$(absolute "${CF_BILLING:-$PWD/build/cf_billing}")
[ -z "$invented" ] || CF_BILLING=$module sh examples/sandbox-archive.sh "$database"
# What SQLite says of single statements is not its status: the page has what failed.
read_rows() {
  status=0
  run_sqlite "${database:-:memory:}" ${database:+-readonly} -cmd ".load $(dot_quoted "$module")" \
    <"$work/report.sql" 2>"$work/errors" || status=$?
  echo "$status" >"$work/status"
}
write_whole "$work/rows" read_rows
read -r status <"$work/status"
# Without analytics everything else is there, and the page says why they are not.
grep -v 'rror:\{0,1\} near line [0-9]*: cf_resource_usage: ' "$work/errors" >"$work/others" || :
cat "$work/others" >&2
[ "$status" -eq 0 ] || { [ ! -s "$work/others" ] && grep -q '^failures' "$work/rows"; } || exit "$status"
node examples/report/generate.mjs "$work/rows" "$work/report.html" $invented --title "$title"
if [ -e "$output" ] && [ ! -f "$output" ]; then
  cat "$work/report.html" >"$output"
else
  put_file "$work/report.html" "$output"
fi
echo "The report is in $output."
