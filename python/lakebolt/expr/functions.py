"""Functions that make expressions: ``lakebolt.col``, ``lit``, ``when`` and the like."""

from __future__ import annotations

import builtins
import re
from typing import Any

from lakebolt import errors
from lakebolt.datatype import DataType, IntoDataType
from lakebolt.expr import node as n
from lakebolt.expr import selectors
from lakebolt.expr.base import (
    IntoExpr,
    aggregate,
    call,
    column,
    narrowed,
    value,
    window_call,
    wrap,
)
from lakebolt.expr.call import Call
from lakebolt.expr.combining import (
    all_horizontal as all_horizontal,
)
from lakebolt.expr.combining import (
    any_horizontal as any_horizontal,
)
from lakebolt.expr.combining import (
    arctan2 as arctan2,
)
from lakebolt.expr.combining import (
    coalesce as coalesce,
)
from lakebolt.expr.combining import (
    concat_arr as concat_arr,
)
from lakebolt.expr.combining import (
    concat_list as concat_list,
)
from lakebolt.expr.combining import (
    concat_str as concat_str,
)
from lakebolt.expr.combining import (
    cum_sum_horizontal as cum_sum_horizontal,
)
from lakebolt.expr.combining import (
    date as date,
)
from lakebolt.expr.combining import (
    date_ranges as date_ranges,
)
from lakebolt.expr.combining import (
    datetime as datetime,
)
from lakebolt.expr.combining import (
    datetime_ranges as datetime_ranges,
)
from lakebolt.expr.combining import (
    duration as duration,
)
from lakebolt.expr.combining import (
    fold as fold,
)
from lakebolt.expr.combining import (
    format as format,
)
from lakebolt.expr.combining import (
    from_epoch as from_epoch,
)
from lakebolt.expr.combining import (
    greatest as greatest,
)
from lakebolt.expr.combining import (
    int_ranges as int_ranges,
)
from lakebolt.expr.combining import (
    least as least,
)
from lakebolt.expr.combining import (
    max_horizontal as max_horizontal,
)
from lakebolt.expr.combining import (
    mean_horizontal as mean_horizontal,
)
from lakebolt.expr.combining import (
    min_horizontal as min_horizontal,
)
from lakebolt.expr.combining import (
    reduce as reduce,
)
from lakebolt.expr.combining import (
    struct as struct,
)
from lakebolt.expr.combining import (
    sum_horizontal as sum_horizontal,
)
from lakebolt.expr.combining import (
    time as time,
)
from lakebolt.expr.expr import Expr
from lakebolt.expr.literal import literal
from lakebolt.expr.ranges import (
    date_range as date_range,
)
from lakebolt.expr.ranges import (
    datetime_range as datetime_range,
)
from lakebolt.expr.ranges import (
    int_range as int_range,
)
from lakebolt.expr.ranges import (
    ones as ones,
)
from lakebolt.expr.ranges import (
    repeat as repeat,
)
from lakebolt.expr.ranges import (
    zeros as zeros,
)


def col(name: Any, *more: Any) -> Expr:
    """Returns a column by its name; several by names, a type, ``*`` or ``^pattern$``.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [1], "b": [2]}).select(lb.col("a", "b") + 1).rows()
    [(2, 3)]
    """
    names = [*(name if isinstance(name, (list, tuple)) else [name]), *more]
    if (
        builtins.len(names) == 1
        and isinstance(names[0], str)
        and not isinstance(names[0], DataType)
    ):
        only = names[0]
        if only == "*":
            return selectors.all()
        if only.startswith("^") and only.endswith("$"):
            return selectors.matches(only)
        return Expr(n.Column(only))
    if builtins.all(isinstance(item, str) and not isinstance(item, DataType) for item in names):
        wanted: list[str] = list(names)
        return Expr(n.Selection(lambda choice: wanted, f"col({wanted})"))
    if builtins.all(
        isinstance(item, (DataType, type)) or hasattr(item, "bit_width") for item in names
    ):
        return selectors.by_dtype(*names)
    raise errors.InterfaceError(
        f"col expects names or types of columns, not {type(names[0]).__name__}; "
        "values are written lit(...)"
    )


def lit(item: Any, dtype: IntoDataType | None = None) -> Expr:
    """Returns a value as an expression.

    >>> import lakebolt as lb
    >>> print(lb.lit("it's"), lb.lit(2.5))
    'it''s' 2.5e0
    """
    out = wrap(value(item))
    return out if dtype is None else out.cast(dtype).alias("literal")


