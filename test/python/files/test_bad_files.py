"""Reads files that are broken in every way: an error that names the file, never a crash."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from pathlib import Path

import engine
import parquet_random
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

READER = Path(__file__).parents[1].joinpath("read_files.py")


def read_all(paths: list[Path]) -> list[str]:
    """Reads files in another process and returns the outcome of each; a crash fails the test."""
    done = subprocess.run(
        [sys.executable, str(READER)],
        input="".join(f"{path}\n" for path in paths),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    outcomes = done.stdout.splitlines()
    if len(outcomes) < len(paths):
        at = paths[len(outcomes)]
        pytest.fail(f"exit status {done.returncode} while reading {at}\n{done.stderr[-2000:]}")
    return outcomes


def good_file(path: Path, seed: int, **options: object) -> pa.Table:
    """Writes a file of some hundred rows in several row groups and pages."""
    rng = random.Random(seed)
    kinds = [pa.int32(), pa.int64(), pa.float64(), pa.string(), pa.decimal128(18, 6), pa.bool_()]
    makers = {str(kind): make for kind, make in parquet_random.SIMPLE}
    arrays = [parquet_random.random_array(rng, k, makers[str(k)], 600) for k in kinds]
    arrays.append(pa.array([[i, None] if i % 5 else None for i in range(600)]))
    table = pa.table(arrays, names=[f"c{i}" for i in range(len(arrays))])
    pq.write_table(table, path, row_group_size=250, data_page_size=300, **options)
    return table


OPTIONS = [
    {"compression": "snappy"},
    {"compression": "zstd", "data_page_version": "2.0"},
    {"compression": "none", "use_dictionary": False},
    {"compression": "gzip", "use_dictionary": False, "data_page_version": "2.0"},
    {"compression": "lz4", "write_statistics": False},
    {"compression": "none", "use_dictionary": False,
     "column_encoding": {"c0": "DELTA_BINARY_PACKED", "c2": "BYTE_STREAM_SPLIT",
                         "c3": "DELTA_BYTE_ARRAY", "c5": "RLE"}},
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(OPTIONS)))
def test_truncated(tmp_path: Path, case: int) -> None:
    """Cuts a file off at many places: always an error, and it names the file."""
    whole = tmp_path / "whole.parquet"
    good_file(whole, case, **OPTIONS[case])
    content = whole.read_bytes()
    rng = random.Random(case)
    paths = []
    sizes = [1, 3, 4, 7, 8, 11, 12, len(content) - 1, len(content) - 4, len(content) - 8]
    for size in sizes + [rng.randrange(13, len(content)) for _ in range(30)]:
        paths.append(tmp_path / f"cut_at_{size}.parquet")
        paths[-1].write_bytes(content[:size])
    for path, outcome in zip(paths, read_all(paths), strict=True):
        assert outcome.startswith("error"), f"{path.name}: {outcome}"
        if engine.NAME == "lakebolt":
            assert path.name in outcome, f"the error does not name the file: {outcome}"


@pytest.mark.parametrize("case", range(len(OPTIONS)))
def test_flipped_bytes(tmp_path: Path, case: int) -> None:
    """Changes bytes anywhere: an error or an answer with all rows, and never a crash."""
    whole = tmp_path / "whole.parquet"
    rows = good_file(whole, case, **OPTIONS[case]).num_rows
    content = whole.read_bytes()
    footer = int.from_bytes(content[-8:-4], "little") + 8
    rng = random.Random(case)
    paths = []
    for i in range(300):
        changed = bytearray(content)
        begin = len(content) - footer if i % 3 == 0 else 0
        for _ in range(rng.choice([1, 1, 2, 20])):
            changed[rng.randrange(begin, len(content))] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)])
        paths.append(tmp_path / f"changed_{i}.parquet")
        paths[-1].write_bytes(changed)
    for path, outcome in zip(paths, read_all(paths), strict=True):
        assert not outcome.startswith("exception"), f"{path.name}: {outcome}"
        if outcome.startswith("ok") and outcome != f"ok {rows}":
            assert footer_rows(path) != rows, f"{path.name}: a partial answer: {outcome}"


def footer_rows(path: Path) -> int | None:
    """Returns how many rows the footer says there are; None when pyarrow cannot read it."""
    try:
        return pq.read_metadata(path).num_rows
    except Exception:  # noqa: BLE001: whatever is wrong with it
        return None


@pytest.mark.parametrize("encoding", ["dictionary", "PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"])
def test_text_that_is_no_text(tmp_path: Path, encoding: str) -> None:
    """Reads strings that are not UTF-8: an error that names file and column; others are read."""
    count = 50
    offsets = pa.py_buffer(struct.pack(f"{count + 1}i", *range(0, 3 * count + 3, 3)))
    content = pa.py_buffer(b"abc" * (count - 1) + b"x\xffy")
    texts = pa.Array.from_buffers(pa.string(), count, [None, offsets, content])
    path = tmp_path / "no_text.parquet"
    table = pa.table({"n": list(range(count)), "t": texts})
    if encoding == "dictionary":
        pq.write_table(table, path)
    else:
        pq.write_table(table, path, use_dictionary=False, column_encoding={"t": encoding})
    connection = engine.connect()
    assert connection.rows(f"SELECT count(*), sum(n) FROM '{path}'") == [(count, 1225)]
    with pytest.raises(engine.Error) as caught:
        connection.rows(f"SELECT t FROM '{path}'")
    if engine.NAME == "lakebolt":
        assert "no_text.parquet" in str(caught.value) and '"t"' in str(caught.value)


def test_damaged_dictionaries(tmp_path: Path) -> None:
    """Damages the dictionary of one row group in turn: an error that names it, or a whole answer."""
    rng = random.Random(5)
    groups, rows = 6, 5000
    numbers = [rng.randrange(1 << 22) for _ in range(groups * rows)]
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"n": numbers}), whole, row_group_size=rows)
    content = whole.read_bytes()
    metadata = pq.read_metadata(whole)
    for group in range(groups):
        column = metadata.row_group(group).column(0)
        begin, end = column.dictionary_page_offset, column.data_page_offset
        for at in [begin + 30, (begin + end) // 2, end - 2]:
            changed = bytearray(content)
            changed[at : at + 2] = b"\xff\xff"
            path = tmp_path / f"damaged_{group}_{at}.parquet"
            path.write_bytes(changed)
            connection = engine.connect(("SET threads = 2",))
            try:
                found = connection.rows(f"SELECT count(n) FROM '{path}' WHERE n >= 0")
            except engine.Error as error:
                if engine.NAME == "lakebolt":
                    assert path.name in str(error) and '"n"' in str(error)
            else:
                assert found[0][0] <= groups * rows


@pytest.mark.parametrize("name", ["outer", "inner"])
@pytest.mark.parametrize("kind", ["parquet", "arrow", "json"])
def test_names_that_are_no_text(tmp_path: Path, kind: str, name: str) -> None:
    """Reads names of columns, and of members of structs, that are not UTF-8: an error."""
    path = tmp_path / f"no_name.{kind}"
    table = pa.table({"outer": [{"inner": 1}]})
    if kind == "parquet":
        pq.write_table(table, path, store_schema=False)
    elif kind == "arrow":
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
    else:
        path.write_text('{"outer": {"inner": 1}}')
    path.write_bytes(path.read_bytes().replace(name.encode(), b"\xff\xfe" + name[2:].encode()))
    with pytest.raises(engine.Error, match="UTF-8"):
        engine.connect().rows(f"FROM '{path}'")


def test_not_parquet(tmp_path: Path) -> None:
    """Reads things that are no Parquet files at all."""
    contents = {
        "empty": b"",
        "text": b"hello, this is no Parquet file\n" * 10,
        "zeros": bytes(1000),
        "magic_only": b"PAR1PAR1",
        "huge_footer": b"PAR1" + bytes(20) + b"\xff\xff\xff\x7fPAR1",
        "negative_footer": b"PAR1" + bytes(20) + b"\xff\xff\xff\xffPAR1",
        "encrypted": b"PARE" + bytes(40) + b"\x10\x00\x00\x00PARE",
        "garbage_footer": b"PAR1" + random.Random(1).randbytes(200) + b"\x64\x00\x00\x00PAR1",
    }
    paths = []
    for name, content in contents.items():
        paths.append(tmp_path / f"{name}.parquet")
        paths[-1].write_bytes(content)
    paths.append(tmp_path / "missing.parquet")
    paths.append(tmp_path / "no" / "such" / "folder" / "x.parquet")
    paths.append(tmp_path / "*.nothing")
    folder = tmp_path / "folder.parquet"
    folder.mkdir()
    paths.append(folder)
    for path, outcome in zip(paths, read_all(paths), strict=True):
        assert outcome.startswith("error"), f"{path.name}: {outcome}"
        if engine.NAME == "lakebolt":
            assert path.name in outcome, f"the error does not name the file: {outcome}"


def test_one_bad_file_of_many(tmp_path: Path) -> None:
    """Reads a glob in which one file is broken: an error naming that file, not the others' rows."""
    for i in range(4):
        pq.write_table(pa.table({"a": list(range(100))}), tmp_path / f"{i}.parquet")
    bad = tmp_path / "2.parquet"
    bad.write_bytes(bad.read_bytes()[:-30])
    outcome = read_all([tmp_path / "*.parquet"])[0]
    assert outcome.startswith("error") and "2.parquet" in outcome


