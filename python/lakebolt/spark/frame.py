"""The class of frames as PySpark has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterator

from lakebolt import errors
from lakebolt.datatype import DataType
from lakebolt.expr import node as n
from lakebolt.frame.dataframe import DataFrame as Frame
from lakebolt.frame.plan import Plan
from lakebolt.frame.steps import Project
from lakebolt.spark import types as t
from lakebolt.spark.combining import Combining
from lakebolt.spark.fetching import Fetching
from lakebolt.spark.labels import wrapped
from lakebolt.spark.missing import Missing
from lakebolt.spark.selecting import Selecting
from lakebolt.spark.sql_text import plain_name
from lakebolt.spark.statistics import Statistics
from lakebolt.spark.type_text import of_engine

if TYPE_CHECKING:
    from lakebolt.connection import Connection
    from lakebolt.spark.column import Column


class DataFrame(Selecting, Combining, Missing, Statistics, Fetching, Frame):
    """Is a lazy table with PySpark's methods, as a ``SparkSession`` makes it.

    >>> from lakebolt.spark import SparkSession, functions as F
    >>> spark = SparkSession.builder.getOrCreate()
    >>> trips = spark.createDataFrame([("Oslo", 4.5), ("Rome", 12.0)], ["city", "km"])
    >>> trips.filter(trips.km > 5).select("city", F.col("km") * 2).show()
    +----+--------+
    |city|(km * 2)|
    +----+--------+
    |Rome|    24.0|
    +----+--------+
    <BLANKLINE>
    """

    _shown: dict[str, str]  # what columns are called whose own name is another

    def __init__(self) -> None:
        """Refuses: a session makes frames."""
        raise errors.InterfaceError("SparkSession's createDataFrame makes frames")

    @classmethod
    def _of(cls, connection: Connection, plan: Plan) -> DataFrame:
        frame = super()._of(connection, plan)
        assert isinstance(frame, DataFrame)
        frame._shown = {}
        return frame

    def _with(self, plan: Plan) -> DataFrame:
        return self._named(plan, self._shown)

    def _named(self, plan: Plan, shown: dict[str, str]) -> DataFrame:
        """Returns a frame whose columns are called as ``shown`` says."""
        frame = DataFrame._of(self._connection, plan)
        frame._shown = {name: shown[name] for name in plan.columns if name in shown}
        return frame

    def __getattribute__(self, name: str) -> Any:
        """Returns a method of PySpark's, or else the column of the name, before any other method."""
        if name[0] != "_" and name not in _own_names():
            for column in object.__getattribute__(self, "columns"):
                if column == name:
                    return self[name]
        return object.__getattribute__(self, name)

    def __getitem__(self, key: Any) -> Any:
        """Returns a column by its name or place, or a frame: of columns by a list, or filtered."""
        if isinstance(key, str):
            key = key if key in self.columns else plain_name(key)
            if key == "*" or key not in self.columns:
                return wrapped(super().__getitem__(key)._node) if key != "*" else self._star()
            return wrapped(super().__getitem__(key)._node)
        if isinstance(key, int):
            return self[self.columns[key]]
        if isinstance(key, n.Node) or hasattr(key, "_node"):
            return self.filter(key)
        return self.select(*key)

    def _star(self) -> Column:
        from lakebolt.frame.origin import ColumnOf

        plan = self._plan

        def choose(choice: Any) -> list[str]:
            return [n.name_of(choice.locate(ColumnOf(name, plan))) for name in plan.columns]

        return wrapped(n.Selection(choose, "*"))

    # What a frame says of itself.

    @property
    def columns(self) -> list[str]:
        """Returns the names of the columns."""
        return [self._shown.get(name, name) for name in self._plan.columns]

    @property
    def schema(self) -> t.StructType:
        """Returns names and types of the columns."""
        kinds = self._types()
        return t.StructType([
            t.StructField(self._shown.get(name, name), of_engine(kind))
            for name, kind in kinds.items()
        ])  # fmt: skip

    @property
    def dtypes(self) -> list[tuple[str, str]]:
        """Returns names and types of the columns as text."""
        return [(field.name, field.dataType.simpleString()) for field in self.schema.fields]

    def printSchema(self, level: int | None = None) -> None:
        """Prints names and types of the columns as a tree."""
        del level
        print(self.schema.treeString())

    def explain(self, *mode: Any, **options: Any) -> None:
        """Prints the plan that the engine makes of the frame."""
        print(Frame.explain(self))

    @property
    def sparkSession(self) -> Any:
        """Returns the session."""
        from lakebolt.spark.session import SparkSession

        return SparkSession._of(self._connection)

    isStreaming = False

    def isLocal(self) -> bool:
        """Tells whether rows come without a cluster, as PySpark says of rows it holds."""
        return False

    def sameSemantics(self, other: DataFrame) -> bool:
        """Tells whether another frame runs the same SQL."""
        return self.to_sql() == other.to_sql()

    def __repr__(self) -> str:
        """Returns names and types of the columns."""
        return f"DataFrame[{', '.join(f'{name}: {kind}' for name, kind in self.dtypes)}]"

    # Names.

    def _internal(self, name: str) -> list[str]:
        """Returns the columns that are called so."""
        folded = name.casefold()
        return [
            own for own in self._plan.columns if self._shown.get(own, own).casefold() == folded
        ]

    def _name(self, name: Any) -> str:
        if isinstance(name, str):
            found = self._internal(name)
            if not found and plain_name(name) != name:
                return self._name(plain_name(name))
            if len(found) > 1:
                raise _ambiguous(name, len(found))
            if found:
                return found[0]
        return super()._name(name)

    def _located(self, node: n.Node) -> n.Node:
        from lakebolt.spark.locating import located_in, shown_in, with_aliases

        if self._plan.has_origins:
            node = with_aliases(node, [self._plan])
        return located_in(self, super()._located(shown_in(self, node)))

    # Rows kept and shown, names for SQL.

    def cache(self, *args: Any) -> DataFrame:
        """Returns a frame that keeps its rows in memory, on no other level, once they have been asked for."""
        return self._with(Frame.cache(self)._plan)

    persist = checkpoint = localCheckpoint = cache

    def unpersist(self, blocking: bool = False) -> DataFrame:
        """Returns the frame: rows are kept as long as a frame that keeps them."""
        return self

    def alias(self, alias: str) -> DataFrame:
        """Gives the frame a name, by which joins and what follows them can ask for its columns."""
        return self._with(Frame.alias(self, alias)._plan)

    def createOrReplaceTempView(self, name: str) -> None:
        """Makes the frame known to the session's SQL."""
        self._connection._views[name.casefold()] = self._plainly_named()

    def createTempView(self, name: str) -> None:
        """Makes the frame known to the session's SQL; refuses a name that is taken."""
        if name.casefold() in self._connection._views:
            raise errors.ProgrammingError(f"there is a view {name!r} already")
        self.createOrReplaceTempView(name)

    def createOrReplaceGlobalTempView(self, name: str) -> None:
        """Makes the frame known to SQL as ``global_temp.name``."""
        self.createOrReplaceTempView(f"global_temp.{name}")

    def createGlobalTempView(self, name: str) -> None:
        """Makes the frame known to SQL as ``global_temp.name``; refuses a name that is taken."""
        self.createTempView(f"global_temp.{name}")

    registerTempTable = createOrReplaceTempView

    def _plainly_named(self) -> DataFrame:
        """Returns the frame with the names that are shown, if they differ from each other."""
        names = self.columns
        if not self._shown or len({name.casefold() for name in names}) < len(names):
            return self
        return DataFrame._of(self._connection, Project(
            self._plan, [(name, n.Column(own)) for name, own in zip(names, self._plan.columns)]
        ))  # fmt: skip

    # What the engine does by itself.

    def repartition(self, *args: Any) -> DataFrame:
        """Returns the frame: the engine divides the work."""
        return self

    coalesce = repartitionByRange = hint = repartition

    def sortWithinPartitions(self, *cols: Any, **kwargs: Any) -> DataFrame:
        """Sorts all rows: they are one partition."""
        return self.sort(*cols, **kwargs)

    def transform(self, func: Callable[..., DataFrame], *args: Any, **options: Any) -> DataFrame:
        """Calls a function with the frame."""
        return func(self, *args, **options)

    def __iter__(self) -> Iterator[Any]:
        """Gives the columns, as PySpark does."""
        return (self[name] for name in self.columns)

    @property
    def write(self) -> Any:
        """Returns what writes the frame to files and tables."""
        from lakebolt.spark.writer import DataFrameWriter

        return DataFrameWriter(self)

    def writeTo(self, table: str) -> Any:
        """Refuses: tables are written by ``write.saveAsTable``."""
        raise errors.NotSupportedError("writeTo: use df.write.saveAsTable(name)")


def _ambiguous(name: str, count: int) -> errors.ProgrammingError:
    made = errors.make(
        f'Error [42702] ambiguous column: {count} columns are called "{name}"\n'
        "HINT: name the frame it comes from, as in df.name, or give frames aliases",
        "42702", "ambiguous column", "name the frame it comes from", None,
    )  # fmt: skip
    assert isinstance(made, errors.ProgrammingError)
    return made


_names: set[str] = set()


def _own_names() -> set[str]:
    """Returns the names that PySpark's frames have, which columns do not hide."""
    if not _names:
        for kind in DataFrame.__mro__:
            if kind.__module__.startswith("lakebolt.spark"):
                _names.update(vars(kind))
    return _names


def of_frame(frame: Frame) -> DataFrame:
    """Returns a frame of the engine's as one of Spark's."""
    return DataFrame._of(frame._connection, frame._plan)


def plain_type(kind: DataType) -> t.DataType:
    """Returns Spark's type for one of the engine's."""
    return of_engine(kind)
