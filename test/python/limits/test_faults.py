"""Runs statements while reads, writes, allocations and the like fail, and kills writers.

The long run is `cd test/python && python -m faults --rounds 20 --files 2000 --leaks 1`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import engine
import pytest

import lakebolt
from lakebolt import _lakebolt

HERE = Path(__file__).parents[1]
ROWS = 20_000
WRITERS = ["csv", "json", "parquet", "arrow"]


@pytest.fixture(autouse=True)
def no_faults() -> object:
    """Ends all faults after each test."""
    yield
    _lakebolt.disarm_faults()


def run_faults(arguments: list[str], tmp_path: Path) -> str:
    """Runs `python -m faults`; returns what it prints."""
    journal = tmp_path / "journal"
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "LAKEBOLT_FAULT_JOURNAL": str(journal)}
    done = subprocess.run(
        [sys.executable, "-m", "faults", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    last = journal.read_text() if journal.exists() else ""
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\nat: {last}"
    return done.stdout


def test_corpus(tmp_path: Path) -> None:
    """Has every statement of a sample of the corpus meet a fault, and then runs it again."""
    assert "went wrong" in run_faults(["--sample", "0.12", "--seed", "1"], tmp_path)


def test_files_and_spilling_queries(tmp_path: Path) -> None:
    """Has what reads and writes files meet faults of these and of its memory."""
    arguments = ["--files", "200", "--spilling", "70", "--leaks", "7"]
    run_faults([str(HERE / "faults"), *arguments], tmp_path)


@pytest.mark.parametrize("format", WRITERS)
@pytest.mark.parametrize(
    "plan", ["open:1:EACCES", "write:1", "write:1:short,write:2:EDQUOT", "sync:1", "rename:1"]
)
def test_failed_copy_changes_nothing(tmp_path: Path, format: str, plan: str) -> None:
    """Fails each step of COPY TO: the old file stays, and nothing is left beside it."""
    path = tmp_path / f"answer.{format}"
    connection = lakebolt.connect()
    connection.execute(f"COPY (SELECT 1 AS a) TO '{path}' (FORMAT {format})")
    old = path.read_bytes()
    _lakebolt.arm_faults(plan)
    with pytest.raises(lakebolt.Error) as raised:
        connection.execute(f"COPY (FROM range({ROWS})) TO '{path}' (FORMAT {format})")
    assert _lakebolt.faults_injected() > 0
    _lakebolt.disarm_faults()
    assert raised.value.sqlstate in ("53100", "58030")
    assert path.name in str(raised.value)
    assert raised.value.hint or plan.startswith(("sync", "rename"))
    assert path.read_bytes() == old
    assert os.listdir(tmp_path) == [path.name]
    connection.execute(f"COPY (FROM range({ROWS})) TO '{path}' (FORMAT {format})")
    assert path.read_bytes() != old


def test_short_memory_loses_no_row_of_a_limit() -> None:
    """Refuses each reservation of a top N in turn, whose chunks have fewer rows than are wanted."""
    connection = lakebolt.connect({"threads": 1, "chunk_size": 8})
    connection.execute("CREATE TABLE t AS SELECT i, 'row ' || i AS s FROM range(200) r(i)")
    right = [(i, f"row {i}") for i in range(20)]
    answers = 0
    for place in range(1, 40):
        _lakebolt.arm_faults(f"reserve:{place}")
        try:
            found = connection.execute("SELECT i, s FROM t ORDER BY i LIMIT 20").fetchall()
        except lakebolt.Error as error:
            assert error.sqlstate == "53200"
            continue
        finally:
            _lakebolt.disarm_faults()
        assert found == right
        answers += 1
    assert answers > 0


def test_failed_renames_lose_no_name(tmp_path: Path) -> None:
    """Fails when the second of three files should appear: the first has replaced an old one, and stays."""
    connection = lakebolt.connect()
    rows = "SELECT i AS v, i AS p FROM range({0}, {0} + 3) t(i)"
    copy = f"COPY ({rows}) TO '{{1}}' (FORMAT csv, PARTITION_BY (p), {{2}})"
    folder = tmp_path / "out"
    connection.execute(copy.format(0, folder, "OVERWRITE"))
    old = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    assert len(old) == 3
    _lakebolt.arm_faults("rename:5")  # each file's first is that of its partial one
    with pytest.raises(lakebolt.Error):
        connection.execute(copy.format(0, folder, "OVERWRITE_OR_IGNORE"))
    _lakebolt.disarm_faults()
    assert {path for path in folder.rglob("*") if path.is_file()} == set(old)
    # New files go again.
    _lakebolt.arm_faults("rename:5")
    with pytest.raises(lakebolt.Error):
        connection.execute(copy.format(3, folder, "APPEND"))
    _lakebolt.disarm_faults()
    assert {path for path in folder.rglob("*") if path.is_file()} == set(old)


@pytest.mark.parametrize("fault", ["sync:1", "sync:40", "sync:300", "thread:1+"])
def test_failed_syncs_leave_nothing(tmp_path: Path, fault: str) -> None:
    """Brings 300 files to the disk, of which one fails; without threads they go one by one."""
    connection = lakebolt.connect()
    folder = tmp_path / "out"
    rows = "SELECT i AS v, i % 300 AS p FROM range(3000) t(i)"
    _lakebolt.arm_faults(fault)
    try:
        connection.execute(f"COPY ({rows}) TO '{folder}' (FORMAT csv, PARTITION_BY (p))")
        failed = False
    except lakebolt.Error:
        failed = True
    finally:
        _lakebolt.disarm_faults()
    assert failed == fault.startswith("sync")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == (0 if failed else 300)


@pytest.mark.parametrize("format", WRITERS)
def test_killed_copy_leaves_a_whole_file(tmp_path: Path, format: str) -> None:
    """Kills a process that writes: the old file is there, and the next writer cleans up."""
    path = tmp_path / f"answer.{format}"
    statement = f"COPY (FROM range({ROWS})) TO '{path}' (FORMAT {format})"
    connection = lakebolt.connect()
    connection.execute(f"COPY (SELECT 1 AS a) TO '{path}' (FORMAT {format})")
    old = path.read_bytes()
    writer = subprocess.Popen(
        [sys.executable, "-c", f"import lakebolt; lakebolt.connect().execute({statement!r})"],
        env={**os.environ, "LAKEBOLT_FAULT": "sync:1:60000ms"},
    )
    partial = tmp_path / f".answer.{format}.partial"
    deadline = time.monotonic() + 60
    while not (partial.exists() and partial.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert path.read_bytes() == old
    assert set(os.listdir(tmp_path)) == {path.name, partial.name}
    connection.execute(statement)
    assert os.listdir(tmp_path) == [path.name]


SPILLING = """
import lakebolt, sys
connection = lakebolt.connect({"memory_limit": "4MB", "temp_directory": sys.argv[1]})
query = "SELECT sum(i), count(*) FROM (SELECT i FROM range(600000) r(i) ORDER BY i % 1000, i OFFSET 1)"
print(connection.execute(query).fetchall())
"""


def spill(folder: Path, fault: str) -> subprocess.Popen:
    """Starts a process that sorts on disk."""
    environment = {**os.environ, "LAKEBOLT_FAULT": fault}
    command = [sys.executable, "-c", SPILLING, str(folder)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def await_spill(process: subprocess.Popen, folder: Path) -> None:
    """Waits until a process has a temporary file open."""
    files = Path(f"/proc/{process.pid}/fd")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        for link in files.iterdir():
            try:
                if str(link.readlink()).startswith(str(folder)):
                    return
            except OSError:
                continue  # closed meanwhile
        time.sleep(0.01)
    raise AssertionError("nothing was spilled")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_killed_processes_leave_no_temporary_files(tmp_path: Path) -> None:
    """Kills one of two processes that share a folder: the other goes on, and nothing is left."""
    expected = f"[({sum(range(1, 600_000))}, 599999)]"
    killed = spill(tmp_path, "write:3:60000ms")
    other = spill(tmp_path, "write:3:3000ms")
    await_spill(killed, tmp_path)
    await_spill(other, tmp_path)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    late = spill(tmp_path, "")
    assert late.communicate()[0].strip() == expected
    assert other.communicate()[0].strip() == expected
    assert os.listdir(tmp_path) == []


def test_full_disk_of_temporary_files(tmp_path: Path) -> None:
    """Fills the disk while a sort spills: an error that says so, and the session goes on."""
    connection = lakebolt.connect()
    connection.execute(f"SET temp_directory = '{tmp_path}'")
    connection.execute("SET memory_limit = '4MB'")
    query = "SELECT max(i) FROM (SELECT i FROM range(1000000) r(i) ORDER BY i % 1000, i OFFSET 1)"
    _lakebolt.arm_faults("write:>300KB:ENOSPC")
    with pytest.raises(lakebolt.Error, match="No space left on device") as raised:
        connection.execute(query)
    _lakebolt.disarm_faults()
    assert raised.value.sqlstate == "53100"
    assert str(tmp_path) in str(raised.value)
    assert "temp_directory" in raised.value.hint
    assert connection.execute(query).fetchall() == [(999_999,)]
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("format", ["arrow", "arrows"])
def test_reading_arrow_without_memory(tmp_path: Path, format: str) -> None:
    """Refuses each buffer in turn that reading a file of Arrow IPC asks for."""
    path = tmp_path / f"rows.{format}"
    connection = engine.connect()
    connection.run(f"COPY (SELECT i, 'text ' || i AS s, [i] AS l FROM range(9000) r(i)) TO '{path}'")
    query = f"SELECT count(s), sum(i), sum(l[1]) FROM '{path}'"
    expected = connection.rows(query)
    refused = 0
    for number in range(1, 2000):
        _lakebolt.arm_faults(f"allocate:{number}")
        try:
            assert connection.rows(query) == expected
        except lakebolt.Error as error:
            assert error.sqlstate == "53200", number
            refused += 1
        happened = _lakebolt.faults_injected() > 0
        _lakebolt.disarm_faults()
        if not happened:
            break
    assert refused > 10


def test_interrupted_and_short_reads(tmp_path: Path) -> None:
    """Reads files where the system gives a byte at a time, late, or is interrupted."""
    connection = engine.connect()
    for format in ("csv", "parquet"):
        path = tmp_path / f"numbers.{format}"
        connection.run(f"COPY (SELECT i, i % 7 AS k FROM range(3000) r(i)) TO '{path}'")
        query = f"SELECT k, sum(i) FROM '{path}' GROUP BY k ORDER BY k"
        expected = connection.rows(query)
        for plan in ("read:/2:EINTR,open:/2:EINTR", "read:/2:short", "read:/1:2ms"):
            _lakebolt.arm_faults(plan)
            assert connection.rows(query) == expected, plan
            assert _lakebolt.faults_injected() > 0, plan
            _lakebolt.disarm_faults()


def test_without_threads() -> None:
    """Starts as many workers as there are to be had, and says so when there is none."""
    _lakebolt.arm_faults("thread:2+")
    assert lakebolt.connect().execute("SELECT sum(i) FROM range(100000) r(i)").fetchall()
    _lakebolt.arm_faults("thread:1+")
    with pytest.raises(lakebolt.Error, match="cannot start a thread"):
        lakebolt.connect().execute("SELECT 1")


LIMITED = """
import resource, lakebolt
connection = lakebolt.connect()
connection.execute("SELECT sum(i) FROM range(1000) r(i)").fetchall()
pages = int(open("/proc/self/statm").read().split()[0])
limit = {limit}
resource.setrlimit(resource.{kind}, (limit, limit))
try:
    connection.execute({statement!r}).fetchall()
    print("no error")
