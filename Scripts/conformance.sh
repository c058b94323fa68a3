#!/usr/bin/env bash
# Compares random models with real Keras, which it installs in .venv-peers.
#   Scripts/conformance.sh [--models 60] [--seed 1] [--only INDEX] …
# UNROLL names another program than the release build, PYTHON an interpreter that has Keras.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-}
if [ -z "$python" ]; then
  venv=.venv-peers
  Scripts/venv.sh "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r Scripts/fixtures/requirements.txt
  python=$venv/bin/python
fi
exec "$python" Scripts/conformance/conformance.py "${UNROLL:-.build/release/unroll}" "$@"
