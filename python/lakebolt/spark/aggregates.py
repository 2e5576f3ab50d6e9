"""Aggregates and window functions, as in ``pyspark.sql.functions``."""

from __future__ import annotations

from typing import Any, Callable

from lakebolt.expr import functions as f
from lakebolt.expr import node as n
from lakebolt.expr.base import aggregate, template, value, window_call
from lakebolt.spark.column import Column
from lakebolt.spark.labels import by_name, label, literal_or, named, wrapped

__all__ = [
    "any_value", "approx_count_distinct", "approx_percentile", "array_agg", "avg", "bit_and",
    "bit_or", "bit_xor", "bool_and", "bool_or", "collect_list", "collect_set", "corr", "count",
    "countDistinct", "count_distinct", "count_if", "covar_pop", "covar_samp", "cume_dist",
    "dense_rank", "every", "first", "first_value", "grouping", "grouping_id", "histogram_numeric", "kurtosis",
    "lag", "last", "last_value", "lead", "listagg", "max", "max_by", "mean", "median", "min",
    "min_by", "mode", "monotonically_increasing_id", "nth_value", "ntile", "percent_rank",
    "percentile", "percentile_approx", "product", "rank", "regr_avgx", "regr_avgy",
    "regr_count", "regr_intercept", "regr_r2", "regr_slope", "row_number", "skewness", "some",
    "std", "stddev", "stddev_pop", "stddev_samp", "string_agg", "sum", "sumDistinct",
    "sum_distinct", "try_avg", "try_sum", "var_pop", "var_samp", "variance",
]  # fmt: skip



def _aggregate(
    name: str, description: str, sql: str = "", columns: int = 1, values: int = 0,
    defaults: tuple[str, ...] = (),
) -> Callable[..., Column]:
    """Returns an aggregate of so many columns and, behind them, of up to so many values."""

    def function(*args: Any) -> Column:
        if not columns <= len(args) <= columns + values:
            raise TypeError(f"{name} expects {columns} to {columns + values} arguments")
        items = [by_name(item) for item in args[:columns]]
        items += [literal_or(item) for item in args[columns:]]
        nodes = [item._node for item in items]
        labels = [*map(label, items), *defaults[len(items) - columns :]]
        made = aggregate(sql or name, nodes[0], *nodes[1:])
        return wrapped(n.Named(made, f"{name}({', '.join(labels)})"))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = description
    return function


def _method(name: str, description: str, method: str) -> Callable[[Any], Column]:
    """Returns an aggregate that is a method of expressions."""

    def function(col: Any) -> Column:
        item = by_name(col)
        return named(getattr(item, method)()._node, name, [item])

    function.__name__ = function.__qualname__ = name
    function.__doc__ = description
    return function


avg = _method("avg", "Averages.", "mean")
bit_and = _aggregate("bit_and", "Joins bits by and.")
bit_or = _aggregate("bit_or", "Joins bits by or.")
bit_xor = _aggregate("bit_xor", "Joins bits by exclusive or.")
bool_and = _aggregate("bool_and", "Tells whether all are true.")
bool_or = _aggregate("bool_or", "Tells whether one is true.")
corr = _aggregate("corr", "Gives the correlation of two columns.", columns=2)
count_if = _aggregate("count_if", "Counts rows for which a condition holds.")
covar_pop = _aggregate("covar_pop", "Gives the covariance of all.", columns=2)
covar_samp = _aggregate("covar_samp", "Gives the covariance of a sample.", columns=2)
every = _aggregate("every", "Tells whether all are true.", "bool_and")
histogram_numeric = _aggregate("histogram_numeric", "Makes a histogram.", values=1)
kurtosis = _aggregate("kurtosis", "Gives the kurtosis of all.", '"spark:kurtosis"')
max = _method("max", "Gives the greatest value.", "max")
max_by = _aggregate("max_by", "Gives the value of the row with the greatest of another.", columns=2)
mean = _method("avg", "Averages.", "mean")
median = _aggregate("median", "Gives the middle value.")
min = _method("min", "Gives the least value.", "min")
min_by = _aggregate("min_by", "Gives the value of the row with the least of another.", columns=2)
mode = _aggregate("mode", "Gives the most frequent value.")
percentile = _aggregate("percentile", "Gives a percentile, interpolated.", values=2,
    defaults=("", "1"),)
