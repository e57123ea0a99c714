#!/bin/sh
# Writes usage as FOCUS 1.3 files, a month each:
#
#   sh examples/export.sh [--for KIND] [--feed FEED] [--by PERIOD] [--accounts IDS|all]
#                         [--archive DATABASE] [--partial yes] [--sql FILE] [--to FOLDER] YYYY-MM…
#
# KIND     focus     FOLDER/focus-YYYY-MM.csv (the default)
#          parquet   FOLDER/billing_period=YYYY-MM/focus.parquet, by DuckDB: needs Node and npm
#          vantage   FOLDER/vantage-YYYY-MM/part-001.csv …, of 10,000 rows and 2 MB at most
#          datadog   FOLDER/datadog-YYYY-MM.csv
# FEED     focus (the default) or paygo, where there is no FOCUS access
# PERIOD   calendar (the default): usage of the month's days; billing: of the billing periods that
#          begin in the month, as FOLDER/KIND-billing-YYYY-MM. Records without a billing period are
#          in none.
#
# The token comes from the environment: CLOUDFLARE_API_TOKEN; without one the sandbox answers for one
# account, with invented data. Accounts are --accounts, ids with commas between, or else
# CLOUDFLARE_ACCOUNT_ID, or else all that the token sees. An account that is refused ends the export;
# if the SQL of --sql sets on_error to skip, or an archive has nothing of it, stderr says who is left out.
# --archive reads an archive (sql/archive.sql) and asks for nothing; all are then those in it. --sql runs
# SQL of your own before: SELECT cf_config('max_requests', 5000); for many accounts.
#
# A month is replaced whole, or not at all: its files are written aside and then renamed, and on any
# error what was there stays. Cloudflare keeps about 30 days: a month whose first days are not there
# any more, or that an archive has not read, is an error unless you say --partial yes.
#
# Installs and builds what is missing. CF_BILLING names another extension than build/cf_billing, which
# is then not built; NODE the program node.
set -eu

say_usage() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$0" | sed -n '3,4p' >&2
  exit 64
}

fail() {
  echo "export: $1" >&2
  exit "${2:-64}"
}

kind=focus feed=focus by=calendar accounts='' archive='' partial='' sql='' folder=.
while [ $# -gt 0 ]; do
  case $1 in
    --for | --feed | --by | --accounts | --archive | --partial | --sql | --to)
      [ $# -gt 1 ] || say_usage
      case $1 in
        --for) kind=$2 ;;
        --feed) feed=$2 ;;
        --by) by=$2 ;;
        --accounts) accounts=$2 ;;
        --archive) archive=$2 ;;
        --partial) partial=$2 ;;
        --sql) sql=$2 ;;
        --to) folder=$2 ;;
      esac
      shift 2
      ;;
    -*) say_usage ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || say_usage
case $kind in focus | parquet | vantage | datadog) ;; *) say_usage ;; esac
case $feed in focus | paygo) ;; *) say_usage ;; esac
case $by in calendar | billing) ;; *) say_usage ;; esac
case $partial in '' | yes) ;; *) say_usage ;; esac
today=$(date -u +%Y-%m)
for month; do
  case $month in
    [12][0-9][0-9][0-9]-0[1-9] | [12][0-9][0-9][0-9]-1[0-2]) ;;
    *) fail "not a month that has begun, as in 2026-10: $month" ;;
  esac
  expr "$month" '<=' "$today" >/dev/null || fail "not a month that has begun: $month"
done

invented=
if [ -z "${CLOUDFLARE_API_TOKEN:-}$archive" ]; then invented=023e105f4ecef8ad9ca31a8372d0c353; fi
accounts=${accounts:-${CLOUDFLARE_ACCOUNT_ID:-${invented:-all}}}
[ "$accounts" = all ] || for account in $(printf '%s,' "$accounts" | sed 's/,/, /g'); do
  printf '%s' "$account" | grep -Eqx '[0-9a-f]{32},' ||
    fail "no account id, 32 hexadecimal digits: ${account%,}"
done
for file in "$archive" "$sql"; do
  [ -z "$file" ] || [ -r "$file" ] || fail "cannot be read: $file"
