# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# FOCUS 1.3 as Parquet, a folder a month. Those of billing periods are apart: one record may be in both.
needs_parquet=yes
deliver() {
  result=$folder/billing_period=$month/focus.parquet
  [ "$by" = calendar ] || result=$folder/billing/billing_period=$month/focus.parquet
  to_parquet "$work/rows" "$work/focus.parquet" zstd >/dev/null
  put_file "$work/focus.parquet" "$result"
}
