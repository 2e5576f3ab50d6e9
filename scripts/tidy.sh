#!/usr/bin/env bash
# Runs clang-tidy over the files given, or over those changed since the branch left main.
set -euo pipefail
cd "$(dirname "$0")/.."

tidy="$(command -v clang-tidy-19 || command -v clang-tidy)" || {
  echo "error: clang-tidy is missing. On Debian: apt-get install clang-tidy-19" >&2
  exit 1
}
[ -f build/release/compile_commands.json ] || cmake --preset release >/dev/null
files=("$@")
if [ ${#files[@]} -eq 0 ]; then
  mapfile -t files < <({
    git diff --name-only --diff-filter=d "$(git merge-base HEAD origin/main 2>/dev/null || echo HEAD)" -- 'src/*.cc'
    git ls-files --others --exclude-standard -- 'src/*.cc'
  } | sort -u)
fi
[ ${#files[@]} -gt 0 ] || {
  echo "Nothing changed."
  exit 0
}
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" "$tidy" --quiet -p build/release
