#!/usr/bin/env bash
# Compares the built program with real Keras, TensorBoard, nltk and gensim, which it installs in .venv-peers.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-.build/release/unroll}
shared=${UNROLL_SHARED:-../shared}
venv=.venv-peers

Scripts/venv.sh "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check \
  -r Scripts/fixtures/requirements.txt -r Scripts/requirements-peers.txt

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "== Keras, both ways"
"$venv/bin/python" Scripts/roundtrip.py "$program" "$scratch"

echo "== TensorBoard's reader"
"$venv/bin/python" Scripts/compare-tensorboard.py "$program" "$scratch"

echo "== nltk's tokenizer"
if [ -e "$shared/data/aclImdb_v1.tar.gz" ]; then
  "$venv/bin/python" Scripts/compare-tokenizer.py "$program" --random 20000
  echo "== gensim's vectors"
  "$venv/bin/python" Scripts/compare-vectors.py "$program"
else
  echo "note: no reviews at $shared/data: the tokenizer and the vectors are not compared on them" >&2
fi
