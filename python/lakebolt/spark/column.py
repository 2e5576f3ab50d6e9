"""The class of columns: expressions with PySpark's operators, methods and names."""

from __future__ import annotations

from typing import Any, Callable, NoReturn

from lakebolt.expr import node as n
from lakebolt.expr.base import binary, call, compare, postfix, template
from lakebolt.expr.expr import Expr
from lakebolt.expr.python_calls import PythonCalls
from lakebolt.spark.labels import Alias, Shown, by_name, label, literal_or, named, wrapped
from lakebolt.spark.nodes import Generator, Lookup, cast_node, spark_name


def _binary(symbol: str, precedence: int) -> Callable[[Any, Any], Column]:
    def method(self: Any, other: Any) -> Column:
        made = binary(symbol, precedence, self._node, literal_or(other)._node)
        return wrapped(n.Named(made, f"({label(self)} {symbol} {label(other)})"))

    return _called(method, symbol)


def _reversed(symbol: str, precedence: int) -> Callable[[Any, Any], Column]:
    def method(self: Any, other: Any) -> Column:
        made = binary(symbol, precedence, literal_or(other)._node, self._node)
        # Spark turns around what may be turned.
        texts = [label(self), label(other)] if symbol in "+*" else [label(other), label(self)]
        return wrapped(n.Named(made, f"({texts[0]} {symbol} {texts[1]})"))

    return _called(method, symbol)


def _comparison(symbol: str) -> Callable[[Any, Any], Column]:
    def method(self: Any, other: Any) -> Column:
        made = compare(symbol, self._node, literal_or(other)._node)
        return wrapped(n.Named(made, f"({label(self)} {symbol} {label(other)})"))

    return _called(method, symbol)


def _logical(symbol: str, precedence: int) -> Callable[[Any, Any], Column]:
    def method(self: Any, other: Any) -> Column:
        made = binary(symbol, precedence, self._node, literal_or(other)._node)
        return wrapped(n.Named(made, f"({label(self)} {symbol} {label(other)})"))

    return _called(method, symbol)


def _called(method: Callable[[Any, Any], Column], symbol: str) -> Callable[[Any, Any], Column]:
    method.__doc__ = f"Computes {symbol}."
    return method


def _spark(function: str, *items: Any) -> n.Node:
    return call(f'"spark:{function}"', *(literal_or(item)._node for item in items))


def _sorted(down: bool, last: bool, shown: str) -> Callable[[Any], Column]:
    def method(self: Any) -> Column:
        return wrapped(n.Key(self._node, down, last))

    method.__doc__ = f"Sorts {shown}."
    return method


