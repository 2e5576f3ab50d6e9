"""Reads Arrow IPC files and streams, whole and broken ones."""

from __future__ import annotations

import random
from pathlib import Path

import engine
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pytest


@pytest.fixture
def connection() -> engine.Connection:
    """Connects with two threads."""
    return engine.connect(("SET threads = 2",))


def table_of(rows: int, seed: int = 1) -> pa.Table:
    """Makes a table of many types, with NULLs."""
    rng = random.Random(seed)
    texts = [None if rng.random() < 0.1 else "text " * rng.randrange(9) for _ in range(rows)]
    return pa.table({
        "id": pa.array(range(rows), pa.int64()),
        "text": pa.array(texts),
        "kind": pa.array([rng.choice("abc") for _ in range(rows)]).dictionary_encode(),
        "list": pa.array([[i] * (i % 3) for i in range(rows)], pa.list_(pa.int32())),
        "struct": pa.array([{"x": i / 2, "y": None} for i in range(rows)],
                           pa.struct([("x", pa.float64()), ("y", pa.date32())])),
        "view": pa.array(texts, pa.string_view()),
    })  # fmt: skip


def write(table: pa.Table, path: Path, kind: str, codec: str | None = None) -> None:
    """Writes a table in batches of 1000 rows."""
    options = pa.ipc.IpcWriteOptions(compression=codec, unify_dictionaries=kind == "file")
    maker = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with maker(path, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=1000)


@pytest.mark.parametrize("codec", [None, "lz4", "zstd"])
@pytest.mark.parametrize("kind", ["file", "stream"])
def test_tables(
    connection: engine.Connection, tmp_path: Path, kind: str, codec: str | None
) -> None:
    """Gives the rows that were written, in their order."""
    table = table_of(12_345)
    path = tmp_path / "t.arrow"
    write(table, path, kind, codec)
    assert connection.rows(f"FROM '{path}'") == [tuple(row.values()) for row in table.to_pylist()]
    assert connection.rows(f"SELECT count(*) FROM '{path}'") == [(12_345,)]
    found = connection.rows(f"SELECT kind, id, list FROM '{path}' WHERE id % 1000 = 7")
    kinds = table["kind"].to_pylist()
    assert found == [(kinds[i], i, [i] * (i % 3)) for i in range(7, 12_345, 1000)]


def test_hidden_columns(connection: engine.Connection, tmp_path: Path) -> None:
    """Takes columns that paths give instead of those of the same name in the files."""
    folder = tmp_path / "ID=9"
    folder.mkdir()
    write(table_of(3), folder / "t.arrow", "file")
    rows = connection.rows(f"SELECT id, kind FROM read_arrow('{folder}/*.arrow')")
    assert [row[0] for row in rows] == [9, 9, 9]


def test_several_files(connection: engine.Connection, tmp_path: Path) -> None:
    """Matches columns by name, widens types and gives partition keys."""
    for year, columns in [(2023, {"a": pa.array([1, 2], pa.int32()), "b": ["x", "y"]}),
                          (2024, {"b": ["z"], "a": pa.array([2**40])})]:  # fmt: skip
        folder = tmp_path / f"year={year}"
        folder.mkdir()
        pa.feather.write_feather(pa.table(columns), str(folder / "part.feather"))
    source = f"'{tmp_path}/*/*.feather'"
    assert connection.rows(f"FROM read_arrow({source})") == [
        (1, "x", 2023), (2, "y", 2023), (2**40, "z", 2024)]  # fmt: skip
    assert connection.rows(f"SELECT b FROM {source} WHERE year = 2024") == [("z",)]
    write(pa.table({"c": [1.5]}), tmp_path / "other.arrow", "file")
    paths = f"['{tmp_path}/year=2024/part.feather', '{tmp_path}/other.arrow']"
    with pytest.raises(engine.Error, match="union_by_name"):
        connection.rows(f"FROM read_arrow({paths})")
    united = connection.rows(f"FROM read_arrow({paths}, union_by_name = true)")
    assert united == [("z", 2**40, None), (None, None, 1.5)]


