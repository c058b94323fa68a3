#!/usr/bin/env bash
# Fails when a source file is longer than its budget; lists the longest ones.
set -euo pipefail
cd "$(dirname "$0")/.."

limit=300
# swift-format holds code to 100 columns; this catches what it leaves alone.
columns=110
over=0

sources() {
  git ls-files {,Benchmarks/,Fuzz/}Sources/'*.'{swift,c,inc,h} {Benchmarks,Fuzz}/'*.py'
}

while IFS= read -r file; do
  lines=$(wc -l <"$file")
  if [ "$lines" -gt "$limit" ]; then
    echo "error: $file has $lines lines, more than $limit: split it by concern" >&2
    over=1
  fi
  # Wide lines would be a way around the budget.
  if [ "$(LC_ALL=C.UTF-8 wc -L <"$file")" -gt "$columns" ]; then
    echo "error: $file has lines of more than $columns characters" >&2
    over=1
  fi
done < <(sources)

large=$(git ls-files -z | xargs -0 du -k | awk '$1 > 5120 { print $2 }')
if [ -n "$large" ]; then
  echo "error: files over 5 MB: $large" >&2
  over=1
fi
echo "longest sources:"
sources | xargs wc -l | grep -v ' total$' | sort -rn | sed -n 1,5p
exit $over
