#!/usr/bin/env bash
# Installs packages of Debian or Ubuntu; elsewhere, or without the right to, it says what is needed.
#   Scripts/apt.sh PACKAGE…
set -euo pipefail

if ! command -v apt-get >/dev/null; then
  echo "error: these are missing: $* (names of Debian's packages)" >&2
  echo "       install them with the package manager of this system" >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "error: run as root: apt-get install $*" >&2
    exit 1
  fi
  sudo=(sudo)
fi
echo "Installing with apt-get: $*" >&2
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "$@" >&2
