# shellcheck shell=sh disable=SC2154  # export.sh sets them.
# The SQL that reads a month and writes it into files of $work; export.sh reads this file.

# month_sql FIRST_DAY NEXT_MONTH: the rows are read once, into a table. The last file is `counts`: how many records of
# usage there are, how many rows were written, and the first day that is missing, if one is.
month_sql() {
  cat <<SQL
.bail on
.output /dev/null
.load $(dot_quoted "$extension")
$([ ! -t 2 ] || echo "SELECT cf_config('progress', 'on');")
$(read_files sql/views/00_parameters.sql sql/focus/00_categories.sql sql/focus/01_feeds.sql sql/focus/02_data_table.sql)
$([ "$version" = 1.3 ] || read_files sql/views/01_usage.sql sql/views/02_history.sql sql/views/03_prices.sql \
  sql/views/04_tax_rates.sql sql/views/05_plan_fees.sql sql/views/17_invoices.sql)
UPDATE cf_parameters SET feed = '$feed', first_day = '$1', last_day = date('$2', '+1 month');
$([ -z "$partial" ] || echo "SELECT cf_config('incomplete', 'ignore');")
$([ -z "$sql" ] || echo ".read $(dot_quoted "$sql")")
.output /dev/null
$(list_chosen)
$([ -z "$archive" ] || {
  read_files sql/archive_views.sql sql/focus/archive.sql
  echo "UPDATE cf_parameters SET source = 'archive';"
})
$([ "$version" = 1.3 ] || read_invoices)
CREATE TEMP TABLE export_asked AS SELECT coalesce(max(id), 0) AS before FROM cf_requests;
CREATE TEMP TABLE focus_export_rows AS SELECT * FROM focus_rows WHERE $(case $by in
  calendar) echo "charge_date >= '$1' AND charge_date < '$2'" ;;
  billing) echo "BillingPeriodStart >= '$1' AND BillingPeriodStart < '$2'" ;;
esac);
CREATE TEMP TABLE export_request AS
SELECT '$kind' AS kind, '$feed' AS feed, '$by' AS by_period, '$1' AS first_day, '$2' AS next_day,
       $([ "$accounts" = all ] && echo 1 || echo 0) AS of_all, $([ -n "$partial" ] && echo 1 || echo 0) AS partial;
.mode list
$(into left-out)
$(say_left_out)
.output /dev/null
$(count_unbilled "$1" "$2")
$(read_files "examples/export/missing${archive:+_archive}.sql" sql/focus_export.sql)
$(write_datasets)
$([ -z "$consumer" ] || read_files sql/focus_export/00_tags.sql "sql/focus_export/$consumer.sql")
-- These views have the rows of the table in its order.
CREATE TEMP TABLE export_written AS
SELECT row_number() OVER () AS number, $([ -n "$consumer" ] || echo 'NULL AS ')held_back
FROM $([ -n "$consumer" ] && echo "${view}_rows" || echo focus_export_rows);
$(explain_absence)
$(read_files examples/export/summary.sql)
.mode list
$(into summary)
SELECT line FROM export_summary;
$(write_rows)
.mode list
$(into counts)
SELECT (SELECT count(*) FROM focus_export_rows WHERE raw IS NOT NULL) || ' '
       || (SELECT count(*) FROM export_written WHERE held_back IS NULL) || ' ' || coalesce(what, '')
FROM export_missing_days;
.output /dev/null
SQL
}

read_files() {
  for file; do printf '.read %s\n' "$(dot_quoted "$root/$file")"; done
}

list_chosen() {
  if [ "$accounts" = all ]; then
    echo "INSERT INTO cf_report_accounts SELECT id, name FROM $([ -n "$archive" ] && echo main.accounts || echo cf_accounts);"
  else
    for account in $(echo "$accounts" | tr , ' '); do
      echo "INSERT OR IGNORE INTO cf_report_accounts(account_id) VALUES ('$account');"
    done
  fi
}

# An item is of a cycle that ended within the month before it, and that one may have begun in a month that is
# exported by itself: each is to find it.
read_invoices() {
  echo "UPDATE cf_parameters SET first_day = date(first_day, '-1 month'), last_day = date(last_day, '+1 month');"
  read_files sql/focus/invoices.sql
  echo "UPDATE cf_parameters SET first_day = date(first_day, '+1 month'), last_day = date(last_day, '-1 month');"
}

