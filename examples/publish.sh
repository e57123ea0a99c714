#!/bin/sh
# Writes a plain SQLite file from an archive, for people and tools that have no
# extension:
#
#   sh publish.sh [OPTION…] ARCHIVE REPORT
#
#   --since YYYY-MM-DD   from that day on; otherwise from the first that the
#                        archive has
#   --account ID         only this account; may be repeated. Otherwise all of
#                        the archive
#   --without ID         not this account; may be repeated
#   --feed paygo|focus   which usage (cf_parameters.feed)
#   --records            the archive behind it as well: its tables under their
#                        names, every column of the records but for raw, what
#                        errors said and links to invoices
#   --sql FILE           run this SQL before: budgets, prices, clients,
#                        parameters
#
# REPORT has the views of sql/README.md under their names: those that are worked
# out from records alone are views there as well, the others tables with what
# they said when it was written. cf_about says when. It has no credential, no
# raw records, and nothing of profiles or cards; a text with an e-mail address
# in it is replaced, and an account that is named by one is called by its id.
#
# It is replaced whole, or on any error not at all, so that it can be read
# meanwhile. Nothing is asked of Cloudflare, and nothing written to the archive.
# CF_BILLING names the module. Exit status: 0 written; 1 an error; 64 wrong
# arguments.
set -eu
root=$(dirname "$0")/..
. "$root/examples/shared.sh"
# Worked out from records, without a function of the extension.
stay_views='cf_spend_by_day cf_spend_by_product cf_spend_by_metric cf_spend_by_zone cf_spend_by_subscription
  cf_spend_by_account cf_spend_by_quarter cf_quantity_by_day cf_quantity_by_zone cf_quantity_by_subscription
  cf_showback_by_zone cf_main_products cf_allocation_coverage cf_chart_by_day cf_chart_by_product'
become_tables='cf_month_to_date cf_billing_cycle_to_date cf_quantity_to_date cf_budget_status cf_freshness
  cf_missing_days cf_open_items cf_duplicate_charges cf_total_cost cf_total_cost_by_cycle
  cf_invoice_reconciliation cf_cost_anomalies cf_quantity_anomalies cf_compared_costs cf_compared_quantities
  cf_movers_day_on_day cf_movers_month_on_month cf_price_and_quantity_effects cf_new_and_vanished_metrics
  cf_free_allowance cf_price_list cf_unpriced_metrics cf_estimated_cost cf_estimated_cost_by_day cf_unit_cost
  cf_unit_cost_by_product cf_cost_per_million_requests cf_cost_by_region cf_unit_price_changes
  cf_projected_total cf_forecast_accuracy cf_invoice_explained cf_rebill cf_attributed_cost
  cf_attributed_cost_by_day cf_cost_by_tag cf_resource_anomalies cf_compared_resources'
# Of the archive; accounts, subscriptions and restatements are there anyway.
record_tables='archive_version syncs fetches archived_days paygo_usage focus_usage billing_history
  billing_history_states subscription_fetches monthly_budgets tax_rates prices account_names clients client_members
  resource_usage resource_days resource_fetches resource_refusals resource_unread resource_tags'

records='' since='' accounts='' without='' feed=paygo sql=
while [ $# -gt 0 ]; do
  case $1 in
    --help) print_help; exit ;;
    --records) records=1; shift ;;
    --since | --account | --without | --feed | --sql)
      [ $# -gt 1 ] || say_wrong "$1 needs a value"
      case $1 in
        --since) check_day "$2"; since=$2 ;;
        --account) check_account "$2"; accounts="$accounts $2" ;;
        --without) check_account "$2"; without="$without $2" ;;
        --feed) is "$2" 'paygo|focus' || refuse "--feed needs paygo or focus: $2"; feed=$2 ;;
        --sql) sql=$(path_of "$2"); [ -r "$sql" ] || refuse "cannot be read: $2" ;;
      esac
      shift 2
      ;;
    -*) say_wrong "no such option: $1" ;;
    *) break ;;
  esac
