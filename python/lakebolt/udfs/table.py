"""Functions of Python's that give tables: generators of rows, Arrow data, data frames."""

from __future__ import annotations

import collections.abc
import functools
import typing
from typing import Any, Callable, Generic, Iterator, ParamSpec, TypeVar

from lakebolt import _lakebolt, errors, scan
from lakebolt.datatype import DataType, data_type
from lakebolt.udfs import hints
from lakebolt.udfs.arrow import arrow_type
from lakebolt.udfs.function import SQL_FUNCTIONS

P = ParamSpec("P")
R = TypeVar("R")
Opened = Callable[[], Iterator[Any]]


class TableFunction(Generic[P, R]):
    """Is a function that stands in FROM; called, it is the plain function."""

    def __init__(
        self, function: Callable[P, R], *, name: str | None = None, schema: Any = None
    ):
        """Takes names and types of the columns, or reads them off the hint of the result."""
        functools.update_wrapper(self, function, updated=())
        self.function: Callable[..., Any] = function
        self.name = name or function.__name__
        self.columns = columns_of(schema) if schema is not None else _hinted_columns(function)

    def __call__(self, *args: P.args, **named: P.kwargs) -> R:
        """Calls the plain function."""
        made: R = self.function(*args, **named)
        return made

    def add_to(self, session: _lakebolt.Session, name: str) -> None:
        """Makes the function known to a database."""
        description = (self.function.__doc__ or "").strip().partition("\n")[0]
        session.add_table(name, description, self.bind, self.columns)

    def bind(self, args: list[Any], named: dict[str, Any]) -> tuple[Opened, Any]:
        """Returns what gives the rows, anew each time, and the Arrow schema if none is declared."""
        arguments = self._spelled(named)

        def opened() -> Iterator[Any]:
            return pieces_of(self.function(*args, **arguments), self.columns, self.name)

        if self.columns is not None:
            return opened, None
        pieces = opened()
        first = next(pieces, None)
        if not hasattr(first, "__arrow_c_array__"):
            raise errors.InterfaceError(
                f"which columns does {self.name} give? Say schema={{'a': int, …}}, or give Arrow data"
            )
        waiting: list[Iterator[Any]] = [_chained(first, pieces)]
        return lambda: waiting.pop() if waiting else opened(), first.schema  # type: ignore[union-attr]

    def _spelled(self, named: dict[str, Any]) -> dict[str, Any]:
        """Gives names of arguments, folded by SQL, the case that they have in Python."""
        import inspect

        if not named:
            return named
        known = {name.casefold(): name for name in inspect.signature(self.function).parameters}
        return {known.get(name, name): value for name, value in named.items()}


def pieces_of(made: Any, columns: list[tuple[str, str]] | None, name: str) -> Iterator[Any]:
    """Gives rows and record batches of what a function returned."""
    if _is_rows(made):
        yield from _batches(made, columns)
        return
    if not isinstance(made, collections.abc.Iterable) or isinstance(made, (str, bytes)):
        raise errors.InterfaceError(
            f"{name} gave a {type(made).__name__}, and neither rows nor a table"
        )
    for item in made:
        if _is_rows(item) and not isinstance(item, dict):
            yield from _batches(item, columns)
        else:
            yield item


def batches_of(made: Any, columns: list[tuple[str, str]]) -> Iterator[Any]:
    """Gives record batches with these columns of what a function returned."""
    import pyarrow

    names = [name for name, _ in columns]
    rows: list[Any] = []
    for piece in pieces_of(made, columns, "the function"):
        if isinstance(piece, pyarrow.RecordBatch):
            yield piece
        elif isinstance(piece, dict):
            rows.append(piece)
        else:
            values = piece if isinstance(piece, (tuple, list)) else [piece]
            rows.append(dict(zip(names, values)))
    if rows:
        yield pyarrow.RecordBatch.from_pylist(rows, _arrow_schema(columns))


def _arrow_schema(columns: list[tuple[str, str]]) -> Any:
    import pyarrow

    return pyarrow.schema([(name, arrow_type(kind)) for name, kind in columns])


def _chained(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _is_rows(value: Any) -> bool:
    if isinstance(value, dict):
        return all(hasattr(column, "__len__") for column in value.values())
    return scan.is_table(value)


def _batches(value: Any, columns: list[tuple[str, str]] | None) -> Iterator[Any]:
    import pyarrow

    if isinstance(value, dict):
        value = pyarrow.table(value)
    reader = pyarrow.RecordBatchReader.from_stream(scan.stream_of(value))
    names = [name for name, _ in columns] if columns else reader.schema.names
    if not columns:
        yield pyarrow.RecordBatch.from_pylist([], schema=reader.schema)  # for the schema
    for batch in reader:
        by_name = sorted(batch.schema.names) == sorted(names) and batch.schema.names != names
        yield batch.select(names) if by_name else batch


def columns_of(schema: Any) -> list[tuple[str, str]]:
    """Returns names and SQL types of a schema as users write it.

    >>> columns_of("a BIGINT, b DECIMAL(10, 2)")
    [('a', 'BIGINT'), ('b', 'DECIMAL(10, 2)')]
    """
    if isinstance(schema, str):
        return [_named(part) for part in _split(schema)]
    fields = hints.fields_of(schema)
    if fields is not None:
        return list(fields.items())
    if isinstance(schema, collections.abc.Mapping):
        return [(name, _type(kind)) for name, kind in schema.items()]
    columns: list[tuple[str, str]] = []
    for item in schema:
        if hasattr(item, "name") and hasattr(item, "type"):  # a field of Arrow's
            columns.append((item.name, data_type(item.type)))
        else:
            columns.append((item[0], _type(item[1])))
    return columns


def _type(kind: Any) -> DataType:
    found = hints.given_type(kind)
    if found is None:
        raise errors.InterfaceError(f"expected a type (int, 'BIGINT'), not {kind!r}")
    return found


def _named(text: str) -> tuple[str, str]:
    """Splits ``"a BIGINT"`` as DDL writes a column."""
    name, _, kind = text.strip().replace(":", " ", 1).partition(" ")
    return name.strip('"'), kind.strip()


def _split(text: str) -> list[str]:
    """Splits a list of columns at its commas outside of brackets."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += char in "(<["
        depth -= char in ")>]"
        if char == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [*parts, text[start:]]


def _hinted_columns(function: Callable[..., Any]) -> list[tuple[str, str]] | None:
    hint = hints._hints(function).get("return")
    arguments = typing.get_args(hint)
    if not arguments:
        return None
    fields = hints.fields_of(arguments[0])
    return None if fields is None else list(fields.items())


SQL_FUNCTIONS.add(TableFunction)
