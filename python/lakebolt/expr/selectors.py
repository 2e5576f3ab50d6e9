"""Choices of columns by name or type: ``lakebolt.selectors``, as in Polars."""

from __future__ import annotations

import builtins
import re
from typing import Any, Callable

from lakebolt.datatype import DataType, IntoDataType, data_type
from lakebolt.expr import node as n
from lakebolt.expr.base import Base
from lakebolt.expr.expr import Expr

Schema = dict[str, DataType]


class Choice:
    """Is what a selection is chosen from: names, and types if they are asked for."""

    __slots__ = ("names", "known", "locate", "_types")

    def __init__(
        self,
        names: builtins.list[str],
        types: Callable[[], Schema],
        known: builtins.list[str] | None = None,
        locate: Callable[[n.Node], n.Node] = lambda node: node,
    ):
        """Takes names, and a function for the types, which take longer to find out.

        ``known`` are names that may be asked for but are not among those to choose from; ``locate``
        finds the names that columns of other frames have here.
        """
        self.names = names
        self.known = names if known is None else known
        self.locate = locate
        self._types = types

    def types(self) -> Schema:
        """Returns the types by name."""
        return self._types()


class Selector(Expr):
    """Stands for several columns; ``|``, ``&``, ``-`` and ``~`` join selections.

    >>> import lakebolt as lb
    >>> from lakebolt import selectors as cs
    >>> frame = lb.from_dict({"a": [1], "b": ["x"], "c": [2.5]})
    >>> frame.select(cs.numeric() - cs.by_name("a")).columns
    ['c']
    """

    __slots__ = ()
    _node: n.Selection

    def _names(self, choice: Choice) -> builtins.list[str]:
        return self._node.choose(choice)

    def __or__(self, other: Any) -> Any:
        """Chooses the columns of both; of an expression, is its ``|``."""
        if not isinstance(other, Selector):
            return super().__or__(other)
        return _joined(self, other, "|", lambda one, two: one | two)

    def __and__(self, other: Any) -> Any:
        """Chooses the columns that both choose."""
        if not isinstance(other, Selector):
            return super().__and__(other)
        return _joined(self, other, "&", lambda one, two: one & two)

    def __sub__(self, other: Any) -> Any:
        """Chooses the columns that the other does not choose."""
        if not isinstance(other, Selector):
            return super().__sub__(other)
        return _joined(self, other, "-", lambda one, two: one - two)

    def __invert__(self) -> Selector:
        """Chooses all other columns."""
        return all() - self  # type: ignore[no-any-return]


def _selector(choose: Callable[[Choice], builtins.list[str]], description: str) -> Selector:
    return Selector(n.Selection(choose, description))


def _joined(
    one: Selector, two: Selector, sign: str, join: Callable[[set[str], set[str]], set[str]]
) -> Selector:
    def choose(choice: Choice) -> builtins.list[str]:
        kept = join(set(one._names(choice)), set(two._names(choice)))
        return [name for name in choice.names if name in kept]

    return _selector(choose, f"({one._node.description} {sign} {two._node.description})")


def _of_type(test: Callable[[DataType], bool], description: str) -> Selector:
    def choose(choice: Choice) -> builtins.list[str]:
        return [name for name, kind in choice.types().items() if test(kind)]

    return _selector(choose, description)


def _of_name(test: Callable[[str], bool], description: str) -> Selector:
    return _selector(lambda choice: [name for name in choice.names if test(name)], description)


def all() -> Selector:  # noqa: A001 - the name is Polars'
    """Chooses all columns."""
    return _of_name(lambda name: True, "all()")


def by_name(*names: str) -> Selector:
    """Chooses columns by their names."""
    return _of_name(lambda name: name in names, f"by_name{names}")


def by_dtype(*kinds: IntoDataType) -> Selector:
    """Chooses columns of certain types."""
    wanted = [data_type(kind) for kind in kinds]
    return _of_type(lambda kind: kind in wanted, f"by_dtype({wanted})")


def by_index(*places: int) -> Selector:
    """Chooses columns by their places, from 0, or from the end below 0."""

    def choose(choice: Choice) -> builtins.list[str]:
        return [choice.names[place] for place in places]

    return _selector(choose, f"by_index{places}")


def first() -> Selector:
    """Chooses the first column."""
    return by_index(0)


def last() -> Selector:
    """Chooses the last column."""
    return by_index(-1)


def starts_with(*prefixes: str) -> Selector:
    """Chooses columns whose names begin with a text."""
    return _of_name(lambda name: name.startswith(prefixes), f"starts_with{prefixes}")


def ends_with(*suffixes: str) -> Selector:
    """Chooses columns whose names end with a text."""
    return _of_name(lambda name: name.endswith(suffixes), f"ends_with{suffixes}")


