"""Children of os.fork(): they have none of their parent's threads, but drop and use what they inherit."""

import os
import signal
import subprocess
import sys

import lakebolt
import pytest

SPILLS = (
    "SELECT count(*), sum(n) FROM (SELECT s, count(*) AS n FROM "
    "(SELECT md5(i::VARCHAR) AS s FROM range(200000) t(i)) GROUP BY s ORDER BY n, s)"
)


def in_child(action):
    """Runs `action` in a child; returns its exit status, or the signal that ended it as a negative number."""
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        status = 1
        try:
            status = action() or 0
        except SystemExit:
            status = 77
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def connection():
    made = lakebolt.connect()
    made.execute("SELECT 1").fetchall()
    return made


def test_child_drops_a_connection(connection):
    held = [connection]
    del connection

    def drop():
        held.clear()

    assert in_child(drop) == 0


def test_child_exits_with_a_connection():
    script = """
import lakebolt, os, signal, sys
connection = lakebolt.connect()
connection.execute("SELECT 1").fetchall()
child = os.fork()
if child == 0:
    signal.alarm(20)
    sys.exit(7)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == 7


def test_child_queries_over_an_inherited_connection(connection):
    connection.execute("CREATE TABLE t AS SELECT i FROM range(100000) r(i)")

    def query():
        assert connection.execute("SELECT sum(i) FROM t").fetchall() == [(4999950000,)]
        connection.execute("INSERT INTO t VALUES (1)")
        assert connection.execute("SELECT count(*) FROM t").fetchall() == [(100001,)]

    assert in_child(query) == 0
    assert connection.execute("SELECT count(*) FROM t").fetchall() == [(100000,)]


def test_child_drops_a_result_that_its_parent_reads(connection):
    results = [connection.execute("SELECT * FROM range(100000000) t(i)")]
    assert results[0].fetchone() == (0,)

    def read_and_drop():
        with pytest.raises(lakebolt.Error, match="forked"):
            while results[0].fetchone():
                pass
        results.clear()

    assert in_child(read_and_drop) == 0
    assert results[0].fetchone() == (1,)


def test_child_spills_after_its_parent_did():
    parent = lakebolt.connect({"memory_limit": "20MB", "threads": 2})
    wanted = parent.execute(SPILLS).fetchall()

    def spill():
        for settings in ({"memory_limit": "20MB", "threads": 2}, None):
            connection = parent if settings is None else lakebolt.connect(settings)
            assert connection.execute(SPILLS).fetchall() == wanted

    assert in_child(spill) == 0


def test_child_is_interrupted():
    script = """
import lakebolt, os, signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run in the background
connection = lakebolt.connect()
connection.execute("SELECT 1").fetchall()
child = os.fork()
if child == 0:
    signal.alarm(20)
    own = lakebolt.connect()
    own.execute("SELECT 1").fetchall()
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    rows = "range(1000000) a(i), range(10000000) b(j)"
    try:
        own.execute(f"SELECT count(*) FROM {rows} WHERE i * j % 7 = 3").fetchall()
    except KeyboardInterrupt:
        os._exit(7)
    os._exit(1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == 7
