"""Writes partitioned files and reads them back, here and in DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import engine
import pytest


@pytest.fixture
def connection() -> engine.Connection:
    """Opens a database with a table of sales."""
    connection = engine.connect(("SET threads = 2",))
    connection.run(
        "CREATE TABLE sales AS SELECT i AS id, 2020 + i % 3 AS year, "
        "CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'a/b=c' WHEN 2 THEN 'ä %' ELSE 'x' END AS region "
        "FROM range(5000) r(i)"
    )
    return connection


def files(folder: Path) -> list[str]:
    """Lists all files below a folder."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("kind", ["parquet", "csv", "json"])
def test_round_trip(connection: engine.Connection, tmp_path: Path, kind: str) -> None:
    """Spreads rows over folders that both engines read as columns again."""
    folder = tmp_path / "out"
    connection.run(f"COPY sales TO '{folder}' (FORMAT {kind}, PARTITION_BY (year, region))")
    assert len(files(folder)) == 12
    assert f"year=2020/region=__HIVE_DEFAULT_PARTITION__/data_0.{kind}" in files(folder)
    query = f"SELECT id, year, region FROM read_{kind}('{folder}/*/*/*.{kind}') ORDER BY id"
    wanted = connection.rows("SELECT id, year, region FROM sales ORDER BY id")
    assert connection.rows(query) == wanted
    assert duckdb.sql(query).fetchall() == wanted


def test_existing_files(connection: engine.Connection, tmp_path: Path) -> None:
    """Keeps, replaces or refuses what is there already."""
    folder = tmp_path / "out"
    copy = f"COPY (FROM sales WHERE year = %d) TO '{folder}' (FORMAT parquet, PARTITION_BY year%s)"
    count = f"SELECT year, count(*) FROM '{folder}/**/*.parquet' GROUP BY ALL ORDER BY ALL"
    connection.run(copy % (2020, ""))
    with pytest.raises(engine.Error, match="OVERWRITE"):
        connection.rows(copy % (2021, ""))
    assert connection.rows(count) == [(2020, 1667)]
    connection.run(copy % (2021, ", OVERWRITE_OR_IGNORE"))
    assert connection.rows(count) == [(2020, 1667), (2021, 1667)]
    connection.run(copy % (2021, ", APPEND"))
    assert connection.rows(count) == [(2020, 1667), (2021, 3334)]
    connection.run(copy % (2022, ", OVERWRITE"))
    assert connection.rows(count) == [(2022, 1666)]


def test_failure_leaves_nothing(connection: engine.Connection, tmp_path: Path) -> None:
    """Leaves no file behind when the query fails, even where many files were open."""
    folder = tmp_path / "out"
    bad = "SELECT id, id % 230 AS part, CAST(CASE id WHEN 4999 THEN 'x' ELSE '1' END AS INT) AS n"
    with pytest.raises(engine.Error):
        connection.rows(f"COPY ({bad} FROM sales) TO '{folder}' (FORMAT csv, PARTITION_BY part)")
    assert not folder.exists() or files(folder) == []


def test_many_parts(connection: engine.Connection, tmp_path: Path) -> None:
    """Writes more files than may be open at once."""
    folder = tmp_path / "out"
    connection.run(
        f"COPY (SELECT id, id % 230 AS part FROM sales) TO '{folder}' "
        "(FORMAT parquet, PARTITION_BY part, WRITE_PARTITION_COLUMNS, FILENAME_PATTERN 'p_{i}_{uuid}')"
    )
    assert len(files(folder)) >= 230
    query = f"SELECT count(*), sum(id), sum(part) FROM read_parquet('{folder}/*/p_*.parquet')"
    assert connection.rows(query) == duckdb.sql(query).fetchall()
    assert connection.rows(query)[0][:2] == (5000, 12497500)


