#!/usr/bin/env bash
# Builds the kernels and their checks (Tests/KernelChecks) for 64-bit ARM, and runs them there or under qemu.
set -euo pipefail
cd "$(dirname "$0")/.."

# A machine of that kind needs neither an emulator nor another C library.
emulator=()
if [[ $(uname -sm) != 'Linux aarch64' ]]; then
  Scripts/bootstrap.sh qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross
  emulator=(qemu-aarch64)
  command -v qemu-aarch64 aarch64-linux-gnu-gcc >/dev/null || {
    echo 'check-aarch64: install qemu-aarch64 (user mode) and gcc for aarch64-linux-gnu with its C library' >&2
    exit 1
  }
fi

# clang lies beside swift; swift may be a link.
compiler=${CC:-$(dirname "$(readlink -f "$(command -v swift)")")/clang}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$compiler" --target=aarch64-linux-gnu -static -fuse-ld=lld -std=c11 -O2 -Wall -Wextra -Werror \
  -ISources/LegibleKernels/include -ITests/Support/KernelTables/include \
  Sources/LegibleKernels/*.c Tests/Support/KernelTables/*.c Tests/KernelChecks/*.c -lm -o "$folder/checks"
"${emulator[@]}" "$folder/checks"
