#!/bin/sh
# Installs what is missing, builds, and runs tests:
# sh tests/run.sh [--all [--longest N] | --days DAYS | --threads [SECONDS]] [--only REGEX]
#   [--sanitize [--no-unit-tests]] [--part N]
#
# Without an option it runs what takes no more than minutes, and says what it left out; --all runs
# everything, but with --longest, of tests with other versions of SQLite and of those that take longest, one of N
# parts, and the tables' own in any case; --only runs those of all tests whose names match. --days runs the tests
# that may depend on the day on other days: all of the list in days.py, `commit` for two of them that change with
# the commit, or times such as 2028-02-29T23:58:00Z. --sanitize builds with AddressSanitizer and
# UndefinedBehaviorSanitizer, in a folder of its own, with --no-unit-tests in half the time. --part runs one of N
# parts of these tests. Parts are others for each commit. --threads builds with ThreadSanitizer and runs the tests
# with threads and five minutes of random queries from several, or SECONDS. Prints CTest's
# summary, or what failed.
set -eu
cd "$(dirname "$0")/.."

all=
days=
only=
sanitize=
units=ON
part=
longest=
threads=
while [ $# -gt 0 ]; do
  case "$1" in
    --all) all=1 ;;
    --days) days=${2:?--days needs all, commit or times}; shift ;;
    --only) only=${2:?--only needs a regular expression}; shift ;;
    --sanitize) sanitize=1 ;;
    --no-unit-tests) units=OFF ;;
    --part) part=${2:?--part needs a number}; shift ;;
    --longest) longest=${2:?--longest needs a number}; shift ;;
    --threads)
      threads=300
      case "${2:-}" in [0-9]*) threads=$2; shift ;; esac
      ;;
    *)
      sed -n '3s/^# /usage: /p; 4s/^#/      /p' tests/run.sh >&2
      exit 2
      ;;
  esac
  shift
done

sh examples/install-packages.sh ca-certificates cmake curl g++ libcpp-httplib-dev libcurl4-openssl-dev \
  libgtest-dev libsimdjson-dev libsqlite3-dev libxxhash-dev locales make nginx nlohmann-json3-dev openssl \
  pkg-config python3 sqlite3 zlib1g-dev

# For the other versions of SQLite that the tests are run with.
command -v npm >/dev/null || sh examples/install-packages.sh npm

if [ -n "$threads" ]; then
  folder=build-threads
  sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCF_BILLING_TESTS=ON \
    -DCF_BILLING_UNIT_TESTS=OFF -DCMAKE_CXX_FLAGS_RELWITHDEBINFO='-O1 -g1' -DCF_BILLING_SANITIZE=thread
  # A report of a data race makes the process that had it fail.
  TSAN_OPTIONS='exitcode=66 history_size=4'
  export TSAN_OPTIONS
  ctest --test-dir "$folder" --tests-regex '^sql\.(fork|host|rate_limit|skip|transactions)$' --output-on-failure
  exec env CF_BILLING_PRELOAD="$(c++ -print-file-name=libtsan.so)" CF_BILLING_EXTENSION="$PWD/$folder/cf_billing.so" \
    CF_BILLING_SANDBOX="$PWD/$folder/cf_sandbox" CF_BILLING_DESCRIBE="$PWD/$folder/cf_describe_tables" \
    /usr/bin/python3 -B tests/soak/soak.py --seconds "$threads" --threads 4
elif [ -z "$sanitize" ]; then
  folder=build
  # The packages and their tests are the same however the tests' own module is built; so is the report.
  [ -z "$all$only" ] || sh examples/install-packages.sh adminer chromium libsqliteodbc litecli php-cli \
    php-sqlite3 python3-apsw python3-venv unixodbc
  sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=Release -DCF_BILLING_TESTS=ON \
    -DCF_BILLING_WERROR=ON -DCF_BILLING_PACKAGES=ON
else
  folder=build-sanitize
  # With more than -O1 the compiler takes longer than the tests gain.
  sh examples/build.sh "$folder" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCF_BILLING_TESTS=ON \
    -DCF_BILLING_UNIT_TESTS="$units" -DCMAKE_CXX_FLAGS_RELWITHDEBINFO='-O1 -g1' \
    -DCF_BILLING_SANITIZE=address,undefined
fi

# Every Nth test.
[ -z "$part" ] || part="--tests-information $(sh tests/part_of_commit.sh "$part"),,$part"

if [ -n "$days" ]; then
  # shellcheck disable=SC2086  # Several days are several words, as are the options.
  exec /usr/bin/python3 -B tests/days.py "$folder" $days -- $part
fi

count() { ctest --test-dir "$folder" "$@" --show-only | sed -n 's/^Total Tests: //p'; }
# The labels of what is left out; the words for them are below.
long='versions|packages|hosts|report|sqld|long'
log=$folder/test.log
set -- --tests-regex "${only:-.}"
[ -n "$all$only" ] || set -- --label-exclude "^($long)\$"
if [ -n "$longest" ]; then
  which=$(sh tests/part_of_commit.sh "$longest")
  # Of the tables' own tests none is left out.
  others=$(ctest --test-dir "$folder" --show-only --label-regex '^(versions|long)$' | sed -n 's/^ *Test *#[0-9]*: //p' |
    awk -v n="$longest" -v which="$which" 'NR % n != which - 1 && !/^sql[.][a-z]+$/')
  set -- "$@" --exclude-regex "^($(echo "$others" | paste -sd '|' -))\$"
fi
# Tests wait for each other's answers now and then: one more than there are cores keeps these busy.
# shellcheck disable=SC2086  # Options.
if ctest --test-dir "$folder" "$@" $part --output-on-failure --parallel "$(($(nproc) + 1))" >"$log" 2>&1; then
  sed -n 's/^.* - \(.*\) (Skipped)$/Not run, as it is not installed: \1/p' "$log"
  [ -z "$longest" ] ||
    echo "Left out, $(echo "$others" | wc -l) of $(count --label-regex '^(versions|long)$') tests with other versions of" \
      "SQLite, or that take longest: other commits run them."
  sed -n '/^[0-9]*% tests passed/,/^Total Test time/p' "$log"
else
  grep -v ' Passed ' "$log" | grep -vE '^ +Start ' >&2
  echo "Some tests failed; all of the output is in $log." >&2
  exit 1
fi
if [ -z "$all$only" ]; then
  echo "Left out, $(count --label-regex "^($long)\$") of $(count) tests: other versions of SQLite; the packages, and hosts" \
    "that use them; the report in Chromium; sqld; and what takes long: most of the archive, of FOCUS files and of the" \
    "scripts, waits and interrupts, views compared with the sandbox's truth, thousands of random queries, memory that" \
    "runs out at every allocation, all SQL tests recorded and searched for credentials. sh tests/run.sh --all runs everything."
fi
