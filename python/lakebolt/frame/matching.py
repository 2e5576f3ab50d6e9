"""What joins may be asked for besides: keys that occur once, an order, the nearest row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.expr.base import column, template, wrap
from lakebolt.expr.node import Node
from lakebolt.expr.period import interval
from lakebolt.expr.when import when
from lakebolt.frame.expand import flat
from lakebolt.frame.hidden import hidden

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame

_ORDERS = {"left": (0,), "right": (1,), "left_right": (0, 1), "right_left": (1, 0)}
_ONCE = {"m:m": (False, False), "1:m": (True, False), "m:1": (False, True), "1:1": (True, True)}


def validated(
    this: DataFrame,
    other: DataFrame,
    left: list[Node],
    right: list[Node],
    validate: str,
    nulls_equal: bool,
) -> tuple[DataFrame, DataFrame]:
    """Returns both sides of a join, which fail when they run if keys that must not do so repeat."""
    if validate not in _ONCE:
        raise errors.InterfaceError(f"validate must be one of {[*_ONCE]}, not {validate!r}")
    sides = []
    for frame, keys, once in zip((this, other), (left, right), _ONCE[validate]):
        sides.append(_once(frame, keys, validate, nulls_equal) if once else frame)
    return sides[0], sides[1]


def _once(frame: DataFrame, keys: list[Node], validate: str, nulls_equal: bool) -> DataFrame:
    repeated = f.len().over(*[wrap(key) for key in keys]) > 1
    if not nulls_equal:  # NULLs join nothing
        for key in keys:
            repeated = repeated & wrap(key).is_not_null()
    text = f"error('join keys repeat, which validate = ''{validate}'' forbids')::BOOLEAN"
    return frame.filter(wrap(template(f"CASE WHEN {{}} THEN {text} ELSE TRUE END", repeated._node)))


def in_order(this: DataFrame, other: DataFrame, order: str, **join: Any) -> DataFrame:
    """Joins, and sorts the rows as they come in one frame, or in both."""
    if order not in _ORDERS:
        raise errors.InterfaceError(
            f"maintain_order must be none or one of {[*_ORDERS]}, not {order!r}"
        )
    sides = hidden("left right", this.columns, other.columns)
    numbered = [
        frame.with_columns(f.row_number().alias(side)) for frame, side in zip((this, other), sides)
    ]
    joined = numbered[0].join(numbered[1], **join)
    marks = [mark for mark in sides if mark in joined.columns]
    keys = [sides[i] for i in _ORDERS[order] if sides[i] in marks]
    return (joined.sort(keys, nulls_last=True) if keys else joined).drop(*marks)


def nearest(
    this: DataFrame,
    other: DataFrame,
    *,
    on: Any,
    left_on: Any,
    right_on: Any,
    by: Any,
    by_left: Any,
    by_right: Any,
    suffix: str,
    tolerance: Any,
    allow_exact_matches: bool,
    coalesce: bool,
) -> DataFrame:
    """Joins each row with the one before or behind that is nearer; the latter if both are as near."""
    near_left = column(on if on is not None else left_on)
    near_right = column(on if on is not None else right_on)
    same_left = flat([by if by is not None else by_left]) if (by or by_left) is not None else []
    same_right = flat([by if by is not None else by_right]) if (by or by_right) is not None else []
    names = hidden("at near key before behind mark", this.columns, other.columns)
    here, there, key_, earlier, later, mark = names
    keys = [f"{key_}{i}" for i in range(len(same_right))]
    row = f.struct(*other.columns)
    found = this.with_columns(wrap(near_left).alias(here))
    for name, strategy in ((earlier, "backward"), (later, "forward")):
        candidates = other.select(
            wrap(near_right).alias(there),
            *[wrap(column(key)).alias(shown) for key, shown in zip(same_right, keys)],
            row.alias(name),
        )
        found = found.join_asof(
            candidates, left_on=here, right_on=there, strategy=strategy, suffix=mark,
            by_left=same_left or None, by_right=keys or None,
            allow_exact_matches=allow_exact_matches,
        ).rename({there: name + here}).drop(*keys, strict=False)  # fmt: skip
    at, before, behind = (f.col(name) for name in (here, earlier + here, later + here))
    is_before = (behind.is_null() | ((at - before) < (behind - at))) & before.is_not_null()
    chosen = when(is_before).then(f.col(earlier)).otherwise(f.col(later))
    if tolerance is not None:
        span = interval(tolerance) if isinstance(tolerance, str) else f.lit(tolerance)._node
        far = when(is_before).then(at - before).otherwise(behind - at)
        chosen = when(far <= wrap(span)).then(chosen)
    left_out = {name.casefold() for name in (other._name(key) for key in same_right)}
    if coalesce and on is not None:
        left_out.add(other._name(wrap(near_right)).casefold())
    taken = {name.casefold() for name in this.columns}
    fields = [
        chosen.struct.field(name).alias(name + suffix if name.casefold() in taken else name)
        for name in other.columns
        if name.casefold() not in left_out
    ]
    return found.select(*this.columns, *fields)