@pytest.mark.parametrize("kind", ["file", "stream"])
def test_broken(connection: engine.Connection, tmp_path: Path, kind: str) -> None:
    """Answers damaged files with an error, or with rows, and never falls over."""
    path = tmp_path / "t.arrow"
    write(table_of(3000), path, kind)
    whole = path.read_bytes()
    rng = random.Random(5)
    errors = 0
    for attempt in range(150):
        content = bytearray(whole)
        if attempt % 3 == 0:
            del content[rng.randrange(len(content)) :]
        else:
            for _ in range(rng.choice([1, 8])):
                # Mostly of headers, which lie at the begin and the end.
                places = [rng.randrange(2000), rng.randrange(len(content)), -rng.randrange(1, 2000)]
                place = rng.choice(places)
                content[place] = rng.randrange(256)
        path.write_bytes(content)
        try:
            connection.rows(f"SELECT count(*), max(text), max(list), max(view) FROM '{path}'")
        except engine.Error:
            errors += 1
    assert errors > 60


def write_batch(path: Path, columns: dict[str, pa.Array], codec: str | None = None) -> None:
    """Writes a file of one batch."""
    batch = pa.record_batch(columns)
    options = pa.ipc.IpcWriteOptions(compression=codec, allow_64bit=True)
    with pa.ipc.new_file(path, batch.schema, options=options) as writer:
        writer.write_batch(batch)


@pytest.mark.parametrize("kind", ["nulls", "binary", "lists", "structs"])
def test_absurd_counts(tmp_path: Path, kind: str) -> None:
    """Reads no more rows than there is memory for, however few bytes claim them."""
    connection = engine.connect(("SET memory_limit = '100MB'",))
    rows = 20_000_000
    binary, lists = pa.binary(0), pa.list_(pa.int8(), 0)
    no_bytes = pa.array([b""], binary).buffers()[1]
    column = {
        "nulls": lambda: pa.nulls(rows),
        "binary": lambda: pa.Array.from_buffers(binary, rows, [None, no_bytes]),
        "lists": lambda: pa.Array.from_buffers(lists, rows, [None], children=[pa.array([], pa.int8())]),
        "structs": lambda: pa.Array.from_buffers(pa.struct([]), rows, [None]),
    }[kind]()
    path = tmp_path / "t.arrow"
    write_batch(path, {"x": column})
    assert path.stat().st_size < 1000
    assert connection.rows(f"SELECT count(*) FROM '{path}'") == [(rows,)]
    if kind == "lists":  # which are read whole
        with pytest.raises(engine.Error, match="t.arrow"):
            connection.rows(f"SELECT count(x) FROM '{path}'")
    else:
        there = 0 if kind == "nulls" else rows
        assert connection.rows(f"SELECT count(x) FROM '{path}'") == [(there,)]


def test_most_rows_of_a_batch(tmp_path: Path) -> None:
    """Refuses a batch of more rows than can be numbered."""
    path = tmp_path / "t.arrow"
    write_batch(path, {"x": pa.Array.from_buffers(pa.struct([]), 5_000_000_000, [None])})
    with pytest.raises(engine.Error, match="more than 4 billion rows"):
        engine.connect().rows(f"SELECT count(*) FROM '{path}'")


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
def test_bomb(tmp_path: Path, codec: str) -> None:
    """Does not unpack buffers for which there is no memory."""
    connection = engine.connect(("SET memory_limit = '70MB'",))
    path = tmp_path / "t.arrow"
    zeros = pa.Array.from_buffers(pa.int64(), 12_500_000, [None, pa.py_buffer(bytes(100_000_000))])
    write_batch(path, {"x": zeros}, codec)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(engine.Error, match="memory_limit"):
        connection.rows(f"SELECT sum(x) FROM '{path}'")
    roomy = engine.connect(("SET memory_limit = '1GB'",))
    assert roomy.rows(f"SELECT sum(x) FROM '{path}'") == [(0,)]


@pytest.mark.parametrize("suffix", ["arrow", "feather", "ipc"])
def test_files_for_other_readers(
    connection: engine.Connection, tmp_path: Path, suffix: str
) -> None:
    """Writes the file format, which says at its end where batches are, and streams as `arrows`."""
    path = tmp_path / f"t.{suffix}"
    rows = "SELECT i, 'x' || i AS s, i % 3 = 0 AS b FROM range(300000) t(i)"
    connection.run(f"COPY ({rows}) TO '{path}'")
    table = pyarrow.feather.read_table(path)
    assert table.num_rows == 300000
    assert table.column("s")[299999].as_py() == "x299999"
    assert connection.rows(f"SELECT sum(i), max(s) FROM '{path}'") == [
        (sum(range(300000)), "x99999")
    ]
    stream = tmp_path / "t.arrows"
    connection.run(f"COPY ({rows}) TO '{stream}'")
    with pyarrow.ipc.open_stream(stream) as reader:
        assert reader.read_all().equals(table)
