#!/bin/sh
# Writes what each client is to be charged for a month, a CSV file each:
#
#   sh rebill.sh [OPTION…] YYYY-MM
#
#   --archive DATABASE   read an archive (archive.sh), its clients too, and ask
#                        Cloudflare nothing
#   --sql FILE           run this SQL before: INSERT INTO cf_clients …,
#                        cf_client_members …
#   --to FOLDER          the files are FOLDER/rebill-YYYY-MM/CLIENT.csv (the
#                        folder it is run in)
#   --account ID         only this account; may be repeated. Otherwise
#                        CLOUDFLARE_ACCOUNT_ID, or all
#   --without ID         not this account; may be repeated
#   --feed paygo|focus   which usage (cf_parameters.feed)
#   --partial            write also what is not known as a whole: a month that
#                        is not over, days that are gone, costs that are not
#                        told. Such amounts are empty, never too small
#
# A row for each product and currency: client, month, product, currency, usage,
# fees, refunds, markup and total, as in the view cf_rebill, with six decimals:
# what is charged is their sum. A text that begins with = + - @ has an
# apostrophe before it, as a spreadsheet would take it for a formula.
#
# The folder of the month is replaced whole, or on any error not at all. stderr
# has the totals of clients and of accounts that have none, and how far the sum
# is from Cloudflare's invoices, and why: markup, days and fees of other cycles,
# tax. A client's file has its name; what is no letter, digit, . _ or - in it is
# a -, and two that would be the same have a number behind them that stays
# theirs.
#
# The token comes from CLOUDFLARE_API_TOKEN. CF_BILLING names the module. Exit
# status: 0 written; 1 an error, nothing was written; 64 wrong arguments.
set -eu
root=$(dirname "$0")/..
. "$root/examples/shared.sh"

archive='' sql='' folder=. accounts='' without='' feed=paygo partial=
while [ $# -gt 0 ]; do
  case $1 in
    --help) print_help; exit ;;
    --partial) partial=1 ;;
    --archive | --sql | --to | --account | --without | --feed)
      [ $# -gt 1 ] || say_wrong "$1 needs a value"
      case $1 in
        --archive) check_archive "$2"; archive=$(path_of "$2") ;;
        --sql) sql=$(path_of "$2"); [ -r "$sql" ] || refuse "cannot be read: $2" ;;
        --to) folder=$(path_of "$2") ;;
        --account) check_account "$2"; accounts="$accounts $2" ;;
        --without) check_account "$2"; without="$without $2" ;;
        --feed) is "$2" 'paygo|focus' || refuse "--feed needs paygo or focus: $2"; feed=$2 ;;
      esac
      shift
      ;;
    -*) say_wrong "no such option: $1" ;;
    *) break ;;
  esac
  shift
