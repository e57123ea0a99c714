#!/bin/sh
# Builds and measures: sh tests/bench/run.sh [--times N] [--only NAME] [--under COMMAND]
#
# The flags are those of tests/run.sh; the folder is its own, as the unit tests are not needed.
set -eu
cd "$(dirname "$0")/../.."

sh examples/install-packages.sh binutils ca-certificates cmake curl g++ libbenchmark-dev \
  libcpp-httplib-dev libcurl4-openssl-dev libsimdjson-dev libsqlite3-dev libxxhash-dev make nginx \
  nlohmann-json3-dev pkg-config python3 sqlite3 time zlib1g-dev
folder=$PWD/build-bench
sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=OFF \
  -DCF_BILLING_WERROR=ON -DCF_BILLING_BENCH=ON

CF_BILLING_EXTENSION=$folder/cf_billing.so CF_BILLING_SANDBOX=$folder/cf_sandbox \
  /usr/bin/python3 -B tests/bench/bench.py "$@"
case "$*" in *--only* | *--under*) exit ;; esac
echo
/usr/bin/python3 -B tests/bench/records.py "$folder/focus.json" 10000
# On stderr it tells about the machine.
"$folder/cf_decoder_bench" --benchmark_min_time=1 "$folder/focus.json" 2>/dev/null
