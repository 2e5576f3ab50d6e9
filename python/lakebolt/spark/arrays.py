"""Functions of arrays, maps and structs, as in ``pyspark.sql.functions``."""

from __future__ import annotations

import inspect
import threading
from typing import Any, Callable

from lakebolt.expr import node as n
from lakebolt.expr.base import call, template
from lakebolt.expr.expr import Expr
from lakebolt.expr.combining import struct as _struct
from lakebolt.spark.column import Column
from lakebolt.spark.declare import scalar, spark_call
from lakebolt.spark.labels import Alias, Shown, by_name, label, literal_or, named, wrapped
from lakebolt.spark.nodes import Generator

__all__ = [
    "aggregate", "array", "array_append", "array_compact", "array_contains", "array_distinct",
    "array_except", "array_insert", "array_intersect", "array_join", "array_max", "array_min",
    "array_position", "array_prepend", "array_remove", "array_repeat", "array_size",
    "array_sort", "array_union", "arrays_overlap", "arrays_zip", "cardinality", "create_map",
    "element_at", "exists", "explode", "explode_outer", "inline", "inline_outer", "json_tuple",
    "named_struct", "posexplode", "posexplode_outer", "stack", "filter", "flatten", "forall", "get",
    "map_concat", "map_contains_key", "map_entries", "map_filter", "map_from_arrays",
    "map_from_entries", "map_keys", "map_values", "reduce", "reverse", "sequence", "shuffle",
    "size", "slice", "sort_array", "str_to_map", "struct", "transform", "transform_keys",
    "transform_values", "try_element_at", "zip_with",
]  # fmt: skip

array_append = scalar("array_append(col, 'value)", "Adds an element behind.")
array_compact = scalar("array_compact(col)", "Leaves NULLs out.")
array_contains = scalar("array_contains(col, 'value)", "Tells whether there is an element.")
array_distinct = scalar("array_distinct(col)", "Gives each element once.")
array_except = scalar("array_except(col1, col2)", "Gives the elements that another has not.")
array_insert = scalar("array_insert(arr, 'pos, 'value)", "Puts an element at a place, from 1.")
array_intersect = scalar("array_intersect(col1, col2)", "Gives the elements of both.")
array_join = scalar("array_join(col, 'delimiter, 'null_replacement?)", "Joins texts.")
array_max = scalar("array_max(col)", "Gives the greatest element.")
array_min = scalar("array_min(col)", "Gives the least element.")
array_position = scalar("array_position(col, 'value)", "Gives the place of an element, from 1.")
array_prepend = scalar("array_prepend(col, 'value)", "Adds an element before.")
array_remove = scalar("array_remove(col, 'element)", "Leaves equal elements out.")
array_repeat = scalar("array_repeat(col, 'count)", "Repeats a value.")
array_size = scalar("array_size(col)", "Counts the elements.")
_array_sort = scalar("array_sort(col)", "Sorts, NULLs last.")
array_union = scalar("array_union(col1, col2)", "Gives the elements of either, once.")
arrays_overlap = scalar("arrays_overlap(a1, a2)", "Tells whether there is an element of both.")
arrays_zip = scalar("arrays_zip(*cols)", "Puts elements of the same place into structs.")
cardinality = scalar("cardinality(col)", "Counts the elements.")
element_at = scalar("element_at(col, 'extraction)", "Gives an element, from 1, or a key's value.")
flatten = scalar("flatten(col)", "Joins the arrays in an array.")
get = scalar("get(col, index)", "Gives an element, from 0.")
map_concat = scalar("map_concat(*cols)", "Joins maps.")
map_contains_key = scalar("map_contains_key(col, 'value)", "Tells whether there is a key.")
map_entries = scalar("map_entries(col)", "Gives structs of key and value.")
map_from_arrays = scalar("map_from_arrays(col1, col2)", "Makes a map of keys and values.")
map_from_entries = scalar("map_from_entries(col)", "Makes a map of structs.")
map_keys = scalar("map_keys(col)", "Gives the keys.")
map_values = scalar("map_values(col)", "Gives the values.")
reverse = scalar("reverse(col)", "Turns an array, or a text, around.")
sequence = scalar("sequence(start, stop, step?)", "Makes an array of numbers, or dates.")
shuffle = scalar("shuffle(col, seed?)", "Puts elements in random order.")
size = scalar("size(col)", "Counts the elements.")
slice = scalar("slice(x, 'start, 'length)", "Gives so many elements from a place, from 1.")
sort_array = scalar("sort_array(col, 'asc?=true)", "Sorts, NULLs first upwards and last downwards.")
str_to_map = scalar("str_to_map(text, pairDelim?=,, keyValueDelim?=:)", "Reads a map.")
try_element_at = scalar("try_element_at(col, extraction)", "Gives an element, or NULL.")


