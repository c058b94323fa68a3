#!/usr/bin/env bash
# Installs the system libraries that Unroll links, where they are missing. Debian and Ubuntu;
# elsewhere it says what is needed.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "error: no Swift toolchain found; install Swift 6.2 or later from swift.org" >&2
  exit 1
fi

declare -A packages=([hdf5]=libhdf5-dev [libarchive]=libarchive-dev [zlib]=zlib1g-dev)
missing=()
if command -v pkg-config >/dev/null; then
  for module in "${!packages[@]}"; do
    pkg-config --exists "$module" || missing+=("${packages[$module]}")
  done
else
  missing=(pkg-config "${packages[@]}")
fi
[ ${#missing[@]} -eq 0 ] && exit 0

exec "$(dirname "$0")/apt.sh" "${missing[@]}"
