#!/usr/bin/env bash
# Builds Lakebolt and runs every check. All checks run even when one fails; the exit status is 0 only
# if all passed. Usage: scripts/test.sh [--quick]: --quick leaves out the wheel, the examples, the
# sanitizers and the fuzzers. scripts/nightly.sh runs what takes longer.

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

quick=0
[ "${1:-}" = "--quick" ] && quick=1

passed=0
failed=()

# Runs one named check, and remembers how it ended.
check() {
  local name="$1" started=$SECONDS
  shift
  say "$name"
  if "$@"; then
    passed=$((passed + 1))
    echo "ok: $name ($((SECONDS - started)) s)"
  else
    failed+=("$name")
    echo "FAILED: $name ($((SECONDS - started)) s)"
  fi
}

# Runs a check unless more than so many seconds have gone: all of it ends within 45 minutes, also where
# the compiler's cache is empty.
check_by() {
  local latest="$1" name="$2"
  shift
  if [ "$SECONDS" -le "$latest" ]; then
    check "$@"
  else
    echo "left out: $name ($SECONDS s have gone, mostly for building)"
  fi
}

check_format() {
  git ls-files -z --cached --others --exclude-standard -- '*.cc' '*.h' |
    xargs -0 --no-run-if-empty .venv/bin/clang-format --dry-run --Werror 2>&1 | head -n 40
  [ "${PIPESTATUS[1]}" -eq 0 ]
}

# Installs into a prefix and builds the examples against it, as a C++ user would.
check_cpp_examples() {
  local prefix="$ROOT/build/prefix" example
  rm -rf "$prefix" build/examples &&
    cmake --install build/release --prefix "$prefix" >/dev/null &&
    scripts/readme_example.py build/examples/source/readme || return 1
  for example in examples/cpp examples/extension build/examples/source/readme; do
    cmake -S "$example" -B "build/examples/${example##*/}" -G Ninja \
      -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" >/dev/null &&
      ninja -C "build/examples/${example##*/}" || return 1
  done
  build/examples/cpp/lakebolt_example && build/examples/extension/lakebolt_extension &&
    run_readme_example "$ROOT/build/examples/readme/lakebolt_example"
}

# Runs the README's program where the file is that it reads.
run_readme_example() {
  (cd build/examples/source/readme &&
    "$ROOT/build/release/bin/lakebolt" -c "COPY (FROM range(9)) TO 'orders.parquet'" && "$1")
}

# Builds the wheel, installs it into an empty environment and uses the module and the command. The
# compiler's name is the release build's, so that its cached objects serve.
check_wheel() {
  rm -rf build/dist build/wheel-venv &&
    CC=cc CXX=c++ .venv/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps \
      --no-build-isolation -w build/dist . &&
    .venv/bin/python -m venv build/wheel-venv &&
    build/wheel-venv/bin/python -m pip install --quiet --disable-pip-version-check build/dist/*.whl &&
    build/wheel-venv/bin/python -c \
      'import lakebolt; assert lakebolt.sql("SELECT 40 + 2").fetchall() == [(42,)]' &&
    [ "$(build/wheel-venv/bin/lakebolt --format csv -c 'SELECT 40 + 2 AS answer')" = $'answer\n42' ]
}

# Builds a sanitizer's preset, or some targets of it, with the compiler that it takes.
build_sanitized() (
  DEBIAN_PACKAGES=(clang-19 libclang-rt-19-dev llvm-19)
  install_debian_packages && build_preset "$@"
)

# Runs the unit tests that --gtest_filter takes with a sanitizer, in as many processes as there are
# cores. Usage: sanitized_unit_tests PRESET FILTER.
sanitized_unit_tests() {
  local preset="$1" filter="$2" shards
  shards="$(nproc)"
  seq 0 $((shards - 1)) | GTEST_TOTAL_SHARDS="$shards" xargs -P "$shards" -I NUMBER \
    env GTEST_SHARD_INDEX=NUMBER scripts/sanitized.sh "$preset" env -C "build/$preset" \
    ./lakebolt_unit_tests --gtest_brief=1 "--gtest_filter=$filter"
}

# Runs Python tests with a sanitizer. Usage: sanitized_tests PRESET ARGUMENT_OF_PYTEST...
sanitized_tests() {
  local preset="$1"
  shift
  scripts/sanitized.sh "$preset" python -m pytest -q -n "$(nproc)" --dist worksteal \
    -p no:cacheprovider --capture=sys "$@"
}

# Tests that take long under a sanitizer and run code that others run too. nightly.sh runs them.
slow_unit_tests="ParquetScanTest.BrokenBytes*:ParquetScanTest.FiltersExactly:ParquetScanTest.ReadsAll*"
slow_unit_tests+=":Snappy.*Streams:Logic.AgreesWithAnInterpreter:KeyLayout.PacksAnyTypes:SimpleRegex.Finds*"
slow_unit_tests+=":FunctionEncodings.*:Aggregates.*:*RandomJoin*:*LargeJoin*:DeepSql.*:DistinctGrowth.*"
slow_sql_tests=(aggregate/many_groups join/{large,range,repeated_keys})

# Runs SQL tests with a sanitizer. Usage: sanitized_sql_tests PRESET CONFIGURATION FOLDER_OF_TEST_SQL...
sanitized_sql_tests() {
  local preset="$1" config="$2" file=test/python/sql/test_sqllogic.py
  shift 2
  local without=("${slow_sql_tests[@]/#/--deselect=$file::test_file[}")
  sanitized_tests "$preset" "$file" --sql-config "$config" "${@/#/--sql-path=$ROOT/test/sql/}" \
    "${without[@]/%/.test-$config]}"
}

# Runs with the address, leak and undefined behaviour sanitizers what covers most for its time: nearly
# all unit and SQL tests, the inputs that ever failed a fuzzer, and a few new ones.
check_memory() {
  build_sanitized asan && sanitized_unit_tests asan "-$slow_unit_tests" &&
    sanitized_sql_tests asan default && scripts/fuzz.sh --runs 50
}

# Runs with the thread sanitizer what works in several threads.
check_threads() {
  build_sanitized tsan _lakebolt &&
    sanitized_sql_tests tsan workers_4 join aggregate window cte write select &&
    sanitized_tests tsan test/python/limits/test_concurrency.py test/python/sql/test_transactions.py
}

setup
export PYTHONPATH="$ROOT/build/release/python"
check "Folders, includes and READMEs" .venv/bin/python scripts/check_includes.py
check "Formatting" check_format
check "Types of the Python package and its examples" .venv/bin/mypy
check "Unit tests" ctest --preset release -j 2
if [ $quick -eq 0 ]; then
  check "C++ examples against the installed library" check_cpp_examples
  check "Wheel in an empty environment" check_wheel
fi
check "SQL and Python tests" .venv/bin/python -m pytest -q -n "$(nproc)" --dist worksteal test/python
if [ $quick -eq 0 ]; then
  check_by 2000 "Address sanitizer and fuzzers" check_memory
  check_by 2300 "Thread sanitizer" check_threads
fi

echo
for name in "${failed[@]}"; do
  echo "failed: $name"
done
echo "checks: $passed passed, ${#failed[@]} failed"
[ ${#failed[@]} -eq 0 ]
