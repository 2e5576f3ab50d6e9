"""Methods of frames that choose, compute, filter and sort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence

from lakebolt import errors
from lakebolt.datatype import IntoDataType, data_type
from lakebolt.expr import functions as f
from lakebolt.expr.base import number
from lakebolt.expr.call import is_over_rows
from lakebolt.expr.expr import Expr
from lakebolt.expr.node import Column, Key, Listed, Modified, Named, Node, walk
from lakebolt.expr.prepare import Item, aggregates, as_list, constant, is_reduced
from lakebolt.frame.base import FrameBase
from lakebolt.frame.expand import expand, flat, refuse_duplicates
from lakebolt.frame.exploding import Explode
from lakebolt.frame.plan import Plan, SqlScan
from lakebolt.frame.steps import (
    Extend,
    Filter,
    Group,
    Project,
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
            if not exprs and not named:
                raise errors.InterfaceError("select expects at least one column")
            return self._without_columns()
        refuse_duplicates(items)
        if len(items) == 1 and isinstance(_unnamed(items[0][1]), Modified):
            return self._gathered(*items[0])
        if any(
            isinstance(part, Listed) and part.unnests for _, node in items for part in walk(node)
        ):
            return self._with(Project(self._plan, items))
        made = [(name, *as_list(node)) for name, node in items]
        plain = [(name, node) for name, node, _ in made]
        if all(constant(node) for _, node in plain):
            source: Plan = Project(_OneRow(), plain)
        elif all(map(is_reduced, (node for _, node in plain))) and any(
            aggregates(node) for _, node in plain
        ):
            source = Group(self._plan, [], plain)
        else:
            return self._with(Project(self._plan, items))
        lists = [name for name, _, is_list in made if is_list]
        return self._with(Explode(source, lists) if lists else source)

    def _gathered(self, name: str, node: Node) -> DataFrame:
        """Selects the values of one column that are left, each once perhaps, in their order."""
        modified = _unnamed(node)
        assert isinstance(modified, Modified)
        frame = self._frame
        where = modified.children[1 : 1 + modified.where]
        keys = tuple(key for key in modified.children if isinstance(key, Key))
        if any(map(is_over_rows, modified.children)):  # which the filter must not change
            parts = [modified.children[0], *where, *(key.children[0] for key in keys)]
            frame = self._with(
                Project(self._plan, [(f"#{i}", part) for i, part in enumerate(parts)])
            )
            split = 1 + len(where)
            where = tuple(Column(f"#{i}") for i in range(1, split))
            keys = tuple(
                Key(Column(f"#{split + i}"), key.descending, key.nulls_last)
                for i, key in enumerate(keys)
            )
            modified = Modified(Column("#0"), distinct=modified.distinct)
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

    def withColumns(self, *exprs: Any, **named: Any) -> DataFrame:
        """Adds columns by a mapping of names to expressions, as in PySpark, or as ``with_columns``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1]}).withColumns({"b": lb.col("a") + 1, "c": lb.lit("x")}).rows()
        [(1, 2, 'x')]
        """
        by_name: dict[str, Any] = {}
        others = []
        for item in exprs:
            if isinstance(item, Mapping):
                by_name.update(item)
            else:
                others.append(item)
        return self.with_columns(*others, **by_name, **named)

    def select_expr(self, *texts: str) -> DataFrame:
        """Computes columns that are written in SQL, as PySpark's ``selectExpr``."""
        return self.sql(f"SELECT {', '.join(texts)} FROM self")

    def project(self, texts: str) -> DataFrame:
        """Computes columns that are written in SQL, as DuckDB's relations do."""
        return self.sql(f"SELECT {texts} FROM self")

    def aggregate(self, texts: str, group_by: str = "") -> DataFrame:
        """Computes aggregates that are written in SQL, as DuckDB's relations do.

        Without ``group_by`` rows are grouped by what is no aggregate.

        >>> import lakebolt as lb
        >>> lb.range(4).aggregate("range % 2 AS odd, count(*) AS n", "odd").sort("odd").rows()
        [(0, 2), (1, 2)]
        """
        return self.sql(f"SELECT {texts} FROM self GROUP BY {group_by or 'ALL'}")

    def order(self, texts: str) -> DataFrame:
        """Sorts by keys that are written in SQL, as DuckDB's relations do."""
        return self.sql(f"SELECT * FROM self ORDER BY {texts}")

    def sql(self, query: str, *, table_name: str = "self") -> DataFrame:
        """Runs SQL over the frame, which is called ``self`` in it.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2]})
        >>> frame.sql("SELECT sum(a) AS s FROM self").filter(lb.col("s") > 2).rows()
        [(3,)]
        """
        return self._connection._sql(query, None, {table_name.casefold(): self._frame})

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
            return self._without_columns()
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

    def select_seq(self, *exprs: Any, **named: Any) -> DataFrame:
        """Computes columns, as ``select`` does."""
        return self.select(*exprs, **named)

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

    def _horizontal(self, function: Callable[..., Expr], name: str) -> DataFrame:
        return self.select(function(*self._plan.columns).alias(name))

    def sum_horizontal(self, *, ignore_nulls: bool = True) -> DataFrame:
        """Adds up all columns in each row, as the column ``sum``."""
        total = f.sum_horizontal(*self._plan.columns, ignore_nulls=ignore_nulls)
        return self.select(total.alias("sum"))

    def mean_horizontal(self, *, ignore_nulls: bool = True) -> DataFrame:
        """Averages all columns in each row, as the column ``mean``."""
        total = f.mean_horizontal(*self._plan.columns, ignore_nulls=ignore_nulls)
        return self.select(total.alias("mean"))

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

    def pipe(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Calls a function with the frame.

        >>> import lakebolt as lb
        >>> lb.range(3).pipe(lambda frame, n: frame.head(n), 1).rows()
        [(0,)]
        """
        return function(self._frame, *args, **kwargs)

    transform = pipe
    withColumn = with_column
    withColumnsRenamed = with_columns_renamed
    toDF = to_df_named
    zipWithIndex = with_row_index
    colRegex = col_regex
    withColumnRenamed = with_column_renamed
    selectExpr = select_expr
    with_row_count = with_row_index


def _unnamed(node: Node) -> Node:
    while isinstance(node, Named):
        node = node.children[0]
    return node


class _OneRow(Plan):
    """Is a row without columns."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(())

    def write(self, writer: Any, ordered: bool) -> Any:
        return SqlScan((), "").write(writer, ordered)
