"""Writes CSV and JSON by COPY with every option, and compares the bytes with DuckDB's."""

from __future__ import annotations

import json
import random
from pathlib import Path

import duckdb
import engine
import pytest

COLUMNS = {
    "i": "(i * 7919) % 1000 - 500",
    "b": "i % 3 = 0",
    "d": "DATE '2020-01-02' + (i % 400)::INTEGER",
    "t": "TIMESTAMP '2020-01-02 03:04:05' + INTERVAL (i) MINUTE",
    "c": "(i / 4)::DECIMAL(12, 2)",
    "f": "i / 8",
    "s": "['plain', 'with, comma', 'with \"quote\"', 'two' || chr(10) || 'lines', '', 'NA', '#x', "
    "'it''s', 'tab' || chr(9), 'é', 'back\\slash'][(i % 11 + 1)::INTEGER]",
    "l": "[i, NULL]",
    "r": "{'x': i, 'y': DATE '2020-01-02'}",
    "u": "md5(i::VARCHAR)::UUID",
}

CSV_OPTIONS = [
    "HEADER false", "DELIM ';'", "DELIM '||'", "DELIM '\t'", "DELIM '.'", "QUOTE '''', ESCAPE '|'",
    "ESCAPE '\\'", "NULL 'NA'", "NULLSTR '-'", "FORCE_QUOTE *", "FORCE_QUOTE (i, s)",
    "DATEFORMAT '%d/%m/%Y'", "DATE_FORMAT '%d,%m'", "TIMESTAMPFORMAT '%H:%M'",
    "TIMESTAMP_FORMAT 'iso'", "PREFIX '[', SUFFIX ']'", "COMPRESSION gzip",
]  # fmt: skip

JSON_OPTIONS = ["DATEFORMAT '%d/%m/%Y'", "TIMESTAMPFORMAT '%H:%M'", "ARRAY true"]


def random_rows(rng: random.Random, columns: list[str]) -> str:
    """Makes a query; some rows of some columns are NULL."""
    items = [
        f"CASE WHEN i % {rng.choice([5, 1000003])} > 0 THEN {COLUMNS[c]} END AS {c}" for c in columns
    ]
    # A row number first: a line of one empty field reads as no row at all.
    return f"SELECT i AS row, {', '.join(items)} FROM range({rng.choice([0, 1, 30, 7000])}) r(i)"


