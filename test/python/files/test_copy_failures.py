"""Copies what fails halfway, and in a child of a process that copied."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import engine
import pytest


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_errors_of_the_query(tmp_path: Path, kind: str) -> None:
    """Says why the query failed, though what writes its rows is stopped at the same time."""
    lake = engine.connect(("SET threads = 4",))
    value = "CASE WHEN i = 300000 THEN 'x' ELSE '1' END::INTEGER"
    rows = f"SELECT i, {value} AS n FROM range(1000000) r(i)"
    for _ in range(12):
        with pytest.raises(engine.Error, match="'x'"):
            lake.run(f"COPY ({rows}) TO '{tmp_path}/a.{kind}' (FORMAT {kind})")
    assert list(tmp_path.iterdir()) == []


IN_A_CHILD = """
import os, sys
import lakebolt

def copy(path):
    connection = lakebolt.connect()
    connection.execute("SET threads = 4")
    connection.execute(f"COPY (SELECT i, 'x' || i AS s FROM range(100000) r(i)) TO '{path}'")
    return connection.execute(f"SELECT count(*), sum(i) FROM '{path}' WHERE s LIKE '%1%'").fetchall()

wanted = copy(sys.argv[1] + ".parquet"), copy(sys.argv[1] + ".csv")
child = os.fork()
if child == 0:
    found = copy(sys.argv[1] + ".child.parquet"), copy(sys.argv[1] + ".child.csv")
    os._exit(0 if found == wanted else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(engine.NAME != "lakebolt", reason="forks a process that uses Lakebolt")
def test_forked_child(tmp_path: Path) -> None:
    """Writes and reads in a forked child, which has none of its parent's threads."""
    command = [sys.executable, "-W", "ignore", "-c", IN_A_CHILD, str(tmp_path / "a")]
    with subprocess.Popen(command, start_new_session=True) as process:
        try:
            assert process.wait(timeout=60) == 0
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
