#!/usr/bin/env bash
# Fails when a target imports a module that Package.swift does not give it, which would let the
# layers of the package grow into each other.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! swift build --explicit-target-dependency-import-check error >"$log" 2>&1; then
  grep -E "error|imports" "$log" >&2 || tail -20 "$log" >&2
  exit 1
fi
echo "every import is declared in Package.swift"
