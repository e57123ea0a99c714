#!/bin/sh
# Compiles doubles.cc and runs it: sh tests/platforms/doubles.sh FOLDER
set -eu
cd "$(dirname "$0")/../.."

sh examples/install-packages.sh g++ libfast-float-dev
g++ -std=c++20 -O1 -Iext tests/platforms/doubles.cc -o "$1/doubles"
exec "$1/doubles"
