"""Aggregates of expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from lakebolt import errors
from lakebolt.datatype import identifier
from lakebolt.expr import node as n
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    aggregate,
    column,
    keys_of,
    modified,
    narrowed,
    postfix,
    template,
    value,
    wrap,
)

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr

Interpolation = Literal["linear", "nearest", "lower", "higher", "midpoint"]


class Aggregates(Base):
    """Gives expressions aggregates: of a group in ``agg``, of all rows elsewhere."""

    __slots__ = ()

    def _aggregate(self, function: str, *more: n.Node) -> Expr:
        return wrap(aggregate(function, self._node, *more))

    def sum(self) -> Expr:
        """Adds up; NULL where there is no value, as in SQL. Whole numbers give BIGINT.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"g": ["x", "x", "y"], "a": [1, 2, 5]})
        >>> frame.group_by("g").agg(lb.col("a").sum()).sort("g").rows()
        [('x', 3), ('y', 5)]
        >>> frame.with_columns(share=lb.col("a") / lb.col("a").sum().over("g")).rows()[2]
        ('y', 5, 1.0)
        """
        return wrap(narrowed(aggregate("sum", self._node)))

    def mean(self) -> Expr:
        """Averages the values that are not NULL."""
        return self._aggregate("avg")

    def min(self) -> Expr:
        """Gives the least value."""
        return self._aggregate("min")

    def max(self) -> Expr:
        """Gives the greatest value."""
        return self._aggregate("max")

    def count(self) -> Expr:
        """Counts the values that are not NULL."""
        return self._aggregate("count")

    def len(self) -> Expr:
        """Counts the values, NULLs too."""
        child = self._node
        if isinstance(child, n.Modified):
            one = n.Raw("1", n.name_of(child))
            return wrap(aggregate("count", n.Modified(one, child.children[1 : 1 + child.where])))
        return wrap(n.Named(n.Call("count", ()), n.name_of(child)))

    def null_count(self) -> Expr:
        """Counts the NULLs."""
        return wrap(aggregate("count_if", postfix(self._node, " IS NULL")))

    def n_unique(self) -> Expr:
        """Counts the different values, NULL being one."""
        child = self._node
        has_null = aggregate("bool_or", postfix(child, " IS NULL"))
        distinct = aggregate("count", child, distinct=True)
        return wrap(template("({} + coalesce({}, FALSE)::BIGINT)", distinct, has_null))

    def count_distinct(self) -> Expr:
        """Counts the different values that are not NULL."""
        return wrap(aggregate("count", self._node, distinct=True))

    def approx_n_unique(self) -> Expr:
        """Estimates how many different values there are, within about two percent."""
        return self._aggregate("approx_count_distinct")

    def first(self, ignore_nulls: bool = False) -> Expr:
        """Gives the value of the first row, in the frame's order."""
        node = self.drop_nulls()._node if ignore_nulls else self._node
        return wrap(aggregate("first", node, ordered=True))

    def last(self, ignore_nulls: bool = False) -> Expr:
        """Gives the value of the last row, in the frame's order."""
        node = self.drop_nulls()._node if ignore_nulls else self._node
        return wrap(aggregate("last", node, ordered=True))

    def any_value(self) -> Expr:
        """Gives some value that is not NULL."""
        return self._aggregate("any_value")

    def item(self) -> Expr:
        """Gives the value of the only row."""
        return self.first()

    def std(self, ddof: int = 1) -> Expr:
        """Gives the standard deviation: of a sample, or with ``ddof=0`` of a population."""
        return self._aggregate(_by_ddof("stddev", ddof))

    def var(self, ddof: int = 1) -> Expr:
        """Gives the variance: of a sample, or with ``ddof=0`` of a population."""
        return self._aggregate(_by_ddof("var", ddof))

    def median(self) -> Expr:
        """Gives the middle value, or the mean of the two in the middle."""
        return self._aggregate("median")

    def quantile(self, quantile: float, interpolation: Interpolation = "linear") -> Expr:
        """Gives the value below which a share of all values lies.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 3, 4]}).select(lb.col("a").quantile(0.5)).item()
        2.5
        """
        fraction = value(float(quantile))
        if interpolation == "linear":
            return self._aggregate("quantile_cont", fraction)
        places = {
            "lower": "floor({} * (len({}) - 1))",
            "higher": "ceil({} * (len({}) - 1))",
            "nearest": "round({} * (len({}) - 1))",
        }
        values = template("list_sort({})", aggregate("list", self.drop_nulls()._node))
        if interpolation == "midpoint":
            low = self.quantile(quantile, "lower")
            return (low + self.quantile(quantile, "higher")) / 2
        if interpolation not in places:
            raise errors.InterfaceError(
                "interpolation must be linear, nearest, lower, higher or midpoint, not "
                f"{interpolation!r}"
            )
        place = template(places[interpolation], fraction, values)
        return wrap(template("list_extract({}, {}::BIGINT + 1)", values, place))

    def mode(self) -> Expr:
        """Gives the most frequent value, the first of equally frequent ones."""
        return self._aggregate("mode")

    def product(self) -> Expr:
        """Multiplies all values, as DOUBLE."""
        return self._aggregate("product")

    def skew(self, *, bias: bool = True) -> Expr:
        """Gives the skewness: with ``bias`` of a population, without of a sample."""
        if not bias:
            return self._aggregate("skewness")
        count, biased = self._aggregate("count"), self._aggregate("skewness")
        return biased * (count - 2) / (count * (count - 1)).sqrt()

    def kurtosis(self, *, fisher: bool = True, bias: bool = True) -> Expr:
        """Gives the kurtosis, less 3 unless ``fisher`` is false."""
        excess = self._aggregate("kurtosis_pop" if bias else "kurtosis")
        return excess if fisher else excess + 3

    def entropy(self) -> Expr:
        """Gives the entropy of the values, in bits, by how often each occurs."""
        return self._aggregate("entropy")

    def any(self) -> Expr:
        """Tells whether some value is true; false where there is none."""
        return wrap(template("coalesce({}, FALSE)", aggregate("bool_or", self._node)))

    def all(self) -> Expr:
        """Tells whether every value that is not NULL is true."""
        return wrap(template("coalesce({}, TRUE)", aggregate("bool_and", self._node)))

    def has_nulls(self) -> Expr:
        """Tells whether there is a NULL."""
        return self.null_count() > 0

    def arg_min(self) -> Expr:
        """Gives the number, from 0, of the row with the least value."""
        return self._place("min")

    def arg_max(self) -> Expr:
        """Gives the number, from 0, of the row with the greatest value."""
        return self._place("max")

    def _place(self, end: str) -> Expr:
        values = aggregate("list", self._node, ordered=True)
        found = template(f"list_position({{}}, list_{end}({{}})) - 1", values, values)
        return wrap(n.Template(("", ""), (found,), (0,), n.ADD))

    def min_by(self, by: IntoExpr) -> Expr:
        """Gives the value of the row in which ``by`` is least."""
        return self._aggregate("arg_min_null", column(by))

    def max_by(self, by: IntoExpr) -> Expr:
        """Gives the value of the row in which ``by`` is greatest."""
        return self._aggregate("arg_max_null", column(by))

    def bitwise_and_agg(self) -> Expr:
        """Joins the bits of all values by AND."""
        return self._aggregate("bit_and")

    def bitwise_or_agg(self) -> Expr:
        """Joins the bits of all values by OR."""
        return self._aggregate("bit_or")

    def bitwise_xor_agg(self) -> Expr:
        """Joins the bits of all values by XOR."""
        return self._aggregate("bit_xor")

    def implode(self) -> Expr:
        """Gathers all values into a list, in the frame's order.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [3, 1]}).select(lb.col("a").implode()).item()
        [3, 1]
        """
        return wrap(aggregate("list", self._node, ordered=True))

    def filter(self, *conditions: IntoExpr) -> Expr:
        """Keeps the values for which all conditions hold, for an aggregate over them.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 3]}).select(lb.col("a").filter(lb.col("a") > 1).sum()).item()
        5
        """
        return wrap(modified(self._node, where=tuple(column(item) for item in conditions)))

    def drop_nulls(self) -> Expr:
        """Keeps the values that are not NULL, for an aggregate over them."""
        child = self._node.children[0] if isinstance(self._node, n.Modified) else self._node
        return wrap(modified(self._node, where=(postfix(child, " IS NOT NULL"),)))

    def drop_nans(self) -> Expr:
        """Keeps the values that are not NaN, for an aggregate over them."""
        child = self._node.children[0] if isinstance(self._node, n.Modified) else self._node
        return wrap(modified(self._node, where=(template("(NOT isnan({}))", child),)))

    def sort_by(
        self,
        by: Any,
        *more: IntoExpr,
        descending: bool | list[bool] = False,
        nulls_last: bool | list[bool] = False,
    ) -> Expr:
        """Sorts the values by other columns, for an aggregate over them.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2, 3], "b": [2, 3, 1]})
        >>> frame.select(lb.col("a").sort_by("b").first()).item()
        3
        """
        items = [*(by if isinstance(by, (list, tuple)) else [by]), *more]
        return wrap(modified(self._node, order=keys_of(items, descending, nulls_last)))

    def sort(self, *, descending: bool = False, nulls_last: bool = False) -> Expr:
        """Sorts the values, for an aggregate over them."""
        return self.sort_by(wrap(self._unmodified()), descending=descending, nulls_last=nulls_last)

    def unique(self) -> Expr:
        """Takes each value once, for an aggregate over them."""
        return wrap(modified(self._node, distinct=True))

    def head(self, n: int = 10) -> Expr:
        """Gives the first values: rows of a frame, or a list for a group.

        >>> import lakebolt as lb
        >>> lb.range(9).select(lb.col("range").head(2)).rows()
        [(0,), (1,)]
        """
        return self._slice(0, n)

    def tail(self, n: int = 10) -> Expr:
        """Gives the last values: rows of a frame, or a list for a group."""
        return _rows(template("{}[{}:]", self.implode()._node, value(-n)))

    def slice(self, offset: int, length: int | None = None) -> Expr:
        """Gives so many values: rows of a frame, or a list for a group."""
        return self._slice(offset, length)

    def _slice(self, offset: int, length: int | None) -> Expr:
        if offset < 0:
            taken = template("{}[{}:]", self.implode()._node, value(offset))
            return _rows(taken if length is None else template("{}[:{}]", taken, value(length)))
        if length is None:
            return _rows(template("{}[{}:]", self.implode()._node, value(offset + 1)))
        start, end = value(offset + 1), value(offset + length)
        return _rows(template("list_slice({}, {}, {})", self.implode()._node, start, end))

    def top_k(self, k: int = 5) -> Expr:
        """Gives the greatest values, the greatest first: rows, or a list for a group."""
        return _rows(aggregate("max", self._node, value(k)))

    def bottom_k(self, k: int = 5) -> Expr:
        """Gives the least values, the least first: rows, or a list for a group."""
        return _rows(aggregate("min", self._node, value(k)))

    def get(self, index: int) -> Expr:
        """Gives the value of the row with a number, counted from 0, or from the end below 0."""
        place = value(index + 1 if index >= 0 else index)
        return wrap(template("list_extract({}, {})", self.implode()._node, place))

    def gather(self, indices: list[int]) -> Expr:
        """Gives the values of rows with these numbers, counted from 0."""
        places = value([index + 1 if index >= 0 else index for index in indices])
        taken = "list_transform({}, lambda i: list_extract({}, i))"
        return _rows(n.Named(template(taken, places, self.implode()._node), n.name_of(self._node)))

    def gather_every(self, n: int, offset: int = 0) -> Expr:
        """Gives every n-th value."""
        return self._from_list(
            f"list_filter({{}}, lambda e, i: i > {offset} AND (i - 1 - {offset}) % {n} = 0)"
        )

    def reverse(self) -> Expr:
        """Turns the order of the values around."""
        return self._from_list("list_reverse({})")

    def shuffle(self) -> Expr:
        """Puts the values in random order."""
        return self._from_list("list_shuffle({})")

    def sample(self, n: int = 1) -> Expr:
        """Gives so many values, in random order."""
        return self._from_list(f"list_slice(list_shuffle({{}}), 1, {n})")

    def arg_sort(self, *, descending: bool = False, nulls_last: bool = False) -> Expr:
        """Gives the numbers, from 0, of the rows in the order of their values."""
        order = "DESC" if descending else "ASC"
        nulls = "NULLS LAST" if nulls_last else "NULLS FIRST"
        return self._from_list(
            f"list_transform(list_grade_up({{}}, '{order}', '{nulls}'), lambda i: i - 1)"
        )

    def arg_true(self) -> Expr:
        """Gives the numbers, from 0, of the rows in which the condition is true."""
        return self._from_list(
            "list_filter(list_transform({}, lambda e, i: CASE WHEN e THEN i - 1 END), "
            "lambda i: i IS NOT NULL)"
        )

    def arg_unique(self) -> Expr:
        """Gives the numbers, from 0, of the rows in which a value occurs for the first time."""
        values = self.implode()._node
        places = template(
            "list_transform(list_distinct({}), lambda e: list_position({}, e) - 1)", values, values
        )
        return _rows(template("list_sort({})", places))

    def limit(self, n: int = 10) -> Expr:
        """Gives the first values, as ``head``."""
        return self._slice(0, n)

    def rle(self) -> Expr:
        """Gives structs of length and value of runs of equal values.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [7, 7, 8]}).select(lb.col("a").rle()).unnest("a").rows()
        [(2, 7), (1, 8)]
        """
        values = self.implode()._node
        starts = template(
            "list_filter(list_transform({}, lambda e, i: CASE WHEN i = 1 OR "
            "e IS DISTINCT FROM list_extract({}, i - 1) THEN i END), lambda i: i IS NOT NULL)",
            values,
            values,
        )
        runs = template(
            "list_transform({}, lambda i, k: struct_pack(len := "
            "coalesce(list_extract({}, k + 1), len({}) + 1) - i, value := list_extract({}, i)))",
            starts,
            starts,
            values,
            values,
        )
        return _rows(n.Named(runs, n.name_of(self._node)))

    def index_of(self, element: IntoExpr) -> Expr:
        """Gives the number, from 0, of the first row with a value; NULL without one."""
        found = template("list_position({}, {}) - 1", self.implode()._node, value(element))
        return wrap(n.Template(("", ""), (found,), (0,), n.ADD))

    def value_counts(self, *, name: str = "count") -> Expr:
        """Gives structs of each value and how often it occurs."""
        label = n.name_of(self._node)
        entries = template(
            f"list_transform(map_entries({{}}), lambda e: "
            f"struct_pack({identifier(label)} := e.key, {identifier(name)} := e.value))",
            aggregate("histogram", self._node),
        )
        return _rows(n.Named(entries, label))

    def unique_counts(self) -> Expr:
        """Gives how often each value occurs, in the order of first appearance."""
        values = self.implode()._node
        counts = template(
            "list_transform(list_distinct({}), lambda e: len(list_filter({}, lambda v: v = e)))",
            values,
            values,
        )
        return _rows(counts)

    def top_k_by(self, by: IntoExpr, k: int = 5) -> Expr:
        """Gives the values of the rows with the greatest values of another column."""
        return _rows(aggregate("arg_max", self._node, column(by), value(k)))

    def bottom_k_by(self, by: IntoExpr, k: int = 5) -> Expr:
        """Gives the values of the rows with the least values of another column."""
        return _rows(aggregate("arg_min", self._node, column(by), value(k)))

    def dot(self, other: IntoExpr) -> Expr:
        """Adds up the products with another column."""
        return (wrap(self._node) * wrap(column(other))).sum()

    def nan_max(self) -> Expr:
        """Gives the greatest value; NaN if there is one."""
        return self.max()

    def nan_min(self) -> Expr:
        """Gives the least value; NaN if there is one."""
        nan = aggregate("bool_or", template("isnan({})", self._node))
        return wrap(
            template("CASE WHEN {} THEN 'nan'::DOUBLE ELSE {} END", nan, self.min()._node)
        ).alias(n.name_of(self._node))

    def is_empty(self) -> Expr:
        """Tells whether there are no rows."""
        return self.len() == 0

    def is_sorted(self, *, descending: bool = False) -> Expr:
        """Tells whether the values come in order."""
        this, before = wrap(self._node), wrap(self._node).shift(1)
        return (this <= before if descending else this >= before).all()

    def _from_list(self, text: str) -> Expr:
        return _rows(template(text, self.implode()._node))

    def string_agg(self, separator: str = ",") -> Expr:
        """Joins all values as text, in the frame's order."""
        text = template("CAST({} AS VARCHAR)", self._unmodified())
        child = self._node
        if isinstance(child, n.Modified):
            keys = tuple(key for key in child.children if isinstance(key, n.Key))
            text = modified(text, child.children[1 : 1 + child.where], keys, child.distinct)
        return wrap(aggregate("string_agg", text, value(separator), ordered=True))

    def _unmodified(self) -> n.Node:
        return self._node.children[0] if isinstance(self._node, n.Modified) else self._node

    def histogram(self) -> Expr:
        """Maps each value to how often it occurs."""
        return self._aggregate("histogram")

    avg = mean
    stddev = std
    variance = var
    approx_quantile = quantile


def _rows(node: n.Node) -> Expr:
    """Returns a list whose elements are meant."""
    return wrap(n.Listed(node))


def _by_ddof(function: str, ddof: int) -> str:
    if ddof not in (0, 1):
        raise errors.InterfaceError(f"ddof must be 0 or 1, not {ddof}")
    return f"{function}_{'samp' if ddof else 'pop'}"
