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
# bring it. An archive of several accounts may have none of the usage of some:
# with all they are named there; named by --accounts they are an error.
#
# Installs and builds what is missing. CF_BILLING names another module than
# build/cf_billing, which is then not built; NODE the program node.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/examples/shared.sh"
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
      [ $# -gt 1 ] || say_usage
      case $1 in
        --for) kind=$2 ;;
        --version) version=$2 ;;
        --feed) feed=$2 ;;
        --by) by=$2 ;;
        --accounts) accounts=$2 ;;
        # Of a variable that is not set: without an archive another thing would be exported.
        --archive) [ -n "$2" ] || say_usage; archive=$2 ;;
        --partial) partial=$2 ;;
        --sql) sql=$2 ;;
        --to) folder=$2 ;;
        --bucket) bucket=$2 ;;
      esac
      shift 2
      ;;
    -*) say_usage ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || say_usage
case $kind in '' | *[!a-z.-]*) say_usage ;; esac
[ -r "$root/examples/export/kinds/$kind.sh" ] || say_usage
case $version-$kind in 1.3-* | 1.4-focus | 1.4-csv.gz | 1.4-parquet) ;; *) say_usage ;; esac
case $feed in focus | paygo) ;; *) say_usage ;; esac
case $by in calendar | billing) ;; *) say_usage ;; esac
case $partial in '' | yes) ;; *) say_usage ;; esac
# What a kind says of itself; `deliver` puts its files in place.
consumer='' format=csv tag_columns='' needs_parquet='' needs_bucket='' calendar_only=''
# shellcheck source=/dev/null
. "$root/examples/export/kinds/$kind.sh"
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
case $folder$root$extension$sql in
  *\'*) fail "a quote in the name of a file or folder" ;;  # It would end one in SQL.
esac
view=focus_export${consumer:+_$consumer}
[ "$version" = 1.3 ] || view=focus_export_1_4

mkdir -p "$folder"
work=$(mktemp -d "$folder/.export-XXXXXX")  # In the folder itself: a rename must not copy.
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# SQLite's shell does not look whether what it writes arrives: on a full disk it would leave a part of the file.
# So `cat` writes it, and once all of it is there a mark beside it.
export EXPORT_WORK="$work"
into() { printf '%s' ".output '|cat - >\"\$EXPORT_WORK/$1\" && : >\"\$EXPORT_WORK/$1.whole\"'"; }
need_whole() {
  for file; do
    [ -e "$work/$file.whole" ] || fail "$month: could not be written whole in $folder, and what was there stays" 1
  done
}

