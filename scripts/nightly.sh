#!/usr/bin/env bash
# Runs what takes hours: all tests under the sanitizers, the SQL tests in every configuration, and
# the fuzzers for long. Usage: scripts/nightly.sh [FUZZING_SECONDS_PER_TARGET]. Every part runs even
# when one fails; the logs are in build/nightly/.

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

fuzzing_seconds="${1:-1800}"
DEBIAN_PACKAGES+=(clang-19 libclang-rt-19-dev llvm-19)
setup
build_preset asan
build_preset tsan
mkdir -p build/nightly
# A report ends its process: the tests go on in another, and what was found lies beside the logs.
for sanitizer in ASAN UBSAN TSAN; do
  export "${sanitizer}_OPTIONS=log_path=$ROOT/build/nightly/report"
done
failed=()

# Runs one named part with its output in a log.
part() {
  local name="$1"
  shift
  say "$name"
  "$@" >"build/nightly/$name.log" 2>&1 || {
    failed+=("$name")
    tail -n 20 "build/nightly/$name.log"
  }
}

pytest=(-m pytest -q -p no:cacheprovider -n 1 --max-worker-restart=200)
# What measures memory or needs a build without sanitizers is left out.
others=(--ignore=test/python/sql/test_{sqllogic,tpcds}.py
  --ignore=test/python/limits/test_{faults,hostile_sql}.py --ignore=test/python/project)
sessions=(test/python/limits/test_{sessions,concurrency,cancel}.py
  test/python/sql/test_{transactions,tpch}.py test/python/package/test_udf.py
  test/python/limits/test_spill{,_groups,_joins,_recursion,_windows}.py)

for preset in asan tsan; do
  part "unit-$preset" scripts/sanitized.sh "$preset" env -C "build/$preset" ./lakebolt_unit_tests
  part "sql-$preset" scripts/sanitized.sh "$preset" python "${pytest[@]}" test/python/sql/test_sqllogic.py
done
part sql-workers-tsan scripts/sanitized.sh tsan python "${pytest[@]}" test/python/sql/test_sqllogic.py \
  --sql-config workers_4
part python-asan scripts/sanitized.sh asan python "${pytest[@]}" "${others[@]}" test/python
part sessions-tsan scripts/sanitized.sh tsan python "${pytest[@]}" "${sessions[@]}"
part sqlalchemy env PYTHONPATH="$ROOT/build/release/python" LAKEBOLT_SQLALCHEMY_TESTS= \
  .venv/bin/python "${pytest[@]}" test/python/package/test_sqlalchemy.py
# Spark and PyTorch take gigabytes: only here.
part large-packages .venv/bin/python -m pip install --quiet pyspark torch
part large env PYTHONPATH="$ROOT/build/release/python" .venv/bin/python "${pytest[@]}" \
  test/python/files/test_spark_reads.py test/python/package/test_torch.py
part fuzz scripts/fuzz.sh --seconds "$fuzzing_seconds" --seed "$(date +%j)" --every 1 --keep
part sql-matrix env PYTHONPATH="$ROOT/build/release/python" \
  .venv/bin/python "${pytest[@]}" test/python/sql/test_sqllogic.py --sql-matrix

echo
for name in "${failed[@]}"; do
  echo "failed: $name"
done
[ ${#failed[@]} -eq 0 ]
