# shellcheck shell=sh disable=SC2154  # export.sh sets them.
# What the kinds of export.sh make files with; export.sh reads it. They are made in $work and put in place by
# put_file and put_folder of shared.sh: an export that is broken off leaves what was there.

# split_csv FILE PREFIX ROWS BYTES: PREFIX-001.csv … of as many rows and bytes at most. A record ends with a
# line unless a quote is open.
split_csv() {
  LC_ALL=C awk -v prefix="$2" -v most_rows="$3" -v most_bytes="$4" '
    function open_part() {
      if (part) close(name)
      name = sprintf("%s-%03d.csv", prefix, ++part)
      printf "%s\n", header >name
      rows = 0
      bytes = length(header) + 1
    }
    {
      record = record == "" ? $0 : record "\n" $0
      quotes = gsub(/"/, "\"", record)
      if (quotes % 2) next
      if (NR == 1) { header = record; open_part() }
      else {
        if (rows == most_rows || bytes + length(record) + 1 > most_bytes) open_part()
        printf "%s\n", record >name
        ++rows
        bytes += length(record) + 1
      }
      record = ""
    }' "$1"
}

# to_parquet FILE.csv FILE.parquet CODEC: prints the columns with their types, as JSON.
to_parquet() { "${NODE:-node}" "$root/examples/export/parquet.cjs" "$duckdb" "$1" "$2" "$3"; }

# A moment, as 20261130T211500Z, and the month, as 20261101-20261201.
stamp() { date -u +%Y%m%dT%H%M%SZ; }
days() { printf '%s-%s' "$(printf %s "$first" | tr -d -)" "$(printf %s "$next" | tr -d -)"; }

# drops FOLDER PATTERN: those in it that earlier exports have made, by their names.
drops() { [ ! -d "$1" ] || (cd "$1" && find . -mindepth 1 -maxdepth 1 -type d) | sed 's|^\./||' | grep -Ex "$2" || :; }

# in_bucket FILE: as it is called below the bucket that --bucket names.
in_bucket() {
  case $bucket in
    */*) printf '%s/%s' "${bucket#*/}" "$1" ;;
    *) printf '%s' "$1" ;;
  esac
}
