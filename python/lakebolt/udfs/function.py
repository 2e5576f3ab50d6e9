"""Functions of Python's with the types that they have in SQL."""

from __future__ import annotations

import functools
import itertools
import re
import weakref
from typing import Any, Callable, Generic, Mapping, ParamSpec, Sequence, TypeVar, overload

from lakebolt import _lakebolt, errors
from lakebolt.datatype import DataType, identifier
from lakebolt.expr.base import column, wrap
from lakebolt.expr.call import Call
from lakebolt.expr.expr import Expr
from lakebolt.expr.node import ATOM, Node, Template
from lakebolt.udfs import hints
from lakebolt.udfs.arrow import OverArrow

P = ParamSpec("P")
R = TypeVar("R")
_numbers = itertools.count(1)
# Functions that expressions call, by the name that they have in SQL; they live as long as those.
_by_spelling: weakref.WeakValueDictionary[str, UserFunction[..., Any]] = weakref.WeakValueDictionary()


class Spelling(str):
    """Is a text of SQL that keeps the function alive that it names."""

    function: UserFunction[..., Any]


class UserFunction(Generic[P, R]):
    """Is a function for SQL and for expressions; called with other values it is the plain function.

    ``lakebolt.udf`` makes one, and ``lakebolt.udaf`` one that gives a value for many rows.
    """

    def __init__(
        self,
        function: Callable[P, R],
        *,
        name: str | None = None,
        parameters: Any = None,
        return_type: Any = None,
        type: str = "native",  # noqa: A002 - the name is DuckDB's
        null_handling: str | None = None,
        exception_handling: str = "default",
        side_effects: bool = False,
        workers: int | bool = 0,
        aggregate: bool = False,
    ):
        """Reads off the hints what is not said; see ``Connection.create_function``."""
        functools.update_wrapper(self, function, updated=())
        self.function = function
        self.name = str(name or getattr(function, "__name__", "udf")).replace("<lambda>", "lambda")
        self.is_aggregate = aggregate
        self.has_states = aggregate and hasattr(function, "accumulate")
        self.over_arrow = _choice("type", type, ("native", "arrow")) == "arrow"
        handling = _choice("exception_handling", exception_handling, ("default", "return_null"))
        self.errors_are_null = handling == "return_null"
        self.side_effects = side_effects
        self.workers = _worker_count(workers)
        said = self._signature()
        kinds = said.parameters
        self.variadic = said.variadic
        if parameters is not None:
            listed = parameters if isinstance(parameters, (list, tuple)) else [parameters]
            kinds, given = [hints.given_type(kind) for kind in listed], len(listed)
            self.variadic = said.variadic and given <= len(said.parameters)
            if said.variadic or given != len(said.parameters):
                said = said._replace(required=given - self.variadic)
        elif aggregate and not self.has_states:
            kinds = [None if kind is None else _element(kind) for kind in kinds]
        if null_handling is None:
            null_handling = "special" if said.takes_none else "default"
        self.sees_nulls = (
            _choice("null_handling", null_handling, ("default", "special")) == "special"
        )
        self.parameters = kinds
        self.required = said.required
        result = hints.given_type(return_type) or said.result
        if result is None:
            raise errors.InterfaceError(
                f"what does {self.name} return? Give it a type hint, or say return_type="
            )
        self.result = result
        self._number = next(_numbers)
        self._spelling = Spelling(identifier(self.spelled))
        self._spelling.function = self

    def _signature(self) -> hints.Signature:
        if not self.has_states:
            return hints.signature_of(self.function)
        said = hints.signature_of(self.function.accumulate)  # type: ignore[attr-defined]
        result = hints.signature_of(self.function.finish).result  # type: ignore[attr-defined]
        required = max(said.required - 1, 0)
        return said._replace(parameters=said.parameters[1:], result=result, required=required)

    @overload
    def __call__(self, first: Expr, /, *args: Any) -> Expr: ...
    @overload
    def __call__(self, first: Any, second: Expr, /, *args: Any) -> Expr: ...
    @overload
    def __call__(self, *args: P.args, **named: P.kwargs) -> R: ...
    def __call__(self, *args: Any, **named: Any) -> Any:
        """Returns an expression if an argument is one, else what the plain function returns."""
        if not any(isinstance(item, Expr) for item in args):
            return self.function(*args, **named)
        if named:
            raise errors.InterfaceError(f"{self.name} takes arguments by position in expressions")
        return wrap(self.node([column(item) for item in args]))

    @property
    def spelled(self) -> str:
        """Returns the name under which expressions call the function."""
        return f"{self.name}#{self._number}"

    def node(self, arguments: Sequence[Node]) -> Node:
        """Returns the part of an expression that calls the function."""
        _by_spelling[str(self._spelling)] = self  # a plain str, which keeps nothing alive
        if self.is_aggregate:
            return Call(self._spelling, tuple(arguments), ordered=True)
        opening = Spelling(f"{self._spelling}(")
        opening.function = self
        texts = (opening, *[", "] * (len(arguments) - 1), ")") if arguments else (f"{opening})",)
        return Template(texts, tuple(arguments), (0,) * len(arguments), ATOM)

    def add_to(self, session: _lakebolt.Session, name: str) -> None:
        """Makes the function known to a database."""
        if self.is_aggregate:
            session.add_aggregate(self.spec(name))
        else:
            session.add_scalar(self.spec(name))

    def spec(self, name: str) -> dict[str, Any]:
        """Returns what the native module is told, under a name in SQL."""
        callable_: Callable[..., Any] = self.function
        over_arrow = self.over_arrow
        if self.workers and not self.has_states:
            from lakebolt.udfs.remote import Remote

            callable_, over_arrow = Remote(self), True
        elif over_arrow:
            callable_ = OverArrow(self._applied(), self.result, self.name)
        elif self.is_aggregate and not self.has_states:
            callable_ = self._applied()
        return {
            "name": name,
            "callable": callable_,
            "over_arrow": over_arrow and not self.has_states,
            "sees_nulls": self.sees_nulls,
            "errors_are_null": self.errors_are_null,
            "volatile": self.side_effects,
            "parameters": list(self.parameters),
            "any_decimal": [kind is hints.ANY_DECIMAL for kind in self.parameters],
            "required": self.required,
            "result": self.result,
            "variadic": self.variadic,
            "has_states": self.has_states,
            "description": (self.function.__doc__ or "").strip().partition("\n")[0],
        }

    def _applied(self) -> Callable[..., Any]:
        """Returns the function of one row's values, or of a batch's arrays."""
        if self.is_aggregate and self.over_arrow:
            return OverGroups(self.function)
        return self.function

    def __repr__(self) -> str:
        """Returns the signature in SQL."""
        kinds = ", ".join("ANY" if kind is None else str(kind) for kind in self.parameters)
        return f"<function {self.name}({kinds}) -> {self.result}>"


