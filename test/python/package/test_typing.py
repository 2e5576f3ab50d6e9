"""Checks what type checkers know of the package: no names that are not there, no lost types."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, get_type_hints

import lakebolt as lb
import pytest
from lakebolt import options

ROOT = Path(__file__).parents[3]
GOOD = """
import lakebolt as lb
from typing_extensions import assert_type

@lb.udf
def louder(text: str, times: int = 1) -> str:
    return text + "!" * times

@lb.udf("VARCHAR", workers=2)
def quiet(text: str) -> str:
    return text.lower()

@lb.udaf
def longest(texts: list[str]) -> str:
    return max(texts, key=len)

@lb.udtf(schema={"n": int})
def upto(n: int) -> list[int]:
    return list(range(n))

frame = lb.range(3)
assert_type(lb.col("a"), lb.Expr)
assert_type(lb.sum("a"), lb.Expr)
assert_type(louder("x", 2), str)
assert_type(louder(lb.col("a")), lb.Expr)
assert_type(louder("x", lb.col("n")), lb.Expr)
assert_type(quiet("X"), str)
assert_type(longest(lb.col("a")), lb.Expr)
assert_type(upto(3), list[int])
assert_type(frame["range"], lb.Expr)
assert_type(frame[1:], lb.DataFrame)
assert_type(frame[[0, 2]], lb.DataFrame)
assert_type(frame["range", "x"], lb.DataFrame)
assert_type(lb.read_csv("x", separator=";", thousands="."), lb.DataFrame)
frame.write_parquet("x", order_by=["range"], write_bloom_filter=True)
"""
BAD = [
    "lb.read_csv('x', bogus=1)",
    "lb.read_parquet('x', file_row_number='yes')",
    "lb.read_json('x', sample_size='many')",
    "lb.range(3).write_parquet('x', compresion='zstd')",
    "lb.range(3).write_csv('x', force_qoute=['a'])",
    "lb.udf(bogus=1)",
    "lb.cool('a')",
]


def check(text: str, tmp_path: Path) -> str:
    """Returns what mypy says of a program."""
    program = tmp_path / "program.py"
    program.write_text(text)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "pyproject.toml", str(program)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout


def test_types_that_are_kept(tmp_path: Path) -> None:
    """Knows the types of functions, columns and results."""
    assert "Success" in check(GOOD, tmp_path)


def test_editors_know_the_types(tmp_path: Path) -> None:
    """Has Pyright, which editors use, find nothing in the examples nor a program of all kinds."""
    program = tmp_path / "program.py"
    program.write_text(GOOD)
    settings = {
        "include": [str(ROOT / "examples" / "python"), str(program)],
        "extraPaths": [str(ROOT / "python")],
        "typeCheckingMode": "strict",
    }
    config = tmp_path / "pyrightconfig.json"
    config.write_text(json.dumps(settings))
    command = [sys.executable, "-m", "basedpyright", "--project", str(config), "--outputjson"]
    done = subprocess.run(
        [*command, "--pythonpath", sys.executable], capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    assert found["summary"]["filesAnalyzed"] == 3
    assert found["generalDiagnostics"] == []


def test_mistakes_that_are_found(tmp_path: Path) -> None:
    """Finds options and functions that there are not, each in its line."""
    found = check("import lakebolt as lb\n" + "\n".join(BAD), tmp_path)
    for line, text in enumerate(BAD, 2):
        assert f"program.py:{line}: error" in found, (text, found)


def option_names(kind: type) -> list[str]:
    """Returns the names of a group of options."""
    return sorted(get_type_hints(kind))


READERS = [
    (lb.read_csv, options.CsvReadOptions, "a.csv"),
    (lb.read_json, options.JsonReadOptions, "a.json"),
    (lb.read_parquet, options.ParquetReadOptions, "a.parquet"),
    (lb.read_ipc, options.ManyFilesOptions, "a.arrow"),
]
WRITERS = [
    ("write_parquet", options.ParquetWriteOptions, "b.parquet"),
    ("write_csv", options.CsvWriteOptions, "b.csv"),
    ("write_json", options.TextWriteOptions, "b.json"),
]


@pytest.mark.parametrize(("read", "kind", "name"), READERS)
def test_options_of_readers_are_known(read: Any, kind: type, name: str, tmp_path: Path) -> None:
    """Has no option that the engine does not know."""
    path = tmp_path / name
    writer = {"csv": "csv", "json": "json", "parquet": "parquet", "arrow": "ipc"}[path.suffix[1:]]
    getattr(lb.from_dict({"a": [1]}), f"write_{writer}")(str(path))
    for option in option_names(kind):
        try:
            read(str(path), **{option: 1})
        except lb.Error as error:
            assert "has no option" not in str(error), (option, str(error))


@pytest.mark.parametrize(("write", "kind", "name"), WRITERS)
def test_options_of_writers_are_known(write: str, kind: type, name: str, tmp_path: Path) -> None:
    """Has no option that COPY does not know."""
    frame = lb.from_dict({"a": [1]})
    for i, option in enumerate(option_names(kind)):
        try:
            # Some are of folders of files only, which one a thread makes of the path.
            given = {"per_thread_output": True, option: "a"}
            getattr(frame, write)(str(tmp_path / f"{i}{name}"), **given)
        except lb.Error as error:
            assert "has no option" not in str(error), (option, str(error))


def test_options_with_several_values(tmp_path: Path) -> None:
    """Takes lists and mappings for options that have several values."""
    frame = lb.from_dict({"a": [2, 1], "b": ["x", "y"], "c": [1.5, 2.5]})
    folder = tmp_path / "parts"
    frame.write_parquet(str(folder), partition_by=["b", "c"])
    assert sorted(lb.read_parquet(str(folder)).select("a", "b").rows()) == [(1, "y"), (2, "x")]
    path = str(tmp_path / "t.parquet")
    frame.write_parquet(
        path, order_by=["a", "b DESC"], write_bloom_filter=["a"], kv_metadata={"who": "me"},
        encodings={"a": "plain"}, field_ids={"a": 7}, bloom_filter_false_positive_ratio=0.1,
    )  # fmt: skip
    assert lb.read_parquet(path).rows() == [(1, "y", 2.5), (2, "x", 1.5)]
    pairs = lb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").rows()
    assert ("who", "me") in pairs
    csv = frame.write_csv(force_quote=["b"], order_by="a")
    assert csv == 'a,"b",c\n1,"y",2.5\n2,"x",1.5\n'
