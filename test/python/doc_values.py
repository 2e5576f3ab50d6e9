"""Makes rows of whatever an engine gives, so that two engines' answers can be compared."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    """Returns the rows of a frame, a column, a list or a single value, in an order of their own."""
    return sorted((tuple(map(plain, row)) for row in raw_rows(answer)), key=repr)


def raw_rows(answer: Any) -> list[tuple[Any, ...]]:
    """Returns rows as the engine has them; none of what holds no rows."""
    kind = f"{type(answer).__module__.partition('.')[0]}.{type(answer).__name__}"
    match kind:
        case "lakebolt.DataFrame":
            return answer.rows()
        case "polars.DataFrame":
            return answer.rows()
        case "polars.Series":
            return [(value,) for value in answer]
        case "pandas.DataFrame":
            return list(answer.itertuples(index=False, name=None))
        case "pandas.Series" | "numpy.ndarray" | "builtins.list":
            return [value if isinstance(value, tuple) else (value,) for value in answer]
        case "pyarrow.Table":
            return list(zip(*(column.to_pylist() for column in answer.columns)))
        case "pyspark.DataFrame":
            return [tuple(row) for row in answer.collect()]
        case "_duckdb.DuckDBPyRelation" | "duckdb.DuckDBPyRelation":
            return answer.fetchall()
        case "builtins.NoneType" | "lakebolt.Cursor" | "lakebolt.Connection":
            return []
        case "_duckdb.DuckDBPyConnection" | "duckdb.DuckDBPyConnection":
            return []
    return [(answer,)]


def plain(value: Any) -> Any:
    """Returns a value without what only its engine knows: NaN is missing, numbers are floats."""
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    elif hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool):
        return None if math.isnan(value) else float(f"{value:.9g}")
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    return None if value != value else value  # NaT is not equal to itself