done
[ $# -eq 1 ] || say_wrong 'which month? As in 2026-10'
month=$1
is "$month" '[12][0-9]{3}-(0[1-9]|1[0-2])' || refuse "no month, as in 2026-10: $month"
today=$(date -u +%Y-%m-%d)
[ "$(printf '%s\n' "$month-01" "$today" | sort | head -n 1)" = "$month-01" ] || refuse "not a month that has begun: $month"
[ -n "$partial" ] || [ "$month" != "${today%-*}" ] ||
  refuse "$month is not over: --partial writes what there is so far"
if [ -z "$accounts" ] && [ -z "$archive" ] && [ -n "${CLOUDFLARE_ACCOUNT_ID:-}" ]; then
  check_account "$CLOUDFLARE_ACCOUNT_ID"
  accounts=$CLOUDFLARE_ACCOUNT_ID
fi
[ -n "$archive" ] || [ -n "${CLOUDFLARE_API_TOKEN:-}${CLOUDFLARE_API_KEY:-}" ] ||
  refuse 'set CLOUDFLARE_API_TOKEN, or name an archive'

mkdir -p "$folder"
make_work "$folder"

fail() {
  echo "rebill: $1" >&2
  exit 1
}

echo "rebill: $month: reading usage, plans and invoices" >&2
rows_sql() {
  echo .bail on
  begin_views "$archive"
  echo "SELECT cf_config('max_wait', 330), cf_config('max_requests', 100000);"
  list_accounts "$archive" "$accounts" "$without"
  echo "UPDATE cf_parameters SET feed = '$feed';"
  [ -z "$sql" ] || echo ".read $(dot_quoted "$sql")"
  echo "CREATE TEMP TABLE rebill_options AS SELECT '$month' AS month, '$month-01' AS first_day,
          date('$month-01', '+1 month') AS next_day, min(date('$month-01', '+1 month', '-1 day'), date('now')) AS last_day;"
  printf '.read %s\n' "$(dot_quoted "$root/examples/rebill/rows.sql")"
  [ -z "$archive" ] || printf '.read %s\n' "$(dot_quoted "$root/examples/rebill/archive.sql")"
  # SQL of the user's may end all.
  printf '.mode list\n%s\n' "SELECT '-- all of it';"
}
write_whole "$work/rows.sql" rows_sql || fail 'nothing was written'
write_whole "$work/rows" run_sqlite "${archive:-:memory:}" ${archive:+-readonly} <"$work/rows.sql" ||
  fail 'nothing was written; --without ID leaves an account out'
[ "$(tail -n 1 "$work/rows")" = '-- all of it' ] || fail 'sqlite3 ended early: nothing was written'
run_sqlite "$work/run.db" <<SQL || fail 'nothing was written'
.bail on
CREATE TABLE charged(client, product, currency, usage REAL, fees REAL, refunds REAL, markup REAL, total REAL,
                     records_without_cost, complete_from);
CREATE TABLE clients(client, markup);
CREATE TABLE accounts(account_id, name);
CREATE TABLE by_account(account_id, currency, usage REAL, fees REAL, refunds REAL, is_without);
CREATE TABLE invoiced(account_id, currency, usage REAL, fees REAL, charged REAL, refunds REAL, is_unknown);
CREATE TABLE currencies(currency PRIMARY KEY, digits INTEGER);
CREATE TABLE unknown(account, reason);
.read $(dot_quoted "$work/rows")
.read $(dot_quoted "$root/examples/rebill/totals.sql")
SQL
ask() { run_sqlite "$work/run.db" "$@"; }

[ -n "$(ask 'SELECT 1 FROM clients LIMIT 1')" ] ||
  fail "there is no client yet. Put this into a file for --sql, or type it once at a prompt over the archive
(sqlite3 -init build/sqliterc ARCHIVE, of a package cf-billing sql ARCHIVE), which keeps it:
  INSERT INTO cf_clients VALUES ('Harbour', 0.15);
  INSERT INTO cf_client_members(client, account_id) VALUES ('Harbour', 'the id of an account');"
ask "SELECT DISTINCT 'rebill: ' || account || ': ' || replace(reason, char(10), ' ') FROM unknown ORDER BY 1" >&2
[ -n "$partial" ] || [ -z "$(ask 'SELECT 1 FROM unknown UNION ALL SELECT 1 FROM charged WHERE total IS NULL LIMIT 1')" ] ||
  fail "$month is not known as a whole. Nothing was written; --partial writes the rest, --without ID leaves an account out"

mkdir "$work/month"
write_whole "$work/files" ask -separator ' ' 'SELECT rowid, file FROM files ORDER BY client' || fail 'nothing was written'
while read -r number file; do
  write_whole "$work/month/$file" ask <<SQL || fail "$file could not be written: nothing was written"
.mode list
.separator , "\r\n"
SELECT 'client', 'month', 'product', 'currency', 'usage', 'fees', 'refunds', 'markup', 'total';
.mode csv
.separator , "\r\n"
SELECT client, '$month', product_cell, currency, CASE WHEN usage IS NOT NULL THEN printf('%.6f', usage) END,
       printf('%.6f', fees), printf('%.6f', refunds), CASE WHEN markup IS NOT NULL THEN printf('%.6f', markup) END,
       CASE WHEN total IS NOT NULL THEN printf('%.6f', total) END
FROM (SELECT * FROM cells WHERE of_client = (SELECT client FROM files WHERE rowid = $number))
ORDER BY currency, product = 'Plan fees', product IN ('Refunds', 'Credits'), product;
SQL
done <"$work/files"

result=$folder/rebill-$month
put_folder "$work/month" "$result"
while read -r number file; do
  printf '%s\n' "$result/$file: $(ask "SELECT count(*) FROM charged WHERE client = (
    SELECT client FROM files WHERE rowid = $number)") rows"
done <"$work/files"
ask "SELECT 'rebill: ' || replace(line, char(10), ' ') FROM said ORDER BY place" >&2
settled=$(date -u -d '-4 days' +%Y-%m-%d)
expr "$settled" '>' "$month-31" >/dev/null ||
  echo "rebill: $month: Cloudflare may still change days from $settled on" >&2
