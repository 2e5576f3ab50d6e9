"""Runs small PySpark programs, under PySpark or under `lakebolt.spark`, and says what they gave.

What PySpark gave stands beside the programs in `package/spark_answers.json`; it is recorded again by
`PYTHONPATH=test/python python -m spark_programs`, in an environment with PySpark 4.3, pandas, pyarrow
and Java 17.
"""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import decimal
import io
import json
import math
import os
import tempfile
import time
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parent / "package" / "spark_answers.json"

PEOPLE = [
    (1, "Alice", "eng", 30, 100.0, dt.date(2020, 1, 15), dt.datetime(2020, 1, 15, 8, 30)),
    (2, "Bob", "eng", 40, 150.5, dt.date(2019, 5, 1), dt.datetime(2019, 5, 1, 9, 0)),
    (3, "Cara", "ops", 25, 80.0, dt.date(2021, 7, 20), dt.datetime(2021, 7, 20, 10, 15, 30)),
    (4, "Dan", "ops", 40, None, dt.date(2018, 3, 3), dt.datetime(2018, 3, 3)),
    (5, "Eve", None, 35, 120.0, None, None),
    (6, "Finn", "law", None, 90.25, dt.date(2020, 12, 31), dt.datetime(2020, 12, 31, 23, 59, 59)),
]
PEOPLE_TYPES = "id INT, name STRING, dept STRING, age INT, salary DOUBLE, hired DATE, hired_ts TIMESTAMP"
DEPARTMENTS = [("eng", "Oslo", 1000.0), ("ops", "Rome", 500.0), ("hr", "Lima", 300.0)]
EDGE_TYPES = (
    "id INT, i INT, j INT, s STRING, d DOUBLE, dec DECIMAL(10,2), dt DATE, ts TIMESTAMP, b BOOLEAN, "
    "l ARRAY<INT>, m MAP<STRING,INT>, st STRUCT<x: INT, y: STRING>"
)
EDGE = [
    (1, 7, 2, "abc", 2.5, decimal.Decimal("12.35"), dt.date(2020, 2, 29),
     dt.datetime(2020, 2, 29, 23, 30, 15, 123000), True, [1, 2, 3], {"a": 1, "b": 2}, (1, "x")),
    (2, 1, 3, "", -0.5, decimal.Decimal("-1.00"), dt.date(1969, 12, 31),
     dt.datetime(1969, 12, 31, 23, 59, 59), False, [], {}, (2, None)),
    (3, -5, 4, " a,b ", float("nan"), decimal.Decimal("0.05"), dt.date(1900, 1, 1),
     dt.datetime(1900, 1, 1, 12), None, [2, None, 1], {"a": None}, (None, "y")),
    (4, None, 5, None, None, None, None, None, None, None, None, None),
    (5, 0, 6, "Über ß", 1e10, decimal.Decimal("99999.99"), dt.date(2024, 12, 30),
     dt.datetime(2024, 12, 30, 1, 2, 3), True, [5, 5], {"a": 4, "c": 3}, (5, "z z")),
]  # fmt: skip


def namespace(modules: dict[str, Any]) -> dict[str, Any]:
    """Returns what programs find: the session, the functions, some frames, a folder."""
    import pandas

    spark = modules["SparkSession"].builder.master("local[1]").getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    people = spark.createDataFrame(PEOPLE, PEOPLE_TYPES)
    depts = spark.createDataFrame(DEPARTMENTS, ["dept", "city", "budget"])
    people.createOrReplaceTempView("people_v")
    depts.createOrReplaceTempView("depts_v")
    window = modules["Window"].partitionBy("dept").orderBy("salary")
    return {
        **modules, "spark": spark, "people": people, "depts": depts, "W": window, "dt": dt,
        "edge": spark.createDataFrame(EDGE, EDGE_TYPES), "decimal": decimal, "pd": pandas,
        "tmp": tempfile.mkdtemp(),
    }  # fmt: skip


def answer(program: str, names: dict[str, Any]) -> dict[str, Any]:
    """Returns what a program's last expression gave, and what it printed; or that it failed."""
    tree = ast.parse(program)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    here = dict(names)
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, "program", "exec"), here)
            value = None
            if isinstance(last, ast.Expr):
                code = compile(ast.Expression(last.value), "program", "eval")
                value = plain(eval(code, here))
    except Exception as error:  # which one differs
        return {"fails": True, "why": f"{type(error).__name__}: {error}"}
    return {"value": value, "printed": printed.getvalue()}


def plain(value: Any) -> Any:
    """Returns a value as JSON holds it, with its type."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return ["float", str(value)] if math.isnan(value) or math.isinf(value) else ["float", value]
    if isinstance(value, decimal.Decimal):
        return ["decimal", str(value)]
    if isinstance(value, dt.datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, dt.date):
        return ["date", value.isoformat()]
    if isinstance(value, (bytes, bytearray)):
        return ["bytes", bytes(value).hex()]
    if hasattr(value, "__fields__"):
        return ["Row", list(value.__fields__), [plain(item) for item in value]]
    if isinstance(value, dict):
        return ["dict", sorted(([plain(k), plain(v)] for k, v in value.items()), key=repr)]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, [plain(item) for item in value]]
    if type(value).__name__ == "DataFrame":
        return ["DataFrame", [list(pair) for pair in value.dtypes],
                [plain(row) for row in value.collect()]]  # fmt: skip
    if type(value).__module__.startswith("numpy"):
        return plain(value.item())
    return ["repr", type(value).__name__, repr(value)]


def agree(program: str, theirs: dict[str, Any], ours: dict[str, Any]) -> bool:
    """Tells whether two answers are the same: floating point to 12 digits, rows in order if sorted."""
    if "fails" in theirs or "fails" in ours:
        return "fails" in theirs and "fails" in ours
    if theirs["printed"] != ours["printed"] and "explain" not in program:
        return False
    one, two = theirs["value"], ours["value"]
    if not (_is_frame(one) and _is_frame(two)) or "order" in program or "sort" in program:
        return _close(one, two)
    return _close(one[1], two[1]) and _close(sorted(one[2], key=json.dumps),
                                             sorted(two[2], key=json.dumps))  # fmt: skip


def _is_frame(value: Any) -> bool:
    return isinstance(value, list) and value[:1] == ["DataFrame"]


def _close(one: Any, two: Any) -> bool:
    if isinstance(one, list) and isinstance(two, list):
        if one[:1] == ["float"] == two[:1] and len(one) == 2:
            return one == two or (
                not isinstance(one[1], str) and not isinstance(two[1], str)
                and math.isclose(one[1], two[1], rel_tol=1e-12, abs_tol=1e-15)
            )  # fmt: skip
        return len(one) == len(two) and all(map(_close, one, two))
    return type(one) is type(two) and one == two


def main() -> None:
    """Records what PySpark gives."""
    import sys

    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import Row, SparkSession, Window, functions, types

    names = namespace({"SparkSession": SparkSession, "F": functions, "Window": Window, "Row": Row,
                       "T": types})  # fmt: skip
    recorded = json.loads(ANSWERS.read_text())
    for program in recorded:
        made = answer(program, names)
        made.pop("why", None)
        recorded[program] = made
    write(recorded)


def write(recorded: dict[str, Any]) -> None:
    """Writes the answers, a line for each."""
    lines = [f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v, ensure_ascii=False)}"
             for k, v in recorded.items()]  # fmt: skip
    ANSWERS.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    time.tzset()
    main()
