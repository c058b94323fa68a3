#!/usr/bin/env bash
# Times the server beside its peers, which it installs in .venv-bench; arguments go to
# Benchmarks/serving.py, whose --help tells them. Environment as for Scripts/bench.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv-bench
Scripts/venv.sh "$venv"
pip=("$venv/bin/pip" install --quiet --disable-pip-version-check)
[ -z "${UNROLL_WHEELS:-}" ] || pip+=(--find-links "$UNROLL_WHEELS")
requirements=Benchmarks/requirements-serving.txt
if ! cmp -s "$requirements" "$venv/serving.txt"; then
  "${pip[@]}" -r "$requirements"
  cp "$requirements" "$venv/serving.txt"
fi
command -v wrk >/dev/null || Scripts/apt.sh wrk

outputs=(--json Benchmarks/results/serving.json)
case " $* " in *" --quick "* | *" --skip-peers "* | *" --help "*) outputs=() ;; esac
"$venv/bin/python" Benchmarks/serving.py "${outputs[@]}" "$@"
