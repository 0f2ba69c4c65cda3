#!/bin/sh
# Runs the checks of Tests/KernelChecks under the address and undefined-behaviour sanitizers: every kernel, on heap blocks
# of exactly their size. CC names another clang than the Swift toolchain's.
set -eu
cd "$(dirname "$0")/.."

# clang lies beside swift; swift may be a link.
compiler=${CC:-$(dirname "$(readlink -f "$(command -v swift)")")/clang}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The tiles are unrolled over thousands of loads: checks as calls keep the compiler's time in seconds. Instrumented loops
# are not vectorised, and need not be.
"$compiler" -std=c11 -O1 -g -Wall -Wextra -Werror -Wno-pass-failed -fuse-ld=lld \
  -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
  -mllvm -asan-instrumentation-with-call-threshold=0 \
  -ISources/LegibleKernels/include -ITests/Support/KernelTables/include \
  Sources/LegibleKernels/*.c Tests/Support/KernelTables/*.c Tests/KernelChecks/*.c \
  -lm -o "$folder/checks"
"$folder/checks"