def expr(text: str) -> Expr:
    """Returns SQL as an expression.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [1]}).select(lb.expr("a + 1 AS b")).rows(named=True)
    [{'b': 2}]
    """
    if not isinstance(text, str):
        raise errors.InterfaceError(f"SQL must be a str, not {type(text).__name__}")
    found = re.search(r"(?is)^(.*)\s+AS\s+(?:\"((?:[^\"]|\"\")+)\"|(\w+))\s*$", text)
    if found is not None:
        name = found[2].replace('""', '"') if found[2] else found[3]
        return wrap(n.Named(n.Raw(found[1], name, 0, False), name))
    simple = re.fullmatch(r"\s*(\w+)\s*", text)
    return wrap(n.Raw(text, simple[1] if simple else text, 0, False))


sql_expr = expr


def len() -> Expr:  # noqa: A001 - the name is Polars'
    """Counts rows."""
    return wrap(Call("count", ()))


def count(*columns: str) -> Expr:
    """Counts rows, or the values of columns that are not NULL."""
    return col(*columns).count() if columns and columns != ("*",) else len()


def all(*columns: Any) -> Expr:  # noqa: A001 - the name is Polars'
    """Returns all columns; with columns, whether all their values are true."""
    return col(*columns).all() if columns else selectors.all()


def any(*columns: Any) -> Expr:  # noqa: A001 - the name is Polars'
    """Tells whether some value of columns is true."""
    return col(*columns).any()


def exclude(*names: Any) -> Expr:
    """Returns all columns but some."""
    return selectors.exclude(*names)


def element() -> Expr:
    """Stands for the element in ``list.eval`` and ``list.filter``."""
    return wrap(n.Raw(n.ELEMENT, "element", constant=False))


def row_number() -> Expr:
    """Numbers rows from 1, in their order or that of ``over``."""
    return wrap(window_call("row_number"))


def rank() -> Expr:
    """Ranks rows by the order of ``over``: peers share a rank, and leave a gap."""
    return wrap(window_call("rank"))


def dense_rank() -> Expr:
    """Ranks rows by the order of ``over``, without gaps."""
    return wrap(window_call("dense_rank"))


def percent_rank() -> Expr:
    """Ranks rows by the order of ``over``, from 0 to 1."""
    return wrap(window_call("percent_rank"))


def cume_dist() -> Expr:
    """Returns the share of rows that come no later by the order of ``over``."""
    return wrap(window_call("cume_dist"))


def ntile(buckets: int) -> Expr:
    """Cuts rows into so many buckets by the order of ``over``."""
    return wrap(window_call("ntile", n.Raw(literal(buckets), "ntile")))


def _over_columns(method: str, columns: tuple[Any, ...]) -> Expr:
    out: Expr = getattr(col(*columns), method)()
    return out


def sum(*columns: Any) -> Expr:  # noqa: A001 - the name is Polars'
    """Adds up columns, each by itself."""
    return _over_columns("sum", columns)


def mean(*columns: Any) -> Expr:
    """Averages columns, each by itself."""
    return _over_columns("mean", columns)


avg = mean


def min(*columns: Any) -> Expr:  # noqa: A001 - the name is Polars'
    """Gives the least values of columns, each by itself."""
    return _over_columns("min", columns)


def max(*columns: Any) -> Expr:  # noqa: A001 - the name is Polars'
    """Gives the greatest values of columns, each by itself."""
    return _over_columns("max", columns)


def median(*columns: Any) -> Expr:
    """Gives the middle values of columns, each by itself."""
    return _over_columns("median", columns)


def std(column_: Any, ddof: int = 1) -> Expr:
    """Gives the standard deviation of a column."""
    return col(column_).std(ddof)


def var(column_: Any, ddof: int = 1) -> Expr:
    """Gives the variance of a column."""
    return col(column_).var(ddof)


def first(*columns: Any) -> Expr:
    """Gives the first values of columns; without one, the frame's first column."""
    return _over_columns("first", columns) if columns else selectors.first()


def last(*columns: Any) -> Expr:
    """Gives the last values of columns; without one, the frame's last column."""
    return _over_columns("last", columns) if columns else selectors.last()


def n_unique(*columns: Any) -> Expr:
    """Counts the different values of columns, each by itself."""
    return _over_columns("n_unique", columns)


def approx_n_unique(*columns: Any) -> Expr:
    """Estimates how many different values columns have, each by itself."""
    return _over_columns("approx_n_unique", columns)


def implode(*columns: Any) -> Expr:
    """Gathers columns into lists, each by itself."""
    return _over_columns("implode", columns)


def quantile(column_: Any, quantile: float) -> Expr:
    """Gives a quantile of a column, interpolated."""
    return col(column_).quantile(quantile)


def cum_sum(*columns: Any) -> Expr:
    """Adds up the values of columns so far."""
    return _over_columns("cum_sum", columns)


