"""Tests results as Arrow, pandas and Polars, and Python objects as tables."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import lakebolt
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

LONG_QUERY = "SELECT count(*) FROM range(3000000000) a, range(1000) b WHERE a.range + b.range = 7"


def test_a_relation_can_be_read_again():
    relation = lakebolt.sql("SELECT 40 + 2 AS answer")
    assert relation.fetchall() == [(42,)]
    assert relation.fetchall() == [(42,)]
    assert relation.to_arrow_table().to_pydict() == {"answer": [42]}
    assert relation.df()["answer"].tolist() == [42]
    assert relation.pl()["answer"].to_list() == [42]
    assert relation.fetchone() == (42,) or relation.fetchone() is None


def test_repr_is_a_table_and_takes_nothing():
    relation = lakebolt.sql("SELECT * FROM range(5000)")
    assert "more than" in repr(relation)
    assert "range" in repr(relation)
    assert relation.fetchone() == (0,)
    assert len(relation.fetchall()) == 4999


def test_statements_without_rows_run_once():
    connection = lakebolt.connect()
    relation = connection.sql("CREATE VIEW v AS SELECT 1")
    assert repr(relation) == ""
    assert relation.fetchall() == []
    assert connection.sql("CREATE OR REPLACE VIEW w AS SELECT 2; FROM w").fetchall() == [(2,)]


def test_reader_streams():
    reader = lakebolt.sql("SELECT range AS i FROM range(10000000000)").to_arrow_reader()
    assert reader.schema == pa.schema([("i", pa.int64())])
    assert reader.read_next_batch()["i"][0].as_py() == 0
    reader.close()


def test_export_after_a_fetch_takes_the_rest():
    cursor = lakebolt.execute("SELECT range AS i FROM range(5000)")
    cursor.fetchmany(10)
    assert cursor.to_arrow_table()["i"].to_pylist() == list(range(10, 5000))


def test_arrow_capsule():
    table = pa.table(lakebolt.sql("SELECT 1 AS a"))
    assert table.to_pydict() == {"a": [1]}
    assert pl.DataFrame(lakebolt.sql("SELECT 1 AS a")).to_dicts() == [{"a": 1}]


def test_errors_while_reading_are_ours(tmp_path):
    pq.write_table(pa.table({"s": ["1"] * 10000 + ["x"]}), tmp_path / "t.parquet")
    with pytest.raises(lakebolt.DataError):
        lakebolt.sql(f"SELECT s::INTEGER FROM '{tmp_path}/t.parquet'").to_arrow_table()


ROWS = {"i": [1, 2, None], "s": ["a", None, "a longer string than twelve"]}
EXPECTED = [(1, "a"), (2, None), (None, "a longer string than twelve")]


@pytest.mark.parametrize(
    "make",
    [
        lambda: pa.table(ROWS),
        lambda: pa.record_batch(ROWS),
        lambda: pa.RecordBatchReader.from_batches(pa.table(ROWS).schema, pa.table(ROWS).to_batches()),
        lambda: pa.dataset.dataset(pa.table(ROWS)),
        lambda: pl.DataFrame(ROWS),
        lambda: pl.LazyFrame(ROWS),
        lambda: pd.DataFrame(ROWS).astype({"i": "Int64"}),
        lambda: lakebolt.sql("SELECT * FROM (VALUES (1, 'a'), (2, NULL), "
                             "(NULL, 'a longer string than twelve')) AS t(i, s)"),
    ],
    ids=["table", "batch", "reader", "dataset", "polars", "lazy", "pandas", "relation"],
)
def test_objects_are_tables(make):
    my_rows = make()
    assert lakebolt.sql("SELECT i, s FROM my_rows").fetchall() == EXPECTED
    connection = lakebolt.connect()
    connection.register("registered", make())
    assert connection.execute("SELECT i, s FROM registered").fetchall() == EXPECTED
    assert connection.execute("SELECT count(*) FROM Registered").fetchall() == [(3,)]
    connection.unregister("registered")
    with pytest.raises(lakebolt.ProgrammingError):
        connection.execute("FROM registered")


def test_register_takes_a_dict_and_refuses_others():
    connection = lakebolt.connect().register("t", {"a": [1, 2]})
    assert connection.execute("SELECT sum(a) FROM t").fetchall() == [(3,)]
    with pytest.raises(lakebolt.InterfaceError):
        connection.register("t", 7)


module_table = pa.table({"a": [1]})


def test_variables_are_found_by_name():
    assert lakebolt.sql("FROM module_table").fetchall() == [(1,)]
    local = pa.table({"a": [2]})
    assert lakebolt.sql("FROM LOCAL").fetchall() == [(2,)]
    assert lakebolt.execute("FROM local JOIN module_table m ON m.a < local.a").fetchall() == [(2, 1)]
    number = 7  # noqa: F841 - not a table
    with pytest.raises(lakebolt.ProgrammingError):
        lakebolt.sql("FROM number")
    del local
    with pytest.raises(lakebolt.ProgrammingError):
        lakebolt.sql("FROM local")


def test_the_catalog_wins_over_variables():
    shadowed = pa.table({"a": [1]})  # noqa: F841
    connection = lakebolt.connect()
    connection.execute("CREATE VIEW shadowed AS SELECT 2 AS a")
    assert connection.sql("FROM shadowed").fetchall() == [(2,)]


def test_a_relation_keeps_its_objects():
    rows = pa.table({"a": [1]})
    relation = lakebolt.sql("FROM rows")
    assert relation.fetchall() == [(1,)]
    del rows
    assert relation.fetchall() == [(1,)]


def test_a_failing_stream_is_an_error():
    def batches():
        yield pa.record_batch({"a": [1]})
        raise ValueError("the source broke")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), batches())
    with pytest.raises(Exception, match="the source broke"):
        lakebolt.sql("FROM reader").fetchall()


def test_types_go_through_arrow():
    columns = pa.table(
        {
            "list": pa.array([[1, 2], None, []], pa.list_(pa.int32())),
            "struct": pa.array([{"a": 1, "b": "x"}, None, {"a": None, "b": None}]),
            "dictionary": pa.array(["x", None, "y"]).dictionary_encode(),
            "day": pa.array([1, None, 3], pa.date32()),
            "moment": pa.array([1, None, 3], pa.timestamp("ns")),
            "flag": pa.array([True, None, False]),
            "money": pa.array([1, None, 3]).cast(pa.decimal128(30, 4)),
            "bytes": pa.array([b"a", None, b"\xff"]),
        }
    )
    found = lakebolt.sql("FROM columns").to_arrow_table()
    assert found.to_pylist() == columns.to_pylist()


def test_the_gil_is_released():
    ticks = 0
    done = threading.Event()

    def tick():
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    lakebolt.sql("SELECT sum(a.range * b.range) FROM range(20000) a, range(2000) b").fetchall()
    done.set()
    thread.join()
    assert ticks > 3


def test_interrupt_from_another_thread():
    connection = lakebolt.connect()
    timer = threading.Timer(0.3, connection.interrupt)
    timer.start()
    started = time.monotonic()
    with pytest.raises(lakebolt.OperationalError, match="cancelled"):
        connection.execute(LONG_QUERY).fetchall()
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("call", ["fetchall", "to_arrow_table"])
def test_ctrl_c_raises_keyboard_interrupt(call):
    # Whoever started the tests may have had SIGINT ignored.
    program = f"""