@pytest.mark.parametrize("memory", ["1GB", "24MB"])
def test_many_values_in_any_order(
    connection: engine.Connection, tmp_path: Path, memory: str
) -> None:
    """Writes rows of very many values, none near another of its value, to few files a value."""
    folder = tmp_path / "out"
    connection.run(f"SET memory_limit = '{memory}'")
    rows = "SELECT i AS id, 'text ' || i AS t, hash(i) % 1000 AS part FROM range(200000) r(i)"
    connection.run(f"COPY ({rows}) TO '{folder}' (FORMAT csv, PARTITION_BY part)")
    connection.run("RESET memory_limit")
    written = files(folder)
    assert len(written) == 1000 if memory == "1GB" else 1000 <= len(written) <= 10_000
    query = f"SELECT count(*), sum(id), count(DISTINCT t), count(DISTINCT part) FROM read_csv('{folder}/*/*.csv')"
    assert connection.rows(query) == [(200000, 19999900000, 200000, 1000)]
    # The rows of a file are in their order.
    path = folder / written[0]
    ids = [row[0] for row in connection.rows(f"SELECT id FROM read_csv('{path}')")]
    assert ids == sorted(ids)
    part = int(written[0].split("/")[0].removeprefix("part="))
    query = f"SELECT DISTINCT hash(id) % 1000 FROM read_csv('{path}')"
    assert connection.rows(query) == [(part,)]


def test_bad_options(connection: engine.Connection, tmp_path: Path) -> None:
    """Names columns that there are not, and refuses files without columns."""
    for query, by, text in [
        ("FROM sales", "nowhere", "nowhere"),
        ("SELECT year FROM sales", "year", "no column is left"),
    ]:
        with pytest.raises(engine.Error, match=text):
            connection.rows(f"COPY ({query}) TO '{tmp_path}/o' (FORMAT parquet, PARTITION_BY {by})")
    assert files(tmp_path) == []


@pytest.mark.parametrize("pattern", ["x", "{i}_x", "x_{uuid}"])
def test_names_tell_files_apart(
    connection: engine.Connection, tmp_path: Path, pattern: str
) -> None:
    """Gives each file a name of its own, whatever the pattern says."""
    # More folders than files may be open, of which the first is come back to.
    rows = "SELECT i, CASE WHEN i < 2048 THEN i % 202 ELSE 0 END AS p FROM range(30000) r(i)"
    spread = ["ROW_GROUP_SIZE 3000, ROW_GROUPS_PER_FILE 1", "PER_THREAD_OUTPUT", "PARTITION_BY p"]
    for number, options in enumerate(spread if pattern == "x" else spread[:2]):
        folder = tmp_path / str(number)
        copy = f"(FORMAT parquet, {options}, FILENAME_PATTERN '{pattern}')"
        connection.run(f"COPY ({rows}) TO '{folder}' {copy}")
        total = connection.rows(f"SELECT count(*), sum(i) FROM '{folder}/**/*.parquet'")
        assert total == [(30000, 449_985_000)], options
    if pattern == "x":
        assert files(tmp_path / "0") == [f"x{i}.parquet" for i in range(10)]