def contains(*parts: str) -> Selector:
    """Chooses columns whose names contain a text."""
    return _of_name(lambda name: any(part in name for part in parts), f"contains{parts}")


def matches(pattern: str) -> Selector:
    """Chooses columns whose names match a regular expression somewhere."""
    compiled = re.compile(pattern)
    return _of_name(lambda name: compiled.search(name) is not None, f"matches({pattern!r})")


def exclude(*names: Any) -> Selector:
    """Chooses all columns but some."""
    selection = without(all()._node, names)
    assert isinstance(selection, n.Selection)
    return Selector(selection)


def numeric() -> Selector:
    """Chooses columns of numbers."""
    return _of_type(DataType.is_numeric, "numeric()")


def integer() -> Selector:
    """Chooses columns of whole numbers."""
    return _of_type(DataType.is_integer, "integer()")


def signed_integer() -> Selector:
    """Chooses columns of whole numbers with a sign."""
    return _of_type(lambda kind: kind.is_integer() and kind[0] != "U", "signed_integer()")


def unsigned_integer() -> Selector:
    """Chooses columns of whole numbers without a sign."""
    return _of_type(lambda kind: kind.is_integer() and kind[0] == "U", "unsigned_integer()")


def duration() -> Selector:
    """Chooses columns of intervals."""
    return _of_type(lambda kind: kind == "INTERVAL", "duration()")


def time() -> Selector:
    """Chooses columns of times of day."""
    return _of_type(lambda kind: kind in ("TIME", "TIME_NS"), "time()")


def enum() -> Selector:
    """Chooses columns of labels."""
    return _of_type(lambda kind: kind.startswith("ENUM(") and kind[-1] == ")", "enum()")


categorical = enum


def alpha() -> Selector:
    """Chooses columns whose names are letters only."""
    return _of_name(str.isalpha, "alpha()")


def alphanumeric() -> Selector:
    """Chooses columns whose names are letters and digits only."""
    return _of_name(str.isalnum, "alphanumeric()")


def digit() -> Selector:
    """Chooses columns whose names are digits only."""
    return _of_name(str.isdigit, "digit()")


def empty() -> Selector:
    """Chooses no column."""
    return _of_name(lambda name: False, "empty()")


def float() -> Selector:  # noqa: A001 - the name is Polars'
    """Chooses columns of floating-point numbers."""
    return _of_type(DataType.is_float, "float()")


def decimal() -> Selector:
    """Chooses columns of exact numbers with decimals."""
    return _of_type(DataType.is_decimal, "decimal()")


def string() -> Selector:
    """Chooses columns of text."""
    return _of_type(lambda kind: kind == "VARCHAR", "string()")


def boolean() -> Selector:
    """Chooses columns of truth values."""
    return _of_type(lambda kind: kind == "BOOLEAN", "boolean()")


def binary() -> Selector:
    """Chooses columns of bytes."""
    return _of_type(lambda kind: kind == "BLOB", "binary()")


def temporal() -> Selector:
    """Chooses columns of dates, times and intervals."""
    return _of_type(DataType.is_temporal, "temporal()")


def date() -> Selector:
    """Chooses columns of dates."""
    return _of_type(lambda kind: kind == "DATE", "date()")


def datetime() -> Selector:
    """Chooses columns of timestamps."""
    return _of_type(lambda kind: kind.startswith("TIMESTAMP") and kind[-1] != "]", "datetime()")


def list() -> Selector:  # noqa: A001 - the name is Polars'
    """Chooses columns of lists."""
    return _of_type(lambda kind: kind.endswith("]"), "list()")


def struct() -> Selector:
    """Chooses columns of structs."""
    return _of_type(lambda kind: kind.startswith("STRUCT(") and kind[-1] == ")", "struct()")


def nested() -> Selector:
    """Chooses columns of lists, structs and maps."""
    return _of_type(DataType.is_nested, "nested()")


def without(selection: n.Node, names: tuple[Any, ...]) -> n.Node:
    """Leaves names, names that match ``^...$``, types or selections out of a selection."""
    assert isinstance(selection, n.Selection)
    chosen = selection.choose
    flat: builtins.list[Any] = []
    for name in names:
        flat += [*name] if isinstance(name, (tuple, builtins.list, builtins.set)) else [name]

    def choose(choice: Choice) -> Any:
        return [
            name for name in chosen(choice) if not any(_is_one(name, item, choice) for item in flat)
        ]

    return n.Selection(choose, f"{selection.description}.exclude{names}")


def _is_one(name: str, item: Any, choice: Choice) -> bool:
    if isinstance(item, Base):
        node = item._node
        return name in (node.choose(choice) if isinstance(node, n.Selection) else [n.name_of(node)])
    if isinstance(item, DataType) or not isinstance(item, str):
        return choice.types()[name] == data_type(item)
    return (
        re.search(item, name) is not None
        if item.startswith("^") and item.endswith("$")
        else name == item
    )
