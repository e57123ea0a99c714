# Debian's cross compiler with Debian's musl, for Linux on arm64.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/musl/toolchain.cmake)
