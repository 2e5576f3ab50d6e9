"""Expressions that sort numbers into bins, or find their places."""

from __future__ import annotations

import decimal
import math
from typing import TYPE_CHECKING, Any, Literal, Sequence

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    aggregate,
    call,
    compare,
    rows,
    struct_of,
    template,
    value,
    wrap,
)

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr

Labels = Sequence[str] | None


class Binning(Base):
    """Gives expressions bins of numbers."""

    __slots__ = ()

    def cut(
        self,
        breaks: Sequence[float],
        *,
        labels: Labels = None,
        left_closed: bool = False,
        include_breaks: bool = False,
    ) -> Expr:
        """Sorts numbers into bins between breaks, and names these as text.

        With ``include_breaks`` gives structs of the bin's upper break and its name.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 5]}).select(lb.col("a").cut([2], labels=["low", "high"])).rows()
        [('low',), ('high',)]
        """
        places = sorted(map(float, breaks))
        if not all(map(math.isfinite, places)):
            raise errors.InterfaceError("breaks must be finite numbers")
        if any(low == high for low, high in zip(places, places[1:])):
            raise errors.InterfaceError("breaks must differ from each other")
        edges = [value(edge) for edge in places]
        ends = ["-inf", *map(_exactly, places), "inf"]
        sides = ("[{}, {})", "({}, {}]")[not left_closed]
        names = labels or [sides.format(low, high) for low, high in zip(ends, ends[1:])]
        _check_labels(names, len(breaks), "breaks")
        shown = [value(name) for name in names]
        return self._named_bins(edges, shown, left_closed, include_breaks)

    def qcut(
        self,
        quantiles: Sequence[float] | int,
        *,
        labels: Labels = None,
        left_closed: bool = False,
        allow_duplicates: bool = False,
        include_breaks: bool = False,
    ) -> Expr:
        """Sorts numbers into bins between quantiles, or into so many of about the same size.

        >>> import lakebolt as lb
        >>> lb.range(4).select(lb.col("range").qcut(2, labels=["low", "high"])).rows()
        [('low',), ('low',), ('high',), ('high',)]
        """
        shares = sorted(_shares(quantiles))
        edges = [wrap(self._node).quantile(share)._node for share in shares]
        if not allow_duplicates:
            for i in range(1, len(edges)):
                text = "'quantiles are equal: allow_duplicates=True joins their bins'"
                edges[i] = template(
                    f"CASE WHEN {{}} = {{}} THEN error({text})::DOUBLE ELSE {{}} END",
                    *[edges[i], edges[i - 1], edges[i]],
                )
        if labels is None:
            exact = r"regexp_replace(CAST({} AS VARCHAR), '\.0$', '')"
            texts = [value("-inf"), *[template(exact, edge) for edge in edges], value("inf")]
            sides = ("'[' || {} || ', ' || {} || ')'", "'(' || {} || ', ' || {} || ']'")
            form = sides[not left_closed]
            names = [template(form, low, high) for low, high in zip(texts, texts[1:])]
        else:
            _check_labels(labels, len(edges), "quantiles")
            names = [value(label) for label in labels]
        return self._named_bins(edges, names, left_closed, include_breaks)

    def _named_bins(
        self, edges: list[n.Node], names: list[n.Node], left_closed: bool, breaks: bool
    ) -> Expr:
        made = names
        nothing = n.Raw("NULL")
        if breaks:
            ends = [*edges, value(float("inf"))]
            made = [
                struct_of([("breakpoint", end), ("category", name)])
                for end, name in zip(ends, names)
            ]
            nothing = n.Raw("{'breakpoint': NULL::DOUBLE, 'category': NULL::VARCHAR}")
        return self._binned(edges, made, left_closed, nothing, "{} IS NULL OR isnan({})")

    def _binned(
        self,
        edges: list[n.Node],
        made: list[n.Node],
        left_closed: bool,
        nothing: n.Node,
        missing: str = "{} IS NULL",
    ) -> Expr:
        """Returns what stands for the first bin whose upper edge is not exceeded."""
        operator = "<" if left_closed else "<="
        text = [f"CASE WHEN {missing} THEN {{}}"]
        children = [*[self._node] * missing.count("{}"), nothing]
        for edge, one in zip(edges, made):
            text.append(f"WHEN {{}} {operator} {{}} THEN {{}}")
            children += [self._node, edge, one]
        text.append("ELSE {} END")
        return wrap(n.Named(template(" ".join(text), *children, made[-1]), self._name()))

    def bin_intervals(
        self,
        intervals: Sequence[Any] | int,
        *,
        labels: Sequence[str] | Literal[False] = False,
        include_intervals: bool = False,
        right_closed: bool = False,
    ) -> Expr:
        """Sorts values into bins between breaks, or numbers into so many of the same width.

        Bins are numbered from 0 unless they have ``labels``; ``include_intervals`` gives structs
        of the bin and its ends.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 5]}).select(lb.col("a").bin_intervals([2, 4])).rows()
        [(0,), (1,), (2,)]
        """
        edges = [value(edge) for edge in intervals] if not isinstance(intervals, int) else []
        if isinstance(intervals, int):
            low, high = wrap(self._node).min(), wrap(self._node).max()
            edges = [
                (low + (high - low) * (i / intervals))._node for i in range(1, intervals)
            ]
        return self._numbered(edges, labels, include_intervals, right_closed)

    def bin_quantiles(
        self,
        quantiles: Sequence[float] | int,
        *,
        labels: Sequence[str] | Literal[False] | None = False,
        include_intervals: bool = False,
        right_closed: bool = False,
    ) -> Expr:
        """Sorts numbers into bins between quantiles of all of them; bins are numbered from 0."""
        edges = [wrap(self._node).quantile(share)._node for share in _shares(quantiles)]
        return self._numbered(edges, labels or False, include_intervals, right_closed)

    def _numbered(
        self,
        edges: list[n.Node],
        labels: Sequence[str] | Literal[False],
        intervals: bool,
        right_closed: bool,
    ) -> Expr:
        if labels is False:
            made: list[n.Node] = [n.Raw(f"{i}::UINTEGER") for i in range(len(edges) + 1)]
        else:
            _check_labels(labels, len(edges), "breaks")
            made = [value(label) for label in labels]
        nothing: n.Node = n.Raw("NULL")
        if intervals:
            fields = ("bin", "left", "right")
            ends = [nothing, *edges, nothing]
            made = [struct_of(zip(fields, bin_)) for bin_ in zip(made, ends, ends[1:])]
            nothing = struct_of((field, nothing) for field in fields)
        return self._binned(edges, made, not right_closed, nothing)

    def hist(
        self,
        bins: Sequence[float] | None = None,
        *,
        bin_count: int | None = None,
        include_category: bool = False,
        include_breakpoint: bool = False,
    ) -> Expr:
        """Counts the numbers in each of some bins, 10 of the same width by default.

        Bins hold their upper edge, the first one both. The switches make structs of the counts.

        >>> import lakebolt as lb
        >>> lb.range(10).select(lb.col("range").hist([0, 4, 9])).rows()
        [(5,), (5,)]
        """
        if bins is not None:
            if bin_count is not None:
                raise errors.InterfaceError("hist takes either bins or bin_count")
            edges = [value(float(edge)) for edge in bins]
        else:
            count = 10 if bin_count is None else bin_count
            low, high = wrap(self._node).min(), wrap(self._node).max()
            flat = template("CASE WHEN {} = {} THEN 0.5e0 ELSE 0 END", low._node, high._node)
            begin, end = low - wrap(flat), high + wrap(flat)
            step = (end - begin) / count
            edges = [(begin + step * i)._node for i in range(count)] + [end._node]
        made: list[n.Node] = []
        for i, (left, right) in enumerate(zip(edges, edges[1:])):
            made.append(self._bin(left, right, i == 0, include_category, include_breakpoint))
        listed = template("[" + ", ".join(["{}"] * len(made)) + "]", *made)
        return rows(n.Named(listed, self._name()))

    def _bin(
        self, left: n.Node, right: n.Node, first: bool, category: bool, breakpoint_: bool
    ) -> n.Node:
        """Returns how many values lie in a bin, with its name and upper edge perhaps."""
        low = compare(">=" if first else ">", self._node, left)
        high = compare("<=", self._node, right)
        counted = aggregate("count_if", (wrap(low) & wrap(high))._node)
        fields: list[tuple[str, n.Node]] = []
        if breakpoint_:
            fields.append(("breakpoint", template("CAST({} AS DOUBLE)", right)))
        if category:
            opening = "[" if first else "("
            form = f"'{opening}' || {{}} || ', ' || {{}} || ']'"
            fields.append(("category", template(form, _shown(left), _shown(right))))
        if not fields:
            return counted
        fields.append(("count", counted))
        return struct_of(fields)

    def search_sorted(
        self,
        element: IntoExpr,
        side: Literal["any", "left", "right"] = "any",
        *,
        descending: bool = False,
    ) -> Expr:
        """Gives the place, from 0, at which a value would keep the column sorted.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 3, 3]}).select(lb.col("a").search_sorted(3, "right")).item()
        3
        """
        if side not in ("any", "left", "right"):
            raise errors.InterfaceError(f"side must be any, left or right, not {side!r}")
        operator = (">" if descending else "<") + ("=" if side == "right" else "")
        node: n.Node = self._node
        where: tuple[n.Node, ...] = ()
        if isinstance(node, n.Modified) and not node.distinct:  # whose order counts for nothing
            where = node.children[1 : 1 + node.where]
            node = node.children[0]
        before = wrap(compare(operator, node, value(element))) | wrap(node).is_null()
        kept = n.Modified(before._node, where) if where else before._node
        return wrap(n.Named(aggregate("count_if", kept), self._name()))