# Accounts that were left out, and what the API had not. Of usage only what the month itself lacks: invoices are
# looked for in more of it.
say_left_out() {
  if [ -n "$archive" ]; then
    cat <<SQL
SELECT account_id || ' is left out: the archive has no $feed usage of it, ' || outcome || ': ' || coalesce(error, '')
FROM (SELECT account_id, outcome, error, max(sync_id) FROM main.fetches
      WHERE feed = '$feed' AND account_id IN (SELECT account_id FROM cf_report_accounts) GROUP BY account_id)
WHERE outcome IN ('not covered', 'refused')
  AND account_id NOT IN (SELECT account_id FROM main.archived_days WHERE feed = '$feed');
SQL
  else
    cat <<SQL
SELECT account_id || ' is left out: ' || error
FROM (SELECT account_id, error, min(id) FROM cf_requests
      WHERE outcome = 'left out' AND error NOT LIKE 'given up:%' GROUP BY account_id, table_name);
SELECT DISTINCT error FROM cf_requests
WHERE outcome = 'ok' AND status = 200 AND error IS NOT NULL
  AND (table_name NOT IN ('cf_paygo_usage', 'cf_focus_usage') OR id > (SELECT before FROM export_asked));
SQL
  fi
}

# count_unbilled FIRST_DAY NEXT_MONTH: records of its days that are of no billing period, also where other days are
# gone. Of PayGo usage each is of one.
count_unbilled() {
  case $by$feed in
    billingfocus)
      cat <<SQL
SELECT cf_config('incomplete', 'ignore');
CREATE TEMP TABLE export_unbilled AS SELECT account_id, count(*) AS records FROM focus_rows
WHERE charge_date >= '$1' AND charge_date < '$2' AND date(substr(BillingPeriodStart, 1, 10)) IS NULL
GROUP BY account_id;
SQL
      ;;
    *) echo 'CREATE TEMP TABLE export_unbilled(account_id, records);' ;;
  esac
}

# The other datasets of FOCUS 1.4.
write_datasets() {
  if [ "$version" = 1.3 ]; then
    echo 'CREATE TEMP TABLE export_not_invoiced(records, reason);'
    return
  fi
  read_files examples/export/datasets.sql sql/focus/metadata.sql
  write_csv export_invoice_detail invoice-detail.csv
  write_csv export_billing_period billing-period.csv
  printf '.mode list\n%s\nSELECT metadata FROM focus_metadata;\n' "$(into metadata.json)"
  printf '%s\nSELECT line FROM export_not_told;\n.output /dev/null\n' "$(into not-told)"
}

# write_csv TABLE FILE: the header is there without any row as well.
write_csv() {
  cat <<SQL
.mode list
$(into "$2")
.separator , "\r\n"
SELECT group_concat(name) FROM pragma_table_info('$1');
.mode csv
.separator , "\r\n"
SELECT * FROM $1;
.mode list
.output /dev/null
SQL
}

# Why there is nothing of an account: what the archive knows, or the API answered.
explain_absence() {
  if [ -n "$archive" ]; then
    cat <<SQL
CREATE TEMP TABLE export_without AS
SELECT a.account_id, CASE f.state WHEN 'read' THEN 'of which the archive has no $feed usage of these days'
         ELSE 'of which the archive has no $feed usage: ' || coalesce(f.state, 'not asked') END AS reason
FROM cf_selected_accounts AS a
LEFT JOIN main.account_feeds AS f ON f.account_id = a.account_id AND f.feed = '$feed';
SQL
  else
    cat <<SQL
CREATE TEMP TABLE export_without AS
SELECT a.account_id, coalesce(
    (SELECT 'which was left out' FROM cf_requests AS r
     WHERE r.account_id = a.account_id AND r.outcome = 'left out' LIMIT 1), 'of which no usage was told') AS reason
FROM cf_selected_accounts AS a;
SQL
  fi
}

# Without what the consumer does not take. Which tags are columns is not known before.
write_rows() {
  case $format in
    csv)
      cat <<SQL
$(into select)
SELECT 'SELECT ' || group_concat(quote(name), ', ') || '; SELECT ' || group_concat(value, ', ') || ' FROM $view;'
FROM (SELECT name, '"' || name || '"' AS value, cid FROM pragma_table_info('$view')
      ${tag_columns:+WHERE name <> 'Tags'
      UNION ALL
      SELECT name, 'coalesce((SELECT value FROM json_each(Tags) WHERE key = ' || quote(key) || '), '
             || quote(blank) || ')', 1000000 FROM ${view}_tags}
      ORDER BY cid, name);
$(into rows)
.mode csv
.separator , "\r\n"
.read $(dot_quoted "$work/select")
SQL
      ;;
    json)
      cat <<SQL
$(into rows)
SELECT CASE WHEN row_number() OVER () = 1 THEN '[' ELSE ',' END || line FROM ${view}_json;
SELECT CASE (SELECT count(*) FROM $view) WHEN 0 THEN '[' ELSE '' END || ']';
SQL
      ;;
  esac
}
