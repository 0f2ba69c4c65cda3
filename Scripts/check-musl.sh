#!/usr/bin/env bash
# Compiles all C of the products against musl, the C library of Alpine and of Swift's static SDK for Linux, and for 64-bit
# ARM under Android's name; runs the kernels and their checks (Tests/KernelChecks) with musl, in a program that needs no
# library of the system. MUSL names another place for Debian's package musl-dev.
set -euo pipefail
cd "$(dirname "$0")/.."

machine=$(uname -m)
root=${MUSL:-}
[[ -n $root ]] || Scripts/bootstrap.sh musl-dev
headers=$root/usr/include/$machine-linux-musl
library=$root/usr/lib/$machine-linux-musl
[[ -e $headers/stdio.h && -e $library/libc.a ]] || {
  echo "check-musl: musl is not in $headers and $library; install musl-dev, or name its place in MUSL" >&2
  exit 1
}

# clang lies beside swift; swift may be a link.
compiler=${CC:-$(dirname "$(readlink -f "$(command -v swift)")")/clang}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
options=(-nostdlibinc -isystem "$headers" -std=gnu11 -O1 -Wall -Wextra -Werror -Wno-pass-failed
  -ISources/LegibleKernels/include -ITests/Support/KernelTables/include)

# Headers of the image libraries ask nothing of the C library that they were installed for. Android's own headers come with
# its NDK: musl's stand in for them here, so that this is about the code's own conditions.
shims=(Sources/CPNG/Shim/*.c Sources/CJPEG/Shim/*.c)
for target in "$machine-unknown-linux-musl" aarch64-unknown-linux-android28; do
  for source in Sources/LegibleKernels/*.c "${shims[@]}"; do
    "$compiler" --target=$target "${options[@]}" -idirafter /usr/include -idirafter "/usr/include/$machine-linux-gnu" \
      -I"$(dirname "$source")/include" -fsyntax-only "$source"
  done
done

"$compiler" --target="$machine-unknown-linux-musl" "${options[@]}" -static -nostdlib -fuse-ld=lld \
  Sources/LegibleKernels/*.c Tests/Support/KernelTables/*.c Tests/KernelChecks/*.c \
  "$library"/{crt1.o,crti.o,libc.a,crtn.o} \
  "$("$compiler" -print-file-name="libclang_rt.builtins-$machine.a")" -o "$folder/checks"
"$folder/checks"
