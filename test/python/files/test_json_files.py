"""Reads JSON files, those of random shapes too, and compares with DuckDB."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import duckdb
import engine
import pytest


@pytest.fixture
def connection() -> engine.Connection:
    """Connects with two threads."""
    return engine.connect(("SET threads = 2",))


def both(connection: engine.Connection, query: str) -> tuple[list[Any], list[Any]]:
    """Runs a query here and in DuckDB, whose JSON texts lose their blanks."""
    return connection.rows(query), duckdb.sql(query).fetchall()


def types_of(described: tuple[Any, ...]) -> tuple[Any, ...]:
    """Takes a column's name and type, where DuckDB's is one that we do not give.

    It has HUGEINT for numbers of both signs, and a type of its own for members that are all NULL.
    """
    name, kind, *_ = described
    return name, kind.replace("HUGEINT", "BIGINT").replace('"NULL"', "JSON")


def random_value(rng: random.Random, shape: Any) -> Any:
    """Makes a value of a shape: a kind's name, a list of one shape, or members by name."""
    if rng.random() < 0.08:
        return None
    if isinstance(shape, list):
        return [random_value(rng, shape[0]) for _ in range(rng.choice([0, 1, 2, 5]))]
    if isinstance(shape, dict):
        members = [key for key in shape if rng.random() < 0.9]
        if rng.random() < 0.1:
            rng.shuffle(members)
        return {key: random_value(rng, shape[key]) for key in members}
    makers = {
        "whole": lambda: rng.choice([0, 1, -7, rng.randrange(-(2**62), 2**62)]),
        "real": lambda: rng.choice([0.5, -1e300, 3.0, 7, rng.uniform(-1e6, 1e6)]),
        "truth": lambda: rng.random() < 0.5,
        "text": lambda: rng.choice(["", "a", 'qu"ote', "back\\slash", "новый\n☃", "x" * 70, "a/b"]),
        "day": lambda: f"20{rng.randrange(10, 30)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}",
        "moment": lambda: f"2021-03-1{rng.randrange(10)} 0{rng.randrange(10)}:20:30.25",
        "uuid": lambda: f"{rng.getrandbits(32):08x}-1111-4222-8333-{rng.getrandbits(48):012x}",
        "any": lambda: rng.choice([1, "x", [1, {"k": None}], {"z": 1.5}, True]),
    }
    return makers[shape]()


def random_shape(rng: random.Random, depth: int = 0) -> Any:
    """Makes a shape; rows are objects."""
    kinds = ["whole", "real", "truth", "text", "day", "moment", "uuid", "any"]
    draw = rng.random()
    if depth == 0 or (depth < 3 and draw < 0.2):
        return {f"m{i}": random_shape(rng, depth + 1) for i in range(rng.randrange(1, 7))}
    if depth < 3 and draw < 0.35:
        return [random_shape(rng, depth + 1)]
    return rng.choice(kinds)


def write(path: Path, rows: list[Any], rng: random.Random) -> str:
    """Writes rows in one of the ways that files have them, and returns the path."""
    kind = rng.choice(["lines", "lines", "array", "spread", "gzip"])
    blanks = None if kind != "spread" else 2
    texts = [json.dumps(row, ensure_ascii=rng.random() < 0.5, indent=blanks) for row in rows]
    if kind == "array":
        text = "[" + rng.choice([",", ",\n", " , "]).join(texts) + "]"
    else:
        text = rng.choice(["\n", "\r\n"]).join(texts) + rng.choice(["", "\n"])
    if kind == "gzip":
        path = path.with_suffix(".json.gz")
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_bytes(text.encode())
    return str(path)


@pytest.mark.parametrize("seed", range(40))
def test_random_files(connection: engine.Connection, tmp_path: Path, seed: int) -> None:
    """Finds the same columns, types and values."""
    rng = random.Random(seed)
    shape = random_shape(rng)
    rows = [random_value(rng, shape) or {} for _ in range(rng.choice([1, 5, 300, 3000]))]
    path = write(tmp_path / "rows.json", rows, rng)
    ours, theirs = both(connection, f"DESCRIBE FROM '{path}'")
    assert [row[:2] for row in ours] == [types_of(row) for row in theirs]
    # Texts of JSON differ in blanks and in the digits of doubles.
    plain = [f'"{name}"' for name, kind, *_ in ours if "JSON" not in kind]
    for columns in [plain, rng.sample(plain, rng.randrange(len(plain) + 1))]:
        ours, theirs = both(connection, f"SELECT {', '.join(columns + ['1'])} FROM '{path}'")
        assert ours == theirs


