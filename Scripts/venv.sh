#!/usr/bin/env bash
# Makes a virtual environment of Python where it is missing; installs python3-venv if need be.
#   Scripts/venv.sh FOLDER
set -euo pipefail

venv=$1
[ -x "$venv/bin/python" ] && exit 0
if ! python3 -m venv "$venv" 2>/dev/null; then
  rm -rf "$venv"
  if ! command -v apt-get >/dev/null; then
    echo "error: Python 3 with its venv module is needed" >&2
    exit 1
  fi
  echo "Installing with apt-get: python3 python3-venv" >&2
  sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq python3 python3-venv >&2
  python3 -m venv "$venv"
fi
