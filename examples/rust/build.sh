#!/bin/sh
# Compiles against the crates that Debian packages: sh examples/rust/build.sh PROGRAM.rs OUTPUT
set -eu

example=$(cd "$(dirname "$0")" && pwd)
output=$(realpath -m "$2")
folder=$(dirname "$output")/cargo
# In a copy: Cargo writes beside the manifest which versions it chose.
mkdir -p "$folder"
cp "$example/Cargo.toml" "$example/debian.toml" "$folder"
cp "$1" "$folder/costs.rs"

cd "$folder"
RUSTC=/usr/bin/rustc CARGO_HOME=$folder CARGO_TARGET_DIR=$folder/target \
  /usr/bin/cargo build --quiet --offline --config debian.toml
cp "$folder/target/debug/costs" "$output"
