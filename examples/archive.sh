#!/bin/sh
# Saves usage, billing history, subscriptions and what resources used in an
# archive, once a day:
#
#   sh archive.sh [OPTION…] DATABASE
#
#   --read FILE    run this SQL before, as INSERT INTO
#                  cf_report_accounts(account_id) VALUES ('…'); without it all
#                  accounts of the token are saved
#   --resources W  what each Worker, bucket or database used, by analytics: of the
#                  services that accounts are billed for (billed, which is the
#                  default), of all, or none. It is read after all that costs
#                  money, account by account. Cloudflare answers 300 such
#                  questions in five minutes: Ctrl-C ends it, what was read stays,
#                  and the next run goes on there. A token without Account
#                  Analytics Read is left out of it
#   --check        look through the whole database
#   --backup FILE  write a copy, which replaces FILE when it is complete
#
# The token comes from the environment only: CLOUDFLARE_API_TOKEN. CF_BILLING
# names the module. By cron:
#
#   15 4 * * *  set -a; . ~/.cloudflare; sh /opt/…/archive.sh ~/billing.db
#
# Prints one line, and on stderr what failed and what accounts were left out of,
# as they do not have it: FOCUS usage that is refused, pay-as-you-go usage that
# does not cover them; and of what there was nothing, neither now nor in any run
# before.
#
# Exit status: 0 all was read; 1 an error, a feed was not read at all, or the
# database cannot be checked; 2 accounts, or datasets of analytics, failed, the
# others were read; 3 the database is damaged, or there is no backup; 64 wrong
# arguments; 75 another run holds the lock; 128 and the signal's number, as 130
# by Ctrl-C, it was ended: what was read until then stays.
set -eu

root=$(dirname "$0")/..
. "$root/examples/shared.sh"

end_without_reading() {
  [ -z "$1" ] || echo "archive: $1" >&2
  echo 'archive: nothing was read status=1'
  exit 1
}

# Replacing one of these would lose the archive, or what is no copy of it.
check_backup_name() {
  for own in '' -wal -shm -journal .lock; do
    # shellcheck disable=SC3013 # Every shell that Linux has as sh knows -ef.
    if [ "$1" = "$database$own" ] || [ "$1" -ef "$database$own" ]; then
      refuse "the backup would replace the database itself: $1"
    fi
  done
  [ ! -e "$1" ] || [ -f "$1" ] || refuse "the backup would replace what is not a regular file: $1"
}

first='' check='' backup='' resources=billed
while [ $# -gt 0 ]; do
  case $1 in
    --read)
      [ -n "${2:-}" ] || say_wrong '--read needs a file of SQL'
      first=".read $(dot_quoted "$(path_of "$2")")"
      shift
      ;;
    --resources)
      case ${2:-} in
        billed | all | none) resources=$2 ;;
        *) say_wrong "--resources needs billed, all or none${2:+: $2}" ;;
      esac
      shift
      ;;
    --check) check=1 ;;
    --backup)
      [ -n "${2:-}" ] || say_wrong '--backup needs the name of a file'
      backup=$(path_of "$2") # Not a URI.
      shift
      ;;
    --help) print_help; exit ;;
    -*) say_wrong "no such option: $1" ;;
    *) break ;;
  esac
  shift
done
[ $# -gt 0 ] || say_wrong 'which database? As in billing.db'
case ${2-} in -*) say_wrong "options come before the database: $2" ;; esac
[ $# -eq 1 ] || say_wrong "one database only: $2"
case $1 in '' | :memory: | file:*) refuse "not the name of a file to save in: '$1'" ;; esac
database=$(resolved "$1")
[ ! -e "$database" ] || [ -f "$database" ] || refuse "not a regular file: $database"
if [ -n "$backup" ]; then
  backup=$(resolved "$backup")
  check_backup_name "$backup"
  check_backup_name "$backup.new"
fi

# SQL that is run first may bring another credential.
[ -n "${CLOUDFLARE_API_TOKEN:-}${CLOUDFLARE_API_KEY:-}$first" ] || end_without_reading 'set CLOUDFLARE_API_TOKEN'

command -v flock >/dev/null || end_without_reading 'flock is missing: install util-linux'
# Without `command` the shell would end here, with a status of its own, having said why.
command exec 9>"$database.lock" || end_without_reading ''
flock -n 9 || {
  [ $? -eq 1 ] || end_without_reading "$database.lock cannot be locked"
  echo "archive: another run holds $database.lock" >&2
  exit 75
}

# In SQL: an account by its id and, where that is known, its name, on the same line.
whose="account_id || coalesce(' (' || replace(nullif(account_name, account_id), char(10), ' ') || ')', '')"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A shell that waits hears a signal at once, and passes it on to what reads; all that this has written is whole.
reading='' ended=''
# shellcheck disable=SC2317 # Called by the traps.
end_with() {
  ended=$1
  if [ -n "$reading" ]; then kill "$reading" 2>/dev/null || :; else exit "$ended"; fi
}
trap 'end_with 129' HUP
trap 'end_with 130' INT
trap 'end_with 143' TERM
# attend PROCESS: until it has ended, whatever else comes; its status.
attend() {
  reading=$1
  while :; do
    [ -z "$ended" ] || kill "$reading" 2>/dev/null || :
    came=0
    wait "$reading" || came=$?
    kill -0 "$reading" 2>/dev/null || break
  done
  reading=''
  return "$came"
}
errors=$work/errors
: >"$work/sync"

