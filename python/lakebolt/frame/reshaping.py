"""Methods of frames that change their shape: pivot, unpivot, explode, unnest, missing values."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Iterable, Mapping

from lakebolt import errors
from lakebolt.datatype import DataType, identifier
from lakebolt.expr import functions as f
from lakebolt.expr.base import call
from lakebolt.expr.expr import Expr
from lakebolt.expr.literal import literal
from lakebolt.expr.node import Column, Raw
from lakebolt.expr.period import Period
from lakebolt.expr.prepare import Item
from lakebolt.frame.base import FrameBase
from lakebolt.frame.expand import refuse_duplicates
from lakebolt.frame.exploding import Explode
from lakebolt.frame.grouping import GroupBy
from lakebolt.frame.hidden import hidden
from lakebolt.frame.pivoting import aggregate_of, label_of, labels_of, only_where
from lakebolt.frame.steps import Project

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame


class Reshaping(FrameBase):
    """Gives frames other shapes."""

    def pivot(
        self,
        on: Any,
        on_columns: list[Any] | None = None,
        *,
        index: Any = None,
        values: Any = None,
        aggregate_function: Any = "first",
        maintain_order: bool = True,
        sort_columns: bool = False,
        separator: str = "_",
    ) -> DataFrame:
        """Makes a column of each value of a column; asks for these first, unless they are given.

        ``aggregate_function`` is the name of an aggregate, or an expression on ``element()``.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"g": [1, 1, 2], "k": ["a", "b", "a"], "v": [10, 20, 30]})
        >>> frame.pivot("k", index="g", values="v").to_dicts()
        [{'g': 1, 'a': 10, 'b': 20}, {'g': 2, 'a': 30, 'b': None}]
        """
        keys = self._chosen(on)
        rest = [name for name in self._plan.columns if name not in keys]
        if index is None and values is None:
            raise errors.InterfaceError("pivot needs index or values")
        shown = self._chosen(values) if values is not None else []
        by = (
            self._chosen(index)
            if index is not None
            else [name for name in rest if name not in shown]
        )
        shown = shown or [name for name in rest if name not in by]
        if on_columns is None:
            found = self._frame.select(*keys).unique(maintain_order=True)
            on_columns = [*(found.sort(*keys) if sort_columns else found).rows()]
        else:
            on_columns = [item if isinstance(item, tuple) else (item,) for item in on_columns]
        items: list[Item] = []
        for name in shown:
            total = aggregate_of(f.col(name), aggregate_function)._node
            for values in on_columns:
                label = labels_of(values)
                label = label if len(shown) == 1 else f"{name}{separator}{label}"
                met = f.all_horizontal(*[f.col(k).eq_missing(v) for k, v in zip(keys, values)])
                items.append((label, only_where(total, met._node)))
        groups = GroupBy(self._frame, [(name, Column(name)) for name in by], ordered=maintain_order)
        return groups._made(items)

    def unpivot(
        self,
        on: Any = None,
        *spark: Any,
        index: Any = None,
        variable_name: str = "variable",
        value_name: str = "value",
    ) -> DataFrame:
        """Makes rows of columns: the column's name and the value, beside the ``index`` columns.

        Four arguments are PySpark's: ids, values, and the names of the two new columns.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"id": [1], "x": [10], "y": [20]})
        >>> frame.unpivot(index="id").rows()
        [(1, 'x', 10), (1, 'y', 20)]
        """
        if spark:
            return self.melt(on, *spark)
        by = self._chosen(index) if index is not None else []
        names = [name for name in self._plan.columns if name not in by]
        if on is not None:
            names = self._chosen(on)
        if not names:
            raise errors.InterfaceError("unpivot needs at least one column")
        values = call("list_value", *map(Column, names))
        items: list[Item] = [(name, Column(name)) for name in by]
        items += [(variable_name, Raw(literal(names))), (value_name, values)]
        refuse_duplicates(items)
        lists = Project(self._plan, items)
        return self._with(Explode(lists, [variable_name, value_name], matched=False))

    def explode(
        self, *columns: Any, empty_as_null: bool = False, keep_nulls: bool = True
    ) -> DataFrame:
        """Makes a row of each element of lists; NULL gives a row of NULL, an empty list none.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2, 3], "b": [[1, 2], [], None]})
        >>> frame.explode("b").rows()
        [(1, 1), (1, 2), (3, None)]
        """
        names = self._chosen(list(columns))
        return self._with(Explode(self._plan, names, empty_as_null, keep_nulls))

    def explode_outer(self, *columns: Any) -> DataFrame:
        """Makes a row of each element of lists; NULL and empty lists give a row of NULL."""
        return self.explode(*columns, empty_as_null=True)

    def unnest(self, *columns: Any, separator: str | None = None) -> DataFrame:
        """Makes columns of the fields of structs.

        >>> import lakebolt as lb
        >>> lb.from_dict({"s": [{"x": 1, "y": 2}]}).unnest("s").columns
        ['x', 'y']
        """
        names = {name for name in self._chosen(list(columns))}
        items: list[Item] = []
        for name in self._plan.columns:
            if name not in names:
                items.append((name, Column(name)))
                continue
            fields = self._frame.select(f.col(name)).sql(
                f"SELECT unnest({identifier(name)}) FROM self"
            )
            if not self._types()[name].startswith("STRUCT("):
                raise errors.ProgrammingError(f'"{name}" is {self._types()[name]}, not a struct')
            for field in fields.columns:
                shown = field if separator is None else f"{name}{separator}{field}"
                items.append((shown, f.col(name).struct.field(field)._node))
        refuse_duplicates(items)
        return self._with(Project(self._plan, items))

    def transpose(
        self,
        *,
        include_header: bool = False,
        header_name: str = "column",
        column_names: str | Iterable[str] | None = None,
    ) -> DataFrame:
        """Turns columns into rows; runs the query to know how many rows there are.

        ``column_names`` are the names of the columns made, or a column that holds them.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"name": ["x", "y"], "a": [1, 2]})
        >>> frame.transpose(column_names="name").to_dicts()
        [{'x': 1, 'y': 2}]
        """
        frame = self._frame
        if isinstance(column_names, str):
            names = [str(row[0]) for row in frame.select(column_names).rows()]
            frame = frame.drop(column_names)
        elif column_names is None:
            names = [f"column_{i}" for i in range(frame.height)]
        else:
            names = [name for name, _ in zip(column_names, range(frame.height))]
        row, value = hidden("row value", [header_name, *names, *frame.columns])
        rows = frame.with_row_index(row)
        long = rows.unpivot(index=row, variable_name=header_name, value_name=value)
        wide = long.group_by(header_name, maintain_order=True).agg(
            *[f.col(value).filter(f.col(row) == i).any_value().alias(name)
              for i, name in enumerate(names)]
        )  # fmt: skip
        return wide if include_header else wide.drop(header_name)

    def unstack(self, step: int) -> DataFrame:
        """Cuts the rows into pieces of ``step`` and puts these side by side; counts them first."""
        pieces = -(-self._frame.height // step)
        row, piece, place = hidden("row piece place", self._plan.columns)
        rows = self._frame.with_row_index(row).with_columns(
            (f.col(row) // step).alias(piece), (f.col(row) % step).alias(place)
        )
        cells = [
            f.col(name).filter(f.col(piece) == i).any_value().alias(f"{name}_{i}")
            for name in self._plan.columns
            for i in range(pieces)
        ]
        return rows.group_by(place).agg(*cells).sort(place).drop(place)

    def upsample(
        self,
        time_column: Any,
        *,
        every: Period,
        group_by: Any = None,
        maintain_order: bool = False,
    ) -> DataFrame:
        """Adds rows for the dates or timestamps that are missing between the first and the last.

        With ``group_by`` it does so in each group, whose rows then come together.

        >>> import datetime
        >>> import lakebolt as lb
        >>> days = [datetime.date(2024, 1, 1), datetime.date(2024, 1, 3)]
        >>> frame = lb.from_dict({"d": days, "a": [1, 2]})
        >>> frame.upsample("d", every="1d").select("a").rows()
        [(1,), (None,), (2,)]
        """
        name = self._name(time_column)
        keys = self._chosen(group_by) if group_by is not None else []
        time = f.col(name)
        moments = f.datetime_ranges(time.min(), time.max(), every).alias(name)
        if keys:
            steps = self._frame.group_by(*keys, maintain_order=maintain_order).agg(moments)
        else:
            steps = self._frame.select(moments)
        (row,) = hidden("row", self._plan.columns)
        order = f.row_number().alias(row)
        steps = steps.with_columns(order).explode(name).cast({name: self._types()[name]})
        joined = steps.join(self._frame, on=[*keys, name], how="left", nulls_equal=True)
        return joined.sort(row, name).select(*self._plan.columns)

    def fill_null(
        self,
        value: Any = None,
        strategy: str | None = None,
        limit: int | None = None,
        *,
        subset: Any = None,
    ) -> DataFrame:
        """Replaces NULL in the columns that a value's type fits, or by a strategy in all.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, None], "b": ["x", None]}).fill_null(0).rows()
        [(1, 'x'), (0, None)]
        """
        if isinstance(value, Mapping):
            return self._frame.with_columns(
                *[f.col(self._name(n)).fill_null(v) for n, v in value.items()]
            )
        names = list(self._plan.columns) if subset is None else self._chosen(subset)
        if strategy is not None:
            if strategy in ("mean", "zero", "one"):
                names = [name for name in names if self._types()[name].is_numeric()]
            return self._frame.with_columns(
                *[f.col(name).fill_null(strategy=strategy, limit=limit) for name in names]
            )
        fitting = [name for name in names if _fits(value, self._types()[name])]
        return self._frame.with_columns(*[f.col(name).fill_null(value) for name in fitting])

    def fill_nan(self, value: Any) -> DataFrame:
        """Replaces NaN in all floating-point columns."""
        names = [name for name, kind in self._types().items() if kind.is_float()]
        return self._frame.with_columns(*[f.col(name).fill_nan(value) for name in names])

    def fillna(self, value: Any, subset: Any = None) -> DataFrame:
        """Replaces NULL, as PySpark's ``fillna``."""
        return self.fill_null(value, subset=subset)

    def drop_nulls(self, subset: Any = None) -> DataFrame:
        """Drops rows with a NULL in some column, or in one of those named."""
        names = list(self._plan.columns) if subset is None else self._chosen(subset)
        return self._frame.filter(*[f.col(name).is_not_null() for name in names])

    def drop_nans(self, subset: Any = None) -> DataFrame:
        """Drops rows with a NaN in some floating-point column."""
        names = [name for name, kind in self._types().items() if kind.is_float()]
        if subset is not None:
            names = self._chosen(subset)
        return self._frame.filter(*[f.col(name).is_not_nan().fill_null(True) for name in names])

    def dropna(self, how: str = "any", thresh: int | None = None, subset: Any = None) -> DataFrame:
        """Drops rows with NULLs, as PySpark's ``dropna``: with any, or with nothing else."""
        names = list(self._plan.columns) if subset is None else self._chosen(subset)
        needed = thresh if thresh is not None else (len(names) if how == "any" else 1)
        present = f.sum_horizontal(*[f.col(name).is_not_null().cast("INTEGER") for name in names])
        return self._frame.filter(present >= needed)

    def replace(self, to_replace: Any, value: Any = None, subset: Any = None) -> DataFrame:
        """Replaces values in the columns that their type fits, as in PySpark."""
        names = list(self._plan.columns) if subset is None else self._chosen(subset)
        sample = (
            next(iter(to_replace)) if isinstance(to_replace, (Mapping, list, tuple)) else to_replace
        )
        fitting = [name for name in names if _fits(sample, self._types()[name])]
        return self._frame.with_columns(
            *[f.col(name).replace(to_replace, value) for name in fitting]
        )

    def to_dummies(
        self,
        columns: Any = None,
        *,
        separator: str = "_",
        drop_first: bool = False,
        drop_nulls: bool = False,
    ) -> DataFrame:
        """Makes a column of 0 and 1 of each value of columns; asks for the values first.

        The switches leave out the first value of each column, or NULL.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["x", "y"]}).to_dummies().to_dicts()
        [{'a_x': 1, 'a_y': 0}, {'a_x': 0, 'a_y': 1}]
        """
        names = list(self._plan.columns) if columns is None else self._chosen(columns)
        exprs: list[Expr] = []
        for name in self._plan.columns:
            if name not in names:
                exprs.append(f.col(name))
                continue
            found = self._frame.select(name).unique(maintain_order=True).rows()
            values = [row[0] for row in found if not (drop_nulls and row[0] is None)]
            if drop_first and values:
                values.remove(next((item for item in values if item is not None), None))
            for label, value in sorted(((label_of(item), item) for item in values), key=itemgetter(0)):
                flag = f.col(name).eq_missing(value).cast("TINYINT")
                exprs.append(flag.alias(f"{name}{separator}{label}"))
        return self._frame.select(*exprs)

    def partition_by(
        self,
        *by: Any,
        maintain_order: bool = True,
        include_key: bool = True,
        as_dict: bool = False,
    ) -> Any:
        """Makes a frame of each group of rows; asks for the groups first.

        ``include_key=False`` leaves the keys out of the frames.
        """
        keys = self._chosen(list(by))
        groups = dict(self._frame.group_by(*keys, maintain_order=maintain_order))
        if not include_key:
            groups = {values: frame.drop(*keys) for values, frame in groups.items()}
        return groups if as_dict else list(groups.values())

    def melt(
        self,
        ids: Any,
        values: Any = None,
        variableColumnName: str = "variable",
        valueColumnName: str = "value",
    ) -> DataFrame:
        """Makes rows of columns, as PySpark's ``melt``: of ``values``, or of all but ``ids``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"id": [1], "x": [10]}).melt(["id"], ["x"], "name", "number").to_dicts()
        [{'id': 1, 'name': 'x', 'number': 10}]
        """
        return self.unpivot(
            values, index=ids, variable_name=variableColumnName, value_name=valueColumnName
        )


def _fits(value: Any, kind: DataType) -> bool:
    """Tells whether a value can stand in a column of a type."""
    if isinstance(value, bool):
        return kind == "BOOLEAN"
    if isinstance(value, (int, float)):
        return kind.is_numeric()
    is_text = kind == "VARCHAR" or (kind.startswith("ENUM(") and not kind.endswith("]"))
    if isinstance(value, str):
        return is_text
    return not kind.is_numeric() and not is_text and kind != "BOOLEAN"
