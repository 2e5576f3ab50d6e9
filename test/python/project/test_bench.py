"""Runs each benchmark suite over a few rows on Lakebolt and DuckDB: the answers must be equal."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

BENCH = Path(__file__).resolve().parents[3] / "bench"
SIZES = {
    "clickbench": ("rows", "3000"),
    "h2o": ("rows", "5000"),
    "job": ("scale", "0.001"),
    "skew": ("rows", "5000"),
}


def run(suite: str, folder: Path, *options: str) -> dict:
    """Runs a suite once over tables kept under `folder`; returns the figures by variant."""
    name, size = SIZES[suite]
    figures = folder / f"{suite}.json"
    command = [sys.executable, str(BENCH / suite / "run.py"), f"--{name}", size, "--runs", "1"]
    command += ["--engines", "lakebolt,duckdb", "--json", str(figures), *options]
    paths = [path for path in sys.path if path]
    environment = os.environ | {"XDG_CACHE_HOME": str(folder), "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(figures.read_text())


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives a folder for the tables."""
    return tmp_path_factory.mktemp("bench")


@pytest.mark.parametrize(
    ("suite", "queries"), [("clickbench", 43), ("h2o", 20), ("job", 33), ("skew", 3)]
)
def test_suite(suite: str, queries: int, cache: Path) -> None:
    """Runs every query of a suite over tables that are made on the spot."""
    found = run(suite, cache)["plain"]
    assert len(found) == queries
    for query, engines in found.items():
        for engine, outcome in engines.items():
            assert not outcome["error"], (query, engine, outcome)
            assert outcome["seconds"] > 0 and outcome["peak"] > 0


def test_variants(cache: Path) -> None:
    """Runs a query of H2O over each way to write its files."""
    sys.path.insert(0, str(BENCH))
    names = importlib.import_module("harness.variants").NAMES
    found = run("h2o", cache, "--variant", "all", "--queries", "g3,j2")
    assert list(found) == names


def test_digests() -> None:
    """Tells apart large answers, whatever order their rows are in; NaN is equal to itself."""
    pa = pytest.importorskip("pyarrow")
    sys.path.insert(0, str(BENCH))
    answers = importlib.import_module("harness.answers")
    nan, inf = float("nan"), float("inf")

    def differs(one: list, other: list) -> bool:
        tables = [pa.table({"n": pa.array(n, pa.float64()), "i": range(3)}) for n in (one, other)]
        return bool(answers.difference(*map(answers.digest, tables)))

    for same in ([1.0, 2.0, 3.0], [nan, None, 1.0], [inf, -inf, nan]):
        assert not differs(same, same)
    for one, other in (([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]), ([nan, 1.0, 2.0], [None, 1.0, 2.0])):
        assert differs(one, other)
    assert differs([inf, 1.0, nan], [-inf, 1.0, nan])
