#!/usr/bin/env bash
# Makes a virtual environment of Python where it is missing; installs python3-venv if need be.
#   Scripts/venv.sh FOLDER
set -euo pipefail

venv=$1
[ -x "$venv/bin/python" ] && exit 0
if ! python3 -m venv "$venv" 2>/dev/null; then
  rm -rf "$venv"
  "$(dirname "$0")/apt.sh" python3 python3-venv
  python3 -m venv "$venv"
fi