class OverGroups:
    """Calls a function with the arrays of one group's values after the other."""

    def __init__(self, function: Callable[..., Any]):
        self._function = function

    def __call__(self, *lists: Any) -> list[Any]:
        results = []
        for i in range(len(lists[0])):
            made = self._function(*[column[i].values for column in lists])
            results.append(made.as_py() if hasattr(made, "as_py") else made)
        return results


def _element(kind: DataType) -> DataType | None:
    """Returns the type of a list's elements: an aggregate of lists is one of their values."""
    return DataType(kind[:-2]) if kind.endswith("[]") else kind


def _choice(what: str, given: Any, among: tuple[str, ...]) -> str:
    text = str(getattr(given, "name", given)).lower()  # DuckDB has enums of these names
    if text not in among:
        raise errors.InterfaceError(f"{what} must be one of {', '.join(among)}, not {given!r}")
    return text


def _worker_count(workers: int | bool) -> int:
    if workers is True:
        import os

        return os.cpu_count() or 1
    if workers < 0:
        raise errors.InterfaceError(f"workers must not be negative: {workers}")
    return int(workers)


def called_in(sql: str) -> list[UserFunction[..., Any]]:
    """Returns the functions of expressions that a text written for a frame calls."""
    if not _by_spelling or "#" not in sql:
        return []
    return [function for spelling, function in list(_by_spelling.items()) if spelling in sql]


def named_in(sql: str, scopes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Returns the functions among variables whose names stand in a text of SQL."""
    found: dict[str, Any] = {}
    for scope in reversed(scopes):
        for name, value in list(scope.items()):
            if type(value) in SQL_FUNCTIONS and call_of(name, sql):
                found[name] = value
    return found


def call_of(name: str, sql: str) -> re.Match[str] | None:
    """Returns where a text of SQL may call a function of a name."""
    return re.search(rf'(?<![\w.]){re.escape(name)}"?\s*\(', sql, re.IGNORECASE)


SQL_FUNCTIONS: set[type] = {UserFunction}  # and TableFunction, if there is any
