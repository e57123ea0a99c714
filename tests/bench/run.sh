#!/bin/sh
# Builds as tests/run.sh does and measures: sh tests/bench/run.sh [--times N] [--only NAME]
set -eu
cd "$(dirname "$0")/../.."

sh examples/install-packages.sh ca-certificates cmake curl g++ libbenchmark-dev \
  libcpp-httplib-dev libcurl4-openssl-dev libgtest-dev libsqlite3-dev make nlohmann-json3-dev \
  pkg-config python3 sqlite3 time zlib1g-dev
sh examples/build.sh build -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=ON \
  -DCF_BILLING_WERROR=ON -DCF_BILLING_BENCH=ON

CF_BILLING_EXTENSION=$PWD/build/cf_billing.so CF_BILLING_SANDBOX=$PWD/build/cf_sandbox \
  /usr/bin/python3 -B tests/bench/bench.py "$@"
echo
build/cf_decoder_bench --benchmark_min_time=1 2>/dev/null
