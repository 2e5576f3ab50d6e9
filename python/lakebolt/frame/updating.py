"""Methods of frames that take values or rows of another frame over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.expr.when import when
from lakebolt.frame.base import FrameBase
from lakebolt.frame.expand import flat
from lakebolt.frame.hidden import hidden

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame


class Updating(FrameBase):
    """Gives frames updates by, and merges with, others."""

    def update(
        self,
        other: DataFrame,
        on: Any = None,
        how: str = "left",
        *,
        left_on: Any = None,
        right_on: Any = None,
        include_nulls: bool = False,
        maintain_order: str | None = "left",
    ) -> DataFrame:
        """Replaces values by those of another frame, where keys are equal; without keys, by rows.

        NULLs replace nothing unless ``include_nulls``. ``how`` is left, inner or full, as in joins.

        >>> import lakebolt as lb
        >>> stock = lb.from_dict({"id": [1, 2], "n": [10, 20]})
        >>> stock.update(lb.from_dict({"id": [2], "n": [25]}), on="id").rows()
        [(1, 10), (2, 25)]
        """
        if how not in ("left", "inner", "full"):
            raise errors.InterfaceError(f"how must be left, inner or full, not {how!r}")
        this = self._frame
        row, found, new = hidden("row found new", this.columns, other.columns)
        if on is None and left_on is None:
            place = f.row_number().alias(row)
            this, other = this.with_columns(place), other.with_columns(place)
            left, right = [row], [row]
        else:
            left = [this._name(key) for key in flat([on if on is not None else left_on])]
            right = [other._name(key) for key in flat([on if on is not None else right_on])]
        mine = {name.casefold(): name for name in this.columns if name not in left}
        shared = [n for n in other.columns if n.casefold() in mine and n not in right]
        keys = [f"{new}{i}" for i in range(len(right))]
        values = other.select(
            *[f.col(key).alias(name) for key, name in zip(right, keys)],
            *[f.col(name).alias(f"{new} {name}") for name in shared],
            f.lit(True).alias(found),
        )
        joined = this.join(
            values, left_on=left, right_on=keys, how=how, maintain_order=maintain_order,
            coalesce=how != "full",
        )  # fmt: skip
        changed = []
        for name in shared:
            value, own = f.col(f"{new} {name}"), mine[name.casefold()]
            taken = f.col(found) if include_nulls else value.is_not_null()
            changed.append(when(taken).then(value).otherwise(f.col(own)).alias(own))
        if how == "full":
            changed += [f.coalesce(f.col(a), f.col(b)).alias(a) for a, b in zip(left, keys)]
        return joined.with_columns(*changed).select(*self._plan.columns)

    def merge_sorted(
        self, other: DataFrame, key: str | Sequence[str], *, maintain_order: bool = False
    ) -> DataFrame:
        """Puts the rows of two frames together in the order of columns."""
        keys = flat([key])
        if not maintain_order:
            return self._frame.vstack(other).sort(*keys)
        row, side = hidden("row side", self._plan.columns)
        marked = [
            frame.with_columns(f.row_number().alias(row), f.lit(i).alias(side))
            for i, frame in enumerate((self._frame, other))
        ]
        merged = marked[0].vstack(marked[1]).sort(*keys, side, row)
        return merged.drop(side, row)