def array(*cols: Any) -> Column:
    """Makes an array of columns.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> lb.from_dict({"a": [1], "b": [2]}).select(F.array("a", "b")).rows(named=True)
    [{'array(a, b)': [1, 2]}]
    """
    items = _columns(cols)
    return named(n_list(items), "array", items)


def create_map(*cols: Any) -> Column:
    """Makes a map of columns: a key, its value, and so on."""
    items = _columns(cols)
    made = spark_call("map_from_arrays", n_list(items[::2]), n_list(items[1::2]))
    return named(made, "map", items)


def struct(*cols: Any) -> Column:
    """Makes a struct of columns, whose names its fields get."""
    items = _columns(cols)
    made = _struct(*[item.alias(_field_name(item, i)) for i, item in enumerate(items)])
    return named(made._node, "struct", items)


def _field_name(item: Column, place: int) -> str:
    node = item._node
    if isinstance(node, (Alias, Shown)):
        return node.name.rpartition(".")[2]
    if isinstance(node, n.Column):
        return node.column.rpartition(".")[2]
    return f"col{place + 1}"


def named_struct(*cols: Any) -> Column:
    """Makes a struct of names and columns: a name, its value, and so on."""
    items = _columns(cols)
    fields = [item.alias(label(name)) for name, item in zip(items[::2], items[1::2])]
    return named(_struct(*fields)._node, "named_struct", items)


def _generator(function: str, items: list[Column], plain: n.Node | None = None) -> Column:
    made = call(function, *(item._node for item in items))
    return wrapped(Generator(plain or made, made))


def explode(col: Any) -> Column:
    """Makes a row of each element, as the column ``col``; NULL and empty arrays give none."""
    item = by_name(col)
    return _generator("explode", [item], Expr(item._node).explode(keep_nulls=False)._node)


def explode_outer(col: Any) -> Column:
    """Makes a row of each element; NULL and empty arrays give a row of NULL."""
    item = by_name(col)
    return _generator("explode_outer", [item], Expr(item._node).explode(empty_as_null=True)._node)


def posexplode(col: Any) -> Column:
    """Makes a row of each element and its place, as the columns ``pos`` and ``col``."""
    return _generator("posexplode", [by_name(col)])


def posexplode_outer(col: Any) -> Column:
    """Makes a row of each element and its place; NULL and empty arrays give a row of NULL."""
    return _generator("posexplode_outer", [by_name(col)])


def inline(col: Any) -> Column:
    """Makes a row of each struct in an array, and a column of each of its fields."""
    return _generator("inline", [by_name(col)])


def inline_outer(col: Any) -> Column:
    """Makes a row of each struct in an array; NULL and empty arrays give a row of NULL."""
    return _generator("inline_outer", [by_name(col)])


def stack(*cols: Any) -> Column:
    """Makes so many rows of values, as the columns ``col0``, ``col1`` and so on."""
    return _generator("stack", _columns(cols))


def json_tuple(col: Any, *fields: str) -> Column:
    """Gives fields of JSON as the columns ``c0``, ``c1`` and so on."""
    return _generator("json_tuple", [by_name(col), *map(literal_or, fields)])


def array_sort(col: Any, comparator: Callable[[Any, Any], Any] | None = None) -> Column:
    """Sorts, NULLs last, or by a function that is below 0 where the first comes before."""
    if comparator is None:
        return _array_sort(col)
    return _higher("array_sort", [col], comparator)


