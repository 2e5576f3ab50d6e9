"""Functions of arrays, maps and structs, as in ``pyspark.sql.functions``."""

from __future__ import annotations

import inspect
from typing import Any, Callable

from lakebolt.expr import node as n
from lakebolt.expr.base import template, wrap
from lakebolt.expr.combining import struct as struct
from lakebolt.expr.expr import Expr
from lakebolt.spark.declare import scalar, spark_call
from lakebolt.spark.labels import by_name, literal_or, named

__all__ = [
    "aggregate", "array", "array_append", "array_compact", "array_contains", "array_distinct",
    "array_except", "array_insert", "array_intersect", "array_join", "array_max", "array_min",
    "array_position", "array_prepend", "array_remove", "array_repeat", "array_size",
    "array_sort", "array_union", "arrays_overlap", "arrays_zip", "cardinality", "create_map",
    "element_at", "exists", "explode", "explode_outer", "filter", "flatten", "forall", "get",
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
array_sort = scalar("array_sort(col)", "Sorts, NULLs last.")
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
sort_array = scalar("sort_array(col, 'asc?)", "Sorts, NULLs first upwards and last downwards.")
str_to_map = scalar("str_to_map(text, pairDelim?, keyValueDelim?)", "Reads a map.")
try_element_at = scalar("try_element_at(col, extraction)", "Gives an element, or NULL.")


def array(*cols: Any) -> Expr:
    """Makes an array of columns.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> lb.from_dict({"a": [1], "b": [2]}).select(F.array("a", "b")).rows(named=True)
    [{'array(a, b)': [1, 2]}]
    """
    items = _columns(cols)
    return named(n_list(items), "array", items)


def create_map(*cols: Any) -> Expr:
    """Makes a map of columns: a key, its value, and so on."""
    items = _columns(cols)
    made = spark_call("map_from_arrays", n_list(items[::2]), n_list(items[1::2]))
    return named(made, "map", items)


def explode(col: Any) -> Expr:
    """Makes a row of each element, as the column ``col``; NULL and empty arrays give none."""
    return by_name(col).explode(keep_nulls=False).alias("col")


def explode_outer(col: Any) -> Expr:
    """Makes a row of each element; NULL and empty arrays give a row of NULL."""
    return by_name(col).explode(empty_as_null=True).alias("col")


def transform(col: Any, f: Callable[..., Any]) -> Expr:
    """Computes a new element of each, or of each and its place from 0.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> frame = lb.from_dict({"a": [[1, 2]]})
    >>> frame.select(F.transform("a", lambda x, i: x * 10 + i).alias("b")).item()
    [10, 21]
    """
    return _higher("transform", [col], f)


def filter(col: Any, f: Callable[..., Any]) -> Expr:
    """Keeps the elements for which a condition holds."""
    return _higher("filter", [col], f)


def exists(col: Any, f: Callable[[Any], Any]) -> Expr:
    """Tells whether a condition holds for some element."""
    return _higher("exists", [col], f)


def forall(col: Any, f: Callable[[Any], Any]) -> Expr:
    """Tells whether a condition holds for all elements."""
    return _higher("forall", [col], f)


def zip_with(left: Any, right: Any, f: Callable[[Any, Any], Any]) -> Expr:
    """Joins elements of the same place by a function."""
    return _higher("zip_with", [left, right], f)


def transform_keys(col: Any, f: Callable[[Any, Any], Any]) -> Expr:
    """Computes the keys of a map anew."""
    return _higher("transform_keys", [col], f)


def transform_values(col: Any, f: Callable[[Any, Any], Any]) -> Expr:
    """Computes the values of a map anew."""
    return _higher("transform_values", [col], f)


def map_filter(col: Any, f: Callable[[Any, Any], Any]) -> Expr:
    """Keeps the entries of a map for which a condition holds."""
    return _higher("map_filter", [col], f)


def aggregate(
    col: Any, initialValue: Any, merge: Callable[[Any, Any], Any], finish: Any = None
) -> Expr:
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
    return named(made, "aggregate", items)


reduce = aggregate

_depth = 0  # of lambdas within lambdas, each of which has parameters of its own


def _lambda(function: Callable[..., Any]) -> n.Node:
    global _depth
    count = len(inspect.signature(function).parameters)
    names = [f'"#{_depth}_{i}"' for i in range(count)]
    _depth += 1
    try:
        body = function(*(wrap(n.Raw(name, constant=False)) for name in names))
    finally:
        _depth -= 1
    return template(f"lambda {', '.join(names)}: {{}}", literal_or(body)._node)


def _higher(function: str, cols: list[Any], f: Callable[..., Any]) -> Expr:
    items = [by_name(col) for col in cols]
    made = spark_call(function, *(item._node for item in items), _lambda(f))
    return named(made, function, items)


def _columns(cols: tuple[Any, ...]) -> list[Expr]:
    listed = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else cols
    return [by_name(item) for item in listed]


def n_list(items: list[Expr]) -> n.Node:
    """Returns a list of expressions."""
    texts = ("[", *([", "] * (len(items) - 1)), "]") if items else ("[]",)
    return n.Template(texts, tuple(item._node for item in items), (0,) * len(items), n.ATOM)
