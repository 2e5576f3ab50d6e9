"""Tests what two sessions of one database see of each other."""

from __future__ import annotations

import threading

import lakebolt
import pytest


@pytest.fixture
def sessions():
    with lakebolt.connect() as first, first.duplicate() as second:
        first.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)")
        first.execute("INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)")
        yield first, second


def rows(connection, sql="SELECT * FROM t ORDER BY id"):
    return connection.execute(sql).fetchall()


def test_readers_keep_their_snapshot(sessions):
    first, second = sessions
    first.begin()
    assert len(rows(first)) == 3
    second.execute("DELETE FROM t WHERE id = 1")
    second.execute("CREATE TABLE other (a INTEGER)")
    assert len(rows(first)) == 3
    with pytest.raises(lakebolt.Error):
        first.execute("SELECT * FROM other")
    first.rollback()
    assert len(rows(first)) == 2
    assert rows(first, "SELECT * FROM other") == []


def test_changes_show_after_commit_only(sessions):
    first, second = sessions
    first.begin()
    first.execute("INSERT INTO t VALUES (4, 40)")
    first.execute("UPDATE t SET v = 0 WHERE id = 1")
    assert rows(first, "SELECT count(*) FROM t") == [(4,)]
    assert rows(second) == [(1, 10), (2, 20), (3, 30)]
    first.commit()
    assert rows(second) == [(1, 0), (2, 20), (3, 30), (4, 40)]


def test_different_rows_do_not_conflict(sessions):
    first, second = sessions
    first.begin()
    second.begin()
    first.execute("UPDATE t SET v = 11 WHERE id = 1")
    second.execute("UPDATE t SET v = 22 WHERE id = 2")
    first.execute("INSERT INTO t VALUES (5, 50)")
    second.execute("INSERT INTO t VALUES (6, 60)")
    second.execute("DELETE FROM t WHERE id = 3")
    first.commit()
    second.commit()
    assert rows(first) == [(1, 11), (2, 22), (5, 50), (6, 60)]
    assert rows(second) == rows(first)


def test_the_same_row_conflicts_at_once(sessions):
    first, second = sessions
    first.begin()
    second.begin()
    first.execute("UPDATE t SET v = 11 WHERE id = 1")
    with pytest.raises(lakebolt.Error, match="another transaction"):
        second.execute("UPDATE t SET v = 12 WHERE id = 1")
    with pytest.raises(lakebolt.Error, match="aborted"):
        second.execute("SELECT 1")
    second.rollback()
    first.commit()
    assert rows(second)[0] == (1, 11)


def test_the_first_to_commit_wins(sessions):
    first, second = sessions
    first.begin()
    assert len(rows(first)) == 3
    second.execute("UPDATE t SET v = 99 WHERE id = 2")
    with pytest.raises(lakebolt.Error, match="another transaction"):
        first.execute("DELETE FROM t WHERE id = 2")
    first.rollback()
    assert (2, 99) in rows(first)


def test_keys_hold_between_transactions(sessions):
    first, second = sessions
    first.begin()
    second.begin()
    first.execute("INSERT INTO t VALUES (7, 1)")
    second.execute("INSERT INTO t VALUES (7, 2)")
    first.commit()
    with pytest.raises(lakebolt.Error, match="id: 7"):
        second.commit()
    assert (7, 1) in rows(second)


def test_definitions_conflict(sessions):
    first, second = sessions
    first.begin()
    first.execute("ALTER TABLE t ADD COLUMN w INTEGER")
    second.execute("INSERT INTO t VALUES (8, 80)")
    with pytest.raises(lakebolt.Error, match="another transaction"):
        first.commit()
    assert rows(first, "SELECT count(*) FROM t") == [(4,)]


def test_temporary_tables_are_private(sessions):
    first, second = sessions
    first.execute("CREATE TEMP TABLE mine AS SELECT 1 AS a")
    with pytest.raises(lakebolt.Error):
        second.execute("SELECT * FROM mine")
    assert rows(first, "SELECT * FROM mine") == [(1,)]


def test_many_single_inserts(sessions):
    first, _ = sessions
    for i in range(100, 2100):
        first.execute("INSERT INTO t VALUES (?, ?)", [i, i])
    assert rows(first, "SELECT count(*), sum(v) FROM t") == [(2003, 60 + sum(range(100, 2100)))]


def test_threads(sessions):
    first, _ = sessions
    failures = []

    def insert(start: int) -> None:
        connection = first.duplicate()
        try:
            for i in range(start, start + 100):
                connection.execute("INSERT INTO t VALUES (?, 0)", [i])
        except lakebolt.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=insert, args=(1000 * k,)) for k in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert rows(first, "SELECT count(*), count(DISTINCT id) FROM t") == [(403, 403)]
