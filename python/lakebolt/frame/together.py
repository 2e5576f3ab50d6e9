"""Functions over several frames, and frames of other things: ``lakebolt.align_frames`` and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, Sequence

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.frame.concat import concat
from lakebolt.frame.expand import check_names, flat

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame

__all__ = [
    "align_frames", "collect_all", "json_normalize", "merge_sorted", "read_database",
    "read_ipc_stream", "select", "union",
]  # fmt: skip


def select(*exprs: Any, **named: Any) -> DataFrame:
    """Computes expressions that look at no frame.

    >>> import lakebolt as lb
    >>> lb.select(lb.lit(1).alias("a"), b=lb.int_range(0, 1)).rows()
    [(1, 0)]
    """
    import lakebolt

    return lakebolt.sql("SELECT 0 AS \"#row\"").select(*exprs, **named)


def union(items: Iterable[DataFrame], *, how: str = "vertical") -> DataFrame:
    """Puts frames together as ``concat`` does; rows may come in any order."""
    return concat(items, how=how)


def merge_sorted(
    items: Iterable[DataFrame], key: str | Sequence[str], *, maintain_order: bool = False
) -> DataFrame:
    """Puts the rows of frames together in the order of columns.

    >>> import lakebolt as lb
    >>> odd, even = lb.from_dict({"a": [1, 3]}), lb.from_dict({"a": [2]})
    >>> lb.merge_sorted([odd, even], "a").rows()
    [(1,), (2,), (3,)]
    """
    frames = list(items)
    if not frames:
        raise errors.InterfaceError("merge_sorted expects at least one frame")
    out = frames[0]
    for frame in frames[1:]:
        out = out.merge_sorted(frame, key, maintain_order=maintain_order)
    return out


def collect_all(lazy_frames: Iterable[DataFrame]) -> list[DataFrame]:
    """Runs frames one after the other and returns frames over their rows in memory."""
    return [frame.collect() for frame in lazy_frames]


def align_frames(
    *frames: Any,
    on: Any,
    how: str = "full",
    select: Any = None,
    descending: bool | Sequence[bool] = False,
) -> list[DataFrame]:
    """Brings frames to the same rows: one for each key that one of them has, sorted by these.

    ``how`` is full or left, which takes the keys of the first; ``select`` chooses columns.

    >>> import lakebolt as lb
    >>> a, b = lb.from_dict({"k": [1, 2], "x": [5, 6]}), lb.from_dict({"k": [2, 3], "y": [7, 8]})
    >>> [frame.rows() for frame in lb.align_frames(a, b, on="k")]
    [[(1, 5), (2, 6), (3, None)], [(1, None), (2, 7), (3, 8)]]
    """
    all_frames: list[DataFrame] = flat(frames)
    names = flat([on])
    if how not in ("full", "left", "inner", "right"):
        raise errors.InterfaceError(f"how must be full, left, inner or right, not {how!r}")
    if not all_frames:
        return []
    if how == "full":
        keys = concat([frame.select(*names) for frame in all_frames], how="vertical_relaxed")
    else:
        keys = (all_frames[-1] if how == "right" else all_frames[0]).select(*names)
    keys = keys.unique()
    if how == "inner":
        for frame in all_frames[1:]:
            keys = keys.join(frame, on=names, how="semi", nulls_equal=True)
    down = list(descending) if isinstance(descending, (list, tuple)) else bool(descending)
    out = []
    for frame in all_frames:
        order = [f.col(frame._name(name)) for name in names]
        aligned = keys.join(frame, on=names, how="left", nulls_equal=True)
        aligned = aligned.sort(order, descending=down).select(*frame.columns)
        out.append(aligned if select is None else aligned.select(*flat([select])))
    return out


def json_normalize(
    data: Any,
    *,
    separator: str = ".",
    max_level: int | None = None,
    schema: Any = None,
    encoder: Callable[[Any], str] | None = None,
) -> DataFrame:
    """Makes columns of dicts within dicts, which are named after their keys on the way.

    Below ``max_level`` dicts stay as JSON, which ``encoder`` writes.

    >>> import lakebolt as lb
    >>> lb.json_normalize([{"a": 1, "b": {"c": 2}}, {"a": 3}]).to_dicts()
    [{'a': 1, 'b.c': 2}, {'a': 3, 'b.c': None}]
    """
    import json

    import lakebolt

    write = encoder or json.dumps
    rows = [data] if isinstance(data, Mapping) else list(data)
    flattened = [_flattened(row, separator, max_level, write) for row in rows]
    return lakebolt.from_dicts(flattened, schema)


def _flattened(
    row: Mapping[str, Any], separator: str, levels: int | None, write: Callable[[Any], str]
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    stack = [(str(key), value, 0) for key, value in reversed(list(row.items()))]
    while stack:
        name, value, level = stack.pop()
        if not isinstance(value, Mapping):
            out[name] = value
        elif levels is not None and level >= levels:
            out[name] = write(value)
        else:
            inner = [(f"{name}{separator}{key}", one, level + 1) for key, one in value.items()]
            stack.extend(reversed(inner))
    return out


def read_database(
    query: str, connection: Any, *, execute_options: Mapping[str, Any] | None = None
) -> DataFrame:
    """Returns a frame over what a query gives on a connection or cursor of PEP 249, read at once.

    >>> import sqlite3
    >>> import lakebolt as lb
    >>> lb.read_database("SELECT 1 AS a, 'x' AS b", sqlite3.connect(":memory:")).to_dicts()
    [{'a': 1, 'b': 'x'}]
    """
    import lakebolt

    cursor = connection.cursor() if hasattr(connection, "cursor") else connection
    answer = cursor.execute(query, **(execute_options or {}))
    result = answer if hasattr(answer, "fetchall") else cursor
    names = [column[0] for column in result.description]
    check_names(names)
    rows = [tuple(row) for row in result.fetchall()]
    return lakebolt.from_dict({name: [row[i] for row in rows] for i, name in enumerate(names)})


def read_ipc_stream(
    source: Any, *, columns: Sequence[str] | None = None, n_rows: int | None = None
) -> DataFrame:
    """Returns a frame over a stream of Arrow's: a file, bytes, or an open file."""
    import lakebolt

    return lakebolt.read_ipc(source, columns=columns, n_rows=n_rows)
