#!/bin/sh
# What the scripts of this folder share. They read it, with `root` set to the folder that has sql and
# examples: . "$root/examples/shared.sh"
#
# CF_BILLING names the module; without it build/cf_billing is meant, or where that was never built, the
# one that a package has installed where SQLite finds it by its name.

: "${root:?}"
script=${0##*/}
script=${script%.sh}
extension=${CF_BILLING:-$root/build/cf_billing}
if [ -z "${CF_BILLING:-}" ] && [ ! -e "$extension.so" ] && [ ! -e "$extension.dylib" ]; then
  extension=cf_billing
fi

# Installs and builds what is missing; but what is built in a folder of somebody else's is used as it is, as
# by a unit of systemd.
prepare() {
  [ -z "${CF_BILLING:-}" ] || return 0
  if [ ! -e "$root/build/cf_billing.so" ] || [ -w "$root/build" ]; then sh "$root/examples/prepare.sh"; fi
}

# The comment that a script begins with.
print_help() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; }

refuse() {
  echo "$script: $1" >&2
  exit 64
}

# Wrong arguments: of the comment how it is called, and the options.
say_usage() {
  echo 'Usage:' >&2
  print_help | awk -v RS= 'NR == 2 || NR == 3 && /^ *--/' >&2
  exit 64
}

# say_wrong WHAT: the same, behind what is wrong with them.
say_wrong() {
  echo "$script: $1" >&2
  say_usage
}

# take_nothing ARGUMENT…: of a script that has no option but --help.
take_nothing() {
  case ${1-} in
    --help) print_help; exit ;;
    -*) say_wrong "no such option: $1" ;;
  esac
  [ $# -eq 0 ] || say_wrong "no arguments are taken: $1"
}

# In SQL, in quotes.
quoted() { printf '%s' "$1" | sed "s/'/''/g"; }

# For a dot-command: within single quotes it knows no way to write one.
dot_quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/'; }

# Through symbolic links; as it is if its folder is missing.
resolved() { readlink -f -- "$1" || printf '%s\n' "$1"; }

# A name that begins with | would be a command to SQLite's shell, one with - an option to others.
path_of() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s' "./$1" ;; esac; }

# What goes into SQL is looked at first: nothing has to be quoted then.
is() { printf '%s' "$1" | tr '\n' ' ' | grep -Eqx -e "$2"; }

check_account() { is "$1" '[0-9a-f]{32}' || refuse "no account id, 32 hexadecimal digits: $1"; }

# An amount in a currency, as in USD=400: of what, and how it is called if it is none.
check_amount() {
  is "$1" '[A-Z]{3}=[0-9]{1,12}([.][0-9]{1,9})?' || refuse "no $2: $1. Write it as in USD=400."
}

# One that is not in the calendar the views refuse.
check_day() { is "$1" '2[0-9]{3}-[0-9]{2}-[0-9]{2}' || refuse "no day, YYYY-MM-DD: $1"; }

# The archive itself, of which nothing is written.
check_archive() {
  case $1 in '' | :memory: | file:*) refuse "not the name of an archive: '$1'" ;; esac
  [ -f "$1" ] || refuse "there is no archive: $1"
  [ -r "$1" ] || refuse "cannot be read: $1"
}

# run_sqlite DATABASE [OPTION… SQL…]: without the user's own .sqliterc. What another program writes
# meanwhile is waited for.
run_sqlite() { (become_sqlite "$@"); }

# The same in place of the shell that calls it: what is started with & has the id of SQLite's shell then.
become_sqlite() { exec sqlite3 -batch -init /dev/null -cmd '.timeout 60000' "$@"; }

# What the scripts write is there whole or not at all: it is made in a folder of its own beside what it is to
# replace, looked at, and then renamed. Neither a full disk nor an end half-way leaves a part behind.

# make_work FOLDER: the folder $work in it, which is gone when the script ends.
make_work() {
  work=$(mktemp -d "$1/.$script-XXXXXX") # In the folder itself: a rename must not copy.
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  export CF_BILLING_WORK="$work"
}

