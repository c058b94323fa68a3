#!/usr/bin/env bash
# Does to the built server what its users may do, while others use it: Scripts/soak/run.py says what.
#   Scripts/soak.sh [--minutes N] [--seed N] [--program FILE] …
set -euo pipefail
cd "$(dirname "$0")/.."

command -v python3 >/dev/null || Scripts/apt.sh python3
program=.build/release/unroll
if [ "${1:-}" = --program ]; then
  program=$2
  shift 2
fi
# Crowds of 10 000 connections need descriptors on both sides; what is not allowed is not asked for.
ulimit -n "$(ulimit -Hn)" || true
exec python3 Scripts/soak/run.py "$program" "$@"
