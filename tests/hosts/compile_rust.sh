#!/bin/sh
# Compiles one program as the example is: compile_rust.sh PROGRAM OUTPUT
set -eu

example=$(cd "$(dirname "$0")/../../examples/rust" && pwd)
folder=$(dirname "$2")
mkdir -p "$folder/package"
# In a copy: Cargo writes beside the manifest which versions it chose.
cp "$example/Cargo.toml" "$example/debian.toml" "$folder/package"
cp "$1" "$folder/package/costs.rs"

cd "$folder/package"
RUSTC=/usr/bin/rustc CARGO_HOME=$folder/home CARGO_TARGET_DIR=$folder/target \
  /usr/bin/cargo build --quiet --offline --config debian.toml
cp "$folder/target/debug/costs" "$2"
