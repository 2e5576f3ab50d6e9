"""Names of window expressions, as Spark writes them."""

from __future__ import annotations

import re

from lakebolt.expr import node as n
from lakebolt.expr.call import Call, Window
from lakebolt.expr.base import wrap
from lakebolt.spark.labels import label


def without_nulls(node: n.Node) -> n.Node:
    """Returns first and last values that are not NULL as functions of windows leave NULLs out."""

    def change(part: n.Node) -> n.Node:
        if isinstance(part, Call) and part.function in ("first", "last") and part.part(1):
            value = n.Template(("", " IGNORE NULLS"), part.part(0), (n.OR,), n.ATOM)
            return Call(part.function, (value,), ordered=True)
        return part

    return n.rebuild(node, change)


_ALL = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
_BY_ROWS = ("row_number(", "RANK(", "DENSE_RANK(", "PERCENT_RANK(", "ntile(", "lag(", "lead(")


def over_name(function: str, window: Window) -> str:
    """Returns ``function OVER (...)`` with all that Spark says of a window."""
    parts = []
    if window.partition:
        parts.append("PARTITION BY " + ", ".join(label(wrap(node)) for node in window.partition))
    if window.order:
        keys = [
            f"{label(wrap(key.children[0]))} {'DESC' if key.descending else 'ASC'} "
            f"NULLS {'LAST' if key.nulls_last else 'FIRST'}"
            for key in window.order
        ]
        parts.append("ORDER BY " + ", ".join(keys))
    frame = window.frame or _ALL
    if function.startswith(_BY_ROWS):
        frame = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
        moved = re.match(r"(lag|lead)\(.*?, (-?\d+)", function)
        if moved:
            count = int(moved[2]) * (-1 if moved[1] == "lag" else 1)
            frame = f"ROWS BETWEEN {count} FOLLOWING AND {count} FOLLOWING"
    return f"{function} OVER ({' '.join([*parts, frame])})"