# What costs money. Going on after an error is safe (see sql/archive_sync.sql): where one feed fails the others are
# read.
read_money() {
  become_sqlite "$database" >"$work/notes" 3>&2 2>"$errors" <<SQL &
.bail on
.output /dev/null
.read $(dot_quoted "$root/sql/archive.sql")
.read $(dot_quoted "$root/sql/archive_feeds.sql")
.load $(dot_quoted "$extension")
SELECT cf_config('max_wait', 330);
.read $(dot_quoted "$root/sql/views/00_parameters.sql")
$first
.bail off
-- The first run of many accounts, in which Cloudflare makes them wait: 1,200 requests in five minutes.
.output '|cat >&3'
SELECT printf('archive: reads %d accounts for the first time, with about 10 requests each; of those Cloudflare'
              || ' answers 1,200 in five minutes, so that it takes about %d minutes', accounts,
              max(1, accounts * 10 / 1200 * 5))
FROM (SELECT CASE count(*) WHEN 0 THEN (SELECT count(*) FROM cf_accounts) ELSE count(*) END AS accounts
      FROM cf_report_accounts)
WHERE NOT EXISTS (SELECT 1 FROM main.syncs WHERE finished_at IS NOT NULL) AND accounts >= 30;
.output /dev/null
.read $(dot_quoted "$root/sql/archive_sync.sql")
.read $(dot_quoted "$root/sql/archive_history.sql")
.read $(dot_quoted "$root/sql/archive_subscriptions.sql")
.output $(dot_quoted "$work/sync")
SELECT sync_id FROM cf_sync;
.output stdout
-- Their quantities stay as they were as well, until costs come again.
SELECT 'focus of ' || $whose || ' came without costs: ' || count(*) ||
       ' days that had some stay as they were read before'
FROM cf_sync_counts AS c LEFT JOIN named_accounts USING (account_id)
WHERE costs = 0 AND EXISTS (
  SELECT 1 FROM focus_usage AS k
  WHERE k.account_id = c.account_id AND k.charge_date = c.day AND k.BilledCost IS NOT NULL)
GROUP BY account_id;
SQL
  attend $!
}

# Account by account, in a process of its own: whatever becomes of it, what costs money is saved. On a terminal a
# line says how far it is.
read_resources() {
  shown=0
  [ ! -t 2 ] || shown=1
  become_sqlite "$database" >/dev/null 3>&2 2>"$errors" <<SQL &
.bail on
.load $(dot_quoted "$extension")
SELECT cf_config('max_wait', 330);
.read $(dot_quoted "$root/sql/views/00_parameters.sql")
$first
CREATE TEMP TABLE cf_sync_ask_resources AS SELECT '$resources' AS choice;
.read $(dot_quoted "$root/sql/archive_resources.sql")
.bail off
.output '|cat >&3'
SELECT printf('archive: asks what resources used: %d accounts with about %d queries, of which Cloudflare answers 300 in'
              || ' five minutes, so that it takes about %d minutes; Ctrl-C ends it, and the next run goes on there',
              accounts, queries, max(1, (queries - 1) / 300 * 5))
FROM (SELECT count(*) AS accounts, sum(queries) AS queries FROM cf_sync_resource_queue WHERE queries > 0)
WHERE queries > 300 OR $shown AND queries > 0;
.output $(dot_quoted "$work/each.sql")
SELECT CASE WHEN $shown THEN '.output ''|cat >&3''' || char(10)
         || printf('SELECT char(13) || ''archive: resources of %d of %d accounts, about %d of %d queries'''
                   || ' || char(27) || ''[K'';',
                   place - 1, count(*) OVER (), sum(queries) OVER (ORDER BY place) - queries, sum(queries) OVER ())
         || char(10) || '.output /dev/null' || char(10) ELSE '' END
       || '.read $(quoted "$(dot_quoted "$root/sql/archive_resources_read.sql")")'
FROM cf_sync_resource_queue ORDER BY place;
.output /dev/null
.read $(dot_quoted "$work/each.sql")
.output $(dot_quoted "$work/stop")
SELECT replace(error, char(10), ' ') FROM cf_sync_resource_stop LIMIT 1;
SQL
  attend $!
}

