#!/bin/sh
# What each probe does, in sqlite-utils; see ../README.md.
set -eu

count="SELECT count(*) FROM cf_paygo_usage WHERE account_id = :account AND charge_date >= :day"

query() {  # of an account $1 since a day $2, the statement $3
  sqlite-utils query :memory: --load-extension "$CF_BILLING" --csv --no-headers \
    -p account "$1" -p day "$2" "$3"
}

case "$1" in
  version)
    sqlite-utils query :memory: --csv --no-headers 'SELECT sqlite_version()'
    sqlite-utils --version | sed 's/, version//'
    ;;
  threads)  # Two processes: each has one connection.
    one=$(mktemp)
    trap 'rm -f "$one"' EXIT
    query "$2" "$4" "$count" >"$one" &
    other=$(query "$3" "$4" "$count")
    wait $!
    echo "$(cat "$one") $other"
    ;;
  timeout)
    query "$2" "$3" "SELECT cf_config('timeout', 1), cf_config('max_retries', 0), ($count)" 2>&1 ||
      true
    ;;
  abandon)
    query "$2" "$3" "SELECT '1 row read' FROM cf_paygo_usage
                     WHERE account_id = :account AND charge_date >= :day LIMIT 1"
    ;;
esac