import signal
import lakebolt
signal.signal(signal.SIGINT, signal.default_int_handler)
print("ready", flush=True)
try:
    lakebolt.sql({LONG_QUERY!r}).{call}()
except KeyboardInterrupt:
    print("interrupted")
print(lakebolt.sql("SELECT 1").fetchall())
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert output == "interrupted\n[(1,)]\n"


def test_import_does_not_import_pyarrow():
    program = "import sys, lakebolt; print([m for m in ('pyarrow', 'pandas', 'polars', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_dicts_of_arrays_are_tables():
    arrays = {"a": np.arange(3), "b": pa.array(["x", None, "z"])}
    no_table = {"a": 1, "b": [1, 2]}  # noqa: F841 - is passed over
    assert lakebolt.sql("SELECT a, b FROM arrays").fetchall() == [(0, "x"), (1, None), (2, "z")]
    with pytest.raises(lakebolt.ProgrammingError, match="no_table"):
        lakebolt.sql("FROM no_table")
    assert lakebolt.execute("SELECT a FROM arrays").fetchnumpy()["a"].tolist() == [0, 1, 2]


def test_polars_takes_rows_without_a_copy():
    arrow = lakebolt.sql("SELECT range * 2 AS n FROM range(300000)").to_arrow_table()
    frame = pl.from_arrow(arrow, rechunk=False)
    addresses = [chunk.buffers()[1].address for chunk in arrow["n"].chunks]
    found = [chunk.to_arrow().buffers()[1].address for chunk in frame["n"].get_chunks()]
    assert found == addresses
