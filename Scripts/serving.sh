#!/usr/bin/env bash
# Checks the built server with clients that others made, which it installs in .venv-serving, and then
# with clients that mean no good.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-.build/release/unroll}
venv=.venv-serving
Scripts/venv.sh "$venv"
if ! cmp -s Scripts/requirements-serving.txt "$venv/installed.txt"; then
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r Scripts/requirements-serving.txt
  cp Scripts/requirements-serving.txt "$venv/installed.txt"
fi
"$venv/bin/python" Scripts/check-serving.py "$program"
# Everything that users may do to it, once; the bounds are for machines that have other things to do.
Scripts/soak.sh --program "$program" --slack 30 --p99 8 --overloaded 20 --crowded 60
