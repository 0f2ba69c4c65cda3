#!/usr/bin/env bash
# Searches for inputs that crash, under the address and undefined-behaviour sanitizers.
#
#   Scripts/fuzz.sh [SECONDS [TARGET...]]
#
# Each target is searched for SECONDS (60), all of them unless some are named. What the searches learn stays in
# .build/fuzzing/TARGET/corpus, so that the next one goes on from there; inputs that crash are kept in
# .build/fuzzing/TARGET/findings, and the exit code is 1.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
scratch=.build/fuzz
found=0
ignored=$PWD/Fuzzing/ignored-sources.txt

clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
runtime=$("$clang" -print-file-name="libclang_rt.fuzzer_no_main-$(uname -m).a")
[[ $runtime == /* && -e $runtime ]] || {
  echo "fuzz: the toolchain has no libFuzzer; use one from https://www.swift.org/install for Linux" >&2
  exit 1
}

# The instrumentation is asked of the compiler alone: the driver would link libFuzzer with its own `main`. Accesses are
# checked by calls: inlined checks take the compiler minutes for the unrolled loops of the kernels.
swift build -c release --product fuzz --scratch-path "$scratch" --sanitize address \
  -Xswiftc -Xfrontend -Xswiftc -sanitize=address,fuzzer \
  -Xcc -fsanitize=fuzzer-no-link,undefined -Xcc -fno-sanitize-recover=undefined \
  -Xcc -mllvm -Xcc -asan-instrumentation-with-call-threshold=0 \
  -Xcc -fsanitize-ignorelist="$ignored" -Xcc -fsanitize-coverage-ignorelist="$ignored" \
  -Xlinker --whole-archive -Xlinker "$runtime" -Xlinker --no-whole-archive -Xlinker -lstdc++ >&2

fuzz=$scratch/release/fuzz
# Leaks are looked for apart: what the Swift runtime keeps for good would be reported here as one.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0}

# Targets write files, thousands a second: to memory, where the system has such a place.
shared_memory=/dev/shm
[[ -w $shared_memory ]] || shared_memory=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d -p "$shared_memory")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

(($# > 1)) && targets=("${@:2}") || mapfile -t targets < <("$fuzz" list)
for target in "${targets[@]}"; do
  folder=.build/fuzzing/$target
  mkdir -p "$folder/corpus" "$folder/findings"
  "$fuzz" prepare "$target" "$folder"
  "$fuzz" run "$target" -max_total_time="$seconds" -dict="$folder/dictionary" -artifact_prefix="$folder/findings/" \
    -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 "$folder/corpus" "$folder/seeds" \
    >"$folder/log" 2>&1 || {
    found=1
    echo "fuzz: $target: an input crashes; it is in $folder/findings, its report in $folder/log" >&2
  }
  awk -v target="$target" '
    / cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1) }
    /number_of_executed_units/ { runs = $2 }
    /average_exec_per_sec/ { rate = $2 }
    END { printf "%-12s %10d inputs, %6d a second, %6d edges\n", target, runs, rate, edges }' "$folder/log"
done
exit "$found"