@pytest.mark.parametrize("existing", ["OVERWRITE", "OVERWRITE_OR_IGNORE"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_failure_keeps_old_files(
    connection: engine.Connection, tmp_path: Path, existing: str, kind: str
) -> None:
    """Replaces no file unless all are written."""
    folder = tmp_path / "out"
    size = "ROW_GROUP_SIZE 500, ROW_GROUPS_PER_FILE 1" if kind == "parquet" else "FILE_SIZE_BYTES 500"
    options = f"(FORMAT {kind}, {size}, {existing})"
    connection.run(f"COPY sales TO '{folder}' {options}")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    bad = "SELECT CAST(CASE i WHEN 499999 THEN 'x' ELSE '1' END AS INT) AS n FROM range(500000) r(i)"
    with pytest.raises(engine.Error):
        connection.rows(f"COPY ({bad}) TO '{folder}' {options}")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    connection.run(f"COPY (FROM sales LIMIT 10) TO '{folder}' {options}")
    if existing == "OVERWRITE":
        assert files(folder) == [f"data_0.{kind}"]


def test_folders_of_values_alone(connection: engine.Connection, tmp_path: Path) -> None:
    """Keeps values that would lead out of the folder, or nowhere, in folders of their own."""
    values = [".", "..", "", ".a", "a.b", "../x", "%", "__HIVE_DEFAULT_PARTITION__", None]
    listed = ", ".join("NULL" if value is None else f"'{value}'" for value in values)
    folder = tmp_path / "a" / "out"
    folder.parent.mkdir()
    connection.run(
        f"COPY (SELECT [{listed}][i + 1] AS p, [{listed}][i + 1] AS q, i FROM range(9) r(i)) "
        f"TO '{folder}' (FORMAT csv, PARTITION_BY p, HIVE_FILE_PATTERN false)"
    )
    assert len(files(tmp_path)) == len(files(folder)) == 9
    for file in files(folder):
        assert len(Path(file).parts) == 2 and not file.startswith(".")
    listed = ", ".join(f"'{folder}/{file}'" for file in files(folder))
    rows = connection.rows(f"SELECT count(*), sum(i) FROM read_csv([{listed}], header = true)")
    assert rows == [(9, 36)]


def test_keys_that_look_like_null(connection: engine.Connection, tmp_path: Path) -> None:
    """Tells the text that stands for NULL in paths from NULL, as DuckDB does."""
    folder = tmp_path / "out"
    values = "['__HIVE_DEFAULT_PARTITION__', NULL, '', '.'][i + 1]"
    rows = f"SELECT {values} AS p, i FROM range(4) r(i)"
    connection.run(f"COPY ({rows}) TO '{folder}' (FORMAT parquet, PARTITION_BY p)")
    query = f"SELECT i, p FROM read_parquet('{folder}/*/*.parquet', hive_partitioning = true) ORDER BY i"
    wanted = [(0, "__HIVE_DEFAULT_PARTITION__"), (1, None), (2, ""), (3, ".")]
    assert connection.rows(query) == wanted == duckdb.sql(query).fetchall()


@pytest.mark.parametrize("pattern", ["x", "_x", ".x"])
def test_existing_files_of_odd_names(
    connection: engine.Connection, tmp_path: Path, pattern: str
) -> None:
    """Sees the files that the same COPY wrote before, whatever they are called."""
    folder = tmp_path / "out"
    copy = f"COPY (SELECT 1 AS i, NULL AS p) TO '{folder}' (FORMAT csv, PARTITION_BY p, "
    copy += f"HIVE_FILE_PATTERN false, FILENAME_PATTERN '{pattern}{{uuid}}'"
    connection.run(copy + ")")
    with pytest.raises(engine.Error, match="OVERWRITE"):
        connection.run(copy + ")")
    connection.run(copy + ", OVERWRITE)")
    assert len(files(folder)) == 1


def test_links_out_of_the_folder(connection: engine.Connection, tmp_path: Path) -> None:
    """Removes no old file but those in the folder itself."""
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "kept.csv").write_text("x\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "apart", target_is_directory=True)
    connection.run(
        f"COPY sales TO '{tmp_path}/out' (FORMAT csv, PARTITION_BY (year), OVERWRITE)"
    )
    assert (tmp_path / "apart" / "kept.csv").exists()
    assert (tmp_path / "out" / "year=2020" / "data_0.csv").exists()


@pytest.mark.parametrize(
    "rows", ["1 AS p, 'x' AS a", "1 AS p, 2 AS b", "0 AS p, 2 AS a, 3 AS b", "1 AS p, [2] AS a"]
)
def test_appended_rows_of_other_columns(
    connection: engine.Connection, tmp_path: Path, rows: str
) -> None:
    """Refuses rows behind which the folder could not be read any more, and leaves it as it was."""
    folder = tmp_path / "parts"
    copy = f"COPY (SELECT {{}}) TO '{folder}' (FORMAT PARQUET, PARTITION_BY (p), APPEND)"
    connection.run(copy.format("1 AS p, 2 AS a"))
    connection.run(copy.format("2 AS p, 3::SMALLINT AS a"))
    before = sorted(folder.rglob("*"))
    with pytest.raises(engine.Error, match="the rows do not fit the files of"):
        connection.rows(copy.format(rows))
    assert sorted(folder.rglob("*")) == before
    read = connection.rows(f"SELECT p, a FROM '{folder}/*/*.parquet' ORDER BY p")
    assert read == [(1, 2), (2, 3)]


def test_failed_copies_leave_no_folders(connection: engine.Connection, tmp_path: Path) -> None:
    """Removes the folders that a copy made before it failed, and none that were there."""
    (tmp_path / "there" / "p=1").mkdir(parents=True)
    value = "CASE WHEN i < 90000 THEN i ELSE error('no more') END"
    rows = f"SELECT i % 5 AS p, {value} AS a FROM range(100000) r(i)"
    for folder in ("there", "new/below"):
        copy = f"COPY ({rows}) TO '{tmp_path}/{folder}' (FORMAT PARQUET, PARTITION_BY (p))"
        with pytest.raises(engine.Error, match="no more"):
            connection.rows(copy)
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "there", tmp_path / "there" / "p=1"]
