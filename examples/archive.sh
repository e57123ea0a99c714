#!/bin/sh
# Saves usage and billing history in an archive, for cron:
#
#   sh archive.sh [--read FILE] [--check] [--backup FILE] DATABASE
#
#   15 4 * * *  . "$HOME/.cloudflare" && sh /opt/cf_billing/examples/archive.sh /var/lib/billing.db
#
# The token comes from the environment only: CLOUDFLARE_API_TOKEN. CF_BILLING names the extension
# (build/cf_billing). --read FILE: SQL to run first, as INSERT INTO cf_report_accounts(account_id)
# VALUES ('…'); without it all accounts of the token are saved. --check looks through the whole
# database; --backup writes a copy, which replaces FILE when it is complete.
#
# Prints one line, and on stderr what failed and what accounts were left out of, as they do not have
# it: FOCUS usage that is refused, pay-as-you-go usage that does not cover them. Exit status: 0 all was read; 1 an error, a feed was
# not read at all, or the database cannot be checked; 2 accounts failed, the others were read; 3 the
# database is damaged, or there is no backup; 64 wrong arguments; 75 another run holds the lock.
set -eu

say_usage() {
  echo "Usage: $0 [--read FILE] [--check] [--backup FILE] DATABASE" >&2
  exit 64
}

refuse() {
  echo "archive: $1" >&2
  exit 64
}

end_without_reading() {
  [ -z "$1" ] || echo "archive: $1" >&2
  echo 'archive: nothing was read status=1'
  exit 1
}

# In SQL, in quotes.
quoted() { printf '%s' "$1" | sed "s/'/''/g"; }

# For a dot-command: within single quotes it knows no way to write one.
dot_quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/'; }

# Through symbolic links; as it is if its folder is missing.
resolved() { readlink -f -- "$1" || printf '%s\n' "$1"; }

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

first='' check='' backup=''
while [ $# -gt 0 ]; do
  case $1 in
    --read)
      [ -n "${2:-}" ] || say_usage
      case $2 in
        /*) first=".read $(dot_quoted "$2")" ;;
        *) first=".read $(dot_quoted "./$2")" ;; # A name that begins with | would be a command.
      esac
      shift
      ;;
    --check) check=1 ;;
    --backup)
      [ -n "${2:-}" ] || say_usage
      case $2 in /*) backup=$2 ;; *) backup=./$2 ;; esac # Not a URI.
      shift
      ;;
    -*) say_usage ;;
    *) break ;;
  esac
  shift
done
[ $# -eq 1 ] || say_usage
case $1 in '' | :memory: | file:*) refuse "not the name of a file to save in: '$1'" ;; esac
database=$(resolved "$1")
[ ! -e "$database" ] || [ -f "$database" ] || refuse "not a regular file: $database"
if [ -n "$backup" ]; then
  backup=$(resolved "$backup")
  check_backup_name "$backup"
  check_backup_name "$backup.new"
fi
root=$(dirname "$0")/..
extension=${CF_BILLING:-$root/build/cf_billing}

# Without the user's own .sqliterc. What another program writes meanwhile is waited for.
run_sqlite() { sqlite3 -batch -init /dev/null -cmd '.timeout 60000' "$@" "$database"; }

command -v flock >/dev/null || end_without_reading 'flock is missing: install util-linux'
# Without `command` the shell would end here, with a status of its own, having said why.
command exec 9>"$database.lock" || end_without_reading ''
flock -n 9 || {
  [ $? -eq 1 ] || end_without_reading "$database.lock cannot be locked"
  echo "archive: another run holds $database.lock" >&2
  exit 75
}

# Going on after an error is safe (see sql/archive_sync.sql): where one feed fails the others are read.
status=0
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
report=$(run_sqlite 2>"$errors" <<SQL
.bail on
.output /dev/null
.read $(dot_quoted "$root/sql/archive.sql")
.load $(dot_quoted "$extension")
SELECT cf_config('max_wait', 330);
.read $(dot_quoted "$root/sql/views/00_parameters.sql")
$first
.bail off
.read $(dot_quoted "$root/sql/archive_sync.sql")
.output stdout
SELECT printf('archive: %s accounts=%d days=%d rows=%d restated=%d failed=%d seconds=%.1f',
              started_at, accounts, days, rows, restated, failed, seconds)
FROM sync_summaries WHERE sync_id = (SELECT sync_id FROM cf_sync);
SELECT feed || ' of ' || account_id || ' failed: ' || coalesce(error, '') FROM sync_failures
WHERE sync_id = (SELECT sync_id FROM cf_sync) ORDER BY 1;
-- What an account does not have is no failure of it.
SELECT '= ' || feed || ' of ' || account_id || ' left out, ' || outcome || ': ' || coalesce(error, '')
FROM fetches
WHERE sync_id = (SELECT sync_id FROM cf_sync) AND outcome IN ('refused', 'not covered')
  AND (feed, account_id) NOT IN (
    SELECT feed, account_id FROM sync_failures WHERE sync_id = (SELECT sync_id FROM cf_sync))
ORDER BY 1;
SQL
) || status=1
# Of a feed that was not read all further statements fail for that reason.
grep -v 'no such table: cf_sync_' "$errors" >&2 || :

line=$(printf '%s\n' "$report" | head -n 1)
failures=$(printf '%s\n' "$report" | tail -n +2 | grep -v '^= ') || :
printf '%s\n' "$report" | sed -n 's/^= //p' >&2
[ -z "$failures" ] || printf '%s\n' "$failures" >&2
[ "$status" -ne 0 ] || [ -n "$line" ] || status=1
[ "$status" -ne 0 ] || [ -z "$failures" ] || status=2

# A copy of what is damaged, or may be, must not replace a good one.
sound=1
if [ -n "$check" ]; then
  # Who may write leaves no -wal and -shm behind; who may not is to look all the same.
  only=
  [ -w "$database" ] || only=-readonly
  failed=
  found=$(echo 'PRAGMA integrity_check;' | run_sqlite $only 2>"$errors") || failed=$(cat "$errors")
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
  elif ! printf "VACUUM INTO '%s';\n" "$(quoted "$backup.new")" | run_sqlite ||
    ! mv -fT "$backup.new" "$backup"; then
    rm -f "$backup.new"
    status=3
  fi
fi

printf '%s status=%d\n' "${line:-archive: nothing was read}" "$status"
exit "$status"
