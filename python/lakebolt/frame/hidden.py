"""Names for columns that steps add and take away again."""

from __future__ import annotations

from typing import Any, Iterable


def hidden(names: str, *taken: Iterable[Any]) -> list[str]:
    """Returns names that begin with ``#``, or with more of it where columns do so, too.

    >>> hidden("row found", ["a", "#1"])
    ['##row', '##found']
    """
    mark = "#"
    while any(str(name).startswith(mark) for columns in taken for name in columns):
        mark += "#"
    return [mark + name for name in names.split()]