@pytest.mark.parametrize(
    "other",
    [pa.table({"b": [1]}), pa.table({"a": ["text"]}), pa.table({"a": [{"x": 1}]})],
    ids=["missing column", "other type", "nested"],
)
def test_schemas_differ(tmp_path: Path, other: pa.Table) -> None:
    """Reads a glob whose files do not fit together: an error naming a file."""
    pq.write_table(pa.table({"a": [1, 2]}), tmp_path / "a.parquet")
    pq.write_table(other, tmp_path / "b.parquet")
    outcome = read_all([tmp_path / "*.parquet"])[0]
    assert outcome.startswith("error") and "b.parquet" in outcome


def test_unreadable_folder(tmp_path: Path) -> None:
    """Reads a folder without the right to: an error naming it. Root may read anything."""
    folder = tmp_path / "closed"
    folder.mkdir()
    pq.write_table(pa.table({"a": [1]}), folder / "a.parquet")
    folder.chmod(0)
    try:
        next(folder.iterdir())
        pytest.skip("this user may read every folder")
    except PermissionError:
        outcome = read_all([folder / "*.parquet"])[0]
        assert outcome.startswith("error") and "closed" in outcome
    finally:
        folder.chmod(0o700)


def test_connection_survives(tmp_path: Path) -> None:
    """Goes on with the same connection after an error in the middle of a scan."""
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    good_file(good, 1)
    content = bytearray(good.read_bytes())
    content[200:260] = bytes(60)
    bad.write_bytes(content)
    outcomes = read_all([bad, good, bad, good])
    assert outcomes[1] == outcomes[3] == "ok 600"
    assert outcomes[0] == outcomes[2]
