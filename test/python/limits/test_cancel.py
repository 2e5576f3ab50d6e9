"""Stops queries wherever they are: each ends soon, and leaves no memory, file or thread behind.

How soon is measured by `bench/reliability/cancel.py`; here a bound only tells a query that stops
from one that does not.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import lakebolt
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bench"))

from reliability.slow_queries import TABLES, SlowQuery, prepare, queries  # noqa: E402

CANCELLED = "57014"
PATIENCE = 60.0
# Single values of some ten megabytes: on a machine where memory is slow, or short, gigabytes would
# say more of the machine than of the engine.
LARGE = 2_000_000
SEED = int(os.environ.get("LAKEBOLT_FUZZ_SEED", "20261122"))
PLACES = [query.place for query in queries(Path("unused"))]


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SlowQuery]:
    """Makes the files and returns the queries by place."""
    folder = tmp_path_factory.mktemp("slow")
    prepare(folder, megabytes=32)
    return {query.place: query for query in queries(folder, LARGE)}


@pytest.fixture(scope="module")
def connection() -> lakebolt.Connection:
    """Opens a session with the tables that the queries want."""
    made = lakebolt.connect()
    made.execute(TABLES)
    return made


def held(connection: lakebolt.Connection) -> tuple[int, int, int]:
    """Returns the bytes that queries hold, in memory and on disk, and the open files."""
    row = connection.execute(
        "SELECT memory_usage_bytes, temporary_storage_bytes FROM duckdb_memory() WHERE tag = 'QUERIES'"
    ).fetchone()
    return *row, len(os.listdir("/proc/self/fd"))


def assert_held_in_the_end(connection: lakebolt.Connection, most: tuple[int, int, int]) -> None:
    """Asserts what is held once large files, which another thread closes, had time to go."""
    deadline = time.perf_counter() + PATIENCE
    while any(now > allowed for now, allowed in zip(held(connection), most)):
        assert time.perf_counter() < deadline, (held(connection), most)
        time.sleep(0.01)


def take(connection: lakebolt.Connection, query: SlowQuery) -> None:
    """Runs a query and takes its rows as the query says."""
    result = connection.execute(query.sql)
    if query.reader == "arrow":
        result.to_arrow_table()
    elif query.reader == "rows":
        while result.fetchmany(100_000):
            pass
    else:
        time.sleep(0.02)
        result.close()


@pytest.mark.parametrize("place", PLACES)
def test_interrupt(slow: dict[str, SlowQuery], connection: lakebolt.Connection, place: str) -> None:
    """Interrupts a query at a random moment, by a call or by its time limit."""
    query = slow[place]
    chance = random.Random(f"{SEED} {place}")
    delay = chance.choice([0.002, 0.02, 0.1, 0.2])
    before = held(connection)
    for name, value in query.settings.items():
        connection.execute(f"SET {name} = '{value}'")
    stopped = threading.Event()

    def interrupt() -> None:
        stopped.wait(delay)
        # The first call may come before the query has begun.
        while not stopped.is_set():
            connection.interrupt()
            stopped.wait(0.05)

    thread = threading.Thread(target=interrupt)
    begin = time.perf_counter()
    if chance.random() < 0.25:
        # What resets the limit must itself end within it.
        connection.execute(f"SET statement_timeout = '{100 + int(delay * 1000)}ms'")
    else:
        thread.start()
    try:
        take(connection, query)
    except lakebolt.Error as error:
        assert error.sqlstate == CANCELLED, error
    finally:
        stopped.set()
        if thread.ident is not None:
            thread.join()
    assert time.perf_counter() - begin < PATIENCE, "the query did not stop"
    connection.execute("RESET statement_timeout")
    for name in query.settings:
        connection.execute(f"RESET {name}")
    assert_held_in_the_end(connection, before)
    assert connection.execute("SELECT 6 * 7").fetchall() == [(42,)]
    assert connection.execute("DROP TABLE IF EXISTS made").fetchall() is not None


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs signals")
@pytest.mark.parametrize("reader", ["rows", "objects", "arrow"])
def test_keyboard(connection: lakebolt.Connection, reader: str) -> None:
    """Presses Ctrl-C while a query runs, and while its rows are made into objects."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT))
    begin = time.perf_counter()
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            if reader == "rows":
                connection.execute("SELECT sum(i % 7) FROM range(1000000000000) r(i)").fetchall()
            elif reader == "objects":
                connection.execute("SELECT i, i + 0.5, 'x' || i FROM range(200000000) r(i)").fetchall()
            else:
                sql = "SELECT i, 'x' || i FROM range(2000000000) r(i)"
                connection.execute(sql).to_arrow_table()
    finally:
        signal.signal(signal.SIGINT, previous)
        timer.join()
    assert time.perf_counter() - begin < PATIENCE
    assert connection.execute("SELECT 6 * 7").fetchall() == [(42,)]


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs signals")
def test_keyboard_between_batches(connection: lakebolt.Connection) -> None:
    """Presses Ctrl-C at any time while PyArrow takes batch after batch, without Python between."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    chance = random.Random(8)
    try:
        for _ in range(25):
            press = threading.Timer(
                chance.uniform(0.001, 0.04), lambda: os.kill(os.getpid(), signal.SIGINT)
            )
            begin = time.perf_counter()
            press.start()
            with pytest.raises(KeyboardInterrupt):
                connection.execute("SELECT i FROM range(2000000000) r(i)").to_arrow_table()
                time.sleep(PATIENCE)
            press.join()
            assert time.perf_counter() - begin < PATIENCE
    finally:
        signal.signal(signal.SIGINT, previous)
    assert connection.execute("SELECT 6 * 7").fetchall() == [(42,)]


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs signals")
def test_ignored_keyboard_stays_ignored(connection: lakebolt.Connection) -> None:
    """As where a shell runs a script in the background."""
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    press = threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT))
    press.start()
    try:
        connection.execute("SELECT sleep_ms(400)").fetchall()
    finally:
        press.join()
        signal.signal(signal.SIGINT, previous)


def test_interrupt_between_rows(connection: lakebolt.Connection) -> None:
    """Interrupts one call that makes objects of very many rows."""
    for delay in (0.01, 0.1, 0.2):
        result = connection.execute("SELECT i, 'x' || i FROM range(2000000000) r(i)")
        assert len(result.fetchmany(10)) == 10
        timer = threading.Timer(delay, connection.interrupt)
        timer.start()
        with pytest.raises(lakebolt.Error) as raised:
            result.fetchmany(100_000_000)
        timer.join()
        assert raised.value.sqlstate == CANCELLED
        # Rows that had been waiting to be read do not come either.
        with pytest.raises(lakebolt.Error):
            result.fetchmany(1)


def test_closed_results_stop(connection: lakebolt.Connection) -> None:
    """Drops results that are half read."""
    before = held(connection)
    for _ in range(20):
        cursor = connection.cursor()
        cursor.execute("SELECT hash(i) AS h, 'x' || i FROM range(100000000) r(i)")
        assert cursor.fetchone() is not None
        cursor.close()
    assert_held_in_the_end(connection, before)


def test_interrupt_is_for_what_runs(connection: lakebolt.Connection) -> None:
    """Interrupts a session that does nothing, and then runs a query in it."""
    connection.interrupt()
    assert connection.execute("SELECT 6 * 7").fetchall() == [(42,)]


def test_interrupt_stops_the_rest_of_a_script(connection: lakebolt.Connection) -> None:
    """Interrupts the first statement of several."""
    timer = threading.Timer(0.05, connection.interrupt)
    timer.start()
    with pytest.raises(lakebolt.Error) as raised:
        connection.execute("SELECT sleep_ms(100000); CREATE TABLE never (i INTEGER)")
    timer.join()
    assert raised.value.sqlstate == CANCELLED
    with pytest.raises(lakebolt.Error):
        connection.execute("SELECT * FROM never")


@pytest.mark.parametrize(("text", "milliseconds"), [("250", 250), ("2s", 2000), ("1 min", 60000)])
def test_time_limits_have_units(
    connection: lakebolt.Connection, text: str, milliseconds: int
) -> None:
    """Sets time limits in several units."""
    connection.execute(f"SET statement_timeout = '{text}'")
    try:
        assert connection.execute("SELECT current_setting('statement_timeout')").fetchone() == (
            milliseconds,
        )
    finally:
        connection.execute("RESET statement_timeout")


def test_time_limit_beside_a_slow_reader(connection: lakebolt.Connection) -> None:
    """Lets the time limit pass while nobody reads and workers wait."""
    connection.execute("SET statement_timeout = '100ms'")
    try:
        cursor = connection.execute("SELECT i FROM range(1000000000) r(i)")
        time.sleep(0.2)
        with pytest.raises(lakebolt.Error) as raised:
            cursor.fetchall()
        assert raised.value.sqlstate == CANCELLED
    finally:
        connection.execute("RESET statement_timeout")


def test_pipes_are_refused(connection: lakebolt.Connection, tmp_path: Path) -> None:
    """Opens a pipe that nobody writes to."""
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(lakebolt.Error, match="pipe"):
        connection.execute(f"SELECT * FROM '{tmp_path}/pipe.csv'")
