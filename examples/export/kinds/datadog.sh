# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# Datadog, custom costs, as CSV: a column a tag.
consumer=datadog
tag_columns=yes
deliver() {
  result=$folder/datadog-$name.csv
  put_file "$work/rows" "$result"
}
