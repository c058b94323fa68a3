#!/usr/bin/env bash
# Times Unroll beside its peers, which it installs in .venv-bench; arguments go to
# Benchmarks/compare.py, whose --help tells them. Environment:
#   UNROLL_SHARED  the folder whose data/ holds the real reviews (../shared)
#   UNROLL_WHEELS  a folder of wheels that pip may take from, such as PyTorch's for the CPU alone
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv-bench
Scripts/venv.sh "$venv"

pip=("$venv/bin/pip" install --quiet --disable-pip-version-check)
[ -z "${UNROLL_WHEELS:-}" ] || pip+=(--find-links "$UNROLL_WHEELS")
requirements=Benchmarks/requirements.txt
if ! cmp -s "$requirements" "$venv/installed.txt"; then
  # One by one: a peer that cannot be had is left out of the table, the others are not.
  complete=1
  while IFS= read -r requirement; do
    case $requirement in '' | '#'*) continue ;; esac
    if ! "${pip[@]}" "$requirement"; then
      echo "note: $requirement cannot be installed; the comparison goes on without it" >&2
      complete=0
    fi
  done <"$requirements"
  [ "$complete" = 0 ] || cp "$requirements" "$venv/installed.txt"
fi

swift build -c release --package-path Benchmarks --scratch-path .build-bench \
  --product unroll-bench

# A part of the rows must not replace the figures and the plot of a whole run.
outputs=(--json Benchmarks/results/latest.json --plot docs/images/speed.svg)
case " $* " in *" --only"* | *" --quick "* | *" --skip-peers "* | *" --help "*) outputs=() ;; esac
"$venv/bin/python" Benchmarks/compare.py "${outputs[@]}" "$@"