def check(tmp_path: Path, rng: random.Random, rows: str, options: str) -> None:
    """Compares what both write."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    lake = engine.connect((f"SET threads = {rng.choice([1, 2, 4])}",))
    lake.run(f"SET chunk_size = {rng.choice([100, 2048])}")
    print(rows, options)
    lake.run(f"COPY ({rows}) TO '{ours}' ({options})")
    duckdb.connect().execute(f"COPY ({rows}) TO '{theirs}' ({options})")
    if "gzip" in options:
        query = f"SELECT count(*) FROM read_csv('{ours}', compression = 'gzip', all_varchar = true)"
        assert lake.rows(query) == duckdb.sql(query.replace("ours", "theirs")).fetchall()
    else:
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.skipif(engine.NAME != "lakebolt", reason="compares with DuckDB")
@pytest.mark.parametrize("seed", range(60))
def test_csv(tmp_path: Path, seed: int) -> None:
    """Writes CSV with one or two options."""
    rng = random.Random(f"csv {seed}")
    columns = rng.sample(list(COLUMNS), rng.randint(1, 6))
    said = rng.sample(CSV_OPTIONS, rng.choice([0, 1, 1, 2]))
    names = [option.split()[0] for option in said]
    if "FORCE_QUOTE (i, s)" in said:
        columns = list({*columns, "i", "s"})
    if len(set(names)) < len(names) or ("NULLSTR" in names and "NULL" in names):
        said = said[:1]
    check(tmp_path, rng, random_rows(rng, columns), ", ".join(["FORMAT csv", *said]))


def lines_of(path: Path) -> list[str]:
    """Returns the objects of a file, and what stands around them."""
    lines = path.read_text().replace("[]", "[\n]").splitlines()
    return [line.strip().rstrip(",") for line in lines if line.strip()]


@pytest.mark.skipif(engine.NAME != "lakebolt", reason="compares with DuckDB")
@pytest.mark.parametrize("seed", range(20))
def test_json(tmp_path: Path, seed: int) -> None:
    """Writes JSON, lines and arrays, as values that both read alike."""
    rng = random.Random(f"json {seed}")
    columns = rng.sample(list(COLUMNS), rng.randint(1, 6))
    options = ["FORMAT json", *rng.sample(JSON_OPTIONS, rng.randint(0, 2))]
    rows = random_rows(rng, columns)
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    lake = engine.connect((f"SET threads = {rng.choice([1, 4])}",))
    print(rows, options)
    lake.run(f"COPY ({rows}) TO '{ours}' ({', '.join(options)})")
    duckdb.connect().execute(f"COPY ({rows}) TO '{theirs}' ({', '.join(options)})")
    assert lines_of(ours) == lines_of(theirs)


@pytest.mark.parametrize("kind", ["parquet", "csv", "json"])
def test_files_of_threads(tmp_path: Path, kind: str) -> None:
    """Writes several files side by side, which hold all rows."""
    lake = engine.connect(("SET threads = 4",))
    folder = tmp_path / "out"
    copy = f"COPY (SELECT i FROM range(20000) r(i)) TO '{folder}' (FORMAT {kind}, PER_THREAD_OUTPUT)"
    lake.run(copy)
    files = sorted(folder.glob(f"data_*.{kind}"))
    assert len(files) > 1
    total = lake.rows(f"SELECT count(*), sum(i) FROM read_{kind}('{folder}/*')")
    assert total == [(20000, 199_990_000)]


@pytest.mark.parametrize(
    "options",
    [
        "PREFIX 'a'", "SUFFIX 'a'", "PREFIX 'a', SUFFIX 'b', HEADER", "FORCE_QUOTE (nowhere)",
        "NULL 'a,b'", "QUOTE ','", "ESCAPE 'null'", "DATEFORMAT '%'",
    ],
)  # fmt: skip
def test_bad_options(tmp_path: Path, options: str) -> None:
    """Refuses what makes no sense, and leaves no file behind."""
    with pytest.raises(engine.Error):
        engine.connect().run(f"COPY (SELECT 1 AS i) TO '{tmp_path}/a.csv' (FORMAT csv, {options})")
    assert list(tmp_path.iterdir()) == []


NESTED = [
    "{'a': '{\"x\":  1}'::JSON, 'b': ['[1, null]'::JSON]}", "'{\"y\":  1e400}'::JSON",
    "['[1e400, -1e400, 1.50, 1E5, 1e-400]'::JSON]", "union_value(k := 3)",
    "[union_value(k := DATE '2020-01-02')]", "row(1, [2])", "[row(1, 'x')]", "{'v': [1]::VARIANT}",
    "[12345678901234567890.123456789::DECIMAL(38, 9)]", "[1.50::DECIMAL(4, 2)]", "[123::BIGNUM]",
    "MAP {DATE '2020-01-02': TIMESTAMP '2020-01-02 03:04:05'}", "[1e22, 1.5, 1e-7]::DOUBLE[]",
    "{'d': DATE '2020-01-02', 't': [TIMESTAMP '2020-01-02 03:04:05'], 'n': NULL}",
    "[170141183460469231731687303715884105727::HUGEINT]", "[INTERVAL 1 DAY]", "['ab'::BLOB]",
    "{'u': 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID, 'b': true, 'e': 'x'::ENUM('x', 'y')}",
]  # fmt: skip


@pytest.mark.parametrize("value", NESTED)
@pytest.mark.parametrize("options", ["", ", DATEFORMAT '%d/%m/%Y', TIMESTAMPFORMAT '%H:%M'"])
def test_nested_json(tmp_path: Path, value: str, options: str) -> None:
    """Writes nested values, and JSON in them, to the byte as DuckDB does."""
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    rows = f"SELECT {value} AS v FROM range(3)"
    engine.connect().run(f"COPY ({rows}) TO '{ours}' (FORMAT json{options})")
    duckdb.connect().execute(f"COPY ({rows}) TO '{theirs}' (FORMAT json{options})")
    assert ours.read_text() == theirs.read_text()


@pytest.mark.skipif(engine.NAME != "lakebolt", reason="DuckDB writes what is not JSON")
def test_numbers_that_json_has_not(tmp_path: Path) -> None:
    """Writes NaN and infinities as text, wherever they are."""
    path = tmp_path / "a.json"
    rows = "SELECT 'nan'::DOUBLE AS a, ['inf'::FLOAT] AS b, {'c': '-inf'::DOUBLE} AS c"
    engine.connect().run(f"COPY ({rows}) TO '{path}'")
    assert json.loads(path.read_text(), parse_constant=pytest.fail) == {
        "a": "nan", "b": ["inf"], "c": {"c": "-inf"},
    }  # fmt: skip
