#!/usr/bin/env bash
# Compares the built program with real Keras, nltk and gensim, which it installs in .venv-peers.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-.build/release/unroll}
shared=${UNROLL_SHARED:-../shared}
venv=.venv-peers

if [ ! -x "$venv/bin/python" ]; then
  if ! python3 -m venv "$venv" 2>/dev/null; then
    rm -rf "$venv"
    echo "Installing with apt-get: python3 python3-venv" >&2
    sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq python3 python3-venv >&2
    python3 -m venv "$venv"
  fi
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check \
  -r Scripts/fixtures/requirements.txt -r Scripts/requirements-peers.txt

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "== Keras, both ways"
"$venv/bin/python" Scripts/roundtrip.py "$program" "$scratch"

echo "== nltk's tokenizer"
if [ -e "$shared/data/aclImdb_v1.tar.gz" ]; then
  "$venv/bin/python" Scripts/compare-tokenizer.py "$program" --random 20000
  echo "== gensim's vectors"
  "$venv/bin/python" Scripts/compare-vectors.py "$program"
else
  echo "note: no reviews at $shared/data: the tokenizer and the vectors are not compared on them" >&2
fi
