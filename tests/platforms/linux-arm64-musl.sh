#!/bin/sh
# Programs for Linux on arm64 with musl, to be run by qemu-user: sh tests/platforms/linux-arm64-musl.sh FOLDER PACKAGES
# musl.sh says what they are.
exec sh "$(dirname "$0")/musl.sh" aarch64 "$@" qemu-aarch64
