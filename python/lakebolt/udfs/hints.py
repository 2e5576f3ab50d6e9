"""SQL types of type hints."""

from __future__ import annotations

import collections.abc
import dataclasses
import decimal
import types
import typing
from typing import Any, Callable, Union

from lakebolt import errors
from lakebolt.datatype import DataType, List, Struct, data_type

ANY = None  # a parameter that takes values of any type
ANY_DECIMAL = data_type(decimal.Decimal)  # one that takes decimals as they are


class Signature(typing.NamedTuple):
    """Is what the hints of a function say."""

    parameters: list[DataType | None]
    result: DataType | None
    variadic: bool
    takes_none: bool  # some parameter may be None
    required: int  # so many parameters have no default


def signature_of(function: Callable[..., Any]) -> Signature:
    """Reads parameters and result of a function off its hints.

    >>> def f(a: int, b: list[str] | None) -> float: ...
    >>> signature_of(f)
    Signature(parameters=[BIGINT, VARCHAR[]], result=DOUBLE, variadic=False, takes_none=True, required=2)
    """
    import inspect

    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # of some built-in functions
        return Signature([ANY], None, True, False, 0)
    hints = _hints(function)
    kinds: list[DataType | None] = []
    variadic = takes_none = False
    required = 0
    for parameter in parameters:
        if parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD):
            continue
        variadic |= parameter.kind is parameter.VAR_POSITIONAL
        has_value = parameter.kind is parameter.VAR_POSITIONAL or parameter.default is not parameter.empty
        required += not has_value
        hint = hints.get(parameter.name, Any)
        takes_none |= _is_optional(hint)
        kinds.append(type_of_hint(hint))
    result = type_of_hint(hints.get("return", Any))
    return Signature(kinds, result, variadic, takes_none, required)


def _hints(function: Any) -> dict[str, Any]:
    import inspect

    target = function
    if not inspect.isroutine(function) and not isinstance(function, type):
        target = getattr(function, "func", None) or type(function).__call__
    try:
        return typing.get_type_hints(target)
    except Exception:
        return dict(getattr(target, "__annotations__", {}))


def _members(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def _is_optional(hint: Any) -> bool:
    return type(None) in _members(hint) and hint is not type(None)


def type_of_hint(hint: Any) -> DataType | None:
    """Returns the SQL type that a hint stands for; None for any type, and for hints unknown.

    >>> type_of_hint(dict[str, int])
    MAP(VARCHAR, BIGINT)
    """
    import uuid

    members = [member for member in _members(hint) if member is not type(None)]
    if len(members) != 1 or members[0] is Any:
        return None
    hint = members[0]
    if hint is decimal.Decimal:
        return ANY_DECIMAL
    if hint is uuid.UUID:
        return DataType("UUID")
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return data_type(arguments[1])
    if origin in (list, set, frozenset, collections.abc.Sequence, collections.abc.Iterable):
        inner = type_of_hint(arguments[0])
        return None if inner is None else List(inner)
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        inner = type_of_hint(arguments[0])
        return None if inner is None else List(inner)
    if origin in (dict, collections.abc.Mapping):
        key, value = (type_of_hint(argument) for argument in arguments)
        return None if key is None or value is None else DataType(f"MAP({key}, {value})")
    fields = fields_of(hint)
    if fields is not None:
        return Struct(fields)
    try:
        return data_type(hint)
    except errors.InterfaceError:
        return _numpy_type(hint)


def fields_of(hint: Any) -> dict[str, DataType] | None:
    """Returns names and types of a dataclass, TypedDict or NamedTuple; None for other hints."""
    if not isinstance(hint, type):
        return None
    is_record = (
        dataclasses.is_dataclass(hint)
        or typing.is_typeddict(hint)
        or (issubclass(hint, tuple) and hasattr(hint, "_fields"))
    )
    if not is_record:
        return None
    fields = {}
    for name, inner in typing.get_type_hints(hint).items():
        kind = type_of_hint(inner)
        if kind is None:
            raise errors.InterfaceError(f"field {name} of {hint.__name__} has no SQL type")
        fields[name] = kind
    return fields


_NUMPY = {
    "bool": "BOOLEAN", "int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER",
    "int64": "BIGINT", "uint8": "UTINYINT", "uint16": "USMALLINT", "uint32": "UINTEGER",
    "uint64": "UBIGINT", "float32": "FLOAT", "float64": "DOUBLE", "str_": "VARCHAR",
}  # fmt: skip


def _numpy_type(hint: Any) -> DataType | None:
    if getattr(hint, "__module__", "").partition(".")[0] != "numpy":
        return None
    name = _NUMPY.get(getattr(hint, "__name__", ""))
    return None if name is None else DataType(name)


def given_type(kind: Any) -> DataType | None:
    """Returns the SQL type of a parameter or result as the user gave it."""
    if kind is None or kind is Any:
        return None
    found = type_of_hint(kind)
    return data_type(kind) if found is None else found
