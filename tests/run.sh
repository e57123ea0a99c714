#!/bin/sh
# Installs what is missing, builds, and runs all tests: sh tests/run.sh [--sanitize] [--only REGEX]
#
# --sanitize does the same with AddressSanitizer and UndefinedBehaviorSanitizer, in a folder of its
# own; --only runs the tests whose names match. Prints CTest's summary, or what failed.
set -eu
cd "$(dirname "$0")/.."

sh examples/install-packages.sh ca-certificates cmake g++ libcpp-httplib-dev libcurl4-openssl-dev \
  libfaketime libgtest-dev libsimdjson-dev libsqlite3-dev libxxhash-dev locales make nginx \
  nlohmann-json3-dev openssl pkg-config python3 sqlite3 zlib1g-dev

# For the other versions of SQLite that the tests are run with.
command -v npm >/dev/null || sh examples/install-packages.sh npm

sanitize=
only=.
while [ $# -gt 0 ]; do
  case "$1" in
    --sanitize) sanitize=1 ;;
    --only) only=${2:?--only needs a regular expression}; shift ;;
    *)
      echo "usage: sh tests/run.sh [--sanitize] [--only REGEX]" >&2
      exit 2
      ;;
  esac
  shift
done

if [ -z "$sanitize" ]; then
  folder=build
  # The packages and their tests are the same however the tests' own module is built; so is the report.
  sh examples/install-packages.sh chromium python3-apsw python3-venv
  sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=ON \
    -DCF_BILLING_WERROR=ON -DCF_BILLING_PACKAGES=ON
else
  folder=build-sanitize
  # With more than -O1 the compiler takes longer than the tests gain.
  sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCF_BILLING_TESTS=ON \
    -DCMAKE_CXX_FLAGS_RELWITHDEBINFO='-O1 -g1' -DCF_BILLING_SANITIZE=address,undefined
fi

log=$folder/test.log
if ctest --test-dir "$folder" --tests-regex "$only" --output-on-failure \
    --parallel "$(nproc)" >"$log" 2>&1; then
  sed -n 's/^.* - \(.*\) (Skipped)$/Not run, as it is not installed: \1/p' "$log"
  sed -n '/^[0-9]*% tests passed/,/^Total Test time/p' "$log"
else
  grep -v ' Passed ' "$log" | grep -vE '^ +Start ' >&2
  echo "Some tests failed; all of the output is in $log." >&2
  exit 1
fi
