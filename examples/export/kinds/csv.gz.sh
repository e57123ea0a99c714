# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# FOCUS 1.3 as CSV, compressed.
deliver() {
  result=$folder/focus-$name.csv.gz
  gzip -n "$work/rows"
  put_file "$work/rows.gz" "$result"
}
