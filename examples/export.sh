#!/bin/sh
# Writes usage as FOCUS files, a month each:
#
#   sh export.sh [OPTION…] YYYY-MM…
#
#   --for KIND      focus         FOLDER/focus-YYYY-MM.csv (the default)
#                   csv.gz        the same, compressed
#                   parquet       FOLDER/billing_period=YYYY-MM/focus.parquet
#                   aws           as AWS Data Exports: FOLDER/cloudflare/data/
#                                 BILLING_PERIOD=YYYY-MM/ and a manifest
#                   vantage       FOLDER/vantage-YYYY-MM/, in parts of 10,000
#                                 rows and 2 MB at most
#                   datadog       FOLDER/datadog-YYYY-MM.csv
#                   datadog-json  FOLDER/datadog-YYYY-MM.json
#                   cloudzero     FOLDER/cloudzero/YYYYMMDD-YYYYMMDD/
#                   cloudability  FOLDER/Cloudflare/YYYYMMDD-YYYYMMDD/
#                   hubs          FinOps hubs: FOLDER/Costs/YYYY/MM/cloudflare/
#                   parquet, aws, cloudability and hubs are Parquet, by DuckDB:
#                   they need Node and npm
#   --bucket NAME   where FOLDER's content will be, as in s3://costs/cloudflare:
#                   the manifests of aws and cloudability name their files so
#   --version V     of FOCUS: 1.3 (the default), or 1.4, for focus and parquet:
#                   with the charges of invoices, InvoiceId on usage, and
#                   FOLDER/invoice-detail-YYYY-MM.csv, billing-period-….csv and
#                   metadata-….json. Reads the billing history as well
#   --feed FEED     focus (the default) or paygo, where there is no FOCUS access
#   --by PERIOD     calendar (the default): usage of the month's days; billing:
#                   of the billing periods that begin in the month, as
#                   FOLDER/KIND-billing-YYYY-MM, FOLDER/billing/billing_period=
#                   … and FOLDER/cloudflare-billing. Records without a billing
#                   period are in none. Not for cloudzero, cloudability, hubs
#   --accounts IDS  with commas between, or all; otherwise
#                   CLOUDFLARE_ACCOUNT_ID, or else all that the token sees
#   --archive FILE  read an archive (archive.sh) and ask for nothing; all are
#                   then those in it
#   --partial yes   write a month also where something of it is missing
#   --sql FILE      run SQL of your own before, as for many accounts
#                   SELECT cf_config('max_requests', 5000);
#   --to FOLDER     where to write; otherwise here
#
# The token comes from the environment: CLOUDFLARE_API_TOKEN; without one the
# sandbox answers for one account, with invented data. An account that is
# refused ends the export; if the SQL of --sql sets on_error to skip, or an
# archive has nothing of it, stderr says who is left out.
#
# A month is replaced whole, or not at all: its files are written aside and then
# renamed, and on any error what was there stays. Cloudflare keeps about 30
# days: a month whose first days are not there any more, or that an archive has
# not read, is an error unless you say --partial yes; so are accounts whose
# costs Cloudflare tells beside others whose costs it does not. stderr then says
# what is missing.
#
# The last line on stderr, of each month, says how many rows of how many days and
# accounts were written, what is not among them and why, and which option would
# bring it. Of several accounts some may have no usage at all: with all they are
# named there; named by --accounts they are an error, where the month is older
# than 25 days or the archive never read it.
#
# Installs and builds what is missing. CF_BILLING names another module than
# build/cf_billing, which is then not built; NODE the program node.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/examples/shared.sh"
. "$root/examples/export/month.sh"
. "$root/examples/export/deliver.sh"

fail() {
  echo "export: $1" >&2
  exit "${2:-64}"
}

kind=focus version=1.3 feed=focus by=calendar accounts='' archive='' partial='' sql='' folder=. bucket=''
while [ $# -gt 0 ]; do
  case $1 in
    --help) print_help; exit ;;
    --for | --version | --feed | --by | --accounts | --archive | --partial | --sql | --to | --bucket)
      [ $# -gt 1 ] || say_wrong "$1 needs a value"
      case $1 in
        --for) kind=$2 ;;
        --version) version=$2 ;;
        --feed) feed=$2 ;;
        --by) by=$2 ;;
        --accounts) accounts=$2 ;;
        # Of a variable that is not set: without an archive another thing would be exported.
        --archive) [ -n "$2" ] || say_wrong '--archive needs the name of an archive'; archive=$(path_of "$2") ;;
        --partial) partial=$2 ;;
        --sql) sql=$2 ;;
        --to) folder=$2 ;;
        --bucket) bucket=$2 ;;
      esac
      shift 2
      ;;
    -*) say_wrong "no such option: $1" ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || say_wrong 'which month? As in 2026-10'
case $kind in
  '' | *[!a-z.-]*) known= ;;
  *) known=$root/examples/export/kinds/$kind.sh ;;
esac
[ -r "$known" ] || say_wrong "--for knows no $kind"
case $version in 1.3 | 1.4) ;; *) say_wrong "--version is 1.3 or 1.4: $version" ;; esac
case $version-$kind in
  1.3-* | 1.4-focus | 1.4-csv.gz | 1.4-parquet) ;;
  *) say_wrong "--version 1.4 is for focus, csv.gz and parquet, and not for $kind" ;;
