#!/usr/bin/env bash
# Runs the fuzzers of build/asan: first every input that ever failed, then new ones, for some time
# or, with --runs, so many that two runs of one build do the same.
# Usage: scripts/fuzz.sh [--seconds N | --runs N] [--seed N] [--every N] [--patience N] [--keep]
# [TARGET...]. Of the SQL tests every Nth statement is a seed; an input may take so many seconds as
# --patience says; --keep goes on from what earlier runs found worth keeping.
# What fails is left in build/fuzz/TARGET/; put it into test/fuzz/corpus/TARGET/ with the fix.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=10 runs='' seed=1 every=10 patience=60 keep=0 targets=()
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds) seconds="$2" && shift 2 ;;
    --runs) runs="$2" && shift 2 ;;
    --seed) seed="$2" && shift 2 ;;
    --every) every="$2" && shift 2 ;;
    --patience) patience="$2" && shift 2 ;;
    --keep) keep=1 && shift ;;
    *) targets+=("$1") && shift ;;
  esac
done
if [ ${#targets[@]} -eq 0 ]; then
  for program in build/asan/bin/lakebolt_fuzz_*; do targets+=("${program##*_fuzz_}"); done
fi

.venv/bin/python test/fuzz/make_seeds.py build/fuzz/seeds --every "$every"

# Replays and then fuzzes one target.
fuzz() {
  local target="$1" folder="build/fuzz/$1" seeds="build/fuzz/seeds/$1"
  local known="test/fuzz/corpus/$target" log="build/fuzz/$target.log" end="-max_total_time=$seconds"
  [ "$keep" -eq 1 ] || rm -rf "$folder/found"
  mkdir -p "$folder/found"
  # The seeds count as executions too.
  [ -z "$runs" ] || end="-runs=$((runs + $(ls "$seeds" | wc -l)))"
  local limits=("-timeout=$patience" -rss_limit_mb=2048 -malloc_limit_mb=1024
    "-artifact_prefix=$folder/")
  {
    if [ -d "$known" ]; then
      scripts/sanitized.sh asan "build/asan/bin/lakebolt_fuzz_$target" "${limits[@]}" "$known"/*
    fi &&
      scripts/sanitized.sh asan "build/asan/bin/lakebolt_fuzz_$target" "${limits[@]}" \
        "$end" "-seed=$seed" -print_final_stats=1 -max_len=65536 "$folder/found" "$seeds"
  } >"$log" 2>&1 || {
    echo "FAILED: $target; the end of $log:"
    tail -n 40 "$log"
    return 1
  }
  echo "ok: $target," "$(ls "$known" 2>/dev/null | wc -l) known inputs," \
    "$(grep -o 'number_of_executed_units: .*' "$log" | grep -o '[0-9]*') executions"
}
export -f fuzz
export seconds runs seed patience keep

printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'fuzz "$0"'
