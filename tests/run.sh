#!/bin/sh
# Installs what is missing, builds, and runs all tests: sh tests/run.sh [--sanitize]
#
# --sanitize does the same with AddressSanitizer and UndefinedBehaviorSanitizer, in a folder of its
# own. Prints CTest's summary, or what failed.
set -eu
cd "$(dirname "$0")/.."

sh examples/install-packages.sh ca-certificates cmake g++ libcpp-httplib-dev libcurl4-openssl-dev \
  libgtest-dev libsqlite3-dev make nginx nlohmann-json3-dev openssl pkg-config python3 sqlite3 \
  zlib1g-dev

# For the other versions of SQLite that the tests are run with.
command -v npm >/dev/null || sh examples/install-packages.sh npm

case "${1:-}" in
  '')
    folder=build
    # The packages and their tests are the same however the tests' own module is built.
    sh examples/install-packages.sh python3-apsw python3-venv
    sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=ON \
      -DCF_BILLING_WERROR=ON -DCF_BILLING_PACKAGES=ON
    ;;
  --sanitize)
    folder=build-sanitize
    sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCF_BILLING_TESTS=ON \
      -DCF_BILLING_SANITIZE=address,undefined
    ;;
  *)
    echo "usage: sh tests/run.sh [--sanitize]" >&2
    exit 2
    ;;
esac

log=$folder/test.log
if ctest --test-dir "$folder" --output-on-failure --parallel "$(nproc)" >"$log" 2>&1; then
  tail -n 3 "$log"
else
  grep -v ' Passed ' "$log" | grep -vE '^ +Start ' >&2
  echo "Some tests failed; all of the output is in $log." >&2
  exit 1
fi
