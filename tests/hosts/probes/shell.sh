#!/bin/sh
# What each probe does, in the sqlite3 shell; see ../README.md.
set -eu

count="SELECT count(*) FROM cf_paygo_usage WHERE account_id = '%s' AND charge_date >= '%s'"

shell() {
  sqlite3 -batch -bail -cmd ".load $CF_BILLING" :memory: "$@"
}

# shellcheck disable=SC2059  # The statement is a format.
statement() { printf "$count" "$1" "$2"; }

case "$1" in
  version)
    shell 'SELECT sqlite_version()'
    sqlite3 --version | cut -d ' ' -f 1 | sed 's/^/sqlite3 /'
    ;;
  threads)  # Two processes: the shell has one connection that works at a time.
    one=$(mktemp)
    trap 'rm -f "$one"' EXIT
    shell "$(statement "$2" "$4")" >"$one" &
    other=$(shell "$(statement "$3" "$4")")
    wait $!
    echo "$(cat "$one") $other"
    ;;
  interrupt)
    # Background commands of a script ignore SIGINT; timeout(1) sets it back and sends it.
    env --default-signal=INT timeout --signal=INT 0.5 \
      sqlite3 -batch -bail -cmd ".load $CF_BILLING" :memory: "$(statement "$2" "$3")" 2>&1 || true
    ;;
  transaction)  # As somebody who pastes these lines.
    sqlite3 -batch -cmd ".load $CF_BILLING" :memory: 2>&1 <<'END' || true
CREATE TABLE kept(x);
BEGIN;
INSERT INTO kept VALUES ('first');
INSERT INTO kept SELECT id FROM cf_accounts;
INSERT INTO kept VALUES ('second');
COMMIT;
SELECT group_concat(x, '+') FROM kept;
END
    ;;
  abandon)  # One row of many is read before the shell is told to leave.
    shell "$(statement "$2" "$3" | sed 's/count(\*)/1 || '\'' row read'\''/') LIMIT 1"
    ;;
esac
