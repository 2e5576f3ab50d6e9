"""Lakebolt: SQL and data frames over files and Arrow data, in your process.

>>> import lakebolt as lb
>>> lb.sql("SELECT 40 + 2 AS answer").fetchall()
[(42,)]
>>> lb.range(5).filter(lb.col("range") > 2).select(lb.col("range").sum()).item()
7
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lakebolt import _lakebolt, selectors
from lakebolt.connection import Connection, Cursor
from lakebolt.datatype import (
    Array,
    Binary,
    Boolean,
    Categorical,
    DataType,
    Date,
    Datetime,
    Decimal,
    Duration,
    Enum,
    Float32,
    Float64,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    List,
    String,
    Struct,
    Time,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    UInt128,
    Utf8,
)
from lakebolt.default import (
    connect,
    create_aggregate_function,
    create_function,
    create_table_function,
    default_connection,
    execute,
    from_arrow,
    from_dict,
    from_dicts,
    from_numpy,
    from_pandas,
    from_polars,
    from_records,
    query,
    range,
    read_csv,
    read_excel,
    read_ipc,
    read_json,
    read_ndjson,
    read_parquet,
    register,
    remove_function,
    scan_csv,
    scan_ipc,
    scan_ndjson,
    scan_parquet,
    sql,
    table,
    table_function,
    udaf,
    udf,
    udtf,
    unregister,
    values,
)
from lakebolt.errors import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,
)
from lakebolt.expr import functions
from lakebolt.expr.expr import Expr
from lakebolt.expr.functions import *  # noqa: F403
from lakebolt.expr.when import Then, When, when
from lakebolt.expr.window_spec import Window, WindowSpec
from lakebolt.frame.concat import concat
from lakebolt.frame.dataframe import DataFrame
from lakebolt.frame import together
from lakebolt.frame.grouping import GroupBy
from lakebolt.frame.together import *  # noqa: F403
from lakebolt.typeobjects import (
    BINARY,
    DATETIME,
    NUMBER,
    ROWID,
    STRING,
    DateFromTicks,
    TimeFromTicks,
    Timestamp,
    TimestampFromTicks,
)

Relation = DataFrame
LazyFrame = DataFrame
column = functions.col

__version__: str = _lakebolt.version

# PEP 249
apilevel = "2.0"
threadsafety = 1
paramstyle = "qmark"

__all__ = [
    "BINARY",
    "Array",
    "Binary",
    "Boolean",
    "Categorical",
    "Connection",
    "Cursor",
    "DATETIME",
    "DataError",
    "DataFrame",
    "DataType",
    "DatabaseError",
    "Date",
    "DateFromTicks",
    "Datetime",
    "Decimal",
    "Duration",
    "Enum",
    "Error",
    "Expr",
    "Float32",
    "Float64",
    "GroupBy",
    "Int128",
    "Int16",
    "Int32",
    "Int64",
    "Int8",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "LazyFrame",
    "List",
    "NUMBER",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "ROWID",
    "Relation",
    "STRING",
    "String",
    "Struct",
    "Then",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "UInt128",
    "UInt16",
    "UInt32",
    "UInt64",
    "UInt8",
    "Utf8",
    "Warning",
    "When",
    "Window",
    "WindowSpec",
    "apilevel",
    "column",
    "concat",
    "connect",
    "create_aggregate_function",
    "create_function",
    "create_table_function",
    "default_connection",
    "execute",
    "from_arrow",
    "from_dict",
    "from_dicts",
    "from_numpy",
    "from_pandas",
    "from_polars",
    "from_records",
    "paramstyle",
    "query",
    "range",
    "read_csv",
    "read_excel",
    "read_ipc",
    "read_json",
    "read_ndjson",
    "read_parquet",
    "register",
    "remove_function",
    "scan_csv",
    "scan_ipc",
    "scan_ndjson",
    "scan_parquet",
    "selectors",
    "sql",
    "table",
    "table_function",
    "threadsafety",
    "udaf",
    "udf",
    "udtf",
    "unregister",
    "values",
    "when",
]
if not TYPE_CHECKING:
    __all__ += functions.__all__
    __all__ += together.__all__


def load_ipython_extension(shell: Any) -> None:
    """Registers the magics ``%sql`` and ``%%sql``: what ``%load_ext lakebolt`` calls."""
    from lakebolt import magic

    magic.load(shell)


if not TYPE_CHECKING:  # for which any misspelt name were there

    def __getattr__(name: str) -> Any:
        """Says where the functions of other libraries are that are not the module's."""
        if name == "spark":
            import importlib

            return importlib.import_module("lakebolt.spark")
        text = f"module {__name__!r} has no attribute {name!r}"
        if not name.startswith("_"):
            import difflib

            from lakebolt.spark import functions as spark

            near = difflib.get_close_matches(name, __all__, 3, 0.75)
            if hasattr(Expr, name):
                text += f": {name} is a method of expressions, as in lakebolt.col('a').{name}()"
            elif near and name not in spark.__all__:
                text += f": did you mean {' or '.join(near)}?"
            elif name.islower():
                text += f"; call_function({name!r}, …) and expr('{name}(…)') call SQL's functions"
            if name in spark.__all__:
                text += f"; PySpark's is lakebolt.spark.functions.{name}"
        raise AttributeError(text)


def __dir__() -> list[str]:
    """Returns what users call, for completion."""
    return sorted(__all__)