# write_rows FIRST_DAY NEXT_MONTH: makes $work/rows, and prints how many records of usage there are, how many rows
# were written, and the first day that seems to be missing, if one does. The rows are read once, into a table.
write_rows() {
  rm -f "$work"/*.whole "$work/rows"
  sqlite3 -batch -init /dev/null ${archive:+-readonly} "${archive:-:memory:}" >"$work/counts" \
    <<SQL || return 1
.bail on
.load '$extension'
.read '$root/sql/views/00_parameters.sql'
.read '$root/sql/focus/00_categories.sql'
.read '$root/sql/focus/01_feeds.sql'
.read '$root/sql/focus/02_data_table.sql'
$invoice_views
UPDATE cf_parameters SET feed = '$feed', first_day = '$1', last_day = date('$2', '+1 month');
$more
$invoices
CREATE TEMP TABLE focus_export_rows AS SELECT * FROM focus_rows WHERE $(case $by in
  calendar) echo "charge_date >= '$1' AND charge_date < '$2'" ;;
  billing) echo "BillingPeriodStart >= '$1' AND BillingPeriodStart < '$2'" ;;
esac);
.read '$root/sql/focus_export.sql'
$([ "$version" = 1.3 ] || write_datasets "$1" "$2")
$read
.output '$work/left-out'
.mode list
$left_out
$unbilled
.read '$root/examples/export/summary.sql'
CREATE TEMP TABLE export_request AS
SELECT '$kind' AS kind, '$feed' AS feed, (SELECT count(*) FROM $view) AS written;
$without
.output '$work/summary'
SELECT line FROM export_summary;
$write
.output stdout
.mode list
SELECT (SELECT count(*) FROM focus_export_rows WHERE raw IS NOT NULL) || ' ' || (SELECT count(*) FROM $view) || ' '
       || coalesce((SELECT min(day) || ' is missing'
                           || coalesce(', of account ' || min(account_id)
                                       || CASE WHEN count(DISTINCT account_id) > 1 THEN ' and '
                                               || (count(DISTINCT account_id) - 1) || ' more' ELSE '' END, '')
                    FROM (
$missing
       )), '');
SQL
  cat "$work/counts"
}

# write_datasets FIRST_DAY NEXT_MONTH: prints SQL that adds the charges of invoices to the rows and
# writes the other datasets of FOCUS 1.4. By billing period charges are where the usage of their
# invoice is; what has none is of the month in which it was charged.
write_datasets() {
  case $by in
    calendar) day='substr(ChargePeriodStart, 1, 10)' issued='substr(InvoiceIssueDate, 1, 10)' ;;
    billing)
      day='substr(coalesce(BillingPeriodStart, ChargePeriodStart), 1, 10)'
      issued='substr(coalesce(BillingPeriodStart, InvoiceIssueDate), 1, 10)'
      ;;
  esac
  cat <<SQL
UPDATE focus_issuer SET name = coalesce((
  SELECT InvoiceIssuerName FROM focus_export_rows
  WHERE InvoiceIssuerName <> '' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1), name);
INSERT INTO focus_export_rows($charge_columns)
SELECT $charge_columns FROM focus_charges WHERE $day >= '$1' AND $day < '$2';
-- An account is called in a charge what it is called in usage.
UPDATE focus_export_rows SET BillingAccountName = (
  SELECT u.BillingAccountName FROM focus_export_rows AS u
  WHERE u.account_id = focus_export_rows.account_id AND u.BillingAccountId = u.account_id
    AND u.BillingAccountName <> '' LIMIT 1)
WHERE BillingAccountName IS NULL AND raw IS NULL;
.mode list
$(into invoice-detail.csv)
.separator , "\r\n"
SELECT group_concat(name) FROM pragma_table_info('focus_invoice_detail');
.mode csv
.separator , "\r\n"
SELECT * FROM focus_invoice_detail WHERE $issued >= '$1' AND $issued < '$2';
.mode list
$(into billing-period.csv)
.separator , "\r\n"
SELECT group_concat(name) FROM pragma_table_info('focus_billing_period');
.mode csv
.separator , "\r\n"
SELECT * FROM focus_billing_period
WHERE BillingPeriodEnd > '$1T00:00:00Z' AND BillingPeriodStart < '$2'
   -- A refund may be of a period that had ended before.
   OR (BillingPeriodStart, BillingPeriodEnd) IN (
     SELECT BillingPeriodStart, BillingPeriodEnd FROM focus_export_rows
     UNION SELECT BillingPeriodStart, BillingPeriodEnd FROM focus_invoice_detail
     WHERE $issued >= '$1' AND $issued < '$2');
UPDATE cf_parameters SET last_day = date('$2', '-1 day');
.read '$root/sql/focus/metadata.sql'
.mode list
$(into metadata.json)
SELECT metadata FROM focus_metadata;
UPDATE cf_parameters SET last_day = date('$2', '+1 month');
.output '$work/not-told'
SELECT 'in the invoices only, as nothing tells what they are for or that usage does not have them: '
       || 'of the items of the billing history ' || count(*) FROM focus_invoice_lines
WHERE category IS NULL AND is_in_force AND day >= '$1' AND day < '$2' HAVING count(*) > 0;
SQL
}

left_out="SELECT account_id || ' is left out: ' || error
  FROM (SELECT account_id, error, min(id) FROM cf_requests
        WHERE outcome = 'left out' AND error NOT LIKE 'given up:%' GROUP BY account_id, table_name);
SELECT DISTINCT error FROM cf_requests WHERE outcome = 'ok' AND status = 200 AND error IS NOT NULL;"
[ -z "$archive" ] || left_out="SELECT account_id || ' is left out: the archive has no $feed usage of it, '
         || outcome || ': ' || coalesce(error, '')
  FROM (SELECT account_id, outcome, error, max(sync_id) FROM main.fetches
        WHERE feed = '$feed' AND account_id IN (SELECT account_id FROM cf_report_accounts)
        GROUP BY account_id)
  WHERE outcome IN ('not covered', 'refused')
    AND account_id NOT IN (SELECT account_id FROM main.archived_days WHERE feed = '$feed');"
# Why there is nothing of an account: what the archive knows, or the API answered.
without="CREATE TEMP TABLE export_without AS SELECT a.account_id, coalesce(
    (SELECT 'which was left out' FROM cf_requests AS r
     WHERE r.account_id = a.account_id AND r.outcome = 'left out' LIMIT 1), 'of which no usage was told')
    AS reason
  FROM cf_selected_accounts AS a;"
[ -z "$archive" ] || without="CREATE TEMP TABLE export_without AS
  SELECT a.account_id, CASE f.state WHEN 'read' THEN 'of which the archive has no $feed usage of these days'
           ELSE 'of which the archive has no $feed usage: ' || coalesce(f.state, 'not asked') END AS reason
  FROM cf_selected_accounts AS a
  LEFT JOIN main.account_feeds AS f ON f.account_id = a.account_id AND f.feed = '$feed';"
invoice_views='' invoices='' charge_columns='account_id, charge_date, BilledCost, BillingAccountId,
  BillingAccountName, BillingAccountType, BillingCurrency, BillingPeriodEnd, BillingPeriodStart,
  ChargeCategory, ChargeDescription, ChargeFrequency, ChargePeriodEnd, ChargePeriodStart,
  ContractedCost, EffectiveCost, HostProviderName, InvoiceId, InvoiceIssuerName, ListCost,
  ProviderName, PublisherName, ServiceCategory, ServiceName, ServiceProviderName,
  ServiceSubcategory, x_InvoiceDetailId'
if [ "$version" = 1.4 ]; then
  for file in 01_usage 02_history 03_prices 04_tax_rates 05_plan_fees 17_invoices; do
    invoice_views="$invoice_views
.read '$root/sql/views/$file.sql'"
  done
  # An item is of a cycle that ended within the month before it, and that one may have begun in a
  # month that is exported by itself: each is to find it.
  invoices="UPDATE cf_parameters
SET first_day = date(first_day, '-1 month'), last_day = date(last_day, '+1 month');
.read '$root/sql/focus/invoices.sql'
UPDATE cf_parameters
SET first_day = date(first_day, '+1 month'), last_day = date(last_day, '-1 month');"
fi
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
# What is written: rows without those that the consumer does not take, of which is said why.
read='CREATE TEMP TABLE export_held_back(reason TEXT, records INTEGER);'
if [ -n "$consumer" ]; then
  read=".read '$root/sql/focus_export/00_tags.sql'
.read '$root/sql/focus_export/$consumer.sql'
CREATE TEMP TABLE export_held_back AS
SELECT held_back AS reason, count(*) AS records FROM ${view}_rows WHERE held_back IS NOT NULL GROUP BY 1;"
fi
write=''
case $format in
  csv)
    # The header is there without any row as well. Which tags are columns is not known before.
    write="$write
.output '$work/select'
SELECT 'SELECT ' || group_concat(quote(name), ', ') || '; SELECT ' || group_concat(value, ', ') || ' FROM $view;'
FROM (SELECT name, '\"' || name || '\"' AS value, cid FROM pragma_table_info('$view')
      ${tag_columns:+WHERE name <> 'Tags'
      UNION ALL
      SELECT name, 'coalesce((SELECT value FROM json_each(Tags) WHERE key = ' || quote(key) || '), '
             || quote(blank) || ')', 1000000 FROM ${view}_tags}
      ORDER BY cid, name);
$(into rows)
.mode csv
.separator , \"\\r\\n\"
.read '$work/select'"
    ;;
  json)
    write="$write
$(into rows)
SELECT CASE WHEN row_number() OVER () = 1 THEN '[' ELSE ',' END || line FROM ${view}_json;
SELECT CASE (SELECT count(*) FROM $view) WHEN 0 THEN '[' ELSE '' END || ']';"
    ;;
esac
if [ -n "$needs_parquet" ]; then
  command -v npm >/dev/null || sh "$root/examples/install-packages.sh" npm
  sh "$root/examples/export/install.sh" "$duckdb"
fi

# Charges of invoices (--version 1.4) do not say that the usage of their day is there.
usage='(SELECT * FROM focus_export_rows WHERE raw IS NOT NULL)'

for month; do
  first=$month-01
  next=$(sqlite3 -batch -init /dev/null :memory: "SELECT date('$first', '+1 month')")
  if [ -n "$archive" ]; then
    missing="SELECT day, account_id FROM cf_archive_gaps WHERE gap = 'never read' AND day < date('now')
      AND $(case $by in
        calendar) echo "day < '$next'" ;;
        billing) echo "day || 'T12' BETWEEN coalesce((SELECT min(BillingPeriodStart) FROM $usage), '$first')
          AND coalesce((SELECT max(BillingPeriodEnd) FROM $usage), '$next')" ;;
      esac)"
    # Accounts that have no such usage have not been read either, which is nobody's gap.
    [ "$accounts" != all ] ||
      missing="$missing AND coalesce(last_outcome, '') NOT IN ('not covered', 'refused')
        AND account_id NOT IN (SELECT account_id FROM main.account_feeds
                               WHERE feed = '$feed' AND state = 'nothing there')"
  elif [ "$by" = calendar ]; then
    missing="SELECT '$first' AS day, NULL AS account_id WHERE '$first' < date('now', '-25 days')
      AND coalesce((SELECT min(charge_date) FROM $usage), '') <> '$first'"
  else
    # Where there is nothing at all, it may be gone.
    missing="SELECT substr(BillingPeriodStart, 1, 10) AS day, account_id FROM $usage
      WHERE BillingPeriodStart < date('now', '-25 days')
      GROUP BY account_id, BillingPeriodStart HAVING min(charge_date) > day
      UNION ALL
      SELECT '$first', NULL WHERE '$first' < date('now', '-25 days') AND NOT EXISTS (SELECT 1 FROM $usage)
        AND NOT EXISTS (SELECT 1 FROM export_unbilled)"
  fi
  # Records of its days that are of no billing period, also where other days are gone. Of PayGo usage each
  # is of one.
  unbilled='CREATE TEMP TABLE export_unbilled(account_id, records);'
  [ "$by$feed" != billingfocus ] || unbilled=".output /dev/null
SELECT cf_config('incomplete', 'ignore');
CREATE TEMP TABLE export_unbilled AS SELECT account_id, count(*) AS records FROM focus_rows
WHERE charge_date >= '$first' AND charge_date < '$next' AND date(substr(BillingPeriodStart, 1, 10)) IS NULL
GROUP BY account_id;"
  counts=$(write_rows "$first" "$next") || {
    # Whoever writes into a pipe that is gone ends without a word.
    for file in rows invoice-detail.csv billing-period.csv metadata.json; do
      [ ! -e "$work/$file" ] || need_whole "$file"
    done
    [ "$accounts" != all ] ||
      echo "export: these were all accounts; --accounts names those to export, and --partial yes" \
        "writes what there is." >&2
    exit 1
  }
  case $counts in [0-9]*' '[0-9]*' '*) ;; *) rm -f "$work/rows.whole" ;; esac
  need_whole rows
  [ "$version" = 1.3 ] || need_whole invoice-detail.csv billing-period.csv metadata.json
  sed "s/^/export: $month: /" "$work/left-out" >&2
  rows=${counts%% *} written=${counts#* }
  absent=${written#* } written=${written%% *}
  if [ -n "$absent" ] && [ -z "$partial" ]; then
    fail "$month: usage of $absent; Cloudflare keeps about 30 days, an archive what it
  has read. Nothing was written; --partial yes writes what is there." 1
  fi
  name=$month result=
  # shellcheck disable=SC2034  # For deliver.
  [ "$by" = calendar ] || name=billing-$month
  deliver
  if [ "$version" = 1.4 ]; then
    sed "s/^/export: $month: /" "$work/not-told" >&2
    for file in invoice-detail.csv billing-period.csv metadata.json; do
      mv -fT "$work/$file" "$folder/${file%.*}-$name.${file##*.}"
    done
  fi
  echo "$result: $written rows"
  [ "$rows" != 0 ] || echo "export: $month: no records$([ "$by" = calendar ] ||
    echo ' with a billing period; --by calendar needs none')" >&2
  sed "s/^/export: $month: /; s/\$/${absent:+ Usage of $absent.}/" "$work/summary" >&2
done