except lakebolt.Error as error:
    print(error.sqlstate)
print(connection.execute("SELECT sum(i) FROM range(1000) r(i)").fetchall())
"""


def under_limit(kind: str, limit: str, statement: str) -> list[str]:
    """Runs a statement, and then another, in a process that the system limits."""
    script = LIMITED.format(kind=kind, limit=limit, statement=statement)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_limit_on_the_address_space() -> None:
    """Lets the system refuse memory in earnest."""
    rows = "SELECT i, repeat('x', 100) AS s FROM range(5000000) r(i)"
    statement = f"SELECT i, list(s) FROM ({rows}) GROUP BY i"
    out = under_limit("RLIMIT_AS", "pages * 4096 + (300 << 20)", statement)
    assert out == ["53200", "[(499500,)]"]


def test_limit_on_the_size_of_files(tmp_path: Path) -> None:
    """Lets the system refuse a file that grows too long."""
    statement = f"COPY (FROM range(1000000)) TO '{tmp_path}/numbers.csv'"
    assert under_limit("RLIMIT_FSIZE", "100000", statement) == ["53100", "[(499500,)]"]
    assert os.listdir(tmp_path) == []


def test_limit_on_open_files(tmp_path: Path) -> None:
    """Lets the system refuse to open another file."""
    statement = f"COPY (FROM range(10)) TO '{tmp_path}/numbers.csv'"
    assert under_limit("RLIMIT_NOFILE", "3", statement) == ["58030", "[(499500,)]"]
