"""The functions of ``pyspark.sql.functions``: ``from lakebolt.spark import functions as F``.

Texts name columns where PySpark takes columns, and are values where it takes values; places count
as there, columns are called ``upper(city)`` and ``sum(km)`` as there, and the engine computes what
Spark's function of the name does, whatever the session's dialect.

>>> import lakebolt as lb
>>> from lakebolt.spark import functions as F
>>> trips = lb.from_dict({"city": ["Oslo", "Rome", "Oslo"], "km": [4.5, 12.0, 3.0]})
>>> trips.groupBy(F.upper("city")).agg(F.round(F.sum("km"), 1).alias("km")).orderBy("km").rows()
[('OSLO', 7.5), ('ROME', 12.0)]
"""

from __future__ import annotations

from lakebolt.spark import aggregates as _aggregates
from lakebolt.spark import arrays as _arrays
from lakebolt.spark import conditions as _conditions
from lakebolt.spark import dates as _dates
from lakebolt.spark import numbers as _numbers
from lakebolt.spark import text as _text
from lakebolt.spark.aggregates import *  # noqa: F403
from lakebolt.spark.arrays import *  # noqa: F403
from lakebolt.spark.conditions import *  # noqa: F403
from lakebolt.spark.dates import *  # noqa: F403
from lakebolt.spark.numbers import *  # noqa: F403
from lakebolt.spark.text import *  # noqa: F403

FAMILIES = {
    "Columns and conditions": _conditions,
    "Aggregates and windows": _aggregates,
    "Text": _text,
    "Dates and times": _dates,
    "Numbers": _numbers,
    "Arrays and maps": _arrays,
}

__all__ = [name for family in FAMILIES.values() for name in family.__all__]


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    import difflib

    near = " or ".join(difflib.get_close_matches(name, __all__, 3, 0.7))
    hint = f"did you mean {near}? " if near else ""
    raise AttributeError(
        f"there is no function {name!r} here: {hint}call_function({name!r}, ...) calls Spark's "
        "functions over single rows, expr(...) any SQL"
    )
