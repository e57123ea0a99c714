# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# Datadog, custom costs, as JSON.
consumer=datadog
format=json
deliver() {
  result=$folder/datadog-$name.json
  put_file "$work/rows" "$result"
}
