"""Tests queries that read what comes through a pipe, and write to standard output."""

from __future__ import annotations

import os
import subprocess
import sys

import command
import lakebolt
import pytest


def piped(data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the command with `data` in a pipe."""
    return subprocess.run(
        [command.path(), "--format", "csv", *arguments], input=data, capture_output=True, timeout=60
    )


def test_a_pipe_is_read_as_a_file():
    done = piped(b"a,b\n1,x\n2,y\n", "FROM read_csv('/dev/stdin')")
    assert (done.stdout, done.stderr) == (b"a,b\n1,x\n2,y\n", b"")


def test_a_pipe_may_be_read_more_than_once():
    query = "SELECT count(*) AS n FROM read_csv('/dev/stdin')"
    done = piped(b"a\n1\n2\n", "-c", query, "-c", query)
    assert (done.stdout, done.stderr) == (b"n\n2\nn\n2\n", b"")


def test_a_pipe_may_hold_much_and_be_compressed(tmp_path):
    file = tmp_path / "a.csv.gz"
    lakebolt.sql(f"COPY (FROM range(1000000) t(a)) TO '{file}'").rows()
    query = "SELECT sum(a) AS s FROM read_csv('/dev/stdin', compression = 'gzip')"
    assert piped(file.read_bytes(), query).stdout == b"s\n499999500000\n"


def test_parquet_and_json_come_through_pipes(tmp_path):
    file = tmp_path / "a.parquet"
    lakebolt.sql(f"COPY (SELECT 7 AS a) TO '{file}'").rows()
    assert piped(file.read_bytes(), "FROM read_parquet('/dev/stdin')").stdout == b"a\n7\n"
    assert piped(b'{"a": 8}', "FROM read_json('/dev/stdin')").stdout == b"a\n8\n"


def test_copy_reads_standard_input_and_writes_standard_output():
    create = "CREATE TABLE t (a INTEGER, b VARCHAR)"
    done = piped(b"a,b\n1,x\n", "-c", create, "-c", "COPY t FROM STDIN", "-c", "COPY t TO STDOUT")
    assert (done.stdout, done.stderr) == (b"a,b\n1,x\n", b"")
    done = piped(b"", "COPY (SELECT 1 AS a) TO STDOUT (FORMAT json)")
    assert done.stdout == b'{"a":1}\n'


def test_copy_to_standard_output_keeps_what_was_written_before(tmp_path):
    file = tmp_path / "out"
    with file.open("wb") as out:
        run = ["--format", "csv", "-c", "SELECT 1 AS a", "-c", "COPY (SELECT 2 AS b) TO '/dev/stdout'"]
        subprocess.run([command.path(), *run], stdout=out, check=True, timeout=60)
    assert file.read_text() == "a\n1\nb\n2\n"


def test_an_empty_pipe_is_an_empty_file():
    create = "CREATE TABLE t (a INTEGER)"
    done = piped(b"", "-c", create, "-c", "COPY t FROM STDIN", "-c", "SELECT count(*) AS n FROM t")
    assert (done.stdout, done.stderr) == (b"n\n0\n", b"")


def test_a_pipe_with_a_name_is_refused(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(lakebolt.Error, match="is a pipe, which cannot be read twice"):
        lakebolt.sql(f"FROM read_csv('{pipe}')").rows()


def test_waiting_for_a_pipe_can_be_cancelled():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdout=-1) as writer:
        query = "SET statement_timeout = '200ms'; FROM read_csv('/dev/stdin')"
        done = subprocess.run(
            [command.path(), query], stdin=writer.stdout, capture_output=True, timeout=60
        )
        writer.kill()
    assert b"57014" in done.stderr
