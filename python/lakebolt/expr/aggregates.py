"""Aggregates of expressions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    aggregate,
    call,
    column,
    lifted,
    modified,
    narrowed,
    postfix,
    rows,
    template,
    value,
    wrap,
)
from lakebolt.expr.call import Call
from lakebolt.expr.quantiles import element_at

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
        """Averages the values that are not NULL; of conditions, gives the share that is true."""
        return self._of_numbers("avg")

    def _of_numbers(self, function: str) -> Expr:
        child = self._node
        if isinstance(child, n.Modified):
            kept = n.Modified(call("frame_number", child.children[0]))
            child = n.Modified.replace(child, (*kept.children, *child.children[1:]))
        else:
            child = call("frame_number", child)
        return wrap(aggregate(function, child))

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
        if isinstance(lifted(child), n.Listed):
            return wrap(n.Named(template("len({})", lifted(child).children[0]), n.name_of(child)))
        if isinstance(child, n.Modified):
            one = n.Raw("1", n.name_of(child))
            return wrap(aggregate("count", n.Modified(one, child.children[1 : 1 + child.where])))
        return wrap(n.Named(Call("count", ()), n.name_of(child)))

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
        node = wrap(self._node).drop_nulls()._node if ignore_nulls else self._node
        return wrap(aggregate("first", node, ordered=True))

    def last(self, ignore_nulls: bool = False) -> Expr:
        """Gives the value of the last row, in the frame's order."""
        node = wrap(self._node).drop_nulls()._node if ignore_nulls else self._node
        return wrap(aggregate("last", node, ordered=True))

    def any_value(self) -> Expr:
        """Gives some value that is not NULL."""
        return self._aggregate("any_value")

    def item(self) -> Expr:
        """Gives the value of the only row."""
        return self.first()

    def std(self, ddof: int = 1) -> Expr:
        """Gives the standard deviation: of a sample, or with ``ddof=0`` of a population."""
        return self._of_numbers(by_ddof("stddev", ddof))

    def var(self, ddof: int = 1) -> Expr:
        """Gives the variance: of a sample, or with ``ddof=0`` of a population."""
        return self._of_numbers(by_ddof("var", ddof))

    def median(self) -> Expr:
        """Gives the middle value, or the mean of the two in the middle."""
        return self._aggregate("median")

    def quantile(self, quantile: float, interpolation: Interpolation = "linear") -> Expr:
        """Gives the value below which a share of all values lies.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 3, 4]}).select(lb.col("a").quantile(0.5)).item()
        2.5
        """
        if interpolation == "linear":
            return self._aggregate("quantile_cont", value(float(quantile)))
        values = template("list_sort({})", aggregate("list", wrap(self._node).drop_nulls()._node))
        found = n.Once(element_at(values, float(quantile), interpolation))
        return wrap(n.Named(found, self._name()))

    def mode(self) -> Expr:
        """Gives the most frequent values: rows of a frame, or a list for a group.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [3, 1, 3, 2, 2]}).select(lb.col("a").mode().sort()).rows()
        [(2,), (3,)]
        """
        nulls = self.null_count()._node
        counts = aggregate("histogram", self._node)
        most = template("greatest(list_max(map_values({})), {})", counts, nulls)
        modes = template(
            'coalesce(list_transform(list_filter(map_entries({}), lambda "#e": "#e".value = {}), '
            'lambda "#e": "#e".key), [])',
            counts,
            most,
        )
        null = template("CASE WHEN {} = {} AND {} > 0 THEN [NULL] ELSE [] END", nulls, most, nulls)
        return rows(n.Named(template("({} || {})", modes, null), n.name_of(self._node)))

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

    def entropy(self, base: float = math.e, *, normalize: bool = True) -> Expr:
        """Gives the entropy of numbers that are shares of their sum, or are probabilities.

        SQL's aggregate, of how often values occur, is ``lakebolt.call_aggregate("entropy", …)``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 1, 2]}).select(lb.col("a").entropy(2)).item()
        1.5
        """
        this = wrap(self._node).cast("DOUBLE")
        found = (this * this.log()).sum()
        if not normalize:
            return (-found / math.log(base)).alias(self._name())
        total = this.sum()
        return ((total.log() - found / total) / math.log(base)).alias(self._name())

    def any(self, *, ignore_nulls: bool = True) -> Expr:
        """Tells whether some value is true; NULL if that depends on NULLs, unless they count not."""
        found = template("coalesce({}, FALSE)", aggregate("bool_or", self._node))
        return wrap(found if ignore_nulls else self._unless_unknown(found, "{} OR {} = 0"))

    def all(self, *, ignore_nulls: bool = True) -> Expr:
        """Tells whether all values are true; NULL if that depends on NULLs, unless they count not."""
        found = template("coalesce({}, TRUE)", aggregate("bool_and", self._node))
        return wrap(found if ignore_nulls else self._unless_unknown(found, "NOT {} OR {} = 0"))

    def _unless_unknown(self, found: n.Node, known: str) -> n.Node:
        nulls = wrap(self._node).null_count()._node
        return template(f"CASE WHEN {known} THEN {{}} END", found, nulls, found)

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
        return wrap(n.Once(n.Template(("", ""), (found,), (0,), n.ADD)))

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

    def string_agg(self, separator: str = ",") -> Expr:
        """Joins all values as text, in the frame's order."""
        text = template("CAST({} AS VARCHAR)", self._unmodified())
        child = self._node
        if isinstance(child, n.Modified):
            keys = tuple(key for key in child.children if isinstance(key, n.Key))
            text = modified(text, child.children[1 : 1 + child.where], keys, child.distinct)
        return wrap(aggregate("string_agg", text, value(separator), ordered=True))

    def histogram(self) -> Expr:
        """Maps each value to how often it occurs."""
        return self._aggregate("histogram")

    avg = mean
    stddev = std
    variance = var
    approx_quantile = quantile


def by_ddof(function: str, ddof: int) -> str:
    """Returns the name of a statistic of a sample or of a population."""
    if ddof not in (0, 1):
        raise errors.InterfaceError(f"ddof must be 0 or 1, not {ddof}")
    return f"{function}_{'samp' if ddof else 'pop'}"
