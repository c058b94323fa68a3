#!/usr/bin/env bash
# Runs the tests under the sanitizers of the compiler, each in a build of its own.
#   Scripts/sanitize.sh                addresses and undefined behaviour, then data races
#   Scripts/sanitize.sh address        memory errors in Swift and C, undefined behaviour in C
#   Scripts/sanitize.sh thread         data races, in what is used by many threads
# A build takes 10 minutes and 2 GB in .build-asan or .build-tsan; the tests take 20 minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

# Undefined behaviour in C ends the program. Two kinds are left out: `function` and `vptr` look at the
# type information of C++, which BoringSSL (C++; HummingbirdTesting brings it) is built without.
undefined=(-Xcc -fsanitize=undefined -Xcc -fno-sanitize=function,vptr -Xcc -fno-sanitize-recover=all)
failed=()

build() { # FLAGS…
  swift build --build-tests "$@"
}

run() { # NAME FILTER [SKIP…] -- FLAGS…
  local name=$1 filter=$2 skips=()
  shift 2
  while [ "$1" != -- ]; do
    skips+=(--skip "$1")
    shift
  done
  shift
  echo "== $name"
  local log=.build/sanitize-${name//[^A-Za-z0-9]/-}.log
  mkdir -p .build
  if swift test --skip-build --filter "$filter" "${skips[@]}" "$@" >"$log" 2>&1; then
    grep -E "Test run with" "$log" | tail -1
    # A filter that fits nothing would be clean for ever.
    grep -qE "Test run with [1-9][0-9]* test" "$log" || failed+=("$name (no test ran)")
  else
    grep -E "✘|ERROR: |WARNING: ThreadSanitizer|SUMMARY|runtime error" "$log" | head -20 >&2 || true
    echo "error: $name failed; all of it is in $log" >&2
    failed+=("$name")
  fi
}

address() {
  local flags=(--sanitize=address --scratch-path .build-asan "${undefined[@]}")
  build "${flags[@]}"
  # Files that lie about sizes make libraries ask for more than there is: they get nothing, as without
  # the sanitizer. Leaks are not looked for: the Swift runtime keeps what it made for types.
  export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0
  export UBSAN_OPTIONS=print_stacktrace=1
  local suite
  # UnrollTensorTests runs the kernels of every instruction set that this processor has.
  for suite in Tensor HDF5 Archive Hostile Keras Text NN Insight Server; do
    run "address: $suite" "^Unroll${suite}Tests\." -- "${flags[@]}"
  done
  run "address: Unroll" '^UnrollTests\.' -- "${flags[@]}"
  # Left out: memory that is measured from outside, of which the sanitizer takes several times more.
  run "address: CLI" '^UnrollCLITests\.' 'PredictTests.*/streams' 'memory' -- "${flags[@]}"
  # Whole models and training once more on each instruction set; the best one ran above.
  local isa
  for isa in baseline avx2; do
    if has "$isa"; then
      UNROLL_ISA=$isa run "address: NN on $isa" \
        '^UnrollNNTests\.(LayerGolden|TrainingGolden|Determinism|Rows|RecurrentState)' -- "${flags[@]}"
    fi
  done
}

has() { [ "$1" = baseline ] || grep -qw "$1" /proc/cpuinfo 2>/dev/null; }

thread() {
  local flags=(--sanitize=thread --scratch-path .build-tsan)
  build "${flags[@]}"
  export TSAN_OPTIONS=suppressions=$PWD/Scripts/sanitize-thread.txt:halt_on_error=0:exitcode=66
  run "thread: server" '^UnrollServerTests\.' -- "${flags[@]}"
  run "thread: predicting and training" \
    '^UnrollNNTests\.(SharedUse|ProjectionCache|Determinism|Evaluation|MemoryReuse)' -- "${flags[@]}"
  run "thread: text" '^UnrollTextTests\.(TokenizedDataset|WordVectors|TextEncoder)' -- "${flags[@]}"
  run "thread: archives" '^UnrollArchiveTests\.(ReadAhead|ByteStream|Gzip)' -- "${flags[@]}"
  run "thread: HDF5" '^UnrollHDF5Tests\.HDF5Reading' -- "${flags[@]}"
  run "thread: explanations" '^UnrollInsightTests\.Explainer' -- "${flags[@]}"
}

case ${1:-all} in
  address) address ;;
  thread) thread ;;
  all)
    address
    unset ASAN_OPTIONS UBSAN_OPTIONS
    thread
    ;;
  *)
    sed -n '2,5p' "$0" >&2
    exit 64
    ;;
esac
if [ ${#failed[@]} -gt 0 ]; then
  printf 'failed: %s\n' "${failed[@]}" >&2
  exit 1
fi
