"""Functions of Python's in SQL and in frames: against the plain functions, by rows, batches, groups."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import os
import random
import runpy
import signal
import statistics
import threading
import time
import uuid
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import lakebolt as lb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from beside import SANITIZED

KINDS = {
    "BOOLEAN": lambda r: r.random() < 0.5,
    "TINYINT": lambda r: r.randint(-128, 127),
    "INTEGER": lambda r: r.randint(-(2**31), 2**31 - 1),
    "BIGINT": lambda r: r.randint(-(2**63), 2**63 - 1),
    "UBIGINT": lambda r: r.randint(0, 2**64 - 1),
    "HUGEINT": lambda r: r.randint(-(2**100), 2**100),
    "DOUBLE": lambda r: r.choice([r.uniform(-1e9, 1e9), -0.0, float("inf")]),
    "DECIMAL(18,3)": lambda r: decimal.Decimal(r.randint(-(10**12), 10**12)).scaleb(-3),
    "DECIMAL(38,10)": lambda r: decimal.Decimal(r.randint(-(10**30), 10**30)).scaleb(-10),
    "VARCHAR": lambda r: r.choice(["", "ä", "日本" * 9, "x" * r.randint(0, 40)]),
    "BLOB": lambda r: r.randbytes(r.randint(0, 30)),
    "DATE": lambda r: datetime.date.fromordinal(r.randint(1, 3_000_000)),
    "TIME": lambda r: datetime.time(r.randint(0, 23), r.randint(0, 59), 1, r.randint(0, 999_999)),
    "TIMESTAMP": lambda r: datetime.datetime(1970, 1, 1)
    + datetime.timedelta(microseconds=r.randint(-(10**15), 10**15)),
    "TIMESTAMPTZ": lambda r: datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)
    + datetime.timedelta(microseconds=r.randint(-(10**15), 10**15)),
    "INTERVAL": lambda r: datetime.timedelta(days=r.randint(-9, 9), seconds=r.randint(0, 9)),
    "UUID": lambda r: uuid.UUID(int=r.getrandbits(128)),
    "INTEGER[]": lambda r: [r.choice([None, r.randint(0, 9)]) for _ in range(r.randint(0, 4))],
    "VARCHAR[][]": lambda r: [[r.choice(["a", None])] * r.randint(0, 2)] * r.randint(0, 2),
    "STRUCT(a INTEGER, b VARCHAR)": lambda r: {"a": r.choice([None, 1]), "b": "x" * r.randint(0, 20)},
    "MAP(VARCHAR, INTEGER)": lambda r: {str(i): i for i in range(r.randint(0, 3))},
}


@pytest.fixture
def connection() -> Iterator[lb.Connection]:
    with lb.connect() as opened:
        yield opened


def identity(value: Any) -> Any:
    return value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("settings", [{"threads": 2}, {"chunk_size": 1}])
def test_values_of_all_types_pass_both_ways(kind, settings):
    connection = lb.connect(settings)
    dice = random.Random(kind)
    values = [None if dice.random() < 0.1 else KINDS[kind](dice) for _ in range(30)]
    seen = []
    connection.create_function("seen", lambda v: seen.append(v) or v, [kind], kind)
    connection.create_function("arrow", identity, [kind], kind, type="arrow")
    connection.execute(f"CREATE TABLE t (i INTEGER, v {kind})")
    for i, value in enumerate(values):
        entries = kind.startswith("MAP") and value is not None
        given = {"key": list(value), "value": list(value.values())} if entries else value
        place = "map($2.key, $2.value)" if entries else "$2"
        connection.execute(f"INSERT INTO t VALUES ($1, {place})", [i, given])
    connection.execute("INSERT INTO t SELECT t.i + r.range * 100, v FROM t, range(1, 60) r")
    found = connection.execute("SELECT i % 100, v, seen(v), arrow(v) FROM t").fetchall()
    assert len(found) == 60 * len(values)
    for i, value, native, arrow in found:
        assert value == native == arrow == values[i]
    assert all(value is not None for value in seen)


def test_hints_say_the_types(connection):
    def both(a: int, b: str | None) -> str:
        return f"{a}{b}"

    connection.create_function("both", both)
    assert connection.sql("SELECT both(1, NULL), both(2, 'x')").rows() == [("1None", "2x")]
    assert connection.sql("SELECT both(1::TINYINT, 'x')").types == ["VARCHAR"]
    with pytest.raises(lb.ProgrammingError, match="no overload of both"):
        connection.sql("SELECT both('a', 'b', 'c')")
    with pytest.raises(lb.InterfaceError, match="what does nothing return"):
        connection.create_function("nothing", lambda a: a)


def test_names(connection):
    with pytest.raises(lb.Error, match="in the box"):
        connection.create_function("upper", str.upper, [str], str)
    connection.create_function("Twice", lambda a: 2 * a, [int], int)
    assert connection.sql("SELECT TWICE(4)").item() == 8
    connection.create_function("twice", lambda a: 20 * a, [int], int)
    assert connection.sql("SELECT twice(4)").item() == 80
    assert connection.duplicate().sql("SELECT twice(4)").item() == 80
    connection.remove_function("TWICE")
    with pytest.raises(lb.ProgrammingError, match='no function "twice"'):
        connection.sql("SELECT twice(4)")
    with pytest.raises(lb.InterfaceError):
        connection.remove_function("twice")
    names = connection.sql("SELECT name FROM lakebolt_functions() WHERE category = 'user'")
    assert names.rows() == []


def test_random_calls_equal_the_plain_function(connection):
    def plain(a, b, c):
        return None if a is None or b is None or c is None else f"{a * 3 + b:.3f}{c}"

    connection.create_function("f", plain, ["BIGINT", "DOUBLE", "VARCHAR"], str)
    connection.create_function(
        "g", plain, ["BIGINT", "DOUBLE", "VARCHAR"], str, null_handling="special"
    )
    dice = random.Random(7)
    pick = lambda value: None if dice.random() < 0.2 else value  # noqa: E731
    data = pa.table(
        {
            "a": [pick(dice.randint(-99, 99)) for _ in range(20_000)],
            "b": [pick(dice.uniform(-1, 1)) for _ in range(20_000)],
            "c": [pick(dice.choice("xyz")) for _ in range(20_000)],
        }
    )
    expected = [plain(*row) for row in zip(*(data[name].to_pylist() for name in "abc"))]
    for call in ("f(a, b, c)", "g(a, b, c)"):
        assert connection.sql(f"SELECT {call} FROM data").to_arrow()[0].to_pylist() == expected
    wanted = [text for text in expected if text is not None and text.endswith("x")]
    found = connection.sql("SELECT f(a, b, c) FROM data WHERE g(a, b, c) LIKE '%x'").rows()
    assert [text for (text,) in found] == wanted
    empty = connection.sql("SELECT f(a, b, c) FROM data WHERE a > 1000").rows()
    assert empty == []


def test_errors_keep_the_traceback(connection):
    def broken(a):
        return 1 // (a - 3)

    connection.create_function("broken", broken, [int], int)
    with pytest.raises(lb.DataError) as raised:
        connection.sql("SELECT broken(range) FROM range(10)").rows()
    assert raised.value.sqlstate == "38000"
    assert isinstance(raised.value.__cause__, ZeroDivisionError)
    assert raised.value.__cause__.__traceback__.tb_next or raised.value.__cause__.__traceback__
    for part in ("broken(3) failed: ZeroDivisionError", "in broken", "LINE 1", "1 // (a - 3)"):
        assert part in str(raised.value)
    assert connection.sql("SELECT try(broken(3))").item() is None
    connection.create_function("broken", broken, [int], int, exception_handling="return_null")
    assert connection.sql("SELECT broken(3), broken(4)").rows() == [(None, 1)]
    connection.create_function("wrong", lambda a: "x", [int], int)
    with pytest.raises(lb.DataError, match=r"wrong\(1\) gave what it should not"):
        connection.sql("SELECT wrong(1)").rows()


def test_arrow_functions(connection):
    sizes = []

    def added(a: pa.Array, b: pa.Array) -> pa.Array:
        sizes.append(len(a))
        assert a.null_count == 0
        return pc.add(a, b)

    connection.create_function("added", added, ["BIGINT", "BIGINT"], "BIGINT", type="arrow")
    query = "SELECT added(range, nullif(range % 3, 0)) FROM range(10000)"
    found = connection.sql(query).to_arrow()[0].to_pylist()
    assert found == [None if i % 3 == 0 else i + i % 3 for i in range(10_000)]
    assert sum(sizes) == 10_000 - 3334
    connection.create_function("short", lambda a: a[:1], [int], int, type="arrow")
    with pytest.raises(lb.DataError, match="gave 1 values for"):
        connection.sql("SELECT short(range) FROM range(5)").rows()
    connection.create_function("same", lambda a: a.to_numpy() * 2, [int], int, type="arrow")
    assert connection.sql("SELECT sum(same(range)) FROM range(5)").item() == 20


@pytest.mark.parametrize("settings", [{"threads": 2}, {"threads": 3, "chunk_size": 7}])
def test_arrow_functions_get_more_rows_at_a_time(tmp_path, settings):
    sizes = []

    def double(column: pa.Array) -> pa.Array:
        sizes.append(len(column))
        return pc.multiply(column, 2)

    rows = 300_000
    numbers = pa.table({"n": range(rows), "t": [f"text {i}" for i in range(rows)]})
    path = tmp_path / "rows.parquet"
    with lb.connect(config=settings) as connection:
        connection.create_function("double", double, ["BIGINT"], "BIGINT", type="arrow")
        connection.sql("FROM numbers").write_parquet(path)
        expected = [(2 * i, f"text {i}") for i in range(rows) if i % 3]
        for source in ("numbers", f"'{path}'"):
            sizes.clear()
            got = connection.sql(f"SELECT double(n), t FROM {source} WHERE n % 3 <> 0").fetchall()
            assert got == expected  # in the order of the rows
            # How many is a matter of time.
            assert min(sizes) <= 2048 and (SANITIZED or max(sizes) >= 8192)
            sizes.clear()
            got = connection.sql(f"SELECT t FROM {source} WHERE double(n) % 6 <> 0").fetchall()
            assert got == [(text,) for _, text in expected]
            assert SANITIZED or max(sizes) >= 8192
        sizes.clear()
        assert len(connection.sql("SELECT double(n) FROM numbers LIMIT 5").fetchall()) == 5
        assert sum(sizes) < rows / 2


def test_side_effects_are_seen_for_each_row(connection):
    numbers = iter(range(1000))
    connection.create_function("number", lambda: next(numbers), [], int, side_effects=True)
    assert connection.sql("SELECT number() FROM range(5)").rows() == [(i,) for i in range(5)]


@lb.udf
def shout(text: str) -> str:
    return text.upper() + "!"


@lb.udf(side_effects=False)
def plus(a: int, *more: int) -> int:
    return a + sum(more)


def test_decorated_functions():
    assert shout("a") == "A!"
    assert lb.sql("SELECT shout('b')").item() == "B!"
    frame = lb.from_dict({"a": ["x", None], "n": [1, 2]})
    found = frame.select(shout(lb.col("a")), s=plus(lb.col("n"), 10, lb.col("n"))).rows()
    assert found == [("X!", 12), (None, 14)]
    assert frame.filter(shout(lb.col("a")) == "X!").height == 1
    doubled = frame.select(lb.col("n").map_elements(lambda n: n * 2, int))
    assert doubled.rows() == [(2,), (4,)]


@dataclasses.dataclass
class Point:
    x: int
    y: float | None


def test_nested_hints(connection):
    def point(x: int) -> Point:
        return Point(x, None if x else 0.5)

    def total(values: list[int], weights: dict[str, float]) -> float:
        return sum(values) * sum(weights.values())

    connection.create_function("point", point)
    connection.create_function("total", total)
    assert connection.sql("SELECT point(1), point(0).y").rows() == [({"x": 1, "y": None}, 0.5)]
    assert connection.sql("SELECT total([1, 2], MAP {'a': 0.5})").item() == 1.5


class Mode:
    """Finds the commonest value."""

    def __init__(self) -> None:
        self.counts: collections.Counter[str] = collections.Counter()

    def accumulate(self, value: str) -> None:
        self.counts[value] += 1

    def merge(self, other: Mode) -> None:
        self.counts.update(other.counts)

    def finish(self) -> str | None:
        return min(self.counts, key=lambda key: (-self.counts[key], key), default=None)


@pytest.mark.parametrize("settings", [{"threads": 4}, {"chunk_size": 3, "threads": 2}])
def test_aggregates(settings):
    connection = lb.connect(settings)
    connection.create_aggregate_function("mode_of", Mode)
    connection.create_aggregate_function("med", statistics.median, ["DOUBLE"], float)
    connection.create_aggregate_function(
        "wsum", lambda a, w: pc.sum(pc.multiply(a, w)), ["BIGINT", "BIGINT"], int, type="arrow"
    )
    rows = 2000 if "chunk_size" in settings else 60_000
    query = f"""
        SELECT range % 7 AS g, chr(97 + (range * range % 5)::INTEGER) AS c,
               nullif(range % 11, 3)::DOUBLE AS x, range % 4 AS a FROM range({rows})"""
    plain = connection.sql(query).rows()
    found = connection.sql(
        f"SELECT g, mode_of(c), med(x), wsum(g, a) FROM ({query}) GROUP BY g ORDER BY g"
    ).rows()
    for g, mode, median, weighted in found:
        group = [row for row in plain if row[0] == g]
        counts = collections.Counter(row[1] for row in group)
        assert mode == min(counts, key=lambda key: (-counts[key], key))
        assert median == statistics.median(row[2] for row in group if row[2] is not None)
        assert weighted == sum(row[0] * row[3] for row in group)
    assert connection.sql("SELECT mode_of(c), med(1) FROM (SELECT 'a' AS c) WHERE c = ''").rows() == [
        (None, None)
    ]


def test_aggregates_spill():
    connection = lb.connect({"threads": 2, "memory_limit": "24MB"})
    connection.create_aggregate_function("mode_of", Mode)
    connection.create_aggregate_function("longest", lambda v: max(map(len, v)), ["VARCHAR"], int)
    query = """
        SELECT count(*), min(m), max(l) FROM (
          SELECT mode_of((range % 3)::VARCHAR) AS m, longest(repeat('x', (range % 50)::INTEGER)) AS l
          FROM range(60000) GROUP BY range % 20000)"""
    assert connection.sql(query).rows() == [(20000, "0", 49)]


class Pair(NamedTuple):
    n: int
    text: str


def test_table_functions(connection):
    def pairs(count: int) -> Iterator[Pair]:
        for i in range(count):
            yield Pair(i, str(i))

    connection.create_table_function("pairs", pairs)
    assert connection.sql("SELECT sum(n), max(text) FROM pairs(count := 5000)").rows() == [
        (12497500, "999")
    ]
    assert connection.sql("SELECT text FROM pairs(2) WHERE n = 1").rows() == [("1",)]
    endless = {"n": "BIGINT"}

    def forever():
        n = 0
        while True:
            yield n
            n += 1

    connection.create_table_function("forever", forever, endless)
    assert connection.sql("FROM forever() LIMIT 3").rows() == [(0,), (1,), (2,)]
    connection.create_table_function("arrow", lambda n: pa.table({"a": list(range(n))}))
    assert connection.sql("SELECT count(*), sum(a) FROM arrow(10000)").rows() == [(10000, 49995000)]
    assert connection.sql("SELECT * FROM arrow(3) x JOIN arrow(2) y USING (a)").rows() == [(0,), (1,)]
    connection.create_table_function("arrow", lambda: [{"b": 1}, {}], "b INTEGER, c VARCHAR")
    assert connection.sql("FROM arrow()").rows() == [(1, None), (None, None)]
    connection.remove_function("arrow")
    with pytest.raises(lb.ProgrammingError, match="no table function"):
        connection.sql("FROM arrow()")

    def failing():
        yield 1
        raise KeyError("gone")

    connection.create_table_function("failing", failing, endless)
    with pytest.raises(lb.DataError, match="KeyError") as raised:
        connection.sql("FROM failing()").rows()
    assert isinstance(raised.value.__cause__, KeyError)


def test_frames_through_functions():
    frame = lb.range(10_000).with_columns(g=lb.col("range") % 3)

    def odd(table):
        return table.filter(pc.equal(pc.bit_wise_and(table["range"], 1), 1))

    kept = frame.map_batches(odd, {"range": int, "g": int})
    assert kept.select(lb.len(), lb.col("range").sum()).rows() == [(5000, 25_000_000)]
    assert frame.mapInArrow(lambda it: it, "range BIGINT, g BIGINT").height == 10_000

    def ranked(pdf):
        return pdf.assign(rank=pdf["range"].rank()).tail(1)

    found = frame.group_by("g").applyInPandas(ranked, "range BIGINT, g BIGINT, rank DOUBLE")
    assert found.sort("g").rows() == [(9999, 0, 3334.0), (9997, 1, 3333.0), (9998, 2, 3333.0)]


# Worker processes.


def test_workers(connection):
    def process(a: int) -> int:
        return os.getpid() if a == -1 else a * 2

    def arrow(a):
        return pc.multiply(a, 3)

    connection.create_function("process", process, workers=2)
    connection.create_function("thrice", arrow, [int], int, type="arrow", workers=1)
    query = "SELECT sum(process(range)), sum(thrice(range)) FROM range(20000)"
    assert connection.sql(query).rows() == [(399980000, 599970000)]
    pid = connection.sql("SELECT process(-1)").item()
    assert pid != os.getpid()

    def broken(a):
        return 1 // a

    connection.create_function("broken", broken, [int], int, workers=1)
    with pytest.raises(lb.DataError, match=r"broken\(0\) failed: ZeroDivisionError") as raised:
        connection.sql("SELECT broken(range) FROM range(3)").rows()
    assert isinstance(raised.value.__cause__, ZeroDivisionError)
    assert "1 // a" in str(raised.value)

    def die(a):
        os.kill(os.getpid(), signal.SIGKILL)

    connection.create_function("die", die, [int], int, workers=1)
    with pytest.raises(lb.Error, match="the worker process of die has died"):
        connection.sql("SELECT die(1)").rows()
    assert connection.sql(query).rows() == [(399980000, 599970000)]
    with pytest.raises(lb.InterfaceError, match="cannot go to worker processes"):
        lock = threading.Lock()
        connection.create_function("locked", lambda a: lock and a, [int], int, workers=1)


def hold_up(a: int) -> int:
    time.sleep(600)
    return a


def spin(a: int) -> int:
    while True:
        a += 1


@pytest.mark.parametrize(("function", "workers"), [(spin, 0), (hold_up, 1)])
def test_functions_are_interrupted(connection, function, workers):
    connection.create_function("hold", function, workers=workers)
    timer = threading.Timer(0.5, connection.interrupt)
    timer.start()
    with pytest.raises(lb.OperationalError, match="cancelled"):
        connection.sql("SELECT hold(range) FROM range(5)").rows()
    assert connection.sql("SELECT 1").item() == 1


def test_dropped_results_stop_functions(connection):
    connection.create_function("slow", lambda a: time.sleep(0.0001) or a, [int], int)
    rows = iter(connection.execute("SELECT slow(range) FROM range(1000000)"))
    assert next(rows) == (0,)
    del rows
    reader = connection.sql("SELECT slow(range) FROM range(1000000)").to_arrow_reader()
    reader.read_next_batch()
    del reader


def test_functions_cannot_use_the_connection_that_calls_them(connection):
    connection.create_function("again", lambda a: connection.sql("SELECT 1").item(), [int], int)
    with pytest.raises(lb.DataError, match="cannot use the database that calls it"):
        connection.sql("SELECT again(1)").rows()
    connection.create_function("other", lambda a: lb.connect().sql("SELECT 7").item(), [int], int)
    assert connection.sql("SELECT other(1)").item() == 7


def test_many_threads_call_functions():
    connection = lb.connect()
    connection.create_function("half", lambda a: a / 2, [int], float)
    failures = []

    def work(session):
        try:
            for _ in range(5):
                found = session.sql("SELECT sum(half(range)) FROM range(5000)").item()
                assert found == 6248750.0
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(connection.duplicate(),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_the_example_runs(capsys):
    example = Path(__file__).resolve().parents[3] / "examples" / "python" / "functions.py"
    runpy.run_path(str(example), run_name="__main__")
    said = capsys.readouterr().out
    for part in ("AL", "GH", "4", "not"):
        assert part in said
