"""Draws frames for notebooks."""

from __future__ import annotations

from html import escape
from typing import Any, Mapping, Sequence

ROWS_SHOWN = 20
_STYLE = "text-align:left;font-weight:normal;color:gray"


def table(types: Mapping[str, str], rows: Sequence[Sequence[Any]], more: bool) -> str:
    """Returns an HTML table: names, types under them, rows, and whether there are more.

    >>> print(table({"a": "BIGINT"}, [(1,), (None,)], False))
    <table><thead><tr><th>a</th></tr><tr><td style="...">BIGINT</td></tr></thead>...
    """
    names = "".join(f"<th>{escape(name)}</th>" for name in types)
    kinds = "".join(f'<td style="{_STYLE}">{escape(kind)}</td>' for kind in types.values())
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
    shown = f"{'more than ' if more else ''}{_counted(len(rows), 'row')}"
    return (
        f"<table><thead><tr>{names}</tr><tr>{kinds}</tr></thead><tbody>{body}</tbody></table>"
        f"<small>{shown}, {_counted(len(types), 'column')}</small>"
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _cell(value: Any) -> str:
    if value is None:
        return '<td style="color:gray">NULL</td>'
    right = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f'<td style="text-align:{"right" if right else "left"}">{escape(str(value))}</td>'
