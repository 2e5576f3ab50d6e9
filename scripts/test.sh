#!/usr/bin/env bash
# Builds Lakebolt and runs every check. All checks run even when one fails; the exit status is 0 only
# if all passed. Usage: scripts/test.sh [--quick | --sanitizers]: --quick leaves out the wheel and the
# examples, --sanitizers adds tests and fuzzers under sanitizers. scripts/nightly.sh runs what takes
# longer.

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

quick=0 sanitizers=0
[ "${1:-}" = "--quick" ] && quick=1
[ "${1:-}" = "--sanitizers" ] && sanitizers=1

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

check_format() {
  git ls-files -z --cached --others --exclude-standard -- '*.cc' '*.h' |
    xargs -0 --no-run-if-empty .venv/bin/clang-format --dry-run --Werror 2>&1 | head -n 40
  [ "${PIPESTATUS[1]}" -eq 0 ]
}

# Installs into a prefix and builds the examples against it, as a C++ user would.
check_cpp_examples() {
  local prefix="$ROOT/build/prefix" example
  rm -rf "$prefix" build/examples &&
    cmake --install build/release --prefix "$prefix" >/dev/null || return 1
  for example in cpp extension; do
    cmake -S "examples/$example" -B "build/examples/$example" -G Ninja \
      -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" >/dev/null &&
      ninja -C "build/examples/$example" || return 1
  done
  build/examples/cpp/lakebolt_example && build/examples/extension/lakebolt_extension
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

# Builds a sanitizer's preset, with the compiler that it takes.
build_sanitized() (
  DEBIAN_PACKAGES=(clang-19 libclang-rt-19-dev)
  install_debian_packages && build_preset "$1"
)

# Runs the unit tests with a sanitizer, in as many processes as there are cores.
sanitized_unit_tests() {
  local shards
  shards="$(nproc)"
  seq 0 $((shards - 1)) | GTEST_TOTAL_SHARDS="$shards" xargs -P "$shards" -I NUMBER \
    env GTEST_SHARD_INDEX=NUMBER scripts/sanitized.sh "$1" env -C "build/$1" ./lakebolt_unit_tests \
    --gtest_brief=1
}

# Runs some of the SQL tests with a sanitizer: the configuration, then files and folders of test/sql.
sanitized_sql_tests() {
  local preset="$1" config="$2" paths=()
  shift 2
  for path in "$@"; do paths+=(--sql-path "test/sql/$path"); done
  scripts/sanitized.sh "$preset" python -m pytest -q -n "$(nproc)" -p no:cacheprovider --capture=sys \
    test/python/sql/test_sqllogic.py --sql-config "$config" "${paths[@]}"
}

# Runs with the address, leak and undefined behaviour sanitizers what covers most for its time: the
# unit tests, a part of the SQL tests, the inputs that ever failed a fuzzer, and a few new ones.
check_memory() {
  build_sanitized asan && sanitized_unit_tests asan &&
    sanitized_sql_tests asan default join json nested window && scripts/fuzz.sh --runs 300
}

# Runs with the thread sanitizer what works in several threads.
check_threads() {
  build_sanitized tsan && sanitized_unit_tests tsan &&
    sanitized_sql_tests tsan workers_4 join aggregate
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
if [ $sanitizers -eq 1 ]; then
  check "Address sanitizer and fuzzers" check_memory
  check "Thread sanitizer" check_threads
fi

echo
for name in "${failed[@]}"; do
  echo "failed: $name"
done
echo "checks: $passed passed, ${#failed[@]} failed"
[ ${#failed[@]} -eq 0 ]
