# Debian's compiler with Debian's musl, for Linux on x64.
set(CMAKE_SYSTEM_PROCESSOR x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/musl/toolchain.cmake)
