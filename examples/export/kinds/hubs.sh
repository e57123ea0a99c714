# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# FinOps hubs: the container ingestion, where a folder is replaced as a whole. One run is in the name of its
# files, the manifest only has to be there, and files without rows are refused.
# https://learn.microsoft.com/en-us/cloud-computing/finops/toolkit/hubs/deploy, Ingest from other data sources
needs_parquet=yes
calendar_only=yes
deliver() {
  [ "$written" != 0 ] || fail "$month: no records, and FinOps hubs take no file without any; nothing was written" 1
  result=$folder/Costs/${month%-*}/${month#*-}/cloudflare
  mkdir "$work/hub"
  to_parquet "$work/rows" "$work/hub/$(stamp)__focus.parquet" snappy >/dev/null
  echo '{}' >"$work/hub/manifest.json"
  put_folder "$work/hub" "$result"
}