def corr(a: IntoExpr, b: IntoExpr, *, method: str = "pearson") -> Expr:
    """Gives the correlation of two columns, ``pearson`` or ``spearman``."""
    one, two = column(a), column(b)
    if method == "spearman":
        one, two = wrap(one).rank()._node, wrap(two).rank()._node
    elif method != "pearson":
        raise errors.InterfaceError(f"method must be pearson or spearman, not {method!r}")
    return wrap(aggregate("corr", one, two))


def cov(a: IntoExpr, b: IntoExpr, ddof: int = 1) -> Expr:
    """Gives the covariance of two columns."""
    function = "covar_samp" if ddof else "covar_pop"
    return wrap(aggregate(function, column(a), column(b)))


def rand(seed: int | None = None) -> Expr:
    """Returns a random number from 0 to below 1, another for each row."""
    if seed is not None:
        raise errors.NotSupportedError("rand takes no seed; sample does")
    return wrap(n.Raw("random()", "rand", constant=False))


def monotonically_increasing_id() -> Expr:
    """Numbers rows from 0, as in PySpark."""
    return (row_number() - 1).alias("monotonically_increasing_id()")


def call_function(function: str, *exprs: IntoExpr) -> Expr:
    """Calls any function of SQL over single rows; texts are columns.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": ["x"]}).select(lb.call_function("repeat", "a", 3)).item()
    'xxx'
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z_0-9]*", function):
        raise errors.InterfaceError(f"{function!r} is no name of a function")
    return wrap(call(function, *map(column, exprs)))


def call_aggregate(function: str, *exprs: IntoExpr) -> Expr:
    """Calls any aggregate of SQL; texts are columns."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z_0-9]*", function):
        raise errors.InterfaceError(f"{function!r} is no name of a function")
    nodes = [column(item) for item in exprs]
    return wrap(aggregate(function, nodes[0], *nodes[1:]))


def collect_list(column_: IntoExpr) -> Expr:
    """Gathers the values that are not NULL into a list, as in PySpark."""
    return wrap(column(column_)).drop_nulls().implode()


def collect_set(column_: IntoExpr) -> Expr:
    """Lists the different values that are not NULL, as in PySpark."""
    return wrap(column(column_)).drop_nulls().unique().implode()


def count_distinct(column_: IntoExpr) -> Expr:
    """Counts the different values that are not NULL, as in PySpark."""
    return wrap(column(column_)).count_distinct()


countDistinct = count_distinct


def sum_distinct(column_: IntoExpr) -> Expr:
    """Adds up the different values, as in PySpark."""
    return wrap(narrowed(aggregate("sum", column(column_), distinct=True)))


def desc(name: str) -> Expr:
    """Sorts by a column from the greatest value down, NULLs last, as in PySpark."""
    return col(name).desc()


def asc(name: str) -> Expr:
    """Sorts by a column from the least value up, NULLs first, as in PySpark."""
    return col(name).asc()


def nth(*places: int) -> Expr:
    """Returns columns by their places, from 0."""
    return selectors.by_index(*places)


def head(column_: Any, n: int = 10) -> Expr:
    """Gives the first values of a column."""
    return col(column_).head(n)


def tail(column_: Any, n: int = 10) -> Expr:
    """Gives the last values of a column."""
    return col(column_).tail(n)


def cum_count(*columns: Any) -> Expr:
    """Counts the values of columns so far that are not NULL."""
    return _over_columns("cum_count", columns)


def arg_where(condition: Any) -> Expr:
    """Gives the numbers, from 0, of the rows in which a condition is true."""
    return wrap(column(condition)).arg_true()


def arg_sort_by(by: Any, *, descending: bool = False) -> Expr:
    """Gives the numbers, from 0, of the rows in the order of a column."""
    return wrap(column(by)).arg_sort(descending=descending)


def field(name: str) -> Expr:
    """Returns a field of the element in ``list.eval``, or of the struct in ``with_fields``."""
    return element().struct.field(name)


def row_index(name: str = "index") -> Expr:
    """Numbers rows from 0."""
    return (row_number() - 1).alias(name)


def rolling_corr(a: IntoExpr, b: IntoExpr, *, window_size: int) -> Expr:
    """Gives the correlation of the last values of two columns."""
    return _rolling_pair("corr", a, b, window_size)


def rolling_cov(a: IntoExpr, b: IntoExpr, *, window_size: int) -> Expr:
    """Gives the covariance of the last values of two columns."""
    return _rolling_pair("covar_samp", a, b, window_size)


def _rolling_pair(function: str, a: IntoExpr, b: IntoExpr, window_size: int) -> Expr:
    frame = f"ROWS BETWEEN {window_size - 1} PRECEDING AND CURRENT ROW"
    return wrap(window_call(function, column(a), column(b), frame=frame))


def escape_regex(text: str) -> str:
    """Writes text so that a regular expression matches just that."""
    return re.escape(text)


arange = int_range
