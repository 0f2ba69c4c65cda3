#!/bin/sh
# Runs all kernels under the address and undefined-behaviour sanitizers, on arrays of exactly their size.
# CC names another clang than the Swift toolchain's.
set -eu
cd "$(dirname "$0")/.."

# clang lies beside swift; swift may be a link.
toolchain=$(dirname "$(readlink -f "$(command -v swift)")")
compiler=${CC:-$toolchain/clang}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The tiles are unrolled over thousands of loads: checks as calls keep the compiler's time in seconds. Instrumented loops
# are not vectorised, and need not be.
"$compiler" -std=c11 -O1 -g -Wall -Wextra -Werror -Wno-pass-failed -fuse-ld=lld \
  -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
  -mllvm -asan-instrumentation-with-call-threshold=0 \
  -ISources/LegibleKernels/include Sources/LegibleKernels/*.c Scripts/sanitize/exercise.c -lm -o "$folder/exercise"
"$folder/exercise"
