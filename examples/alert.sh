#!/bin/sh
# Says what has to be looked at, once, and nothing when all is well:
#
#   sh alert.sh [OPTION…] [ARCHIVE]
#
#   --day-above CUR=AMOUNT   a whole day of an account costs more, as in USD=50;
#                            once a currency
#   --budget CUR=AMOUNT      a month's budget of all accounts; those kept in an
#                            archive count as well
#   --late-after N           no usage for N days (4: Cloudflare is about two
#                            days behind)
#   --card-days N            a card expires within N days (30), or before the
#                            next bill
#   --queries N              ask analytics about resources about N times at most
#                            (250; Cloudflare answers 300 in five minutes: more
#                            wait): of so many accounts, the others next time
#   --skip CHECK             leave out late, budget, anomaly, resource, invoice
#                            or card; may be repeated
#   --account ID             only this account; may be repeated. Otherwise
#                            CLOUDFLARE_ACCOUNT_ID, or all
#   --without ID             not this account; may be repeated
#   --feed paygo|focus       which usage (cf_parameters.feed)
#   --webhook FILE           post to the URL in the first line of FILE, or of
#                            CF_BILLING_WEBHOOK without
#   --form slack|discord     how; otherwise by the URL
#   --json                   a JSON object a line instead of text
#   --state FILE             what was told; otherwise ARCHIVE.alerts, or
#                            alerts.db in ~/.local/state/cf_billing
#   --again                  say all that is so, also what was told, and note
#                            nothing
#   --sql FILE               run this SQL before: budgets of accounts, settings
#   --today YYYY-MM-DD       as if it were that day
#
# Looks at the newest whole days, at budgets that are passed or will be, at
# unusual costs, late data, open invoices and cards that expire, and at Workers,
# databases and buckets that use far more than is usual, of the token in
# CLOUDFLARE_API_TOKEN, or in ARCHIVE (archive.sh), and with both at cards and the
# last hours of the API. CF_BILLING names the module.
#
# A line for each thing, on stdout, or in a message to the webhook. It is told
# again if it gets worse by a quarter (late days, unusual costs and unusual use:
# doubles), or was over and is back. What is told is noted once the message was
# taken; one that was not is tried again by the next run.
#
# Exit status: 0 nothing new, all was looked at; 1 something was told; 2 not all
# could be looked at, which is told, too, and said on stderr each time; 3 not
# delivered, or not noted; 64 wrong arguments; 75 another run holds the lock.
set -eu
umask 077
root=$(dirname "$0")/..
. "$root/examples/shared.sh"

day_limits='' budgets='' late_after=4 card_days=30 queries=250 skip=, accounts='' without='' feed=paygo
webhook=${CF_BILLING_WEBHOOK:-} form='' json='' state='' again=0 sql='' today='' archive=
unset CF_BILLING_WEBHOOK # The other programs do not need it.
while [ $# -gt 0 ]; do
  case $1 in
    --help) print_help; exit ;;
    --json) json=1 ;;
    --again) again=1 ;;
    --day-above | --budget | --late-after | --card-days | --queries | --skip | --account | --without | --feed | --webhook | \
      --form | --state | --sql | --today)
      [ $# -gt 1 ] || say_wrong "$1 needs a value"
      case $1 in
        --day-above)
          check_amount "$2" 'amount of a day'
          case $day_limits in *"\"${2%%=*}\""*) refuse "two amounts in ${2%%=*} for a day" ;; esac
          # JSON has no number that begins with 0 and goes on.
          day_limits="$day_limits${day_limits:+,}\"${2%%=*}\":$(printf '%s' "${2#*=}" | sed 's/^0*\([0-9]\)/\1/')"
          ;;
        --budget)
          check_amount "$2" budget
          ! is "${2#*=}" '[0.]*' || refuse "no budget: $2. It has to be more than 0."
          budgets="$budgets $2"
          ;;
        --late-after) is "$2" '[1-9][0-9]{0,1}' || refuse "--late-after needs days, 1 to 99: $2"; late_after=$2 ;;
        --card-days) is "$2" '[0-9]{1,3}' || refuse "--card-days needs days, 0 to 999: $2"; card_days=$2 ;;
        --queries) is "$2" '[1-9][0-9]{0,4}' || refuse "--queries needs a number, 1 to 99999: $2"; queries=$2 ;;
        --skip)
          case $2 in
            late | budget | anomaly | resource | invoice | card) skip=$skip$2, ;;
            *) say_wrong "--skip needs late, budget, anomaly, resource, invoice or card: $2" ;;
          esac
          ;;
        --account) check_account "$2"; accounts="$accounts $2" ;;
        --without) check_account "$2"; without="$without $2" ;;
        --feed) is "$2" 'paygo|focus' || refuse "--feed needs paygo or focus: $2"; feed=$2 ;;
        --webhook)
          case $2 in
            *://*) refuse 'a URL on the command line can be read by everybody: put it into a file or CF_BILLING_WEBHOOK' ;;
          esac
          [ -r "$2" ] || refuse "cannot be read: $2"
          webhook=$(head -n 1 "$2")
          [ -n "$webhook" ] || refuse "no URL in the first line of $2"
          ;;
        --form) is "$2" 'slack|discord' || refuse "--form needs slack or discord: $2"; form=$2 ;;
        --state) state=$(path_of "$2") ;;
        --sql) sql=$(path_of "$2"); [ -r "$sql" ] || refuse "cannot be read: $2" ;;
        --today) check_day "$2"; today=$2 ;;
      esac
      shift
      ;;
    -*) say_wrong "no such option: $1" ;;
    *) [ -z "$archive" ] || say_wrong "one archive only: $1"; check_archive "$1"; archive=$(path_of "$1") ;;
  esac
  shift