class Column(Expr):
    """Is a column, or what is computed of columns, as in PySpark.

    >>> from lakebolt.spark import functions as F
    >>> F.col("km") + 1
    Column<'(km + 1)'>
    """

    __slots__ = ()

    __add__, __radd__ = _binary("+", n.ADD), _reversed("+", n.ADD)
    __sub__, __rsub__ = _binary("-", n.ADD), _reversed("-", n.ADD)
    __mul__, __rmul__ = _binary("*", n.MULTIPLY), _reversed("*", n.MULTIPLY)
    __truediv__, __rtruediv__ = _binary("/", n.MULTIPLY), _reversed("/", n.MULTIPLY)
    __mod__, __rmod__ = _binary("%", n.MULTIPLY), _reversed("%", n.MULTIPLY)
    __lt__, __le__ = _comparison("<"), _comparison("<=")
    __gt__, __ge__ = _comparison(">"), _comparison(">=")
    __eq__ = _comparison("=")
    __and__ = _logical("AND", n.AND)
    __rand__ = _logical("AND", n.AND)
    __or__ = _logical("OR", n.OR)
    __ror__ = _logical("OR", n.OR)
    bitwiseAND = _binary("&", n.OTHER)
    bitwiseOR = _binary("|", n.OTHER)
    __hash__ = Expr.__hash__

    asc = asc_nulls_first = _sorted(False, False, "from the least value up, NULLs first")
    asc_nulls_last = _sorted(False, True, "from the least value up, NULLs last")
    desc = desc_nulls_last = _sorted(True, True, "from the greatest value down, NULLs last")
    desc_nulls_first = _sorted(True, False, "from the greatest value down, NULLs first")

    def __pow__(self, other: Any) -> Column:
        """Raises to a power."""
        return named(_spark("pow", self, other), "POWER", [self, other])

    def __rpow__(self, other: Any) -> Column:
        """Raises a number to the power of the column."""
        return named(_spark("pow", other, self), "POWER", [other, self])

    def bitwiseXOR(self, other: Any) -> Column:
        """Joins bits by exclusive or."""
        made = call("xor", self._node, literal_or(other)._node)
        return wrapped(n.Named(made, f"({label(self)} ^ {label(other)})"))

    def __ne__(self, other: Any) -> Column:
        """Tells whether two values differ."""
        return Column.__invert__(self == other)

    def __invert__(self) -> Column:
        """Tells whether a condition does not hold."""
        made = n.Template(("NOT ", ""), (self._node,), (n.NOT,), n.NOT)
        return wrapped(n.Named(made, f"(NOT {label(self)})"))

    def __neg__(self) -> Column:
        """Turns the sign around."""
        return named(_spark("negative", self), "negative", [self])

    def __bool__(self) -> NoReturn:
        """Refuses ``and``, ``or`` and ``not``, which Python lets nobody define."""
        raise ValueError(
            "Cannot convert column into bool: please use '&' for 'and', '|' for 'or', "
            "'~' for 'not' when building DataFrame boolean expressions."
        )

    def eqNullSafe(self, other: Any) -> Column:
        """Compares; NULL equals NULL."""
        made = compare("IS NOT DISTINCT FROM", self._node, literal_or(other)._node)
        return wrapped(n.Named(made, f"({label(self)} <=> {label(other)})"))

    def isin(self, *items: Any) -> Column:
        """Tells whether the value is one of those given."""
        given = items[0] if len(items) == 1 and isinstance(items[0], (list, tuple, set)) else items
        listed = [literal_or(item) for item in given]
        text = f"({label(self)} IN ({', '.join(map(label, listed))}))"
        if not listed:
            return wrapped(n.Named(n.Raw("FALSE"), text))
        texts = ("", " IN (", *([", "] * (len(listed) - 1)), ")")
        nodes = (self._node, *(item._node for item in listed))
        needs = (n.OTHER, *(0 for _ in listed))
        return wrapped(n.Named(n.Template(texts, nodes, needs, n.COMPARE), text))

    def between(self, lowerBound: Any, upperBound: Any) -> Column:
        """Tells whether the value lies between two others."""
        above: Column = self >= lowerBound
        below: Column = self <= upperBound
        both: Column = above & below
        return both

    def isNull(self) -> Column:
        """Tells whether the value is NULL."""
        return wrapped(n.Named(postfix(self._node, " IS NULL"), f"({label(self)} IS NULL)"))

    def isNotNull(self) -> Column:
        """Tells whether the value is not NULL."""
        made = postfix(self._node, " IS NOT NULL")
        return wrapped(n.Named(made, f"({label(self)} IS NOT NULL)"))

    def isNaN(self) -> Column:
        """Tells whether the value is NaN; NULL is not."""
        made = template("coalesce({}, FALSE)", _spark("isnan", self))
        return wrapped(n.Named(made, f"isnan({label(self)})"))

    def like(self, other: Any) -> Column:
        """Tells whether text matches a pattern in which % is any text and _ one character."""
        made = compare("LIKE", self._node, literal_or(other)._node)
        return wrapped(n.Named(made, f"{label(self)} LIKE {label(other)}"))

    def ilike(self, other: Any) -> Column:
        """Is ``like`` that takes upper and lower case as the same."""
        made = compare("ILIKE", self._node, literal_or(other)._node)
        return named(made, "ilike", [self, other])

    def rlike(self, other: Any) -> Column:
        """Tells whether a regular expression matches some part."""
        return named(_spark("rlike", self, other), "RLIKE", [self, other])

    def contains(self, other: Any) -> Column:
        """Tells whether text contains another."""
        return named(_spark("contains", self, other), "contains", [self, other])

    def startswith(self, other: Any) -> Column:
        """Tells whether text begins with another."""
        return named(_spark("startswith", self, other), "startswith", [self, other])

    def endswith(self, other: Any) -> Column:
        """Tells whether text ends with another."""
        return named(_spark("endswith", self, other), "endswith", [self, other])

    def substr(self, startPos: Any, length: Any) -> Column:
        """Cuts characters out of text, from a place counted from 1."""
        return named(_spark("substr", self, startPos, length), "substr", [self, startPos, length])

    def cast(self, dataType: Any, **options: Any) -> Column:
        """Casts to a type: ``int``, or one of ``lakebolt.spark.types``."""
        return self._cast(dataType, "CAST", options.get("strict", True))

    astype = cast

    def try_cast(self, dataType: Any) -> Column:
        """Casts to a type; what cannot be cast is NULL."""
        return self._cast(dataType, "TRY_CAST", False)

    def _cast(self, kind: Any, shown: str, strict: bool) -> Column:
        node = cast_node(self._node, kind, strict)
        text = f"{shown}({label(self)} AS {spark_name(kind).upper()})"
        plain = isinstance(self._node, (n.Column, Shown)) and strict
        return wrapped(Shown(node, n.name_of(self._node) if plain else text, text))

    def getItem(self, key: Any) -> Column:
        """Returns an element of an array, from 0, or the value of a key."""
        made = Lookup(self._node, literal_or(key)._node)
        return wrapped(n.Named(made, f"{label(self)}[{label(key)}]"))

    def getField(self, name: Any) -> Column:
        """Returns a field of a struct."""
        made = call("struct_extract", self._node, literal_or(name)._node)
        return wrapped(Shown(made, f"{label(self)}.{label(name)}", f"{label(self)}.{label(name)}"))

    def __getitem__(self, key: Any) -> Column:
        """Returns an element of an array, from 0, the value of a key, or a field of a struct."""
        if isinstance(key, slice):
            return self.substr(key.start, key.stop)
        return self.getItem(key)

    def __getattr__(self, name: str) -> Column:
        """Returns a field of a struct."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self.getItem(name)

    def withField(self, fieldName: str, col: Any) -> Column:
        """Adds a field to a struct."""
        made = Expr(self._node).struct.with_fields(**{fieldName: literal_or(col)})
        return wrapped(n.Named(made._node, f"update_fields({label(self)}, WithField({label(col)}))"))

    def dropFields(self, *fieldNames: str) -> Column:
        """Leaves fields of a struct out."""
        from lakebolt.spark.nodes import FieldsDropped

        made = FieldsDropped(self._node, fieldNames)
        shown = ", ".join("dropfield()" for _ in fieldNames)
        return wrapped(n.Named(made, f"update_fields({label(self)}, {shown})"))

    def alias(self, *alias: str, **options: Any) -> Column:
        """Gives the column a name, or the columns of a generator theirs."""
        if isinstance(self._node, Generator):
            return wrapped(self._node.called(alias))
        return wrapped(Alias(self._node, alias[0]))

    name = alias

    def when(self, condition: Any, value: Any) -> NoReturn:
        """Is for what ``F.when`` began."""
        raise TypeError("when() can only be applied on a Column previously generated by when()")

    def otherwise(self, value: Any) -> NoReturn:
        """Is for what ``F.when`` began."""
        raise TypeError("otherwise() can only be applied on what when() made")

    def over(self, *partition_by: Any, **options: Any) -> Column:
        """Computes the column over a window."""
        from lakebolt.expr.window_spec import WindowSpec
        from lakebolt.spark.windows import over_name, without_nulls

        made = Expr(without_nulls(self._node)).over(*partition_by, **options)
        if len(partition_by) == 1 and isinstance(partition_by[0], WindowSpec):
            text = over_name(label(self), partition_by[0]._window)
            return wrapped(n.Named(made._node, text))
        return wrapped(made._node)

    def map_elements(self, *args: Any, **options: Any) -> Any:
        """Calls a function of Python's with each value."""
        return PythonCalls.map_elements(self, *args, **options)

    def __repr__(self) -> str:
        """Returns the column's name as PySpark does."""
        return f"Column<'{label(self)}'>"


def column_of(item: Any) -> Column:
    """Returns a column of a name, or what an argument is."""
    return by_name(item)
