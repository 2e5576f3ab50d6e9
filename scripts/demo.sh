#!/usr/bin/env bash
# Installs what is needed, builds Lakebolt, makes TPC-H Parquet files and runs the 22 queries over
# them, each answer compared with DuckDB's. Usage: scripts/demo.sh [SCALE_FACTOR], default 1.

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

scale="${1:-1}"
[[ "$scale" =~ ^[0-9]+(\.[0-9]+)?$ ]] || fail "not a scale factor: $scale"
setup
say "Running the 22 TPC-H queries at scale factor $scale"
PYTHONPATH=build/release/python exec .venv/bin/python scripts/demo.py "$scale" "data/tpch/sf$scale"
