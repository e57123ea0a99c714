# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# CloudZero, Common Bill Format, as its S3 buckets have it: gzipped CSV of 1,000,000 rows at most in a folder
# of a time, and a manifest that names the folder, last.
# https://docs.cloudzero.com/docs/anycost-cbf-drop-specs
consumer=cloudzero
tag_columns=yes
calendar_only=yes
deliver() {
  result=$folder/cloudzero/$(days)
  drop=$(stamp)
  while [ -e "$result/$drop" ]; do drop=${drop}0; done
  mkdir "$work/drop"
  split_csv "$work/rows" "$work/drop/cloudflare" 1000000 1000000000
  gzip -n "$work"/drop/*.csv
  put_folder "$work/drop" "$result/$drop"
  printf '{\n  "version": "1.3.0",\n  "current_drop_id": "%s"\n}\n' "$drop" >"$work/manifest.json"
  put_file "$work/manifest.json" "$result/manifest.json"
  for old in $(drops "$result" '[0-9]{8}T[0-9]{6}Z0*'); do [ "$old" = "$drop" ] || rm -rf "${result:?}/$old"; done
}
