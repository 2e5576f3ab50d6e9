#!/usr/bin/env bash
# Installs what building Lakebolt takes (Debian packages, a Python environment in .venv) and builds
# the release preset. Sourced by demo.sh and test.sh; run on its own it stops after the build.
# Everything already in place is left alone, so a second run costs a second or two.

set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

# The compiler's cache tells languages apart, as its messages differ.
export LANG="${LANG:-C.UTF-8}"

DEBIAN_PACKAGES=(
  git g++ cmake ninja-build ccache mold
  python3-dev python3-venv
  libre2-dev libutf8proc-dev libcli11-dev libgtest-dev
)

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
fail() {
  printf '\n%s\n' "error: $*" >&2
  exit 1
}

# Runs a long command with its output in a log; shows the end of the log if the command fails.
logged() {
  local log="$1"
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail "'$*' failed; the whole log is in ${log#"$ROOT"/}"
  fi
}

install_debian_packages() {
  command -v dpkg-query >/dev/null || {
    echo "Not a Debian system: install the equivalents of: ${DEBIAN_PACKAGES[*]}"
    return
  }
  local missing=() package
  for package in "${DEBIAN_PACKAGES[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "these Debian packages are missing, and there is no sudo:
  apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing Debian packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}" ||
    fail "apt-get could not install: ${missing[*]}"
}

install_python_packages() {
  if [ ! -x .venv/bin/python ]; then
    say "Making the Python environment .venv"
    python3 -m venv .venv || fail "python3 -m venv failed (Debian: apt-get install python3-venv)"
  fi
  local want
  want="$(sha256sum <scripts/requirements.txt)"
  [ "$(cat .venv/lakebolt-requirements 2>/dev/null)" = "$want" ] && return
  say "Installing Python packages (scripts/requirements.txt)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r scripts/requirements.txt ||
    fail "pip could not install scripts/requirements.txt"
  echo "$want" >.venv/lakebolt-requirements
}

# Builds a preset: all of it, or the targets named. Files are compiled in batches, which more than
# halves a build from nothing; who works on them configures the preset without.
build_preset() {
  local preset="$1" jobs="${LAKEBOLT_JOBS:-$(nproc)}"
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "Configuring build/$preset"
    logged "$ROOT/build/configure.log" cmake --preset "$preset" -DLAKEBOLT_BATCH=12
  fi
  say "Building build/$preset with $jobs jobs (from nothing: some minutes)"
  ninja -C "build/$preset" -j "$jobs" "$@" || fail "the build failed"
}

setup() {
  install_debian_packages
  install_python_packages
  build_preset release
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  setup
  say "Built: build/release/bin/lakebolt"
fi
