"""Expressions that choose, sort or repeat values before they are aggregated or become rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lakebolt.expr import node as n
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    aggregate,
    column,
    different,
    fields_call,
    keys_of,
    lifted,
    modified,
    place_in,
    postfix,
    rows,
    template,
    value,
    wrap,
)

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class Gathering(Base):
    """Gives expressions other values than one for each row."""

    __slots__ = ()

    def implode(self) -> Expr:
        """Gathers all values into a list, in the frame's order.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [3, 1]}).select(lb.col("a").implode()).item()
        [3, 1]
        """
        return wrap(template("coalesce({}, [])", aggregate("list", self._node, ordered=True)))

    def filter(self, *conditions: IntoExpr) -> Expr:
        """Keeps the values for which all conditions hold, for an aggregate over them.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 3]}).select(lb.col("a").filter(lb.col("a") > 1).sum()).item()
        5
        """
        return wrap(modified(self._node, where=tuple(column(item) for item in conditions)))

    def drop_nulls(self) -> Expr:
        """Keeps the values that are not NULL, for an aggregate over them."""
        if (values := self._listed()) is not None:
            return self._of(template('list_filter({}, lambda "#e": "#e" IS NOT NULL)', values))
        child = self._node.children[0] if isinstance(self._node, n.Modified) else self._node
        return wrap(modified(self._node, where=(postfix(child, " IS NOT NULL"),)))

    def drop_nans(self) -> Expr:
        """Keeps the values that are not NaN, for an aggregate over them."""
        child = self._node.children[0] if isinstance(self._node, n.Modified) else self._node
        return wrap(modified(self._node, where=(template("(isnan({}) IS NOT TRUE)", child),)))

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
        if (values := self._listed()) is not None:
            direction = "DESC" if descending else "ASC"
            nulls = "LAST" if nulls_last else "FIRST"
            return self._of(template(f"list_sort({{}}, '{direction}', 'NULLS {nulls}')", values))
        return self.sort_by(wrap(self._unmodified()), descending=descending, nulls_last=nulls_last)

    def unique(self, *, maintain_order: bool = True) -> Expr:
        """Takes each value once, for an aggregate over them, in the order of first appearance."""
        del maintain_order
        if (values := self._listed()) is not None:
            return self._of(different(values))
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
        return rows(template("{}[{}:]", self.implode()._node, value(-n)))

    def slice(self, offset: int, length: int | None = None) -> Expr:
        """Gives so many values: rows of a frame, or a list for a group."""
        return self._slice(offset, length)

    def _slice(self, offset: int, length: int | None) -> Expr:
        if offset < 0:
            taken = template("{}[{}:]", self.implode()._node, value(offset))
            return rows(taken if length is None else template("{}[:{}]", taken, value(length)))
        if length is None:
            return rows(template("{}[{}:]", self.implode()._node, value(offset + 1)))
        start, end = value(offset + 1), value(offset + length)
        return rows(template("list_slice({}, {}, {})", self.implode()._node, start, end))

    def top_k(self, k: int = 5) -> Expr:
        """Gives the greatest values, the greatest first: rows, or a list for a group."""
        return rows(aggregate("max", self._node, value(k)))

    def bottom_k(self, k: int = 5) -> Expr:
        """Gives the least values, the least first: rows, or a list for a group."""
        return rows(aggregate("min", self._node, value(k)))

    def get(self, index: int) -> Expr:
        """Gives the value of the row with a number, counted from 0, or from the end below 0."""
        place = value(index + 1 if index >= 0 else index)
        return wrap(n.Once(template("list_extract({}, {})", self.implode()._node, place)))

    def gather(self, indices: int | list[int]) -> Expr:
        """Gives the values of rows with these numbers, counted from 0; that of one number alone."""
        if isinstance(indices, int):
            return self.get(indices)
        places = value([index + 1 if index >= 0 else index for index in indices])
        taken = 'list_transform({}, lambda "#i": list_extract({}, "#i"))'
        return rows(n.Named(template(taken, places, self.implode()._node), n.name_of(self._node)))

    def gather_every(self, n: int, offset: int = 0) -> Expr:
        """Gives every n-th value."""
        return self._from_list(
            f'list_filter({{}}, lambda "#e", "#i": "#i" > {offset} '
            f'AND ("#i" - 1 - {offset}) % {n} = 0)'
        )

    def reverse(self) -> Expr:
        """Turns the order of the values around."""
        values = aggregate("list", self._node, ordered=True)
        # Beside other columns: a list that is turned around in each row would take quadratic time.
        count = template("len({})", values)
        beside = template("list_extract({}, {} - {} + 1)", values, count, place_in(count))
        return wrap(n.Listed(template("list_reverse({})", values), beside))

    def arg_sort(self, *, descending: bool = False, nulls_last: bool = False) -> Expr:
        """Gives the numbers, from 0, of the rows in the order of their values."""
        order = "DESC" if descending else "ASC"
        nulls = "NULLS LAST" if nulls_last else "NULLS FIRST"
        return self._from_list(
            f"""list_transform(list_grade_up({{}}, '{order}', '{nulls}'), lambda "#i": "#i" - 1)"""
        )

    def arg_true(self) -> Expr:
        """Gives the numbers, from 0, of the rows in which the condition is true."""
        return self._from_list(
            'list_filter(list_transform({}, lambda "#e", "#i": CASE WHEN "#e" THEN "#i" - 1 END), '
            'lambda "#i": "#i" IS NOT NULL)'
        )

    def arg_unique(self) -> Expr:
        """Gives the numbers, from 0, of the rows in which a value occurs for the first time."""
        values = self.implode()._node
        places = template(
            'list_transform(list_distinct({}), lambda "#e": list_position({}, "#e") - 1)',
            values,
            values,
        )
        return rows(template("list_sort({})", places))

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
        # Each value beside the one before it: looking that up for each would take quadratic time.
        starts = template(
            "list_filter(list_transform(list_zip({}, list_prepend(NULL, {}), true), "
            'lambda "#p", "#i": CASE WHEN "#i" = 1 OR "#p"[1] IS DISTINCT FROM "#p"[2] '
            'THEN "#i" END), lambda "#i": "#i" IS NOT NULL)',
            values,
            values,
        )
        runs = template(
            "list_transform(list_zip({}, list_append({}[2:], len({}) + 1), "
            'list_select({}, {}), true), lambda "#r": '
            'struct_pack(len := "#r"[2] - "#r"[1], value := "#r"[3]))',
            starts,
            starts,
            values,
            values,
            starts,
        )
        return rows(n.Named(runs, n.name_of(self._node)))

    def index_of(self, element: IntoExpr) -> Expr:
        """Gives the number, from 0, of the first row with a value; NULL without one."""
        found = template("list_position({}, {}) - 1", self.implode()._node, value(element))
        return wrap(n.Once(n.Template(("", ""), (found,), (0,), n.ADD)))

    def value_counts(
        self, *, sort: bool = False, name: str | None = None, normalize: bool = False
    ) -> Expr:
        """Gives structs of each value, NULL too, and how often it occurs, or its share.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": ["x", "y", "y"]})
        >>> frame.select(lb.col("a").value_counts(sort=True)).unnest("a").rows()
        [('y', 2), ('x', 1)]
        """
        label = n.name_of(self._node)
        nulls = wrap(self._node).null_count()._node
        pairs = template(
            'coalesce(list_transform(map_entries({}), lambda "#e": '
            'struct_pack(n := "#e".value::BIGINT, v := "#e".key)), []) '
            "|| CASE WHEN {} > 0 THEN [struct_pack(n := {}, v := NULL)] ELSE [] END",
            aggregate("histogram", self._node),
            nulls,
            nulls,
        )
        if sort:
            pairs = template("list_sort({}, 'DESC')", pairs)
        total = wrap(self._node).len()._node
        count = template('"#e".n / {}', total) if normalize else n.Parameter('"#e".n')
        fields = [
            (label, n.Parameter('"#e".v')),
            (name or ("proportion" if normalize else "count"), count),
        ]
        made = fields_call("struct_pack", [], fields)
        entries = template('list_transform({}, lambda "#e": {})', pairs, made)
        return rows(n.Named(entries, label))

    def unique_counts(self) -> Expr:
        """Gives how often each value occurs, in the order of first appearance."""
        values = self.implode()._node
        counts = template(
            'list_transform(list_distinct({}), lambda "#e": '
            'len(list_filter({}, lambda "#v": "#v" = "#e")))',
            values,
            values,
        )
        return rows(counts)

    def top_k_by(self, by: IntoExpr, k: int = 5) -> Expr:
        """Gives the values of the rows with the greatest values of another column."""
        return rows(aggregate("arg_max", self._node, column(by), value(k)))

    def bottom_k_by(self, by: IntoExpr, k: int = 5) -> Expr:
        """Gives the values of the rows with the least values of another column."""
        return rows(aggregate("arg_min", self._node, column(by), value(k)))

    def _listed(self) -> n.Node | None:
        """Returns the list whose values the expression stands for, if it is one."""
        node = lifted(self._node)
        return node.children[0] if isinstance(node, n.Listed) else None

    def _of(self, values: n.Node) -> Expr:
        return rows(n.Named(values, n.name_of(self._node)))

    def _from_list(self, text: str) -> Expr:
        return rows(template(text, self.implode()._node))