esac
case $feed in focus | paygo) ;; *) say_wrong "--feed is focus or paygo: $feed" ;; esac
case $by in calendar | billing) ;; *) say_wrong "--by is calendar or billing: $by" ;; esac
case $partial in '' | yes) ;; *) say_wrong "--partial is yes: $partial" ;; esac
# What a kind says of itself; `deliver` puts its files in place.
consumer='' format=csv tag_columns='' needs_parquet='' needs_bucket='' calendar_only=''
# shellcheck source=/dev/null
. "$known"
[ "$by" = calendar ] || [ -z "$calendar_only" ] || fail "$kind takes calendar months, and no others"
# Without a scheme: and there is no room for a password in what may be written.
bucket=${bucket#*://} bucket=${bucket%/}
if [ -n "$bucket" ] || [ -n "$needs_bucket" ]; then
  is "$bucket" '[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9._=-]+)*' || fail "--bucket has to say where the files of \
--for $kind will be, as in s3://costs/cloudflare"
fi
today=$(date -u +%Y-%m)
for month; do
  case $month in
    [12][0-9][0-9][0-9]-0[1-9] | [12][0-9][0-9][0-9]-1[0-2]) ;;
    -*) fail "options come before the months: $month" ;;
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

extension=${CF_BILLING:-$root/build/cf_billing}
duckdb=$root/build/duckdb
prepare
if [ -n "$invented" ]; then
  echo "Invented data from the sandbox: CLOUDFLARE_API_TOKEN is not set." >&2
  exec sh "$root/examples/with-sandbox.sh" sh "$0" --for "$kind" --version "$version" --feed "$feed" \
    --by "$by" --accounts "$accounts" --partial "$partial" --sql "$sql" --to "$folder" --bucket "$bucket" "$@"
fi
# shellcheck disable=SC2034  # For month_sql, as others of these are.
view=focus_export${consumer:+_$consumer}
[ "$version" = 1.3 ] || view=focus_export_1_4
if [ -n "$needs_parquet" ]; then
  command -v npm >/dev/null || sh "$root/examples/install-packages.sh" npm
  sh "$root/examples/export/install.sh" "$duckdb"
fi

mkdir -p "$folder"
make_work "$folder"
beside=
[ "$version" = 1.3 ] || beside='invoice-detail.csv billing-period.csv metadata.json'

# read_month FIRST_DAY NEXT_MONTH: into files of $work. What SQLite says is looked at as well.
read_month() {
  rm -f "$work"/*.whole "$work/rows" "$work/is-read"
  {
    month_sql "$1" "$2" | run_sqlite "${archive:-:memory:}" ${archive:+-readonly} 2>&1 >/dev/null && : >"$work/is-read"
  } | tee "$work/errors" >&2
}

# Whoever writes into a pipe that is gone ends without a word, so this is looked at first.
need_whole() {
  for file; do
    [ ! -e "$work/$file" ] || is_whole "$file" ||
      fail "$month: could not be written whole in $folder, and what was there stays" 1
  done
}

# What is said of one account is no reason to go without the others.
advise() {
  [ "$accounts" = all ] || return 0
  if grep -Eq 'no longer has|costs are not told' "$work/errors"; then
    echo "export: these were all accounts; --accounts names those to export, and --partial yes" \
      "writes what there is." >&2
  elif grep -Eq 'HTTP 40[034]|does not cover' "$work/errors"; then
    echo "export: these were all accounts; --accounts names those to export." >&2
  fi
}

for month; do
  first=$month-01
  next=$(sqlite3 -batch -init /dev/null :memory: "SELECT date('$first', '+1 month')")
  read_month "$first" "$next"
  # shellcheck disable=SC2086  # A list of words.
  need_whole rows summary left-out select counts $beside ${beside:+not-told}
  if [ ! -e "$work/is-read" ]; then
    advise
    exit 1
  fi
  is_whole rows counts || fail "$month: SQLite ended early, and what was there stays" 1
  sed "s/^/export: $month: /" "$work/left-out" >&2
  read -r rows written absent <"$work/counts"
  if [ -n "$absent" ] && [ -z "$partial" ]; then
    fail "$month: usage of $absent; Cloudflare keeps about 30 days, an archive what it
  has read. Nothing was written; --partial yes writes what is there." 1
  fi
  name=$month result=
  # shellcheck disable=SC2034  # For deliver.
  [ "$by" = calendar ] || name=billing-$month
  deliver
  [ "$version" = 1.3 ] || sed "s/^/export: $month: /" "$work/not-told" >&2
  for file in $beside; do put_file "$work/$file" "$folder/${file%.*}-$name.${file##*.}"; done
  echo "$result: $written rows"
  [ "$rows" != 0 ] || echo "export: $month: no records$([ "$by" = calendar ] ||
    echo ' with a billing period; --by calendar needs none')" >&2
  sed "s/^/export: $month: /; s/\$/${absent:+ Usage of $absent.}/" "$work/summary" >&2
done
