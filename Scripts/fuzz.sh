#!/usr/bin/env bash
# Fuzzes every reader of Unroll for some seconds, and prints what was run and what was found.
#
# use: Scripts/fuzz.sh [--seconds N] [--jobs N] [--address] [--minimize] [TARGET…]
#
#   --seconds N   for each target (60)
#   --jobs N      targets at a time (1)
#   --address     with the address sanitizer, which also finds leaks; slower
#   --minimize    packs what was learnt into Fuzz/Corpus, cut to what adds coverage
#   TARGET        names of readers; all if none is given
#
# Findings lie in .build-fuzz-findings/TARGET; the status is 1 if there are any.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=60 jobs=1 address= minimize= targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2; shift ;;
    --jobs) jobs=$2; shift ;;
    --address) address=1 ;;
    --minimize) minimize=1 ;;
    -*) echo "error: unknown option $1" >&2; exit 2 ;;
    *) targets+=("$1") ;;
  esac
  shift
done

scratch=.build-fuzz sanitizers=(--sanitize fuzzer)
if [ -n "$address" ]; then
  scratch=.build-fuzz-address sanitizers=(--sanitize fuzzer --sanitize address)
fi
# Internal readers are reached through @testable, which optimised builds allow on request.
nice swift build -c release --package-path Fuzz --scratch-path "$scratch" "${sanitizers[@]}" \
  -Xswiftc -enable-testing
fuzzer=$PWD/$scratch/release/unroll-fuzz
work=$PWD/.build-fuzz-work findings=$PWD/.build-fuzz-findings
mkdir -p "$work/seeds" "$work/corpus" "$work/logs" "$findings"
python3 Fuzz/seeds.py "$work/seeds"

# The backtraces of Swift take a second each; libFuzzer shows where it was.
export SWIFT_BACKTRACE=enable=no
declare -A longest
while read -r name bytes; do longest[$name]=$bytes; done < <(UNROLL_FUZZ=list "$fuzzer")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(printf '%s\n' "${!longest[@]}" | sort)

dictionary() {
  case $1 in
    architecture | compilation | keras | textmodel | shards | checkpoint | selfcheck) echo keras ;;
    predict | infer | jsonl | vocabulary) echo json ;;
    archive | reviews | zip) echo zip ;;
    npy | tensors) echo npy ;;
    hdf5 | weights | wholemodel) echo hdf5 ;;
    paths | template) echo paths ;;
    *) echo text ;;
  esac
}

# Fuzzes one target; its log ends with libFuzzer's figures.
fuzz() {
  local name=$1
  local corpus=$work/corpus/$name
  mkdir -p "$corpus" "$findings/$name" "$work/seeds/$name"
  if [ -e "Fuzz/Corpus/$name.tar.gz" ]; then tar -xzf "Fuzz/Corpus/$name.tar.gz" -C "$corpus"; fi
  UNROLL_FUZZ=$name nice -n 19 "$fuzzer" -max_total_time="$seconds" -max_len="${longest[$name]}" \
    -timeout=10 -rss_limit_mb=768 -malloc_limit_mb=256 -detect_leaks=1 -print_final_stats=1 \
    -dict="Fuzz/Dictionaries/$(dictionary "$name").dict" -use_value_profile="${UNROLL_FUZZ_VALUES:-0}" \
    -artifact_prefix="$findings/$name/" "$corpus" "$work/seeds/$name" \
    >"$work/logs/$name" 2>&1 || true
}

running=0
for name in "${targets[@]}"; do
  if [ -z "${longest[$name]:-}" ]; then echo "error: no reader is called $name" >&2; exit 2; fi
  fuzz "$name" &
  running=$((running + 1))
  if [ "$running" -ge "$jobs" ]; then wait -n; running=$((running - 1)); fi
done
wait

if [ -n "$minimize" ]; then
  for name in "${targets[@]}"; do
    rm -rf "$work/least"
    mkdir -p "$work/least"
    UNROLL_FUZZ=$name nice -n 19 "$fuzzer" -merge=1 -max_len="${longest[$name]}" -timeout=5 \
      "$work/least" "$work/corpus/$name" "$work/seeds/$name" >"$work/logs/$name.merge" 2>&1 || true
    Fuzz/pack.py "$work/least" "Fuzz/Corpus/$name.tar.gz"
  done
fi
Fuzz/table.py "$work/logs" "$findings" "${targets[@]}"