percentile_approx = approx_percentile = _aggregate(
    "percentile_approx", "Gives a percentile that is a value, or a list of them.", values=2,
    defaults=("", "10000"),
)
product = _method("product", "Multiplies.", "product")
regr_avgx = _aggregate("regr_avgx", "Averages the second of pairs.", columns=2)
regr_avgy = _aggregate("regr_avgy", "Averages the first of pairs.", columns=2)
regr_count = _aggregate("regr_count", "Counts pairs.", columns=2)
regr_intercept = _aggregate("regr_intercept", "Gives the intercept of the line.", columns=2)
regr_r2 = _aggregate("regr_r2", "Tells how well the line fits.", columns=2)
regr_slope = _aggregate("regr_slope", "Gives the slope of the line.", columns=2)
skewness = _aggregate("skewness", "Gives the skewness of all.", '"spark:skewness"')
some = _aggregate("some", "Tells whether one is true.", "bool_or")
stddev = std = _aggregate("stddev", "Gives the standard deviation of a sample.")
stddev_pop = _aggregate("stddev_pop", "Gives the standard deviation of all.")
stddev_samp = _aggregate("stddev_samp", "Gives the standard deviation of a sample.")
sum = _method("sum", "Adds up.", "sum")
try_avg = _aggregate("try_avg", "Averages, or gives NULL where that overflows.")
try_sum = _aggregate("try_sum", "Adds up, or gives NULL where that overflows.")
var_pop = _aggregate("var_pop", "Gives the variance of all.")
var_samp = _aggregate("var_samp", "Gives the variance of a sample.")
variance = _aggregate("variance", "Gives the variance of a sample.")


def approx_count_distinct(col: Any, rsd: float | None = None) -> Column:
    """Estimates how many different values there are; ``rsd``, the error wanted, is not needed."""
    del rsd
    item = by_name(col)
    return named(item.approx_n_unique()._node, "approx_count_distinct", [item])


def count(col: Any) -> Column:
    """Counts rows for ``*`` and values, else the values that are not NULL."""
    item = literal_or(1) if isinstance(col, str) and col == "*" else by_name(col)
    counted = f.len() if isinstance(item._node, n.Raw) else item.count()
    return named(counted._node, "count", [item])


def count_distinct(col: Any, *cols: Any) -> Column:
    """Counts the different values, or combinations without NULLs."""
    items = [by_name(item) for item in (col, *cols)]
    counted = items[0]
    if cols:
        whole = items[0].is_not_null()
        for item in items[1:]:
            whole = whole & item.is_not_null()
        counted = f.struct(*(item.alias(str(i)) for i, item in enumerate(items))).filter(whole)
    made = counted.count_distinct()._node
    return wrapped(n.Named(made, f"count(DISTINCT {', '.join(map(label, items))})"))


countDistinct = count_distinct


def sum_distinct(col: Any) -> Column:
    """Adds up the different values."""
    item = by_name(col)
    return wrapped(n.Named(f.sum_distinct(item)._node, f"sum(DISTINCT {label(item)})"))


sumDistinct = sum_distinct


def collect_list(col: Any) -> Column:
    """Gathers the values, without NULLs."""
    return named(f.collect_list(col)._node, "collect_list", [by_name(col)])


array_agg = collect_list


def collect_set(col: Any) -> Column:
    """Gathers the different values, without NULLs."""
    return named(f.collect_set(col)._node, "collect_set", [by_name(col)])


def first(col: Any, ignorenulls: bool = False) -> Column:
    """Gives the first value, or the first that is not NULL."""
    item = by_name(col)
    chosen = item.drop_nulls() if ignorenulls else item
    return named(chosen.first()._node, "first", [item])


