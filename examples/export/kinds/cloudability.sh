# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# IBM Cloudability, custom data: a folder of the seconds since 1970, of which the highest is the one that counts,
# with a manifest that names the files as they are in the bucket.
# https://www.ibm.com/docs/en/cloudability-commercial, Connect Custom Data (FOCUS Ingress)
consumer=cloudability
needs_parquet=yes
needs_bucket=yes
calendar_only=yes
deliver() {
  period=Cloudflare/$(days)
  epoch=$(date +%s)
  for old in $(drops "$folder/$period" '[0-9]+'); do [ "$old" -lt "$epoch" ] || epoch=$((old + 1)); done
  result=$folder/$period/$epoch
  mkdir "$work/drop"
  to_parquet "$work/rows" "$work/drop/focus.parquet" gzip >/dev/null
  cat >"$work/drop/focus-Manifest.json" <<JSON
{
  "compression": "GZIP",
  "content_type": "Parquet",
  "report_id": "$(stamp)",
  "root_dir": "${bucket%%/*}",
  "all_report_keys": ["$(in_bucket "$period/$epoch/focus.parquet")"],
  "focus_version": "1.1"
}
JSON
  put_folder "$work/drop" "$result"
  for old in $(drops "$folder/$period" '[0-9]+'); do [ "$old" = "$epoch" ] || rm -rf "${folder:?}/$period/$old"; done
}
