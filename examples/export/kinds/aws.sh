# shellcheck shell=sh disable=SC2034,SC2154  # export.sh reads what is set here, and sets the rest.
# As AWS Data Exports delivers: data/ and metadata/BILLING_PERIOD=YYYY-MM/, with a manifest that names the files
# as they are in the bucket. No export of AWS made them: exportArn is empty.
# https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html
needs_parquet=yes
needs_bucket=yes
deliver() {
  called=cloudflare
  [ "$by" = calendar ] || called=cloudflare-billing
  period=BILLING_PERIOD=$month
  file=$called-00001.snappy.parquet
  result=$folder/$called/data/$period
  mkdir "$work/data"
  columns=$(to_parquet "$work/rows" "$work/data/$file" snappy)
  cat >"$work/manifest.json" <<JSON
{
  "executionId": "$(stamp)",
  "exportArn": "",
  "columns": $columns,
  "dataFiles": ["s3://${bucket%%/*}/$(in_bucket "$called/data/$period/$file")"],
  "additionalOutputFiles": []
}
JSON
  put_folder "$work/data" "$result"
  put_file "$work/manifest.json" "$folder/$called/metadata/$period/$called-Manifest.json"
}
