#!/usr/bin/env bash
# Looks at the pages in a real Chromium, which it installs with what drives it in .venv-page.
#   Scripts/check-page.sh PROGRAM SCREENSHOTS DOCUMENT.json…
set -euo pipefail
cd "$(dirname "$0")/.."

command -v chromium >/dev/null || Scripts/apt.sh chromium fonts-dejavu-core
Scripts/venv.sh .venv-page
.venv-page/bin/pip install --quiet --disable-pip-version-check -r Scripts/requirements-page.txt
exec .venv-page/bin/python Scripts/check-page.py "$@"
