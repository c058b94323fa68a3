#!/usr/bin/env bash
# Looks at the pages in a real Chromium, which it installs with what drives it in .venv-page.
#   Scripts/check-page.sh PROGRAM SCREENSHOTS DOCUMENT.json…
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v chromium >/dev/null; then
  if ! command -v apt-get >/dev/null; then
    echo "error: chromium is needed" >&2
    exit 1
  fi
  echo "Installing with apt-get: chromium" >&2
  sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq chromium >&2
fi
Scripts/venv.sh .venv-page
.venv-page/bin/pip install --quiet --disable-pip-version-check -r Scripts/requirements-page.txt
exec .venv-page/bin/python Scripts/check-page.py "$@"
