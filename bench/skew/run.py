#!/usr/bin/env python3
"""Runs the joins with skewed keys; `harness/runner.py` has the options."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import runner  # noqa: E402
from skew.data import SUITE  # noqa: E402

if __name__ == "__main__":
    sys.exit(runner.main(SUITE, sys.argv[1:]))
