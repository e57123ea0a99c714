# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# Vantage, custom providers: CSV of 10,000 rows and 2 MB at most. A file replaces one of the same name that
# was uploaded before, so the month is in the name.
consumer=vantage
deliver() {
  result=$folder/vantage-$name
  mkdir "$work/parts"
  split_csv "$work/rows" "$work/parts/cloudflare-$name" 10000 2000000
  put_folder "$work/parts" "$result"
}