done
[ $# -eq 2 ] || say_wrong 'name an archive and a file'
check_archive "$1"
archive=$(path_of "$1")
[ -n "$2" ] || say_wrong 'the name of the file is empty'
report=$(resolved "$(path_of "$2")")
[ ! -e "$report" ] || [ -f "$report" ] || refuse "not a regular file: $report"
# shellcheck disable=SC3013 # Every shell that Linux has as sh knows -ef.
[ ! "$archive" -ef "$report" ] || refuse 'this would replace the archive itself'
# An archive would be lost, and what another program has not yet written would get into the new file.
for other in -wal -journal; do
  [ ! -s "$report$other" ] || refuse "in use, or not closed: $report"
done
if [ -s "$report" ] && [ -z "$(sqlite3 -batch -init /dev/null -readonly "$report" \
    "SELECT 1 FROM sqlite_master WHERE name = 'cf_about'" 2>&1)" ]; then
  refuse "not written by this script, and so not replaced: $report"
fi
folder=$(dirname "$report")
[ -d "$folder" ] || refuse "there is no folder $folder"
# What is in the environment is not needed: an archive is read, and nobody is asked.
unset CLOUDFLARE_API_TOKEN CLOUDFLARE_API_KEY CLOUDFLARE_EMAIL CLOUDFLARE_ACCOUNT_ID

make_work "$folder"
fail() {
  echo "publish: nothing was written to $report" >&2
  exit 1
}

# SQL that copies one of the archive's tables, of the accounts and from the day that are published.
copy_records() {
  columns=$(run_sqlite "$archive" -readonly "SELECT group_concat('\"' || name || '\"', ', ')
    FROM pragma_table_info('$1') WHERE name NOT IN ('raw', 'error', 'hosted_invoice_url')") || return 1
  [ -n "$columns" ] || return 0 # An older archive does not have all of them.
  of_accounts='account_id IN (SELECT account_id FROM temp.cf_selected_accounts)'
  case $1 in
    archive_version | syncs | prices) which=1 ;;
    monthly_budgets | tax_rates) which="account_id IS NULL OR $of_accounts" ;;
    clients) which="client IN (SELECT client FROM main.client_members WHERE $of_accounts)" ;;
    paygo_usage | focus_usage) which="$of_accounts AND charge_date >= (SELECT first_day FROM publish_options)" ;;
    archived_days | resource_usage | resource_days) which="$of_accounts AND day >= (SELECT first_day FROM publish_options)" ;;
    resource_unread) which="$of_accounts AND last_day >= (SELECT first_day FROM publish_options)" ;;
    *) which=$of_accounts ;;
  esac
  echo "CREATE TABLE report.$1 AS SELECT $columns FROM main.$1 WHERE $which;"
  case $1 in
    paygo_usage | focus_usage) echo "CREATE INDEX report.$1_days ON $1(account_id, charge_date);" ;;
  esac
}

list_views() { printf "'%s'" "$1" | tr -s ' \n' ' ' | sed "s/ /','/g"; }
publish_sql() {
  echo .bail on
  begin_views "$archive"
  list_accounts "$archive" "$accounts" "$without"
  # By default an account is called by the address of who opened it.
  echo "UPDATE cf_report_accounts SET name = 'account ' || substr(account_id, 1, 8)
        WHERE name GLOB '*[^ ]@[^ ]*.[^ ]*';
        UPDATE cf_parameters SET feed = '$feed';"
  [ -z "$sql" ] || echo ".read $(dot_quoted "$sql")"
  echo "CREATE TEMP TABLE publish_options AS
          SELECT coalesce(nullif('$since', ''), min(day), (SELECT first_day FROM cf_period)) AS first_day
          FROM main.archived_days WHERE feed = '$feed';
        ATTACH '$(quoted "$work/report.db")' AS report;"
  printf '.read %s\n' "$(dot_quoted "$root/examples/publish/tables.sql")"
  # An older module may not have all of them.
  for view in $become_tables; do
    echo "CREATE TABLE report.$view AS SELECT * FROM temp.$view;"
  done
  [ -z "$records" ] || for table in $record_tables; do copy_records "$table" || return 1; done
  printf 'COMMIT;\n.mode list\n%s\n' "$(into views.sql)"
  # The text of a view is as it was written, without TEMP.
  echo "SELECT sql || ';' FROM sqlite_temp_master WHERE type = 'view' AND name IN ($(list_views "$stay_views"));"
}
write_whole "$work/publish.sql" publish_sql || fail
[ ! -t 2 ] || echo "publish: writing $report" >&2
run_sqlite "$archive" <"$work/publish.sql" || fail
is_whole views.sql || fail

# Addresses that a text has, in whatever column. In a reason, what an error says of accounts and requests; and behind
# that, where a refusal says what the token needs, how a page begins that answered in the API's place.
write_whole "$work/private.sql" run_sqlite "$work/report.db" <<'SQL' || fail
SELECT printf('UPDATE "%w" SET reason = (
                 SELECT substr(reason, 1, at - 1) || CASE WHEN reason LIKE ''refused: %%''
                          THEN substr(reason, at + instr(substr(reason, at), '')'')) ELSE '''' END
                 FROM (SELECT instr(reason, '' (account '') AS at)) WHERE instr(reason, '' (account '') > 0;', t.name)
FROM sqlite_master AS t CROSS JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table' AND c.name = 'reason';
SELECT printf('UPDATE "%w" SET "%w" = ''(has an e-mail address)'' WHERE typeof("%w") = ''text'' AND "%w" GLOB ''*[^ ]@[^ ]*.[^ ]*'';',
              t.name, c.name, c.name, c.name)
FROM sqlite_master AS t CROSS JOIN pragma_table_info(t.name) AS c
WHERE t.type = 'table' AND c.pk = 0 AND c.type NOT IN ('REAL', 'INTEGER');
SQL
run_sqlite "$work/report.db" <<SQL || fail
.bail on
BEGIN;
.read $(dot_quoted "$work/private.sql")
.read $(dot_quoted "$work/views.sql")
COMMIT;
-- What was replaced is not left in pages that are free.
VACUUM;
SQL
put_file "$work/report.db" "$report" || fail
[ ! -t 2 ] || echo "publish: written; sqlite3 -readonly $2 'SELECT * FROM cf_about' says when and what" >&2