# report SYNC WHY: the run's line, what failed, and behind = what was left out or is not there. Why: no more accounts
# were read.
report() {
  run_sqlite "$database" <<SQL
SELECT printf('archive: %s accounts=%d days=%d rows=%d restated=%d failed=%d seconds=%.1f',
              started_at, accounts, days, rows, restated, failed, seconds)
FROM sync_summaries WHERE sync_id = $1;
SELECT feed || ' of ' || $whose || ' failed: ' || coalesce(error, '')
FROM sync_failures WHERE sync_id = $1 ORDER BY 1;
SELECT 'resources of ' || count(*) || ' accounts were not read, the next run goes on there: $(quoted "$2")'
FROM accounts
WHERE '$resources' <> 'none' AND sync_id = $1
  AND id NOT IN (SELECT account_id FROM resource_fetches WHERE sync_id = $1)
HAVING count(*) > 0;
-- What an account does not have is no failure of it.
SELECT '= ' || feed || ' of ' || $whose || ' left out, ' || outcome || ': ' || coalesce(error, '')
FROM sync_outcomes
WHERE sync_id = $1 AND outcome IN ('refused', 'not covered') AND feed NOT IN ('resources', 'tags')
  AND (feed, account_id) NOT IN (SELECT feed, account_id FROM sync_failures WHERE sync_id = $1)
ORDER BY 1;
-- A permission that the token lacks, or what a plan does not have, is said once and not of each account: without
-- the account, the address and the ray, which are other each time.
SELECT '= ' || feed || ' of ' || CASE count(*) WHEN 1 THEN max($whose) ELSE count(*) || ' accounts' END
       || ' left out, refused: ' || max(substr(error, 1, at - 1) || substr(error, at + instr(substr(error, at), ')')))
FROM (SELECT *, instr(error || ' (account ', ' (account ') AS at FROM sync_outcomes)
WHERE sync_id = $1 AND outcome = 'refused' AND feed IN ('resources', 'tags')
  AND (feed, account_id) NOT IN (SELECT feed, account_id FROM sync_failures WHERE sync_id = $1)
GROUP BY feed ORDER BY 1;
SELECT '= ' || dataset || ' of ' || CASE count(*) WHEN 1 THEN max($whose) ELSE count(*) || ' accounts' END
       || ' left out, refused: ' || max(reason)
FROM resource_refusals LEFT JOIN named_accounts USING (account_id) WHERE sync_id = $1 GROUP BY dataset ORDER BY 1;
-- Nor is it that there is nothing.
SELECT '= ' || feed || ' of ' || $whose || ' read, nothing there'
FROM account_feeds
WHERE state = 'nothing there' AND sync_id = $1 AND feed NOT IN ('resources', 'tags') ORDER BY 1;
SQL
}

status=0 line='' failures=''
read_money || status=1
[ -z "$ended" ] || {
  echo "archive: it was ended while it read what costs money status=$ended"
  exit "$ended"
}
# Of a feed that was not read all further statements fail for that reason.
grep -v 'no such table: cf_sync_' "$errors" >&2 || :
sync=$(cat "$work/sync")

if [ -n "$sync" ] && [ "$resources" != none ]; then
  read_resources || :
  [ ! -t 2 ] || printf '\r\033[K' >&2
  # What an account was told is said below.
  [ -n "$ended" ] || grep -v -e 'cf_resource_usage: ' -e 'cf_tags: ' "$errors" >&2 || :
fi
if [ -n "$sync" ]; then
  why=$(cat "$work/stop" 2>/dev/null) || :
  [ -z "$ended" ] || why='it was ended'
  report "$sync" "${why:-see above}" >"$work/report" || status=1
  line=$(head -n 1 "$work/report")
  failures=$(tail -n +2 "$work/report" | grep -v '^= ') || :
  { sed -n 's/^= //p' "$work/report"; cat "$work/notes"; } >&2
fi
[ -z "$failures" ] || printf '%s\n' "$failures" >&2
[ "$status" -ne 0 ] || [ -n "$line" ] || status=1
[ "$status" -ne 0 ] || [ -z "$ended" ] || status=$ended
[ "$status" -ne 0 ] || [ -z "$failures" ] || status=2

# A copy of what is damaged, or may be, must not replace a good one.
sound=1
if [ -n "$check" ]; then
  # Who may write leaves no -wal and -shm behind; who may not is to look all the same.
  only=
  [ -w "$database" ] || only=-readonly
  failed=
  found=$(echo 'PRAGMA integrity_check;' | run_sqlite "$database" $only 2>"$errors") || failed=$(cat "$errors")
  if [ "$found$failed" != ok ]; then
    sound=
    case $found,$failed in
      ,*malformed* | ,*'not a database'* | [!,]*)
        echo "archive: $database is damaged: $found $failed" >&2
        status=3
        ;;
      *)
        echo "archive: $database cannot be checked: $failed" >&2
        status=1
        ;;
    esac
  fi
fi
if [ -n "$backup" ] && [ -z "$sound" ]; then
  echo "archive: no copy was made: $backup" >&2
  status=3
elif [ -n "$backup" ]; then
  rm -f "$backup.new"
  # What another program has not yet written to the old copy would get into the new one.
  if [ -s "$backup-wal" ] || [ -s "$backup-journal" ]; then
    echo "archive: in use, or not closed: $backup" >&2
    status=3
  elif ! printf "VACUUM INTO '%s';\n" "$(quoted "$backup.new")" | run_sqlite "$database" ||
    ! mv -fT "$backup.new" "$backup"; then
    rm -f "$backup.new"
    status=3
  fi
fi

printf '%s status=%d\n' "${line:-archive: nothing was read}" "$status"
exit "$status"
