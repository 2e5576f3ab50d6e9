#!/usr/bin/env bash
# Writes the pages of the documentation that are made from the built package: SQL's functions and
# settings, the Python reference, and which operations of other frames there are.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PYTHONPATH="$PWD/build/release/python"
for script in make_sql_reference make_python_reference make_dataframe_coverage; do
  .venv/bin/python "scripts/$script.py"
done
