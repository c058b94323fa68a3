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

if ! command -v apt-get >/dev/null; then
  echo "error: these libraries are missing: ${missing[*]} (names of Debian's packages)" >&2
  echo "       install them and pkg-config with the package manager of this system" >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "error: run as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  sudo=(sudo)
fi
echo "Installing with apt-get: ${missing[*]}" >&2
"${sudo[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
