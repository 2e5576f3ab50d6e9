"""Methods of frames that choose, compute, filter and sort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence

from lakebolt import errors
from lakebolt.datatype import IntoDataType, data_type
from lakebolt.expr import functions as f
from lakebolt.expr.base import Base, column, keys_of, number
from lakebolt.expr.expr import Expr
from lakebolt.expr.node import Column, Key, Listed, Modified, Named, Node, Raw, rebuild, walk
from lakebolt.expr.prepare import Item, aggregates, constant, is_reduced
from lakebolt.frame.base import FrameBase
from lakebolt.frame.expand import expand, flat, refuse_duplicates
from lakebolt.frame.plan import Plan, SqlScan
from lakebolt.frame.steps import (
    Distinct,
    Explode,
    Extend,
    Filter,
    Group,
    Project,
    Sample,
    Slice,
    Sort,
)

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame


class Selecting(FrameBase):
    """Gives frames SELECT lists, conditions, sorts and limits."""

    def select(self, *exprs: Any, **named: Any) -> DataFrame:
        """Computes columns; aggregates alone give one row, beside other columns they are repeated.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2], "b": [3, 4]})
        >>> frame.select("a", c=lb.col("a") + lb.col("b")).rows()
        [(1, 4), (2, 6)]
        >>> frame.select(lb.col("a", "b").sum()).rows()
        [(3, 7)]
        """
        items = expand(exprs, named, self._choice())
        if not items:
            raise errors.InterfaceError("select expects at least one column")
        refuse_duplicates(items)
        if len(items) == 1 and isinstance(_unnamed(items[0][1]), Modified):
            return self._gathered(*items[0])
        reduced = all(is_reduced(node) for _, node in items)
        if reduced and any(isinstance(_unnamed(node, Listed), Listed) for _, node in items):
            names = [name for name, node in items if isinstance(_unnamed(node, Listed), Listed)]
            return self._with(Explode(Group(self._plan, [], items), names))
        if reduced and any(aggregates(node) for _, node in items):
            return self._with(Group(self._plan, [], items))
        if all(constant(node) for _, node in items):
            return self._with(Project(_OneRow(), items))
        return self._with(Project(self._plan, items))

    def _gathered(self, name: str, node: Node) -> DataFrame:
        """Selects the values of one column that are left, each once perhaps, in their order."""
        modified = _unnamed(node)
        assert isinstance(modified, Modified)
        frame = self._frame
        where = modified.children[1 : 1 + modified.where]
        keys = tuple(key for key in modified.children if isinstance(key, Key))
        if where:
            frame = self._with(Filter(frame._plan, list(where)))
        if keys:
            frame = self._with(Sort(frame._plan, keys))
        frame = self._with(Project(frame._plan, [(name, modified.children[0])]))
        return frame.unique(maintain_order=True) if modified.distinct else frame

    def with_columns(self, *exprs: Any, **named: Any) -> DataFrame:
        """Adds columns, or replaces those of the same names.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}).with_columns(b=lb.col("a") * 2, c=lb.lit("x")).rows()
        [(1, 2, 'x'), (2, 4, 'x')]
        """
        items = expand(exprs, named, self._choice())
        refuse_duplicates(items)
        return self._with(Extend(self._plan, items)) if items else self._frame

    def with_columns_seq(self, *exprs: Any, **named: Any) -> DataFrame:
        """Adds columns, as ``with_columns`` does."""
        return self.with_columns(*exprs, **named)

    def with_column(self, name: str, expr: Any) -> DataFrame:
        """Adds a column under a name, as PySpark's ``withColumn``."""
        return self.with_columns(**{name: expr})

    def select_expr(self, *texts: str) -> DataFrame:
        """Computes columns that are written in SQL, as PySpark's ``selectExpr``."""
        return self.sql(f"SELECT {', '.join(texts)} FROM self")

    def sql(self, query: str, *, table_name: str = "self") -> DataFrame:
        """Runs SQL over the frame, which is called ``self`` in it.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2]})
        >>> frame.sql("SELECT sum(a) AS s FROM self").filter(lb.col("s") > 2).rows()
        [(3,)]
        """
        return self._connection._sql(query, None, {table_name.casefold(): self._frame})

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

    def remove(self, *predicates: Any, **equal: Any) -> DataFrame:
        """Drops rows for which all conditions are true."""
        kept = Selecting.filter(self, *predicates, **equal)._plan
        assert isinstance(kept, Filter)
        out = f.lit(True)
        for node in kept.conditions:
            out = out & Expr(node)
        return self._with(Filter(self._plan, [(~out.fill_null(False))._node]))

    def drop(self, *columns: Any, strict: bool = True) -> DataFrame:
        """Leaves columns out.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1], "b": [2]}).drop("a").columns
        ['b']
        """
        gone: set[str] = set()
        for item in flat(columns):
            try:
                gone.update(self._chosen([item]))
            except errors.ProgrammingError:
                if strict:
                    raise
        return self._only([name for name in self._plan.columns if name not in gone])

    def _only(self, names: Sequence[str]) -> DataFrame:
        if not names:
            raise errors.InterfaceError("a frame must keep at least one column")
        return self._with(Project(self._plan, [(name, Column(name)) for name in names]))

    def rename(
        self, mapping: Mapping[str, str] | Callable[[str], str], *, strict: bool = True
    ) -> DataFrame:
        """Renames columns by a mapping or a function.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1], "b": [2]}).rename({"a": "x"}).columns
        ['x', 'b']
        """
        if callable(mapping):
            new = {name: mapping(name) for name in self._plan.columns}
        else:
            new = {}
            for name, other in mapping.items():
                try:
                    new[self._name(name)] = other
                except errors.ProgrammingError:
                    if strict:
                        raise
        items: list[Item] = [(new.get(name, name), Column(name)) for name in self._plan.columns]
        refuse_duplicates(items)
        return self._with(Project(self._plan, items))

    def with_column_renamed(self, existing: str, new: str) -> DataFrame:
        """Renames a column if it is there, as PySpark's ``withColumnRenamed``."""
        return self.rename({existing: new}, strict=False)

    def to_df_named(self, *names: str) -> DataFrame:
        """Gives all columns new names, as PySpark's ``toDF``."""
        if len(names) != len(self._plan.columns):
            raise errors.InterfaceError(
                f"{len(self._plan.columns)} columns, but {len(names)} names"
            )
        return self.rename(dict(zip(self._plan.columns, names)))

    def cast(
        self, dtypes: Mapping[Any, IntoDataType] | IntoDataType, *, strict: bool = True
    ) -> DataFrame:
        """Casts columns: by a mapping of names or selectors to types, or all to one type."""
        if not isinstance(dtypes, Mapping):
            dtypes = {name: dtypes for name in self._plan.columns}
        exprs = [
            f.col(name).cast(data_type(kind), strict=strict).alias(name)
            for item, kind in dtypes.items()
            for name in self._chosen([item])
        ]
        return self.with_columns(*exprs)

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
        return self.select((f.len().over(*self._plan.columns) > 1).alias("is_duplicated"))

    def is_unique(self) -> DataFrame:
        """Tells of each row whether no other is equal."""
        return self.select((f.len().over(*self._plan.columns) == 1).alias("is_unique"))

    def sample(
        self,
        n: int | None = None,
        *,
        fraction: float | None = None,
        with_replacement: bool = False,
        seed: int | None = None,
    ) -> DataFrame:
        """Keeps random rows: so many, or about a share of all.

        >>> import lakebolt as lb
        >>> lb.range(100).sample(7, seed=1).height
        7
        """
        if with_replacement:
            raise errors.NotSupportedError("sample draws without replacement only")
        repeatable = "" if seed is None else f" REPEATABLE ({number(seed, 'seed')})"
        if fraction is not None:
            if n is not None or not 0 <= fraction <= 1:
                raise errors.InterfaceError("sample expects n, or a fraction from 0 to 1")
            clause = f"USING SAMPLE bernoulli({fraction * 100!r} PERCENT){repeatable}"
        else:
            rows = number(1 if n is None else n, "n")
            clause = f"USING SAMPLE reservoir({rows} ROWS){repeatable}"
        return self._with(Sample(self._plan, clause))

    def with_row_index(self, name: str = "index", offset: int = 0) -> DataFrame:
        """Puts a column before all others that numbers rows.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["x", "y"]}).with_row_index().rows()
        [(0, 'x'), (1, 'y')]
        """
        row = f.row_number() + (number(offset, "offset") - 1)
        items: list[Item] = [(name, row._node)]
        items += [(column_, Column(column_)) for column_ in self._plan.columns]
        refuse_duplicates(items)
        return self._with(Project(self._plan, items))

    def shift(self, n: int = 1, *, fill_value: Any = None) -> DataFrame:
        """Moves values by rows; NULLs, or a value, come in."""
        return self.select(f.all().shift(n, fill_value=fill_value))

    def interpolate(self) -> DataFrame:
        """Replaces NULLs of numbers by values on the line through the nearest ones."""
        from lakebolt.expr import selectors

        return self.with_columns(selectors.numeric().interpolate())

    def set_sorted(self, column_: str, *, descending: bool = False) -> DataFrame:
        """Returns the frame: the engine finds out what is sorted."""
        del descending
        self._name(column_)
        return self._frame

    def clear(self, n: int = 0) -> DataFrame:
        """Returns a frame with the same columns and ``n`` rows of NULL."""
        if n:
            nulls = [f.lit(None).cast(kind).alias(name) for name, kind in self._types().items()]
            return self._connection.range(n).select(*nulls, f.col("range")).drop("range")
        return self.limit(0)

    def select_seq(self, *exprs: Any, **named: Any) -> DataFrame:
        """Computes columns, as ``select`` does."""
        return self.select(*exprs, **named)

    def gather(self, indices: Sequence[int]) -> DataFrame:
        """Keeps the rows with these numbers, counted from 0, in the order given."""
        wanted = self._connection.from_dict(
            {" at": list(indices), " place": list(range(len(indices)))}
        )
        rows = self.with_row_index(" at")
        return wanted.join(rows, on=" at").sort(" place").drop(" at", " place")

    def insert_column(self, index: int, column_: Any) -> DataFrame:
        """Puts a computed column at a place."""
        names = list(self._plan.columns)
        names.insert(index if index >= 0 else len(names) + index, column_)
        return self.select(*names)

    def replace_column(self, index: int, column_: Any) -> DataFrame:
        """Puts a computed column in the place of another."""
        names: list[Any] = list(self._plan.columns)
        names[index] = column_
        return self.select(*names)

    def with_columns_renamed(self, mapping: Mapping[str, str]) -> DataFrame:
        """Renames columns, as PySpark's ``withColumnsRenamed``."""
        return self.rename(mapping, strict=False)

    def offset(self, n: int) -> DataFrame:
        """Leaves the first rows out."""
        return self.slice(n)

    def _horizontal(self, function: Callable[..., Expr], name: str) -> DataFrame:
        return self.select(function(*self._plan.columns).alias(name))

    def sum_horizontal(self) -> DataFrame:
        """Adds up all columns in each row, as the column ``sum``."""
        return self._horizontal(f.sum_horizontal, "sum")

    def mean_horizontal(self) -> DataFrame:
        """Averages all columns in each row, as the column ``mean``."""
        return self._horizontal(f.mean_horizontal, "mean")

    def min_horizontal(self) -> DataFrame:
        """Gives the least of all columns in each row, as the column ``min``."""
        return self._horizontal(f.min_horizontal, "min")

    def max_horizontal(self) -> DataFrame:
        """Gives the greatest of all columns in each row, as the column ``max``."""
        return self._horizontal(f.max_horizontal, "max")

    def to_struct(self, name: str = "") -> DataFrame:
        """Puts all columns into one of structs."""
        return self.select(f.struct(*self._plan.columns).alias(name or "struct"))

    def hint(self, *hints: Any) -> DataFrame:
        """Returns the frame: the optimizer takes no hints."""
        del hints
        return self._frame

    def match_to_schema(self, schema: Mapping[str, IntoDataType]) -> DataFrame:
        """Brings columns into the order and types of a schema."""
        return self.select(
            *[f.col(self._name(name)).cast(kind).alias(name) for name, kind in schema.items()]
        )

    def col_regex(self, pattern: str) -> DataFrame:
        """Keeps the columns whose names match a regular expression, as PySpark's ``colRegex``."""
        return self.select(f.col(f"^{pattern.strip('`')}$"))

    def sample_by(self, column_: Any, fractions: Mapping[Any, float]) -> DataFrame:
        """Keeps a share of the rows of each value of a column, as PySpark's ``sampleBy``."""
        share = f.col(self._name(column_)).replace_strict(dict(fractions), default=0.0)
        return self.filter(f.rand() < share)

    def random_split(self, weights: Sequence[float], seed: int | None = None) -> list[DataFrame]:
        """Deals the rows out to several frames, by weights."""
        total, low, out = sum(weights), 0.0, []
        row = f.col(" row") if seed is None else f.col(" row") + seed * 1_000_003
        part = (row.hash() % 1_000_000).map_sql("{}")
        rows = self.with_row_index(" row").with_columns(part.alias(" part"))
        for weight in weights:
            high = low + weight / total * 1_000_000
            kept = rows.filter((f.col(" part") >= low) & (f.col(" part") < high))
            out.append(kept.drop(" row", " part"))
            low = high
        return out

    def pipe(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Calls a function with the frame.

        >>> import lakebolt as lb
        >>> lb.range(3).pipe(lambda frame, n: frame.head(n), 1).rows()
        [(0,)]
        """
        return function(self._frame, *args, **kwargs)

    transform = pipe
    where = filter
    orderBy = order_by = sort
    withColumn = with_column
    withColumns = with_columns
    withColumnsRenamed = with_columns_renamed
    toDF = to_df_named
    take = limit
    zipWithIndex = with_row_index
    randomSplit = random_split
    sampleBy = sample_by
    colRegex = col_regex
    withColumnRenamed = with_column_renamed
    selectExpr = select_expr
    dropDuplicates = drop_duplicates
    with_row_count = with_row_index
    project = select


def _listed(item: bool | Sequence[bool]) -> Any:
    return list(item) if isinstance(item, (list, tuple)) else item


def _unnamed(node: Node, until: type[Node] = Modified) -> Node:
    while isinstance(node, Named) and not isinstance(node, until):
        node = node.children[0]
    return node


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


class _OneRow(Plan):
    """Is a row without columns."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(())

    def write(self, writer: Any, ordered: bool) -> Any:
        return SqlScan((), "").write(writer, ordered)
