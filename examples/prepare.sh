#!/bin/sh
# What the examples run with: installs what is missing and builds the extension and the sandbox into
# build: sh examples/prepare.sh. Says what it installs and builds.
set -eu
cd "$(dirname "$0")/.."

sh examples/install-packages.sh ca-certificates cmake g++ libcpp-httplib-dev libcurl4-openssl-dev \
  libsimdjson-dev libsqlite3-dev libxxhash-dev make nlohmann-json3-dev pkg-config sqlite3 \
  zlib1g-dev
sh examples/build.sh build -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=OFF
