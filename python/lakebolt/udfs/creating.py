"""Methods of connections that make functions of Python's known to SQL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence

from lakebolt import _lakebolt, errors

if TYPE_CHECKING:
    from typing_extensions import Self

    from lakebolt.udfs.function import UserFunction
    from lakebolt.udfs.table import TableFunction


class Creating:
    """Gives connections functions; they are known to all connections of the database."""

    _native: Callable[[], _lakebolt.Session]
    # Functions that were found by their names, or called in expressions, by their names in SQL.
    _found: dict[str, UserFunction[..., Any] | TableFunction[..., Any]]

    def create_function(
        self,
        name: str,
        function: Callable[..., Any],
        parameters: Any = None,
        return_type: Any = None,
        *,
        type: str = "native",  # noqa: A002 - the name is DuckDB's
        null_handling: str | None = None,
        exception_handling: str = "default",
        side_effects: bool = False,
        workers: int | bool = 0,
    ) -> Self:
        """Makes a function of Python's a scalar function of SQL.

        It is called with the values of one row, or with ``type="arrow"`` with an Arrow array for
        each argument, of which it returns another. Types that are not given are those of its type
        hints; a parameter without a hint takes any type. Rows with a NULL among the arguments give
        NULL, unless ``null_handling="special"`` or a hint such as ``int | None`` says that the
        function takes None. ``exception_handling="return_null"`` gives NULL where it raises.
        ``side_effects`` has it called for each row, however often the same values come.
        ``workers`` runs it in so many processes, beside the interpreter's lock; True means one a
        core. A function created under the same name before is replaced.

        >>> import lakebolt as lb
        >>> def initials(name: str) -> str:
        ...     return "".join(part[0] for part in name.split())
        >>> connection = lb.connect()
        >>> _ = connection.create_function("initials", initials)
        >>> connection.sql("SELECT initials('Ada Lovelace')").item()
        'AL'
        """
        from lakebolt.udfs.function import UserFunction

        made = UserFunction(
            _plain(function),
            name=name,
            parameters=parameters,
            return_type=return_type,
            type=type,
            null_handling=null_handling,
            exception_handling=exception_handling,
            side_effects=side_effects,
            workers=workers,
        )
        return self._add(name, made)

    def create_aggregate_function(
        self,
        name: str,
        function: Any,
        parameters: Any = None,
        return_type: Any = None,
        *,
        type: str = "native",  # noqa: A002
        null_handling: str | None = None,
        workers: int | bool = 0,
    ) -> Self:
        """Makes a class, or a function of lists, an aggregate function of SQL.

        An object of the class holds the state of a group: ``accumulate(*values)`` takes a row,
        ``merge(other)`` another object's state, ``finish()`` returns the result; objects have to be
        picklable. A function gets all values of a group, as a list for each argument or, with
        ``type="arrow"``, an array.

        >>> import lakebolt as lb
        >>> def spread(values: list[float]) -> float:
        ...     return max(values) - min(values)
        >>> connection = lb.connect()
        >>> _ = connection.create_aggregate_function("spread", spread)
        >>> connection.sql("SELECT spread(x) FROM (VALUES (1), (4.5)) t(x)").item()
        3.5
        """
        from lakebolt.udfs.function import UserFunction

        made = UserFunction(
            _plain(function),
            name=name,
            parameters=parameters,
            return_type=return_type,
            type=type,
            null_handling=null_handling,
            workers=workers,
            aggregate=True,
        )
        return self._add(name, made)

    def create_table_function(
        self, name: str, function: Callable[..., Any], schema: Any = None
    ) -> Self:
        """Makes a function that gives rows, or a table, one that stands in FROM.

        It may be a generator of tuples or dicts, return a list of them, Arrow data, or a frame of
        pandas or Polars. ``schema`` has the types by name; it can be left out for Arrow data and
        frames, and where the result's hint is ``Iterator[…]`` of a dataclass or NamedTuple. Rows
        are taken as the query needs them.

        >>> import lakebolt as lb
        >>> def squares(n: int):
        ...     for i in range(n):
        ...         yield i, i * i
        >>> connection = lb.connect()
        >>> _ = connection.create_table_function("squares", squares, {"n": int, "square": int})
        >>> connection.sql("FROM squares(3)").rows()
        [(0, 0), (1, 1), (2, 4)]
        """
        from lakebolt.udfs.table import TableFunction

        if isinstance(function, TableFunction) and schema is None:
            return self._add(name, function)
        return self._add(name, TableFunction(_plain(function), name=name, schema=schema))

    def remove_function(self, name: str) -> Self:
        """Removes a function that was created under a name, of whatever kind."""
        self._found.pop(name.casefold(), None)
        if not self._native().remove_function(name):
            raise errors.InterfaceError(f"there is no created function {name!r}")
        return self

    def _add(self, name: str, function: UserFunction[..., Any] | TableFunction[..., Any]) -> Self:
        function.add_to(self._native(), name)
        return self

    def _know_functions(
        self, sql: str, own_dialect: bool, scopes: Callable[[], Sequence[Mapping[str, Any]]]
    ) -> None:
        """Makes the functions known that a text calls: those of expressions, and variables."""
        module = sys.modules.get("lakebolt.udfs.function")
        if module is None:  # nobody has made any
            return
        if own_dialect:
            called = {function.spelled: function for function in module.called_in(sql)}
        else:
            called = module.named_in(sql, scopes())
        for name, function in called.items():
            if self._found.get(name.casefold()) is function:
                continue
            try:
                self._add(name, function)
            except errors.ProgrammingError as error:
                call = None if own_dialect else module.call_of(name, sql)
                if error.kind != "duplicate name" or call is None:
                    raise
                raise errors.at(
                    error,
                    f'"{name}" is a variable of yours and a function of SQL',
                    f'another name for the variable, such as "my_{name}", says which is meant',
                    sql, call.start(), call.start() + len(name),
                ) from None  # fmt: skip
            self._found[name.casefold()] = function


def _plain(function: Any) -> Any:
    """Returns what ``lakebolt.udf`` was put before, or the function itself."""
    return getattr(function, "function", function)
