"""What Spark's frames give to Python: rows, pandas frames, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterator

from lakebolt.frame.dataframe import DataFrame as Frame
from lakebolt.spark import types as t
from lakebolt.spark.text_output import records, table
from lakebolt.spark.values import rows_of

if TYPE_CHECKING:
    from lakebolt.spark.frame import DataFrame
    from lakebolt.spark.row import Row


class Fetching(Frame):
    """Gives frames ways out; each runs the query."""

    _shown: dict[str, str]

    if TYPE_CHECKING:
        schema: t.StructType

        def limit(self, num: int) -> DataFrame:
            """Returns the first rows."""

        def _with(self, plan: Any) -> DataFrame:
            """Returns a frame over a plan."""

    def collect(self) -> list[Row]:
        """Returns all rows."""
        return rows_of(self._new_stream().fetch(-1), self.schema)

    def take(self, num: int) -> list[Row]:
        """Returns the first rows."""
        return self.limit(num).collect()

    def head(self, n: int | None = None) -> Any:
        """Returns the first row or None, or a list of the first ``n``."""
        if n is not None:
            return self.take(n)
        found = self.take(1)
        return found[0] if found else None

    def first(self) -> Row | None:
        """Returns the first row, or None."""
        found: Row | None = self.head()
        return found

    def tail(self, num: int) -> list[Row]:
        """Returns the last rows."""
        return self._with(Frame.tail(self, num)._plan).collect()

    def toLocalIterator(self, prefetchPartitions: bool = False) -> Iterator[Row]:
        """Gives one row after the other, without holding all."""
        schema = self.schema
        stream = self._new_stream()
        while found := stream.fetch(1024):
            yield from rows_of(found, schema)

    def count(self) -> int:
        """Counts the rows."""
        return Frame._of(self._connection, self._plan).height

    def isEmpty(self) -> bool:
        """Tells whether there is no row."""
        return not self.take(1)

    def foreach(self, f: Callable[[Row], Any]) -> None:
        """Calls a function with each row."""
        for row in self.toLocalIterator():
            f(row)

    def foreachPartition(self, f: Callable[[Iterator[Row]], Any]) -> None:
        """Calls a function with an iterator over all rows."""
        f(self.toLocalIterator())

    def toArrow(self) -> Any:
        """Returns all rows as an Arrow table."""
        made = self.to_arrow_table()
        return made.rename_columns([self._shown.get(name, name) for name in made.column_names])

    def toPandas(self) -> Any:
        """Returns all rows as a pandas frame; moments are without zone, as the process's clock."""
        from dateutil.tz import tzlocal  # type: ignore[import-untyped]  # pandas needs it itself

        made = Frame.to_pandas(self)
        for place, field in enumerate(self.schema.fields):
            if isinstance(field.dataType, t.TimestampType):
                name = made.columns[place]
                made[name] = made[name].dt.tz_convert(tzlocal()).dt.tz_localize(None)
        made.columns = [self._shown.get(name, name) for name in made.columns]
        return made

    def show(
        self, n: int = 20, truncate: bool | int = True, vertical: bool = False
    ) -> None:
        """Prints the first rows; ``truncate`` says how many characters of a value are shown."""
        length = (20 if truncate else 0) if isinstance(truncate, bool) else truncate
        names = [field.name for field in self.schema.fields]
        rows = self.take(n + 1)
        text = (records if vertical else table)(names, rows, n, length)
        print(text, end="" if len(rows) > n else "\n")

    def _repr_html_(self) -> None:
        """Returns None, so that notebooks show the frame's types."""
        return None

    def toJSON(self, use_unicode: bool = True) -> Any:
        """Returns each row as JSON."""
        from lakebolt.spark.local_rows import LocalRows

        return LocalRows(Frame.to_json_lines(self))

    @property
    def rdd(self) -> Any:
        """Returns the rows as a collection in this process."""
        from lakebolt.spark.local_rows import LocalRows

        return LocalRows(self.collect())

    def mapInPandas(self, func: Any, schema: Any, *args: Any) -> DataFrame:
        """Calls a function with an iterator of pandas frames and takes those it gives."""
        return self._mapped(func, schema, "pandas")

    def mapInArrow(self, func: Any, schema: Any, *args: Any) -> DataFrame:
        """Calls a function with an iterator of Arrow batches and takes those it gives."""
        return self._mapped(func, schema, "arrow")

    def _mapped(self, func: Any, schema: Any, kind: str) -> DataFrame:
        from lakebolt.udfs.frames import adapted, map_frame

        made = map_frame(self, adapted(func, kind, True), engine_schema(schema), 0)
        return self._with(made._plan)


def engine_schema(schema: Any) -> dict[str, Any]:
    """Returns names and types as the engine knows them, of a schema or its text."""
    kind: Any = t.parsed(schema) if isinstance(schema, str) else schema
    return {field.name: field.dataType.toSql() for field in kind.fields}
