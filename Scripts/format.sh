#!/usr/bin/env bash
# Formats all Swift sources; with --check only says what is not as it should be.
set -euo pipefail
cd "$(dirname "$0")/.."

folders=(Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources
  Fuzz/Package.swift Fuzz/Sources)
if [ "${1:-}" = "--check" ]; then
  swift format lint --strict --parallel --recursive "${folders[@]}"
else
  swift format --in-place --parallel --recursive "${folders[@]}"
fi