def transform(col: Any, f: Callable[..., Any]) -> Column:
    """Computes a new element of each, or of each and its place from 0.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> frame = lb.from_dict({"a": [[1, 2]]})
    >>> frame.select(F.transform("a", lambda x, i: x * 10 + i).alias("b")).item()
    [10, 21]
    """
    return _higher("transform", [col], f)


def filter(col: Any, f: Callable[..., Any]) -> Column:
    """Keeps the elements for which a condition holds."""
    return _higher("filter", [col], f)


def exists(col: Any, f: Callable[[Any], Any]) -> Column:
    """Tells whether a condition holds for some element."""
    return _higher("exists", [col], f)


def forall(col: Any, f: Callable[[Any], Any]) -> Column:
    """Tells whether a condition holds for all elements."""
    return _higher("forall", [col], f)


def zip_with(left: Any, right: Any, f: Callable[[Any, Any], Any]) -> Column:
    """Joins elements of the same place by a function."""
    return _higher("zip_with", [left, right], f)


def transform_keys(col: Any, f: Callable[[Any, Any], Any]) -> Column:
    """Computes the keys of a map anew."""
    return _higher("transform_keys", [col], f)


def transform_values(col: Any, f: Callable[[Any, Any], Any]) -> Column:
    """Computes the values of a map anew."""
    return _higher("transform_values", [col], f)


def map_filter(col: Any, f: Callable[[Any, Any], Any]) -> Column:
    """Keeps the entries of a map for which a condition holds."""
    return _higher("map_filter", [col], f)


def aggregate(
    col: Any, initialValue: Any, merge: Callable[[Any, Any], Any], finish: Any = None
) -> Column:
    """Joins a first value with the elements, one after the other, by a function.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> frame = lb.from_dict({"a": [[1, 2, 3]]})
    >>> frame.select(F.aggregate("a", F.lit(0), lambda sum, x: sum + x).alias("b")).item()
    6
    """
    items = [by_name(col), by_name(initialValue)]
    lambdas = [_lambda(merge)] + ([] if finish is None else [_lambda(finish)])
    made = spark_call("aggregate", *(item._node for item in items), *lambdas)
    shown = lambdas if finish else [*lambdas, _lambda(lambda all: all)]
    return named(made, "aggregate", [*items, *map(wrapped, shown)])


reduce = aggregate

_VARIABLE = "namedlambdavariable()"


class _Depth(threading.local):
    """Counts lambdas within lambdas, each of which has parameters of its own."""

    lambdas = 0


_depth = _Depth()


def _lambda(function: Callable[..., Any], counts: bool = False) -> n.Node:
    count = len(inspect.signature(function).parameters)
    names = [f'"#{_depth.lambdas}_{i}"' for i in range(count)]
    _depth.lambdas += 1
    try:
        nodes: list[n.Node] = [n.Parameter(name) for name in names]
        if counts and count == 2:  # the second of which counts elements, as an INT
            nodes[1] = template("CAST({} AS INTEGER)", nodes[1])
        variables = [n.Named(node, _VARIABLE) for node in nodes]
        body = literal_or(function(*map(wrapped, variables)))
    finally:
        _depth.lambdas -= 1
    made = template(f"lambda {', '.join(names)}: {{}}", body._node)
    shown = ", ".join([label(body), *[_VARIABLE] * count])
    return n.Named(made, f"lambdafunction({shown})")


def _higher(function: str, cols: list[Any], f: Callable[..., Any]) -> Column:
    items = [by_name(col) for col in cols]
    made = _lambda(f, function in ("transform", "filter"))
    node = spark_call(function, *(item._node for item in items), made)
    return named(node, function, [*items, wrapped(made)])


def _columns(cols: tuple[Any, ...]) -> list[Column]:
    listed = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else cols
    return [by_name(item) for item in listed]


def n_list(items: list[Column]) -> n.Node:
    """Returns a list of expressions."""
    texts = ("[", *([", "] * (len(items) - 1)), "]") if items else ("[]",)
    return n.Template(texts, tuple(item._node for item in items), (0,) * len(items), n.ATOM)
