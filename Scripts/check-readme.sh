#!/usr/bin/env bash
# Checks that the Swift programs in README.md are those in Examples/, which `make examples` compiles.
set -euo pipefail
cd "$(dirname "$0")/.."

# The README's blocks of Swift that import something, one after another.
programs=$(awk '/^```swift$/ { block = ""; inside = 1; next }
  /^```$/ { if (inside && block ~ /(^|\n)import /) printf "%s\n", block; inside = 0; next }
  inside { block = block $0 "\n" }' README.md)

for program in Examples/*/Sources/*/main.swift; do
  # Comments at the head of a file are for who reads it there.
  body=$(sed -n '/^import /,$p' "$program")
  [[ $programs == *"$body"* ]] || {
    printf '%s is not a program of README.md, or differs from it\n' "$program" >&2
    exit 1
  }
done