done
if [ -n "$webhook" ]; then . "$root/examples/alert/post.sh"; check_webhook; fi
if [ -z "$accounts" ] && [ -z "$archive" ] && [ -n "${CLOUDFLARE_ACCOUNT_ID:-}" ]; then
  check_account "$CLOUDFLARE_ACCOUNT_ID"
  accounts=$CLOUDFLARE_ACCOUNT_ID
fi
asks=1
[ -n "${CLOUDFLARE_API_TOKEN:-}${CLOUDFLARE_API_KEY:-}" ] || asks=0
[ -n "$archive" ] || [ "$asks" = 1 ] || refuse 'set CLOUDFLARE_API_TOKEN, or name an archive'
if [ -z "$state" ] && [ -n "$archive" ]; then
  state=$(resolved "$archive").alerts
elif [ -z "$state" ]; then
  state=${XDG_STATE_HOME:-${HOME:?}/.local/state}/cf_billing
  mkdir -p "$state" || exit 3
  state=$state/alerts.db
fi
[ ! -e "$state" ] || [ -f "$state" ] || refuse "not a regular file: $state"
lock "$state.lock"
# Whatever fails on the way: what was to be told is told by the next run.
give_up() {
  echo 'alert: nothing more was told; the next run tries again' >&2
  exit 3
}
work=$(mktemp -d) || give_up
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# An error ends one check, not the others, and nothing that is printed on the way is taken for one.
{
  echo .bail on
  begin_views "$archive"
  echo .bail off
  # Who asks for 200 accounts may use up what Cloudflare allows in five minutes: that is waited for.
  echo "SELECT cf_config('on_error', 'skip'), cf_config('max_wait', 330), cf_config('max_requests', 100000),
               cf_config('cache_ttl', 3600);"
  list_accounts "$archive" "$accounts" "$without"
  [ -z "$today" ] || echo "UPDATE cf_parameters SET today = '$today';"
  echo "UPDATE cf_parameters SET feed = '$feed';
        CREATE TEMP TABLE alert_options AS
        SELECT (SELECT today FROM cf_period) AS this_day, '{$day_limits}' AS day_limits, $late_after AS late_after,
          $card_days AS card_days, '$skip' AS skip, $asks AS asks, $queries AS queries;"
  [ -z "$archive" ] || echo ".read $(dot_quoted "$root/examples/alert/as_of.sql")"
  echo "UPDATE cf_parameters SET first_day = (SELECT date(today, '-9 days') FROM cf_period);"
  for budget in $budgets; do
    echo "INSERT INTO cf_budgets(account_id, currency, monthly_amount)
          VALUES (NULL, '${budget%%=*}', ${budget#*=});"
  done
  [ -z "$sql" ] || echo ".read $(dot_quoted "$sql")"
  echo "CREATE TEMP TABLE alert_looked_at(account_id, looked_at);"
  # A state of a version before has no such table.
  [ ! -s "$state" ] ||
    run_sqlite "$state" -cmd '.mode insert alert_looked_at' 'SELECT * FROM looked_at' 2>/dev/null || :
  echo ".read $(dot_quoted "$root/examples/alert/found.sql")"
  [ -z "$archive" ] || echo ".read $(dot_quoted "$root/examples/alert/archive.sql")"
  echo ".read $(dot_quoted "$root/examples/alert/read.sql")"
} | sed 's/^ *\././' >"$work/found.sql"
other=
[ -z "$archive" ] || other=$(other_version "$archive")
if [ -z "$other" ]; then
  run_sqlite "${archive:-:memory:}" ${archive:+-readonly} <"$work/found.sql" >"$work/found" 2>"$work/errors" || :
else
  echo "Error: $other" >"$work/errors"
  : >"$work/found"
fi
# A check that fails lacks its table, and what follows fails for that. Of an account that is named nobody
# needs to be told what its name is. Why requests failed is said once, whatever table asked.
errors=$(grep -v -e 'no such table: \(temp\.\)\{0,1\}alert_' -e '(none: fill' ${accounts:+-e 'cf_accounts: '} "$work/errors" |
  sed -n 's/^.*[Ee]rror[^:]*: //p' | sed 's/ ([^()]*…\/[^()]*)//; s/ ([0-9]*)$//' |
  awk '!seen[substr($0, index($0, ": "))]++' | head -n 3 | tr '\n' ' ' | sed 's/ *$//')
[ "$(tail -n 1 "$work/found")" = '-- all of it' ] || : >"$work/found"
if [ ! -s "$work/found" ] || [ -n "$errors" ]; then
  grep -q '^INSERT INTO not_checked .*,NULL);$' "$work/found" ||
    echo "INSERT INTO not_checked VALUES('all of it', '', 'all accounts', NULL);" >>"$work/found"
fi
most=1900 # Of the 2,000 that Discord takes.
run_sqlite "$state" >"$work/log" 2>&1 <<SQL || { cat "$work/log" >&2; echo "alert: $state cannot be used" >&2; exit 3; }
.bail on
ATTACH '$(quoted "$work/run.db")' AS run;
CREATE TEMP TABLE found(kind, key, account_id, account_name, day, currency, amount, threshold, level, factor, text);
CREATE TEMP TABLE not_checked(what, account_id, account_name, reason);
CREATE TEMP TABLE newest_days(account_id, account_name, newest, as_of, today, late_after);
CREATE TEMP TABLE was_read(kind, account_id);
CREATE TEMP TABLE looked_at(account_id, looked_at);
CREATE TEMP TABLE options AS SELECT $again AS again, $most AS at_most;
.read $(dot_quoted "$work/found")
UPDATE not_checked SET reason = coalesce(nullif('$(quoted "$errors")', ''), CASE what
  WHEN 'accounts' THEN 'there is none to look at' ELSE 'sqlite3 ended early' END) WHERE reason IS NULL;
.read $(dot_quoted "$root/examples/alert/told.sql")
CREATE TABLE run.not_checked AS
SELECT replace(text, char(10), ' ') AS text FROM found WHERE kind = 'not checked' ORDER BY text;
SQL

# What is told, a line each.
list_lines() {
  run_sqlite "$work/run.db" <<SQL
SELECT $(if [ -n "$json" ]; then
    echo "json_object('kind', kind, 'account_id', account_id, 'account', account_name, 'day', day,
            'currency', currency, 'amount', amount, 'limit', threshold, 'text', text)"
  else
    echo text
  fi) FROM fresh WHERE $1 ORDER BY place;
SQL
}

note() {
  [ "$again" = 0 ] || return 0
  run_sqlite "$state" <<SQL
.bail on
ATTACH '$(quoted "$work/run.db")' AS run;
INSERT OR REPLACE INTO told(key, kind, account_id, level, text, told_at)
SELECT key, kind, account_id, level, text, strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM run.fresh WHERE $1;
SQL
}

status=0
messages=$(run_sqlite "$work/run.db" 'SELECT DISTINCT message FROM fresh ORDER BY message') || give_up
unread=$(run_sqlite "$work/run.db" "SELECT 'alert: ' || text FROM not_checked") || give_up
[ -z "$messages" ] || status=1
[ -z "$unread" ] || {
  printf '%s\n' "$unread" >&2
  status=2
}
# Printed is told, where nothing else was asked for.
if [ -z "$webhook" ]; then
  # What could not be looked at is on stderr already.
  if [ -n "$json" ]; then which=1; else which="kind <> 'not checked'"; fi
  list_lines "$which" || give_up
  note 1 || status=3
  exit "$status"
fi
[ -z "$json" ] || list_lines 1 || give_up
for message in $messages; do
  if post_message "message = $message"; then
    note "message = $message" || { status=3; break; }
  else
    # What nobody got is not lost: cron sends it, if it can send anything.
    [ -n "$json" ] || list_lines "message >= $message"
    status=3
    break
  fi
done
exit "$status"
