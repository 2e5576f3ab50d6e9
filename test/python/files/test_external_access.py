"""Puts files out of the reach of statements: links, folders, other sessions."""

from __future__ import annotations

from pathlib import Path

import lakebolt
import pytest

DENIED = "42501"


def denied(connection: lakebolt.Connection, sql: str) -> None:
    """Runs a statement that may not do what it says."""
    with pytest.raises(lakebolt.Error) as raised:
        connection.execute(sql).fetchall()
    assert raised.value.sqlstate == DENIED, raised.value


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Makes a folder to be allowed and one that is not, with a file in each and links between."""
    inside, outside = tmp_path / "in side", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "some.csv").write_text(f"x\n{folder.name}\n")
    (inside / "link.csv").symlink_to(outside / "some.csv")
    (inside / "folder").symlink_to(outside)
    (outside / "back.csv").symlink_to(inside / "some.csv")
    (tmp_path / "in side too").mkdir()
    (tmp_path / "in side too" / "some.csv").write_text("x\n1\n")
    return inside, outside


def test_allowed_folders(folders: tuple[Path, Path]) -> None:
    """Reads and writes below a folder only, wherever links and dots lead."""
    inside, outside = folders
    connection = lakebolt.connect()
    connection.execute(f"SET allowed_directories = ['{inside}']")
    connection.execute("SET enable_external_access = false")
    assert connection.execute(f"SELECT * FROM '{inside}/some.csv'").fetchall() == [("in side",)]
    assert connection.execute(f"SELECT * FROM '{inside}/../in side/some.csv'").fetchall()
    assert connection.execute(f"SELECT * FROM '{outside}/back.csv'").fetchall() == [("in side",)]
    assert connection.execute(f"SELECT count(*) FROM glob('{inside}/s*.csv')").fetchall() == [(1,)]
    connection.execute(f"COPY (SELECT 1 AS i) TO '{inside}/new.parquet'")
    connection.execute(f"COPY (SELECT 1 AS i, 2 AS j) TO '{inside}/parts' (PARTITION_BY (i))")
    denied(connection, f"SELECT * FROM '{inside}/link.csv'")
    denied(connection, f"SELECT * FROM '{inside}/folder/some.csv'")
    denied(connection, f"SELECT * FROM '{inside}/*/some.csv'")
    denied(connection, f"SELECT * FROM '{inside}/../outside/some.csv'")
    denied(connection, f"SELECT * FROM '{inside} too/some.csv'")
    denied(connection, f"COPY (SELECT 1 AS i) TO '{inside}/folder/new.csv'")
    denied(connection, f"COPY (SELECT 1 AS i) TO '{inside}/../new.csv'")
    denied(connection, f"SELECT * FROM glob('{inside.parent}/*')")
    assert not (outside / "new.csv").exists()


def test_other_sessions(folders: tuple[Path, Path]) -> None:
    """Switches access off in one session, and with it in all of the database."""
    _, outside = folders
    connection = lakebolt.connect()
    other = connection.cursor()
    assert other.execute(f"SELECT * FROM '{outside}/some.csv'").fetchall() == [("outside",)]
    connection.execute("SET enable_external_access = false")
    denied(other, f"SELECT * FROM '{outside}/some.csv'")
    denied(connection.cursor(), f"SELECT * FROM '{outside}/some.csv'")
    assert other.execute("SELECT current_setting('enable_external_access')").fetchone() == (False,)
    assert connection.execute("SELECT 6 * 7").fetchall() == [(42,)]


def test_from_the_start(folders: tuple[Path, Path]) -> None:
    """Opens a database that never touches files."""
    _, outside = folders
    connection = lakebolt.connect(config={"enable_external_access": "false"})
    denied(connection, f"SELECT * FROM '{outside}/some.csv'")
    with pytest.raises(lakebolt.Error):
        connection.execute("SET enable_external_access = true")