# into FILE: the dot-command after which SQLite's shell writes $work/FILE. It does not look whether what it writes
# arrives: so `cat` writes it, and once all of it is there a mark beside it.
into() { printf '%s' ".output '|cat - >\"\$CF_BILLING_WORK/$1\" && : >\"\$CF_BILLING_WORK/$1.whole\"'"; }

# is_whole FILE…: of those that `into` has named.
is_whole() {
  for file; do [ -e "$work/$file.whole" ] || return 1; done
}

# write_whole FILE COMMAND…: what the command prints; false if it fails, or not all of it could be written.
write_whole() {
  target=$1
  shift
  rm -f "$target.whole"
  { "$@" && : >"$target.whole"; } | cat - >"$target" && [ -e "$target.whole" ] && rm -f "$target.whole"
}

# put_file FILE NAME: it replaces what has this name, and may be read by whom that could.
put_file() {
  mkdir -p "$(dirname "$2")"
  [ ! -f "$2" ] || chmod --reference="$2" "$1"
  mv -fT "$1" "$2"
}

# put_folder FOLDER NAME: between the two renames there is no folder of this name.
put_folder() {
  mkdir -p "$(dirname "$2")"
  trap '' INT TERM
  [ ! -e "$2" ] || mv "$2" "$work/old"
  mv -T "$1" "$2" || { [ ! -e "$work/old" ] || mv "$work/old" "$2"; exit 1; }
  trap 'exit 130' INT TERM
  rm -rf "$work/old"
}

# lock FILE: until the script ends, nobody else has it.
lock() {
  command -v flock >/dev/null || refuse 'flock is missing: install util-linux'
  # Without `command` the shell would end here, with a status of its own, having said why.
  command exec 9>"$1" || exit 64
  flock -n 9 || {
    echo "$script: another run holds $1" >&2
    exit 75
  }
}

# SQL after which what is typed is of this run, and not kept in the archive, which need not be written to.
keep_nothing() {
  for kept in budget price name client member tax_rate; do
    for event in kept kept_changed kept_no_more; do echo "DROP TRIGGER IF EXISTS temp.cf_${kept}_is_$event;"; done
  done
}

# The version that an archive of these scripts has.
own_version() {
  run_sqlite :memory: ".read $(dot_quoted "$root/sql/archive.sql")" ".read $(dot_quoted "$root/sql/archive_feeds.sql")" \
    'SELECT version FROM archive_version' | tail -n 1
}

# Why the archive cannot be read by these scripts; nothing: it can.
other_version() {
  version=$(run_sqlite "$1" -readonly 'SELECT version FROM archive_version' 2>/dev/null) || return 0
  own=$(own_version)
  [ "$version" != "$own" ] || return 0
  if [ "$version" -lt "$own" ]; then
    echo "the archive is of version $version, and $own is read: archive.sh brings it up to that"
  else
    echo "the archive is of version $version, which is newer than the $own that is read: it takes a newer cf_billing"
  fi
}

# SQL that loads the module and makes all views, read from the archive where one is named. After .bail on: with a
# part of the views nothing goes on, as those of the API would be taken for the archive's.
begin_views() {
  printf '.output /dev/null\n.load %s\nSELECT cf_create_views();\n' "$(dot_quoted "$extension")"
  [ -n "${1:-}" ] || return 0
  echo "UPDATE cf_parameters SET source = 'archive';"
  keep_nothing
}

# SQL that lists the accounts to report on, of an archive or of the token: those named, or all but those
# without. An account that is named is there with its id also where its name cannot be read.
list_accounts() {
  for one in $2; do echo "INSERT INTO cf_report_accounts(account_id) VALUES ('$one');"; done
  if [ -z "$2" ] && [ -n "$1" ]; then
    echo "INSERT INTO cf_report_accounts(account_id) SELECT id FROM accounts;"
  elif [ -z "$2" ]; then
    echo "INSERT INTO cf_report_accounts SELECT id, name FROM cf_accounts;"
  elif [ -z "$1" ]; then
    echo "UPDATE cf_report_accounts SET name = coalesce(name,
            (SELECT name FROM cf_accounts WHERE id = account_id));"
  fi
  for one in $3; do echo "DELETE FROM cf_report_accounts WHERE account_id = '$one';"; done
}