def _check_labels(labels: Sequence[str], edges: int, what: str) -> None:
    if len(labels) != edges + 1:
        raise errors.InterfaceError(f"{edges} {what} make {edges + 1} bins, not {len(labels)}")


def _shares(quantiles: Sequence[float] | int) -> list[float]:
    if isinstance(quantiles, int):
        return [i / quantiles for i in range(1, quantiles)]
    return [float(share) for share in quantiles]


def _exactly(number: float) -> str:
    """Returns a number as text with all of its digits, and none behind a point if it is whole."""
    text = format(decimal.Decimal(repr(number)), "f")
    return text.removesuffix(".0")


def _shown(number: n.Node) -> n.Node:
    """Returns a number as text, with one to six decimals, or a power of ten behind four."""
    double = template("CAST({} AS DOUBLE)", number)
    plain = call("format", value("{:.6f}"), double)
    plain = call("regexp_replace", plain, value(r"(\.\d+?)0+$"), value(r"\1"))
    power = call("format", value("{:.4e}"), double)
    power = call("regexp_replace", power, value(r"e\+?(-?)0*"), value(r"e\1"))
    return template(
        "CASE WHEN {} = 0 OR abs({}) BETWEEN 0.000001 AND 999999 THEN {} ELSE {} END",
        *[double, double, plain, power],
    )
