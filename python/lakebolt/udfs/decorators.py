"""Decorators that make functions of Python's ones of SQL."""

from __future__ import annotations

import functools
from typing import Any, Callable

from lakebolt.udfs.function import UserFunction
from lakebolt.udfs.table import TableFunction


def make_udf(function: Any, aggregate: bool, options: dict[str, Any]) -> Any:
    """Returns a function with types, or a decorator that makes one."""
    if function is None or not callable(function):
        if function is not None:
            options = {"return_type": function, **options}

        def decorate(function: Callable[..., Any]) -> UserFunction[..., Any]:
            return UserFunction(function, aggregate=aggregate, **options)

        return decorate
    return UserFunction(function, aggregate=aggregate, **options)


def make_udtf(function: Any, options: dict[str, Any]) -> Any:
    """Returns a table function, or a decorator that makes one."""
    if function is None:
        return functools.partial(TableFunction, **options)
    return TableFunction(function, **options)
