#!/bin/sh
# Programs for Linux on x86-64 with musl: sh tests/platforms/linux-x64-musl.sh FOLDER PACKAGES
# musl.sh says what they are.
exec sh "$(dirname "$0")/musl.sh" x86_64 "$@"
