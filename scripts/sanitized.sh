#!/usr/bin/env bash
# Runs a command with a sanitizer's build of the engine. Usage: scripts/sanitized.sh asan|tsan
# COMMAND..., such as: scripts/sanitized.sh asan python -m pytest test/python/sql/test_sqllogic.py

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset="$1"
shift

here="$PWD/scripts/sanitizers"
export PYTHONPATH="$PWD/build/$preset/python"
export PYTHONMALLOC=malloc PYTHONDONTWRITEBYTECODE=1
# Arrow's own allocator would hide from the sanitizers what is read past its buffers.
export ARROW_DEFAULT_MEMORY_POOL=system
export ASAN_SYMBOLIZER_PATH="${ASAN_SYMBOLIZER_PATH:-$(command -v llvm-symbolizer-19 || true)}"
# libFuzzer brings the C++ library before the sanitizer's, which does no harm.
export ASAN_OPTIONS="allocator_may_return_null=1:verify_asan_link_order=0:${ASAN_OPTIONS:-}"
export LSAN_OPTIONS="suppressions=$here/leaks.txt:print_suppressions=0:${LSAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
# Of Python, Arrow and the C++ library it sees the locks, but not what they order by atomics.
thread_options="halt_on_error=1:second_deadlock_stack=1:ignore_noninstrumented_modules=1"
export TSAN_OPTIONS="$thread_options:${TSAN_OPTIONS:-}"

if [[ "$1" == *python* ]]; then
  # Python itself knows no sanitizer: its run-time library has to be there before our module.
  [ "$1" = python ] && set -- "$PWD/.venv/bin/python" "${@:2}"
  library="$(clang++-19 "-print-file-name=libclang_rt.$preset-x86_64.so")"
  exec env LD_PRELOAD="$library" "$@"
fi
exec "$@"
