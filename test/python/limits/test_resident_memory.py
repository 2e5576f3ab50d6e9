"""Runs statements with little memory in processes of their own, and looks at these from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PEAKS = Path(__file__).resolve().parents[3] / "bench" / "reliability" / "peaks.py"
SHAPES = [
    "COPY to Parquet of one group",
    "COPY to Parquet by partition",
    "CREATE TABLE",
    "INSERT",
    "full join",
    "lead",
    "long list of a lambda",
    "long texts in one",
    "a long text again and again",
    "index",
    "rows of a long",
]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_peaks(tmp_path: Path) -> None:
    """Ends with rows or the error, and never holds much more than the limit."""
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, str(PEAKS), "--memory", "24MB", "--rows", "5e5"]
    command += ["--data", str(tmp_path), "--only", ",".join(SHAPES)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\n| ") >= len(SHAPES), done.stdout
