"""The class of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, overload

from lakebolt import errors
from lakebolt.datatype import DataType
from lakebolt.expr.base import wrap
from lakebolt.expr.expr import Expr
from lakebolt.expr.functions import concat_str, lit
from lakebolt.expr.when import when
from lakebolt.frame.exporting import Exporting
from lakebolt.frame.grouping import Grouping
from lakebolt.frame.joining import Joining
from lakebolt.frame.mapping import Mapping
from lakebolt.frame.missing import MissingValues
from lakebolt.frame.origin import Aliased, ColumnOf
from lakebolt.frame.places import cells, is_place, rows_at
from lakebolt.frame.plan import Cached, Plan, Query
from lakebolt.frame.reshaping import Reshaping
from lakebolt.frame.rows import ChoosingRows
from lakebolt.frame.selecting import Selecting
from lakebolt.frame.statistics import Statistics
from lakebolt.frame.updating import Updating
from lakebolt.frame.writer import Writer
from lakebolt.zoned import ZonedStream

if TYPE_CHECKING:
    from lakebolt import _lakebolt
    from lakebolt.connection import Connection


class DataFrame(
    Selecting, ChoosingRows, Grouping, Joining, Updating, Reshaping, Mapping, Statistics, Exporting
):
    """Is a lazy table: columns with names and types, made by steps that run when rows are due.

    Each method returns a new frame and runs nothing, unless it says so. Names of methods are
    Polars' first; PySpark's and DuckDB's are there too where they clash with none of these.
    Printing a frame runs it and shows its first rows.

    >>> import lakebolt as lb
    >>> frame = lb.DataFrame({"g": ["x", "x", "y"], "a": [1, 2, 5]})
    >>> frame.filter(lb.col("a") > 1).group_by("g").agg(lb.col("a").max()).sort("g")
    ┌─────────┬────────┐
    │    g    │   a    │
    │ varchar │ bigint │
    ├─────────┼────────┤
    │ x       │      2 │
    │ y       │      5 │
    ├─────────┴────────┤
    │ 2 rows           │
    └──────────────────┘
    """

    def __init__(
        self,
        data: Any = None,
        schema: Any = None,
        *,
        schema_overrides: Any = None,
        strict: bool = True,
        orient: str | None = None,
        nan_to_null: bool = False,
    ):
        """Makes a frame of a dict of columns, a list of rows, or an Arrow, pandas or Polars object.

        ``schema`` names the columns, and gives them types if it is a dict; for what else may be said
        see ``Connection.from_data``.
        """
        import lakebolt

        made = lakebolt.default_connection().from_data(
            {} if data is None else data, schema, schema_overrides=schema_overrides,
            strict=strict, orient=orient, nan_to_null=nan_to_null,
        )  # fmt: skip
        self._plan: Plan = made._plan
        self._connection: Connection = made._connection

    @classmethod
    def _of(cls, connection: Connection, plan: Plan) -> DataFrame:
        frame = cls.__new__(cls)
        frame._connection = connection
        frame._plan = plan
        return frame

    def __copy__(self) -> DataFrame:
        """Returns the frame: it never changes."""
        return self

    def __deepcopy__(self, memo: Any) -> DataFrame:
        """Returns the frame: it never changes."""
        return self

    def __reduce__(self) -> Any:
        """Runs the query and pickles its rows; elsewhere they are a frame over memory."""
        return _unpickled, (self.to_arrow_table(),)

    # Rows that are fetched one by one, as from a cursor.

    def _new_stream(self) -> _lakebolt.Stream:
        plan = self._plan
        if not plan.columns:  # for which SQL has no query
            return self._connection._run("", None, lambda name: None, True)
        if isinstance(plan, Query) and not plan.frames:
            return self._connection._run(plan.text, plan.parameters, plan.tables.get, True)
        writer = Writer(plan)
        stream = self._connection._run(writer.sql(), writer.parameters, writer.tables.get, True)
        found = [name for name, _ in stream.columns]
        if found != list(plan.columns):
            raise errors.ProgrammingError(
                f"what the frame reads has changed: it had the columns {list(plan.columns)}, and has {found} now"
            )
        return ZonedStream.of(stream, plan.zones)

    def _rows(self) -> _lakebolt.Stream:
        if self._stream is None:
            self._stream = self._new_stream()
        return self._stream

    def _whole(self) -> _lakebolt.Stream:
        stream = self._rows()
        if stream.started:
            self._stream = stream = self._new_stream()
        return stream

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Returns all rows; after fetchone or fetchmany, those that are left."""
        stream = self._rows()
        return (self._whole() if stream.finished else stream).fetch(-1)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Gives all rows as tuples, without holding them."""
        return self.iter_rows()

    # What a frame says of itself.

    @property
    def columns(self) -> list[str]:
        """Returns the names of the columns."""
        return list(self._plan.columns)

    @property
    def schema(self) -> dict[str, DataType]:
        """Returns the types of the columns by their names; runs nothing.

        >>> import lakebolt as lb
        >>> lb.DataFrame({"a": [1], "b": ["x"]}).schema
        {'a': BIGINT, 'b': VARCHAR}
        """
        return dict(self._types())

    def collect_schema(self) -> dict[str, DataType]:
        """Returns the types of the columns by their names."""
        return self.schema

    @property
    def dtypes(self) -> list[DataType]:
        """Returns the types of the columns."""
        return list(self._types().values())

    @property
    def types(self) -> list[str]:
        """Returns the SQL types of the columns."""
        return [str(kind) for kind in self.dtypes]

    @property
    def description(self) -> list[tuple[str, str, None, None, None, None, bool]] | None:
        """Returns name, type and five PEP 249 fields for each column."""
        return [
            (name, str(kind), None, None, None, None, True) for name, kind in self.schema.items()
        ]

    def print_schema(self) -> None:
        """Prints names and types of the columns."""
        for name, kind in self.schema.items():
            print(f"{name}: {kind}")

    def to_sql(self) -> str:
        """Returns the SQL that the frame runs.

        >>> import lakebolt as lb
        >>> print(lb.range(10).filter(lb.col("range") > 5).limit(2).to_sql())
        SELECT *
        FROM range(10)
        WHERE "range" > 5
        LIMIT 2
        """
        return Writer(self._plan).sql()

    sql_query = to_sql

    def explain(self, *, analyze: bool = False) -> str:
        """Returns the plan that the engine makes of the frame; with ``analyze``, runs it."""
        writer = Writer(self._plan)
        text = f"EXPLAIN {'ANALYZE ' if analyze else ''}{writer.sql()}"
        rows = self._connection._run(text, writer.parameters, writer.tables.get, True).fetch(-1)
        return "\n".join(str(row[0]) for row in rows)

    def profile(self) -> str:
        """Runs the frame and returns its plan with times, rows and bytes."""
        return self.explain(analyze=True)

    # Rows kept in memory.

    def cache(self) -> DataFrame:
        """Returns a frame that keeps its rows in memory once they have been asked for."""
        return self._with(Cached(self._plan.columns, self.to_arrow_table, self._plan.zones))

    def collect(self) -> DataFrame:
        """Runs the query and returns a frame over its rows in memory.

        >>> import lakebolt as lb
        >>> frame = lb.range(3).collect()
        >>> frame.height, frame.sum().item()
        (3, 3)
        """
        kept = Cached(self._plan.columns, self.to_arrow_table, self._plan.zones)
        kept.get()
        return self._with(kept)

    def lazy(self) -> DataFrame:
        """Returns the frame: it is lazy."""
        return self

    def clone(self) -> DataFrame:
        """Returns the frame: it never changes."""
        return self

    def to_view(self, name: str) -> DataFrame:
        """Makes the frame known to SQL under a name, as a variable of the connection would be."""
        self._connection._views[name.casefold()] = self
        return self

    def alias(self, name: str) -> DataFrame:
        """Gives the frame a name, by which joins and what follows them can ask for its columns.

        >>> import lakebolt as lb
        >>> boss = lb.from_dict({"id": [1, 2], "boss": [None, 1]})
        >>> both = boss.alias("a").join(boss.alias("b"), lb.col("a.boss") == lb.col("b.id"))
        >>> both.select("a.id", by=lb.col("b.id")).rows()
        [(2, 1)]
        """
        return self._with(Aliased(self._plan, name))

    @overload
    def __getitem__(self, key: str) -> Expr: ...
    @overload
    def __getitem__(
        self, key: int | slice | Expr | list[Any] | tuple[str | Expr, ...]
    ) -> DataFrame: ...
    @overload
    def __getitem__(self, key: tuple[Any, Any]) -> Any: ...
    def __getitem__(self, key: Any) -> Any:
        """Returns a column by its name, columns by a list, rows by places, or a cell by both.

        >>> import lakebolt as lb
        >>> frame = lb.DataFrame({"a": [1, 2, 3]})
        >>> frame.filter(frame["a"] > 2).rows(), frame[1:].rows(), frame[0, "a"]
        ([(3,)], [(2,), (3,)], 1)
        """
        if isinstance(key, str):
            return wrap(ColumnOf(self._name(key), self._plan))
        if isinstance(key, Expr):
            return self.filter(key)
        if is_place(key):
            return rows_at(self, key)
        if isinstance(key, tuple) and len(key) == 2 and is_place(key[0]):
            return cells(self, *key)
        if isinstance(key, (list, tuple)):
            return self.select(*key)
        raise errors.InterfaceError(
            f"expected a name, a list of names or a slice, not {type(key).__name__}"
        )

    if not TYPE_CHECKING:  # for which any misspelt method were a column

        def __getattr__(self, name: str) -> Expr:
            """Returns the column of a name that no method has, as in PySpark.

            >>> import lakebolt as lb
            >>> frame = lb.from_dict({"km": [1, 2]})
            >>> frame.filter(frame.km > 1).rows()
            [(2,)]
            """
            import difflib

            if name.startswith("_"):
                raise AttributeError(name)
            if name in self._plan.columns:
                return self[name]
            near = difflib.get_close_matches(name, [*self.columns, *dir(type(self))], 3, 0.75)
            hint = f": did you mean {' or '.join(near)}?" if near else ""
            raise AttributeError(f"a frame has no method or column {name!r}{hint}")

    def __dir__(self) -> list[str]:
        """Lists methods and columns, for completion."""
        return [*super().__dir__(), *filter(str.isidentifier, self._plan.columns)]

    def __contains__(self, name: Any) -> bool:
        """Tells whether there is a column of a name."""
        return isinstance(name, str) and name.casefold() in map(str.casefold, self._plan.columns)

    def __repr__(self) -> str:
        """Draws the first rows as a table; runs the query."""
        import shutil

        if not self._plan.columns:
            return ""
        stream = self._whole() if self._rows().finished else self._rows()
        width = shutil.get_terminal_size((120, 24)).columns
        return stream.table_text(width).rstrip("\n")

    def _repr_html_(self) -> str:
        """Draws the first rows as a table of HTML, for notebooks; runs the query."""
        from lakebolt.frame.html import ROWS_SHOWN, table

        if not self._plan.columns:
            return ""
        rows = self.limit(ROWS_SHOWN + 1).rows()
        return table(self._types(), rows[:ROWS_SHOWN], len(rows) > ROWS_SHOWN)

    def show(
        self, n: int | None = None, truncate: bool | int = True, vertical: bool = False
    ) -> None:
        """Prints the first rows as a table, or each as lines of its columns if ``vertical``.

        A number for ``truncate`` is how many characters of a value are shown.

        >>> import lakebolt as lb
        >>> lb.from_dict({"city": ["Oslo", "Rome"], "km": [4, 12]}).show(1, vertical=True)
        -RECORD 0---
         city | Oslo
         km   | 4
        """
        shown = self if n is None else self.head(n)
        if not isinstance(truncate, bool) and truncate > 0:
            shown = _cut(shown, truncate)
        print("\n".join(_records(shown)) if vertical else shown)

    def equals(self, other: DataFrame) -> bool:
        """Tells whether another frame has the same columns and rows, in order; runs both."""
        return self.columns == other.columns and self.rows() == other.rows()

    @property
    def na(self) -> MissingValues:
        """Returns PySpark's methods for missing values: ``fill``, ``drop`` and ``replace``."""
        return MissingValues(self)

    @property
    def stat(self) -> DataFrame:
        """Returns the frame: PySpark's statistics are its own methods."""
        return self

    def unpersist(self) -> DataFrame:
        """Returns the frame: rows are kept as long as a frame that keeps them."""
        return self

    persist = checkpoint = cache
    printSchema = print_schema
    createOrReplaceTempView = createTempView = registerTempTable = create_view = to_view
    createGlobalTempView = createOrReplaceGlobalTempView = to_view


def _cut(frame: DataFrame, length: int) -> DataFrame:
    """Returns values that are longer as text, cut to so many characters."""
    cells = []
    for name in frame.columns:
        text = frame[name].cast("VARCHAR")
        start = text.str.head(length - 3 if length > 3 else length)
        start = concat_str(start, lit("...")) if length > 3 else start
        cells.append(when(text.str.len_chars() > length).then(start).otherwise(text).alias(name))
    return frame.select(*cells)


def _records(frame: DataFrame) -> Iterator[str]:
    names = frame.columns
    rows = frame.select(*[frame[name].cast("VARCHAR") for name in names]).rows()
    cells = [["NULL" if value is None else value for value in row] for row in rows]
    width = max(map(len, names))
    across = width + max((len(cell) for row in cells for cell in row), default=0) + 4
    for i, row in enumerate(cells):
        yield f"-RECORD {i}".ljust(across, "-")
        yield from (f" {name.ljust(width)} | {cell}" for name, cell in zip(names, row))


def _unpickled(table: Any) -> DataFrame:
    import lakebolt

    return lakebolt.from_arrow(table)


def is_frame(value: Any) -> bool:
    """Tells whether a value is a frame."""
    return isinstance(value, DataFrame)
