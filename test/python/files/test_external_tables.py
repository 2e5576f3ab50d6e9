"""CREATE EXTERNAL TABLE makes a view over files, read as its types and options say."""

from pathlib import Path

import engine
import lakebolt
import pytest


@pytest.fixture
def connection() -> engine.Connection:
    """Returns a session of its own."""
    return engine.connect()


def test_columns_are_of_the_types_that_are_written(
    connection: engine.Connection, tmp_path: Path
) -> None:
    """UNSIGNED belongs to the type."""
    (tmp_path / "t.csv").write_text("a,b\n3373581039,18446744073709551615\n")
    connection.run(
        "CREATE EXTERNAL TABLE t (a INT UNSIGNED NOT NULL, b BIGINT UNSIGNED) "
        f"STORED AS CSV LOCATION '{tmp_path}/t.csv' OPTIONS ('format.has_header' 'true')"
    )
    assert connection.rows("SELECT typeof(a), a, b FROM t") == [
        ("UINTEGER", 3373581039, 18446744073709551615)
    ]


def test_options_say_how_text_is_read(connection: engine.Connection, tmp_path: Path) -> None:
    """Quotes and delimiters are those of the options."""
    (tmp_path / "t.csv").write_text("x;~a;b~\n")
    connection.run(
        f"CREATE EXTERNAL TABLE t (x VARCHAR, y VARCHAR) STORED AS CSV LOCATION '{tmp_path}/t.csv' "
        "OPTIONS ('format.has_header' 'false', 'format.delimiter' ';', 'format.quote' '~')"
    )
    assert connection.rows("FROM t") == [("x", "a;b")]


def test_unknown_options_are_refused(connection: engine.Connection, tmp_path: Path) -> None:
    """What would be overlooked is an error at its place."""
    with pytest.raises(lakebolt.NotSupportedError, match='the option "format.double_quote"'):
        connection.run(
            f"CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{tmp_path}/t.csv' "
            "OPTIONS ('format.double_quote' 'false')"
        )
