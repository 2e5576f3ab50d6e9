"""A CTE is reduced by the table that all of its readers join, and by nothing else."""

import pytest

import lakebolt

CTE = "WITH t AS MATERIALIZED (SELECT day, item, sum(price) AS total FROM sales GROUP BY ALL) "
JOINED = "t {0} JOIN days d{0} ON {0}.day = d{0}.day AND d{0}.month = {1}"


@pytest.fixture
def connection() -> lakebolt.Connection:
    """Returns a session with the tables."""
    connection = lakebolt.connect()
    connection.execute("CREATE TABLE sales AS SELECT i % 500 AS item, i // 100 AS day, "
                       "i % 97 AS price FROM range(100000) r(i)")
    connection.execute("CREATE TABLE days AS SELECT i AS day, i // 30 AS month "
                       "FROM range(1000) r(i)")
    return connection


def semi_joins(connection: lakebolt.Connection, body: str) -> int:
    """Counts the semi joins that the optimizer's pass adds to a query over the CTE."""
    counts = []
    for disabled in ("cte_joins", ""):
        connection.execute(f"SET disabled_optimizers = '{disabled}'")
        plan = connection.execute(f"EXPLAIN {CTE}{body}").fetchall()
        counts.append(sum("SEMI JOIN" in row[-1] for row in plan))
    return counts[1] - counts[0]


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (JOINED.format("b", 2), 1),  # the same rows of days
        (JOINED.format("b", 3), 0),
        (JOINED.format("b", 2).replace("JOIN", "LEFT JOIN"), 0),
        ("t b", 0),
    ],
)
def test_all_readers_must_join_the_same_rows(
    connection: lakebolt.Connection, second: str, count: int
) -> None:
    """Only what each reader drops is left out of the CTE."""
    first = JOINED.format("a", 2)
    assert semi_joins(connection, f"SELECT a.total, b.total FROM ({first}), ({second})") == count


def test_rows_are_numbered_before_they_are_dropped(connection: lakebolt.Connection) -> None:
    """A window between reader and join sees all rows."""
    body = (
        "SELECT n FROM (SELECT *, row_number() OVER (ORDER BY total) AS n FROM t) a "
        "JOIN days d ON a.day = d.day AND month = 2, " + JOINED.format("b", 2)
    )
    assert semi_joins(connection, body) == 0
