"""Runs sessions in threads beside each other and checks that each sees whole transactions only.

The promise is snapshot isolation: a transaction reads the state of its start, its changes show all
at once, and of two that change the same row one fails with SQLSTATE 40001 and can be repeated.
Threads work for a number of steps, never for a time, so that a slow machine only takes longer.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable

import lakebolt
import pytest
from beside import PATIENCE, run_threads

SEED = int(os.environ.get("LAKEBOLT_FUZZ_SEED", "20261121"))
CONFLICT = "40001"
ACCOUNTS = 12
START = 1000


def attempt(session: lakebolt.Connection, body: Callable[[], None]) -> bool:
    """Runs a transaction; returns whether it was committed, and lets only conflicts pass."""
    try:
        session.begin()
        body()
        session.commit()
        return True
    except lakebolt.Error as error:
        try:
            session.rollback()
        except lakebolt.Error:
            pass  # COMMIT itself failed, which ends the transaction
        if error.sqlstate != CONFLICT:
            raise
        return False


def value(session: lakebolt.Connection, sql: str) -> object:
    """Returns the one value that a query gives."""
    return session.execute(sql).fetchall()[0][0]


@pytest.fixture
def bank():
    """Opens a database of accounts, whose balances always have the same sum, and a ledger."""
    with lakebolt.connect() as session:
        session.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, balance BIGINT)")
        session.execute(f"INSERT INTO account SELECT i, {START} FROM range({ACCOUNTS}) r(i)")
        session.execute("CREATE TABLE ledger (giver INTEGER, taker INTEGER, amount BIGINT)")
        yield session


class Transfers:
    """Moves random amounts between random accounts; remembers what was committed."""

    def __init__(self, bank: lakebolt.Connection, seed: int, steps: int) -> None:
        self._session = bank.duplicate()
        self._rng = random.Random(seed)
        self._steps = steps
        self.moved: list[tuple[int, int, int]] = []
        self.conflicts = 0

    def run(self) -> None:
        for _ in range(self._steps):
            giver, taker = self._rng.sample(range(ACCOUNTS), 2)
            amount = self._rng.randint(1, 50)
            how = self._rng.choice([self._read_then_write, self._add, self._merge])
            if attempt(self._session, lambda: how(giver, taker, amount)):  # noqa: B023
                self.moved.append((giver, taker, amount))
            else:
                self.conflicts += 1
        self._session.close()

    def _balance(self, account: int) -> int:
        return value(self._session, f"SELECT balance FROM account WHERE id = {account}")

    def _read_then_write(self, giver: int, taker: int, amount: int) -> None:
        """Computes balances here: an update between reading and writing would be lost."""
        left, right = self._balance(giver) - amount, self._balance(taker) + amount
        self._session.execute(f"UPDATE account SET balance = {left} WHERE id = {giver}")
        self._session.execute(f"UPDATE account SET balance = {right} WHERE id = {taker}")
        self._note(giver, taker, amount)

    def _add(self, giver: int, taker: int, amount: int) -> None:
        self._session.execute(
            f"UPDATE account SET balance = balance + CASE id WHEN {giver} THEN -{amount} "
            f"ELSE {amount} END WHERE id IN ({giver}, {taker})"
        )
        self._note(giver, taker, amount)

    def _merge(self, giver: int, taker: int, amount: int) -> None:
        """Deletes a row and inserts it again, and upserts the other."""
        left = self._balance(giver) - amount
        self._session.execute(f"DELETE FROM account WHERE id = {giver}")
        self._session.execute(f"INSERT INTO account VALUES ({giver}, {left})")
        self._session.execute(
            f"INSERT INTO account VALUES ({taker}, {amount}) "
            "ON CONFLICT (id) DO UPDATE SET balance = account.balance + excluded.balance"
        )
        self._note(giver, taker, amount)

    def _note(self, giver: int, taker: int, amount: int) -> None:
        self._session.execute(f"INSERT INTO ledger VALUES ({giver}, {taker}, {amount})")


def read_sums(bank: lakebolt.Connection, steps: int) -> None:
    """Checks that every state that can be read is a whole one, and stays so in a transaction."""
    with bank.duplicate() as session:
        for i in range(steps):
            total = "SELECT sum(balance) FROM account"
            assert value(session, total) == ACCOUNTS * START
            if i % 4:
                continue
            session.begin()
            first = session.execute("SELECT * FROM account ORDER BY id").fetchall()
            entries = value(session, "SELECT count(*) FROM ledger")
            joined = (
                "SELECT count(*) FROM account a WHERE balance <> "
                f"{START} + (SELECT coalesce(sum(amount), 0) FROM ledger WHERE taker = a.id)"
                " - (SELECT coalesce(sum(amount), 0) FROM ledger WHERE giver = a.id)"
            )
            assert value(session, joined) == 0
            assert session.execute("SELECT * FROM account ORDER BY id").fetchall() == first
            assert value(session, "SELECT count(*) FROM ledger") == entries
            session.commit()


def abort_much(bank: lakebolt.Connection, steps: int) -> None:
    """Makes changes that nobody may ever see."""
    with bank.duplicate() as session:
        for _ in range(steps):
            session.begin()
            session.execute("INSERT INTO account VALUES (1000000, 1000000000)")
            session.execute("DELETE FROM ledger WHERE giver = -1")
            session.execute("INSERT INTO ledger VALUES (0, 1, 1000000000)")
            session.rollback()


def test_transfers_keep_the_sum(bank):
    workers = [Transfers(bank, SEED + i, 60) for i in range(4)]
    readers = [lambda: read_sums(bank, 60)] * 2
    run_threads(*[w.run for w in workers], *readers, lambda: abort_much(bank, 60))
    moved = [move for worker in workers for move in worker.moved]
    expected = {i: START for i in range(ACCOUNTS)}
    for giver, taker, amount in moved:
        expected[giver] -= amount
        expected[taker] += amount
    assert dict(bank.execute("SELECT id, balance FROM account").fetchall()) == expected
    ledger = bank.execute("SELECT giver, taker, amount FROM ledger").fetchall()
    assert sorted(ledger) == sorted(moved)
    assert moved


def test_definitions_beside_changes(bank):
    workers = [Transfers(bank, SEED + 10 + i, 40) for i in range(2)]

    def alter() -> None:
        with bank.duplicate() as session:
            for i in range(20):
                attempt(session, lambda: session.execute("ALTER TABLE ledger ADD COLUMN note TEXT"))
                attempt(session, lambda: session.execute("ALTER TABLE ledger DROP COLUMN IF EXISTS note"))
                session.execute(f"CREATE OR REPLACE VIEW total_{i % 3} AS SELECT sum(balance) AS s FROM account")
                session.execute(f"CREATE TABLE own_{i} AS SELECT * FROM account")
                assert value(session, f"SELECT sum(balance) FROM own_{i}") == ACCOUNTS * START
                assert value(session, f"SELECT s FROM total_{i % 3}") == ACCOUNTS * START
                session.execute(f"DROP TABLE own_{i}")

    def survive(worker: Transfers) -> Callable[[], None]:
        def work() -> None:
            try:
                worker.run()
            except lakebolt.Error as error:
                # The column note may stand in the ledger: the row is then too short.
                assert "column" in str(error), error

        return work

    run_threads(*[survive(w) for w in workers], alter, lambda: read_sums(bank, 40))
    assert value(bank, "SELECT sum(balance) FROM account") == ACCOUNTS * START


def test_readers_do_not_wait(bank):
    writer, reader = bank.duplicate(), bank.duplicate()
    writer.begin()
    writer.execute("UPDATE account SET balance = 0")
    writer.execute("ALTER TABLE ledger ADD COLUMN note TEXT")
    writer.execute("DROP TABLE ledger")

    def read() -> None:
        assert value(reader, "SELECT sum(balance) FROM account") == ACCOUNTS * START
        assert reader.execute("SELECT * FROM ledger").fetchall() == []
        reader.execute("CREATE TABLE beside (a INTEGER)")

    run_threads(read)
    writer.rollback()


def test_one_wins_each_key(bank):
    bank.execute("CREATE TABLE claim (key INTEGER UNIQUE, winner INTEGER)")
    wins: dict[int, list[int]] = {k: [] for k in range(4)}

    def claim(number: int) -> Callable[[], None]:
        def work() -> None:
            rng = random.Random(SEED + number)
            with bank.duplicate() as session:
                for key in rng.sample(range(60), 60):
                    try:
                        session.execute("INSERT INTO claim VALUES (?, ?)", [key, number])
                        wins[number].append(key)
                    except lakebolt.Error as error:
                        assert error.sqlstate in ("23000", CONFLICT), error

        return work

    run_threads(*[claim(i) for i in wins])
    expected = sorted((key, number) for number, keys in wins.items() for key in keys)
    assert bank.execute("SELECT * FROM claim ORDER BY key").fetchall() == expected
    assert len(expected) == 60


def test_sequences_never_repeat(bank):
    bank.execute("CREATE SEQUENCE numbers")
    bank.execute("CREATE TABLE numbered (n BIGINT DEFAULT nextval('numbers'), who INTEGER)")

    def work(who: int) -> Callable[[], None]:
        def insert() -> None:
            with bank.duplicate() as session:
                for _ in range(25):
                    session.execute(f"INSERT INTO numbered (who) SELECT {who} FROM range(7)")

        return insert

    run_threads(*[work(i) for i in range(4)])
    count = "SELECT count(*), count(DISTINCT n), max(n) FROM numbered"
    assert bank.execute(count).fetchall() == [(700, 700, 700)]


def test_a_connection_shared_by_threads(bank):
    """Lets threads use one session: its statements go one after the other."""
    counts: list[int] = []

    def work() -> None:
        for _ in range(30):
            rows = bank.execute("SELECT id, balance FROM account").fetchall()
            counts.append(len(rows))
            bank.execute("UPDATE account SET balance = balance + 0 WHERE id = 1")

    run_threads(*[work] * 3)
    assert set(counts) == {ACCOUNTS}


FETCHERS = """
import importlib.abc, sys, threading, time
import lakebolt

class Slow(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in ("uuid", "decimal", "zoneinfo"):
            time.sleep(0.2)

for name in ("uuid", "decimal", "zoneinfo"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Slow())
start = threading.Barrier(3)

def fetch():
    with lakebolt.connect() as session:
        session.execute("SET TimeZone = 'Europe/Berlin'")
        result = session.execute("SELECT uuid(), 1.5, TIMESTAMPTZ '2020-01-01 00:00:00+00'")
        start.wait()
        result.fetchall()

threads = [threading.Thread(target=fetch) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_first_values_of_threads():
    """Makes the first values of types whose Python modules must be imported, in several threads."""
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = os.environ | {"PYTHONPATH": paths}
    subprocess.run([sys.executable, "-c", FETCHERS], check=True, timeout=PATIENCE, env=environment)