def last(col: Any, ignorenulls: bool = False) -> Column:
    """Gives the last value, or the last that is not NULL."""
    item = by_name(col)
    chosen = item.drop_nulls() if ignorenulls else item
    return named(chosen.last()._node, "last", [item])


def first_value(col: Any, ignoreNulls: bool = False) -> Column:
    """Gives the first value, or the first that is not NULL."""
    return named(first(col, ignoreNulls)._node.children[0], "first_value", [by_name(col)])


def last_value(col: Any, ignoreNulls: bool = False) -> Column:
    """Gives the last value, or the last that is not NULL."""
    return named(last(col, ignoreNulls)._node.children[0], "last_value", [by_name(col)])


def any_value(col: Any, ignoreNulls: bool = False) -> Column:
    """Gives some value: the first."""
    return named(first(col, ignoreNulls)._node.children[0], "any_value", [by_name(col)])


def listagg(col: Any, delimiter: Any = "") -> Column:
    """Joins texts, without NULLs."""
    item = by_name(col)
    made = aggregate("string_agg", item._node, value(delimiter), ordered=True)
    return named(made, "listagg", [item, delimiter])


string_agg = listagg


def grouping(col: Any) -> Column:
    """Tells, by 1, whether a row of ``rollup`` or ``cube`` is not grouped by a column."""
    item = by_name(col)
    made = template("CAST(grouping({}) AS TINYINT)", item._node)
    return named(made, "grouping", [item])


def grouping_id(*cols: Any) -> Column:
    """Gives the bits of ``grouping`` of all columns that rows are grouped by."""
    del cols
    return wrapped(n.Named(n.Template(("grouping_id()",), (), (), n.ATOM), "grouping_id()"))


def lag(col: Any, offset: int = 1, default: Any = None) -> Column:
    """Gives the value of a row before.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import Window, functions as F
    >>> frame = lb.from_dict({"a": [3, 1, 2]})
    >>> frame.select("a", b=F.lag("a", 1, 0).over(Window.orderBy("a"))).sort("a").rows()
    [(1, 0), (2, 1), (3, 2)]
    """
    item = by_name(col)
    return named(item.lag(offset, default)._node, "lag", [item, offset, default])


def lead(col: Any, offset: int = 1, default: Any = None) -> Column:
    """Gives the value of a row behind."""
    item = by_name(col)
    return named(item.lead(offset, default)._node, "lead", [item, offset, default])


def nth_value(col: Any, offset: int, ignoreNulls: bool = False) -> Column:
    """Gives the value of the row of a number, from 1, of the window; NULLs may be left out."""
    item = by_name(col)
    number = n.Raw(f"{int(offset)} IGNORE NULLS") if ignoreNulls else value(offset)
    made = window_call("nth_value", item._node, number)
    text = f"{offset}) ignore nulls" if ignoreNulls else f"{offset})"
    return wrapped(n.Named(made, f"nth_value({label(item)}, {text}"))


def _place(made: Any, name: str) -> Column:
    """Returns a rank as an INT, as Spark has them."""
    return wrapped(n.Named(template("CAST({} AS INTEGER)", made._node), name))


def row_number() -> Column:
    """Numbers rows from 1, in the order of the window."""
    return _place(f.row_number(), "row_number()")


def rank() -> Column:
    """Ranks rows: peers share a rank, and leave a gap."""
    return _place(f.rank(), "RANK()")


def dense_rank() -> Column:
    """Ranks rows, without gaps."""
    return _place(f.dense_rank(), "DENSE_RANK()")


def percent_rank() -> Column:
    """Ranks rows from 0 to 1."""
    return wrapped(n.Named(f.percent_rank()._node, "PERCENT_RANK()"))


def cume_dist() -> Column:
    """Gives the share of rows that come no later."""
    return wrapped(n.Named(f.cume_dist()._node, "cume_dist()"))


def ntile(n: int) -> Column:
    """Cuts rows into so many buckets."""
    return _place(f.ntile(n), f"ntile({n})")


def monotonically_increasing_id() -> Column:
    """Numbers rows from 0."""
    made = f.monotonically_increasing_id()._node
    return wrapped(n.Named(made, "monotonically_increasing_id()"))
