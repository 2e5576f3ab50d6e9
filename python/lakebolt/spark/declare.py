"""Declares functions of single rows by a line each, as Spark writes their parameters."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any, Callable

from lakebolt.expr import node as n
from lakebolt.expr.base import call, template
from lakebolt.spark.column import Column
from lakebolt.spark.labels import by_name, label, literal_or, wrapped

_MISSING: Any = inspect.Parameter.empty
_PARAMETER = re.compile(r"(?P<many>\*?)(?P<value>'?)(?P<name>\w+)(?P<optional>\??)(?:=(?P<shown>.*))?")


@dataclass
class _Parameter:
    """Is a parameter: a column or a value, one or any number of them."""

    name: str
    is_value: bool
    is_optional: bool
    is_many: bool
    shown_as: str | None

    def made(self, item: Any) -> Column:
        """Returns an argument as an expression; a text names a column, or is a value."""
        return literal_or(item) if self.is_value else by_name(item)

    def shown(self) -> inspect.Parameter:
        """Returns the parameter for the function's signature."""
        if self.is_many:
            return inspect.Parameter(self.name, inspect.Parameter.VAR_POSITIONAL)
        default = None if self.is_optional else _MISSING
        return inspect.Parameter(
            self.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default
        )


def scalar(
    declaration: str, description: str, *, sql: str = "", returns: str = "", shown: str = ""
) -> Callable[..., Column]:
    """Returns a function that calls Spark's of a name over single rows.

    ``lpad(col, 'len, 'pad?)``: a text given for ``col`` names a column, one for ``'pad`` is itself;
    ``?`` stands behind parameters that may be left out and ``*`` before one for any number.
    ``=text`` is what the column's name says where a parameter is left out. ``sql`` is the function's
    name in SQL, if it is another, ``shown`` that in names of columns, and ``returns`` the type to
    cast to.
    """
    name, _, rest = declaration.rstrip(")").partition("(")
    parameters = []
    for text in filter(None, re.split(r",\s+", rest)):
        found = _PARAMETER.fullmatch(text)
        assert found is not None, declaration
        parameters.append(
            _Parameter(found["name"], bool(found["value"]), bool(found["optional"]),
                       bool(found["many"]), found["shown"])  # fmt: skip
        )
    signature = inspect.Signature([parameter.shown() for parameter in parameters])

    def function(*args: Any, **keywords: Any) -> Column:
        try:
            bound = signature.bind(*args, **keywords).arguments
        except TypeError as error:
            raise TypeError(f"{name}{signature}: {error}") from None
        made: list[Column] = []
        labels: list[str] = []
        for parameter in parameters:
            given = bound.get(parameter.name)
            if parameter.is_many:
                items = given[0] if given and isinstance(given[0], (list, tuple)) else given or ()
                made += map(parameter.made, items)
                labels += map(label, made[len(labels) :])
            elif given is not None or not parameter.is_optional:
                made.append(parameter.made(given))
                labels.append(label(made[-1]))
            elif parameter.shown_as is not None:
                labels.append(parameter.shown_as)
        node = spark_call(sql or name, *(item._node for item in made))
        node = template(f"CAST({{}} AS {returns})", node) if returns else node
        return wrapped(n.Named(node, f"{shown or name}({', '.join(labels)})"))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = description
    setattr(function, "__signature__", signature)
    return function


def spark_call(function: str, *arguments: n.Node) -> n.Node:
    """Returns the call of what a function is in Spark, whatever the dialect."""
    return call(f'"spark:{function}"', *arguments)