CASES = {
    "a value a line": ('1\n"x"\n[1]\n', ""),
    "an array of numbers": ("[1, 2, 3]", ""),
    "numbers of unlike kinds": ('{"a": 1}\n{"a": 18446744073709551615}\n{"a": -1}\n', ""),
    "a double among integers": ('{"a": 1}\n{"a": 1.5}\n', ""),
    "an empty object": ('{"a": {}}\n{"a": {}}\n', ""),
    "an empty list": ('{"a": []}\n{"a": [1]}\n', ""),
    "no rows": ("", ", columns = {'a': 'INTEGER'}"),
    "an empty array": ("[]", ", columns = {'a': 'INTEGER'}"),
    "a mark of UTF-8": ('\ufeff{"a": 1}\n', ""),
    "blank lines": ('\n{"a": 1}\n\n  \n{"a": 2}\n\n', ""),
    "columns that are said": ('{"a": "7", "b": 1, "c": [1]}\n{"b": "x"}\n',
                              ", columns = {'c': 'JSON', 'a': 'INTEGER', 'b': 'VARCHAR', 'z': 'DATE'}"),
    "types of every kind": ('{"a": "01:02:03", "b": 1.25, "c": {"x": 1, "y": 2}, "d": "P"}\n',
                            ", columns = {'a': 'TIME', 'b': 'DECIMAL(5,1)', 'c': 'MAP(VARCHAR, TINYINT)', 'd': 'ENUM(''P'', ''Q'')'}"),
    "no records": ('{"a": 1}\n{"a": 2}\n', ", records = false"),
    "levels that are not looked into": ('{"a": {"b": [1]}}\n', ", maximum_depth = 2"),
    "errors that are ignored": ('{"a": 1}\n{"a": \n{"a": "x"}\n', ", format = 'nd', ignore_errors = true, columns = {'a': 'INTEGER'}"),
    "dates by a pattern": ('{"d": "31/12/2020"}\n', ", dateformat = '%d/%m/%Y'"),
    "members of one name": ('{"a": 1, "b": 1}\n', ", columns = {'b': 'BIGINT'}"),
    "rare members": ("\n".join(json.dumps({"m": {f"k{i}": i}}) for i in range(40)), ""),
    "many like members": (json.dumps({"m": {f"k{i}": i for i in range(250)}}), ""),
    "strings with escapes": (r'{"a": "\u00e9\ud83d\ude00\n\"\\\/"}', ""),
    "numbers in quotes": ('{"a": "1"}\n{"a": "2"}\n', ", convert_strings_to_integers = true"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_cases(connection: engine.Connection, tmp_path: Path, case: str) -> None:
    """Reads small files of every kind as DuckDB does."""
    text, options = CASES[case]
    path = tmp_path / "case.json"
    path.write_text(text)
    source = f"read_json('{path}'{options})"
    ours, theirs = both(connection, f"DESCRIBE FROM {source}")
    assert [row[:2] for row in ours] == [row[:2] for row in theirs]
    ours, theirs = both(connection, f"FROM {source}")
    assert ours == theirs


BROKEN = {
    "cut off": ('{"a": 1}\n{"a": \n', "line 2"),
    "no object": ('{"a": 1}\n[1]\n', ""),
    "an array without an end": ('[{"a": 1},\n{"a": 2}', "does not end"),
    "no comma": ('[{"a": 1} {"a": 2}]', "comma"),
    "more behind an array": ('[{"a": 1}] {', ""),
    "a bad escape": ('{"a": "\\x"}\n', "line 1"),
    "no JSON": ("a,b,c\n1,2,3\n", "line 1"),
    "deep": ("[" * 100_000, ""),
    "no UTF-8": (b'{"a": "\xff\xfe"}\n', ""),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken(connection: engine.Connection, tmp_path: Path, case: str) -> None:
    """Says what is wrong and where."""
    text, what = BROKEN[case]
    path = tmp_path / "broken.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for options in (", columns = {'a': 'BIGINT'}", ""):
        if case == "no object" and not options:
            continue  # these are values of two kinds, each JSON
        with pytest.raises(engine.Error, match=what):
            connection.rows(f"SELECT * FROM read_json('{path}'{options})")


def test_whole_numbers_are_not_rounded(connection: engine.Connection, tmp_path: Path) -> None:
    """Takes late decimals only where a type was said, as a cast does."""
    path = tmp_path / "late.json"
    path.write_text('{"a": 1, "l": [1]}\n' * 30000 + '{"a": 2.0, "l": [3.0]}\n{"a": 1.5}\n')
    with pytest.raises(engine.Error, match='value 1.5 does not fit BIGINT of column "a", line 30002'):
        connection.rows(f"SELECT sum(a) FROM '{path}'")
    said = f"read_json('{path}', columns = {{'a': 'BIGINT'}})"
    assert connection.rows(f"SELECT sum(a) FROM {said}") == [(30004,)]
    path.write_text(f'{{"a": {2**63}}}\n' * 30000 + '{"a": 1.5}\n')
    with pytest.raises(engine.Error, match="HUGEINT"):
        connection.rows(f"SELECT sum(a) FROM '{path}'")
    for late in ['"1.5"', "12345678901234567.5", "9007199254740993.0"]:
        path.write_text('{"a": 1}\n' * 30000 + f'{{"a": {late}}}\n')
        with pytest.raises(engine.Error, match="does not fit BIGINT"):
            connection.rows(f"SELECT sum(a) FROM '{path}'")


def test_places_of_misfits(connection: engine.Connection, tmp_path: Path) -> None:
    """Names column and line of a value that does not fit, however deep."""
    path = tmp_path / "misfit.json"
    rows = [{"d": "2020-01-01", "l": [{"x": "00:00:01"}] * (i % 3)} for i in range(5000)]
    rows[3210]["l"] = [{"x": "00:00:01"}, {"x": "later"}]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    columns = "{'d': 'DATE', 'l': 'STRUCT(x TIME)[]'}"
    query = f"SELECT * FROM read_json('{path}', columns = {columns})"
    with pytest.raises(engine.Error, match='"later".*column "l", line 3211'):
        connection.rows(query)
    rows[3210]["l"] = []
    rows[4001]["d"] = "never"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    with pytest.raises(engine.Error, match='"never".*column "d", line 4002'):
        connection.rows(query)


def test_copy(connection: engine.Connection, tmp_path: Path) -> None:
    """Brings back what was written."""
    connection.run("CREATE TABLE t (a INTEGER, b VARCHAR, c DOUBLE[], d STRUCT(x DATE), j JSON)")
    connection.run(
        "INSERT INTO t SELECT i, 'text ' || i, [i / 2, NULL], {'x': DATE '2020-01-01' + i::INT}, "
        "'{\"k\":[' || i || ']}' FROM range(5000) r(i)"
    )
    connection.run("INSERT INTO t VALUES (NULL, NULL, NULL, NULL, NULL)")
    for name, options in [("l.json", ""), ("a.json", "(ARRAY true)"), ("z.json.gz", "")]:
        path = tmp_path / name
        connection.run(f"COPY t TO '{path}' {options}")
        connection.run("CREATE OR REPLACE TABLE back AS FROM t LIMIT 0")
        connection.run(f"COPY back FROM '{path}' {options}")
        assert connection.rows("FROM back ORDER BY a") == connection.rows("FROM t ORDER BY a")
        assert connection.rows(f"SELECT count(*), sum(a) FROM '{path}'") == [(5001, 12497500)]


@pytest.mark.parametrize("seed", range(20))
def test_records_in_order(connection: engine.Connection, tmp_path: Path, seed: int) -> None:
    """Reads records that mostly have all members in one order, in all the ways to write these."""
    rng = random.Random(f"order {seed}")
    kinds = [rng.choice(["whole", "real", "truth", "text", "day"]) for _ in range(rng.choice([1, 3, 9]))]
    names = [rng.choice(["", "n ", "ä"]) + f"c{i}" for i in range(len(kinds))]
    if rng.random() < 0.2:
        names[0] = 'quo"te'
    lines = []
    for _ in range(3000):
        members = [(name, random_value(rng, kind)) for name, kind in zip(names, kinds)]
        if rng.random() < rng.choice([0, 0.01, 0.6]):
            rng.shuffle(members)
            members = members[: rng.randrange(len(members) + 1)]
        if rng.random() < 0.02:
            members.append(("further", [1, {"c0": 5}]))
        comma, colon = rng.choice([(",", ":"), (", ", ": "), (" ,\t", " : ")])
        cells = [f"{json.dumps(name)}{colon}{json.dumps(v, ensure_ascii=rng.random() < 0.5)}"
                 for name, v in members]  # fmt: skip
        lines.append("{" + comma.join(cells) + "}" + rng.choice(["", " "]))
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    columns = ", ".join(f'''"{name.replace('"', '""')}"''' for name in names)
    ours, theirs = both(connection, f"SELECT {columns} FROM read_json('{path}')")
    assert ours == theirs


@pytest.mark.parametrize(
    "value",
    ["0", "-0", "-1", "9007199254740993", "18446744073709551615", "18446744073709551616",
     "-9223372036854775808", "-9223372036854775809", "99999999999999999999", "0.1", "-0.0", "1e22",
     "123456789012345678.5", "0.000000000000000000000000123", "9007199254740993.0", "1E-7", "2.5e-324",
     "1e400", "0.30000000000000004", "9999999999999999.9", "1.7976931348623157e308"],
)  # fmt: skip
def test_numbers(connection: engine.Connection, value: str) -> None:
    """Reads numbers of any length as Python does, who rounds correctly."""
    ((found,),) = connection.rows(f"SELECT ('{{\"a\":{value}}}'::JSON->>'$.a')::DOUBLE")
    assert found == float(value)


@pytest.mark.parametrize("value", ["01", "-", "-01", "1.", ".5", "1e", "1e+", "+1", "--1", "00"])
def test_bad_numbers(connection: engine.Connection, value: str) -> None:
    """Refuses what only looks like a number."""
    assert connection.rows(f"SELECT json_valid('[{value}]')") == [(False,)]


MEMBERS = {
    "unknown": ('{"a": 1}\n' * 25000 + '{"a": 2, "b": 3}\n', 'no member "b" .* line 25001'),
    "unknown within": (
        '{"s": [{"x": 1}]}\n' * 25000 + '{"s": [{"x": 1, "y": 2}]}\n',
        'no member "y" .* column "s", line 25001',
    ),
    "twice": ('{"a": 3}\n{"a": 1, "a": 2}\n', 'two members "a", line 2'),
    "twice within": ('{"s": {"x": 1, "x": 2}}\n', 'two members "x" of column "s", line 1'),
    "comma": ('[{"a": 1}, ]', "no value follows a comma"),
}


@pytest.mark.parametrize("case", MEMBERS)
def test_members(connection: engine.Connection, tmp_path: Path, case: str) -> None:
    """Passes over no member and no error without a word, as DuckDB does not."""
    path = tmp_path / "file.json"
    text, message = MEMBERS[case]
    path.write_text(text, encoding="utf-8")
    query = f"SELECT count(COLUMNS(*)) FROM '{path}'"
    with pytest.raises(engine.Error, match=message):
        connection.rows(query)
    with pytest.raises(duckdb.Error):
        duckdb.sql(query).fetchall()
    if case != "comma":
        ours, theirs = both(connection, f"FROM read_json('{path}', ignore_errors = true)")
        assert ours == theirs
    if case == "unknown":
        ours, theirs = both(connection, f"FROM read_json('{path}', columns = {{a: 'INT'}})")
        assert ours == theirs


@pytest.mark.parametrize(
    "text",
    [
        "05/06/2024",
        "25/06/2024",
        "05/06/2024 10:00:00",
        "2024-05-06",
        "06-05-2024",
        "d41d8cd98f00b204e9800998ecf8427e",
        "d41d8cd9-8f00-b204-e980-0998ecf8427e",
    ],
)
def test_texts_like_others(connection: engine.Connection, tmp_path: Path, text: str) -> None:
    """Takes for dates and UUIDs what DuckDB does."""
    path = tmp_path / "dates.json"
    path.write_text(json.dumps({"d": text}))
    ours, theirs = both(connection, f"SELECT d::TEXT, typeof(d) FROM '{path}'")
    assert ours == theirs
