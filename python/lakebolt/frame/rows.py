"""Methods of frames that filter, sort, cut and sample rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Sequence

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.expr.base import Base, column, keys_of, number
from lakebolt.expr.expr import Expr
from lakebolt.expr.node import Column, Key, Node, Raw, rebuild, walk
from lakebolt.frame.base import FrameBase
from lakebolt.frame.expand import expand, flat
from lakebolt.frame.hidden import hidden
from lakebolt.frame.steps import (
    Distinct,
    Filter,
    Sample,
    Slice,
    Sort,
)

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame


class ChoosingRows(FrameBase):
    """Gives frames conditions, sorts and limits."""

    def filter(self, *predicates: Any, **equal: Any) -> DataFrame:
        """Keeps rows for which all conditions are true; ``name=value`` asks for equality.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2, 3]})
        >>> frame.filter(lb.col("a") > lb.col("a").mean()).rows()
        [(3,)]
        >>> frame.filter(a=2).rows()
        [(2,)]
        """
        conditions: list[Node] = []
        for item in flat(predicates):
            if isinstance(item, str):  # SQL, as in PySpark
                item = f.expr(item)
            if isinstance(item, bool):
                item = f.lit(item)
            if not isinstance(item, Base):
                raise errors.InterfaceError(
                    f"a condition must be an expression or SQL, not {type(item).__name__}"
                )
            conditions += [node for _, node in expand([item], {}, self._choice())]
        for node in conditions:
            self._check_condition(node)
        for name, item in equal.items():
            conditions.append((f.col(self._name(name)) == item)._node)
        if not conditions:
            return self._frame
        if any(
            isinstance(part, Raw) and part.precedence == 0
            for node in conditions
            for part in walk(node)
        ):
            return self._with(Filter(self._plan, [_bracketed(node) for node in conditions]))
        return self._with(Filter(self._plan, conditions))

    def _check_condition(self, node: Node) -> None:
        """Raises ProgrammingError for a column that holds no conditions, which SQL would cast."""
        if not isinstance(node, Column):
            return
        kind = self._types()[self._name(node.column)]
        if kind.is_numeric():
            raise errors.ProgrammingError(
                f'a condition must be BOOLEAN, but "{node.column}" is {kind}: compare it'
            )

    def remove(self, *predicates: Any, **equal: Any) -> DataFrame:
        """Drops rows for which all conditions are true."""
        kept = ChoosingRows.filter(self, *predicates, **equal)._plan
        assert isinstance(kept, Filter)
        out = f.lit(True)
        for node in kept.conditions:
            out = out & Expr(node)
        return self._with(Filter(self._plan, [(~out.fill_null(False))._node]))

    def sort(
        self,
        by: Any,
        *more: Any,
        descending: bool | Sequence[bool] = False,
        nulls_last: bool | Sequence[bool] = False,
        maintain_order: bool = False,
        ascending: bool | Sequence[bool] | None = None,
    ) -> DataFrame:
        """Sorts rows; NULLs come first unless ``nulls_last``.

        Rows with equal keys keep their order if ``maintain_order`` says so.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [2, None, 1]}).sort("a", descending=True, nulls_last=True).rows()
        [(2,), (1,), (None,)]
        """
        if ascending is not None:
            each = (
                [not up for up in ascending]
                if isinstance(ascending, (list, tuple))
                else not ascending
            )
            descending = each
        items: list[Any] = []
        for item in flat([by, *more]):
            node = column(item)
            items += [Expr(tree) for _, tree in expand([Expr(node)], {}, self._choice())]
        keys = keys_of(items, _listed(descending), _listed(nulls_last))
        self._check(*keys)
        if maintain_order:
            keys = (*keys, Key(f.row_number()._node))
        return self._with(Sort(self._plan, keys))

    def limit(self, n: int = 5, offset: int = 0) -> DataFrame:
        """Keeps the first rows, behind ``offset`` of them."""
        count, skipped = number(n, "the number of rows"), number(offset, "offset")
        if count < 0 or skipped < 0:
            raise errors.InterfaceError("the number of rows and offset must not be negative")
        return self._with(Slice(self._plan, skipped, count))

    def head(self, n: int = 5) -> DataFrame:
        """Keeps the first rows; all but the last -n if it is negative.

        >>> import lakebolt as lb
        >>> lb.range(10).head(2).rows()
        [(0,), (1,)]
        """
        if number(n, "the number of rows") < 0:
            return self._with(Filter(self._plan, [(f.row_number() <= f.len() + n)._node]))
        return self.limit(n)

    def tail(self, n: int = 5) -> DataFrame:
        """Keeps the last rows."""
        count = number(n, "the number of rows")
        if count < 0:
            return self.slice(-count)
        return self._with(Filter(self._plan, [(f.row_number() > f.len() - count)._node]))

    def slice(self, offset: int, length: int | None = None) -> DataFrame:
        """Keeps ``length`` rows, or all, from a place counted from 0, or from the end below 0."""
        start = number(offset, "offset")
        if start >= 0:
            return self._with(Slice(self._plan, start, length))
        row, begin = f.row_number(), f.len() + start
        kept = row > begin
        if length is not None:
            kept = kept & (row <= begin + length)
        return self._with(Filter(self._plan, [kept._node]))

    def first(self) -> DataFrame:
        """Keeps the first row."""
        return self.limit(1)

    def last(self) -> DataFrame:
        """Keeps the last row."""
        return self.tail(1)

    def reverse(self) -> DataFrame:
        """Turns the order of rows around."""
        return self._with(Sort(self._plan, (Key(f.row_number()._node, True),)))

    def gather_every(self, n: int, offset: int = 0) -> DataFrame:
        """Keeps every n-th row."""
        row = (f.row_number() - (1 + number(offset, "offset"))).map_sql("{}")
        step = number(n, "n")
        return self._with(Filter(self._plan, [((row >= 0) & (row % step == 0))._node]))

    def top_k(self, k: int, *, by: Any, reverse: bool | Sequence[bool] = False) -> DataFrame:
        """Keeps the rows with the greatest values of columns, the greatest first."""
        down = [not one for one in reverse] if isinstance(reverse, (list, tuple)) else not reverse
        return self.sort(by, descending=down, nulls_last=True).limit(k)

    def bottom_k(self, k: int, *, by: Any, reverse: bool | Sequence[bool] = False) -> DataFrame:
        """Keeps the rows with the least values of columns, the least first."""
        return self.sort(by, descending=reverse, nulls_last=True).limit(k)

    def unique(
        self, subset: Any = None, *, keep: str = "any", maintain_order: bool = False
    ) -> DataFrame:
        """Keeps each row, or each combination of some columns, once.

        ``keep`` says which of equal rows: any, first, last or none.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 1, 2], "b": ["x", "y", "z"]})
        >>> frame.unique("a", keep="last", maintain_order=True).rows()
        [(1, 'y'), (2, 'z')]
        """
        if keep not in ("any", "first", "last", "none"):
            raise errors.InterfaceError(f"keep must be any, first, last or none, not {keep!r}")
        names = list(self._plan.columns) if subset is None else self._chosen(subset)
        if keep != "none" and len(names) == len(self._plan.columns) and not maintain_order:
            return self._with(Distinct(self._plan))
        if keep == "none":
            kept = f.len().over(*names) == 1
        elif keep == "last":
            kept = f.row_number().over(*names, order_by=f.row_number(), descending=True) == 1
        else:
            kept = f.row_number().over(*names) == 1
        return self._with(Filter(self._plan, [kept._node]))

    def distinct(self) -> DataFrame:
        """Keeps each row once."""
        return self._with(Distinct(self._plan))

    def drop_duplicates(self, subset: Any = None) -> DataFrame:
        """Keeps each combination of columns once, as in PySpark."""
        return self.unique(subset)

    def is_duplicated(self) -> DataFrame:
        """Tells of each row whether another is equal."""
        return self._frame.select((f.len().over(*self._plan.columns) > 1).alias("is_duplicated"))

    def is_unique(self) -> DataFrame:
        """Tells of each row whether no other is equal."""
        return self._frame.select((f.len().over(*self._plan.columns) == 1).alias("is_unique"))

    def sample(
        self,
        n: int | float | None = None,
        *spark: Any,
        fraction: float | None = None,
        with_replacement: bool = False,
        shuffle: bool = False,
        seed: int | None = None,
    ) -> DataFrame:
        """Keeps random rows: so many, or the ``fraction`` of all.

        PySpark's arguments are taken too, and give about a share of all: ``sample(0.1, seed)``,
        ``sample(False, 0.1, seed)``. ``with_replacement`` draws each row from all, and counts them
        first; ``shuffle`` puts the rows in random order.

        >>> import lakebolt as lb
        >>> lb.range(100).sample(7, seed=1).height
        7
        """
        about: float | None = None
        if isinstance(n, bool):
            with_replacement, (n, *more) = n, (*spark, None)
            spark = tuple(more)
        if isinstance(n, float):
            n, about = None, n
        if fraction is not None and about is not None:
            raise errors.InterfaceError("sample expects one fraction")
        given = [item for item in spark if item is not None]
        if len(given) > 1:
            raise errors.InterfaceError("sample expects a fraction, and a seed behind it")
        seed = given[0] if given else seed
        share = fraction if about is None else about
        if share is not None and (n is not None or share < 0 or (share > 1 and not with_replacement)):
            raise errors.InterfaceError("sample expects n, or a fraction from 0 to 1")
        if with_replacement:
            return self._drawn_again(n, share, seed)
        if fraction is not None or shuffle:
            return self._drawn(n, fraction, seed, shuffle)
        repeatable = "" if seed is None else f" REPEATABLE ({number(seed, 'seed')})"
        if about is not None:
            clause = f"USING SAMPLE bernoulli({about * 100!r} PERCENT){repeatable}"
        else:
            rows = number(1 if n is None else n, "n")
            clause = f"USING SAMPLE reservoir({rows} ROWS){repeatable}"
        return self._with(Sample(self._plan, clause))

    def _drawn(
        self, n: int | None, fraction: float | None, seed: int | None, shuffle: bool
    ) -> DataFrame:
        """Keeps just so many rows, or the share of all, in their order or none."""
        mark = f.rand() if seed is None else (f.row_number() + seed * 1_000_003).hash()
        (name,) = hidden("mark", self._plan.columns)
        rows = self._frame.with_columns(mark.alias(name))
        place = f.row_number().over(order_by=name)
        size: Any = (f.len() * fraction).floor() if fraction is not None else (1 if n is None else n)
        kept = rows.filter(place <= size)
        return (kept.sort(name) if shuffle else kept).drop(name)

    def _drawn_again(self, n: int | None, share: float | None, seed: int | None) -> DataFrame:
        import random

        height = self._frame.height
        size = (1 if n is None else n) if share is None else int(height * share)
        rng = random.Random(seed)
        return self.gather([rng.randrange(height) for _ in range(size if height else 0)])

    def clear(self, n: int = 0) -> DataFrame:
        """Returns a frame with the same columns and ``n`` rows of NULL."""
        if n:
            (row,) = hidden("row", self._plan.columns)
            nulls = [f.lit(None).cast(kind).alias(name) for name, kind in self._types().items()]
            return self._connection.range(n).select(*nulls, f.col("range").alias(row)).drop(row)
        return self.limit(0)

    def gather(self, indices: Sequence[int]) -> DataFrame:
        """Keeps the rows with these numbers, counted from 0, in the order given."""
        at, place = hidden("at place", self._plan.columns)
        wanted = self._connection.from_dict(
            {at: list(indices), place: list(range(len(indices)))}
        )
        rows = self._frame.with_row_index(at)
        return wanted.join(rows, on=at).sort(place).drop(at, place)

    def offset(self, n: int) -> DataFrame:
        """Leaves the first rows out."""
        return self.slice(n)

    def sample_by(
        self, col: Any, fractions: Mapping[Any, float], seed: int | None = None
    ) -> DataFrame:
        """Keeps a share of the rows of each value of a column, as PySpark's ``sampleBy``."""
        share = f.col(self._name(col)).replace_strict(dict(fractions), default=0.0)
        if seed is None:
            return self.filter(f.rand() < share)
        row = f.row_number() + number(seed, "seed") * 1_000_003
        return self.filter((row.hash() % 1_000_000).map_sql("{}") < share * 1_000_000)

    def random_split(self, weights: Sequence[float], seed: int | None = None) -> list[DataFrame]:
        """Deals the rows out to several frames, by weights."""
        total, low, out = sum(weights), 0.0, []
        names = hidden("row part", self._plan.columns)
        row = f.col(names[0]) if seed is None else f.col(names[0]) + seed * 1_000_003
        part = (row.hash() % 1_000_000).map_sql("{}")
        rows = self._frame.with_row_index(names[0]).with_columns(part.alias(names[1]))
        for weight in weights:
            high = low + weight / total * 1_000_000
            kept = rows.filter((f.col(names[1]) >= low) & (f.col(names[1]) < high))
            out.append(kept.drop(*names))
            low = high
        return out

    where = filter

    orderBy = order_by = sort

    take = limit

    randomSplit = random_split

    sampleBy = sample_by

    dropDuplicates = drop_duplicates


def _listed(item: bool | Sequence[bool]) -> Any:
    return list(item) if isinstance(item, (list, tuple)) else item


def _bracketed(node: Node) -> Node:
    """Puts SQL that the user wrote into brackets."""
    return rebuild(
        node,
        lambda part: (
            Raw(f"({part.text})", part.name, constant=False)
            if isinstance(part, Raw) and part.precedence == 0
            else part
        ),
    )