done
# So that it begins with neither - nor |, which mean something else to mv and to the shell of SQLite.
case $folder in /* | . | ./* | ../*) ;; *) folder=./$folder ;; esac

root=$(cd "$(dirname "$0")/.." && pwd)
extension=${CF_BILLING:-$root/build/cf_billing}
duckdb=$root/build/duckdb
[ -n "${CF_BILLING:-}" ] || sh "$root/examples/prepare.sh"
if [ -n "$invented" ]; then
  echo "Invented data from the sandbox: CLOUDFLARE_API_TOKEN is not set." >&2
  exec sh "$root/examples/with-sandbox.sh" sh "$0" --for "$kind" --feed "$feed" --by "$by" \
    --accounts "$accounts" --partial "$partial" --sql "$sql" --to "$folder" "$@"
fi
case $folder$root$extension$sql in
  *\'*) fail "a quote in the name of a file or folder" ;;  # It would end one in SQL.
esac
view=focus_export
case $kind in vantage | datadog) view=focus_export_$kind ;; esac

mkdir -p "$folder"
work=$(mktemp -d "$folder/.export-XXXXXX")  # In the folder itself: a rename must not copy.
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# write_csv FIRST_DAY NEXT_MONTH FILE: prints how many rows there are, how many were written, and the
# first day that seems to be missing, if one does. The rows are read once, into a table.
write_csv() {
  sqlite3 -batch -init /dev/null ${archive:+-readonly} "${archive:-:memory:}" >"$work/counts" \
    <<SQL || return 1
.bail on
.load '$extension'
.read '$root/sql/views/00_parameters.sql'
.read '$root/sql/focus/00_categories.sql'
.read '$root/sql/focus/01_feeds.sql'
.read '$root/sql/focus/02_data_table.sql'
UPDATE cf_parameters SET feed = '$feed', first_day = '$1', last_day = date('$2', '+1 month');
$more
CREATE TEMP TABLE focus_export_rows AS SELECT * FROM focus_rows WHERE $(case $by in
  calendar) echo "charge_date >= '$1' AND charge_date < '$2'" ;;
  billing) echo "BillingPeriodStart >= '$1' AND BillingPeriodStart < '$2'" ;;
esac);
.read '$root/sql/focus_export.sql'
.output '$work/left-out'
.mode list
$left_out
-- The header is there without any row as well. Its names need no quotes.
.output '$3'
.mode list
.separator , "\r\n"
SELECT group_concat(name) FROM pragma_table_info('$view');
.mode csv
.separator , "\r\n"
SELECT * FROM $view;
.output stdout
.mode list
SELECT (SELECT count(*) FROM focus_export_rows) || ' ' || (SELECT count(*) FROM $view) || ' '
       || coalesce((SELECT min(day) FROM (
$missing
       )), '');
SQL
  cat "$work/counts"
}

# split_csv FILE FOLDER: parts of 10,000 rows and 2,000,000 bytes at most. A record ends with a line
# unless a quote is open.
split_csv() {
  LC_ALL=C awk -v folder="$2" '
    function open_part() {
      if (part) close(name)
      name = sprintf("%s/part-%03d.csv", folder, ++part)
      printf "%s\n", header >name
      rows = 0
      bytes = length(header) + 1
    }
    {
      record = record == "" ? $0 : record "\n" $0
      quotes = gsub(/"/, "\"", record)
      if (quotes % 2) next
      if (NR == 1) { header = record; open_part() }
      else {
        if (rows == 10000 || bytes + length(record) + 1 > 2000000) open_part()
        printf "%s\n", record >name
        ++rows
        bytes += length(record) + 1
      }
      record = ""
    }' "$1"
}

left_out="SELECT account_id || ' is left out: ' || error
  FROM (SELECT account_id, error, min(id) FROM cf_requests
        WHERE outcome = 'left out' AND error NOT LIKE 'given up:%' GROUP BY account_id, table_name);"
[ -z "$archive" ] || left_out="SELECT account_id || ' is left out: the archive has no $feed usage of it, '
         || outcome || ': ' || coalesce(error, '')
  FROM (SELECT account_id, outcome, error, max(sync_id) FROM main.fetches
        WHERE feed = '$feed' AND account_id IN (SELECT account_id FROM cf_report_accounts)
        GROUP BY account_id)
  WHERE outcome IN ('not covered', 'refused')
    AND account_id NOT IN (SELECT account_id FROM main.archived_days WHERE feed = '$feed');"
known=cf_accounts
[ -z "$archive" ] || known=main.accounts
case $accounts in
  all) more="INSERT INTO cf_report_accounts SELECT id, name FROM $known;" ;;
  *) more="INSERT OR IGNORE INTO cf_report_accounts(account_id)
VALUES ('$(printf '%s' "$accounts" | sed "s/,/'), ('/g")');" ;;
esac
if [ -n "$sql" ]; then
  more=".output /dev/null
.read '$sql'
.output stdout
$more"
fi
if [ -n "$partial" ]; then
  more=".output /dev/null
SELECT cf_config('incomplete', 'ignore');
.output stdout
$more"
fi
if [ -n "$archive" ]; then
  more="$more
.read '$root/sql/archive_views.sql'
.read '$root/sql/focus/archive.sql'
UPDATE cf_parameters SET source = 'archive';"
fi
if [ "$kind" = parquet ]; then
  command -v npm >/dev/null || sh "$root/examples/install-packages.sh" npm
  sh "$root/examples/export/install.sh" "$duckdb"
fi

for month; do
  first=$month-01
  next=$(sqlite3 -batch -init /dev/null :memory: "SELECT date('$first', '+1 month')")
  if [ -n "$archive" ]; then
    missing="SELECT day FROM cf_archive_gaps WHERE gap = 'never read' AND day < date('now')
      AND $(case $by in
        calendar) echo "day < '$next'" ;;
        billing) echo "day || 'T12' BETWEEN (SELECT min(BillingPeriodStart) FROM focus_export_rows)
          AND (SELECT max(BillingPeriodEnd) FROM focus_export_rows)" ;;
      esac)"
    # Accounts that have no such usage have not been read either, which is nobody's gap.
    [ "$accounts" != all ] ||
      missing="$missing AND coalesce(last_outcome, '') NOT IN ('not covered', 'refused')"
  elif [ "$by" = calendar ]; then
    missing="SELECT '$first' AS day WHERE '$first' < date('now', '-25 days')
      AND coalesce((SELECT min(charge_date) FROM focus_export_rows), '') <> '$first'"
  else
    missing="SELECT substr(BillingPeriodStart, 1, 10) AS day FROM focus_export_rows
      WHERE BillingPeriodStart < date('now', '-25 days')
      GROUP BY BillingPeriodStart HAVING min(charge_date) > day"
  fi
  counts=$(write_csv "$first" "$next" "$work/focus.csv") || {
    [ "$accounts" != all ] ||
      echo "export: these were all accounts; --accounts names those to export." >&2
    exit 1
  }
  sed "s/^/export: $month: /" "$work/left-out" >&2
  rows=${counts%% *} written=${counts#* }
  absent=${written#* } written=${written%% *}
  if [ -n "$absent" ] && [ -z "$partial" ]; then
    fail "$month: usage of $absent is missing; Cloudflare keeps about 30 days, an archive what it
  has read. Nothing was written; --partial yes writes what is there." 1
  fi
  name=$month
  [ "$by" = calendar ] || name=billing-$month
  case $kind in
    focus | datadog)
      result=$folder/$kind-$name.csv
      mv -f "$work/focus.csv" "$result"
      ;;
    vantage)
      result=$folder/vantage-$name
      mkdir "$work/parts"
      split_csv "$work/focus.csv" "$work/parts"
      trap '' INT TERM  # Between the two renames there is no folder of this month.
      [ ! -e "$result" ] || mv "$result" "$work/old"
      mv "$work/parts" "$result" || { mv "$work/old" "$result"; exit 1; }
      trap 'exit 130' INT TERM
      rm -rf "$work/old"
      ;;
    parquet)
      result=$folder/billing_period=$month/focus.parquet
      "${NODE:-node}" "$root/examples/export/parquet.cjs" "$duckdb" "$work/focus.csv" \
        "$work/focus.parquet"
      mkdir -p "${result%/*}"
      mv -f "$work/focus.parquet" "$result"
      ;;
  esac
  echo "$result: $written rows"
  [ "$rows" = "$written" ] ||
    echo "export: $month: $((rows - written)) of $rows records left out: they have no cost, or" \
      "nothing else that $kind requires" >&2
  [ "$rows" != 0 ] || echo "export: $month: no records$([ "$by" = calendar ] ||
    echo ' with a billing period; --by calendar needs none')" >&2
done
